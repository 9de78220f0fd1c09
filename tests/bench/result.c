/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bench/result.h"

#include <stdio.h>
#include <string.h>

const char *const way_names[N_WAYS] = {
        [WAY_OURS] = "ours",
        [WAY_OURS_WEIGHTED] = "ours, weighted",
        [WAY_PEER] = "libseccomp",
        [WAY_PEER_TREE] = "libseccomp, tree",
};

/* For people */

static void print_case_head(const struct case_result *result)
{
        const struct quality *quality = &result->ways[WAY_OURS].quality;

        for (int way = 0; way < N_WAYS && quality->size == 0; way++)
                quality = &result->ways[way].quality;
        printf("\n%s: %zu calls allowed, %.1f%% of what the traces have; %zu intervals\n",
               result->name, quality->n_allowed, 100 * quality->covered, quality->n_intervals);
        printf("  %-18s %6s %8s %8s %8s %12s %10s %8s\n", "", "size", "longest", "uniform",
               "traced", "before args", "us", "times");
}

static void print_way(const struct case_result *result, enum way way)
{
        const struct way_result *w = &result->ways[way];
        const struct quality *q = &w->quality;
        /* priorities may cost a call twice what is allowed without them */
        const unsigned int allowed = (way == WAY_OURS_WEIGHTED ? 2 : 1) * q->allowed;

        printf("  %-18s %6zu %8u %8.2f %8.2f %5u (<=%2u)", way_names[way], q->size, q->longest,
               q->uniform, q->traced, q->before, allowed);
        if (w->us > 0)
                printf(" %10.1f", w->us);
        if (w->us > 0 && result->ways[WAY_OURS].us > 0)
                printf(" %8.1f", w->us / result->ways[WAY_OURS].us);
        if (w->n_refused > 0)
                printf("  (%zu rules refused)", w->n_refused);
        if (way < WAY_PEER && q->before > allowed)
                printf("  OVER");
        putchar('\n');
}

static void print_case(const struct case_result *result)
{
        print_case_head(result);
        for (int way = 0; way < N_WAYS; way++)
                if (result->ways[way].is_there)
                        print_way(result, (enum way)way);
        printf("  ours, us: %s %.1f, policy %.1f, graph %.1f, program %.1f, proof %.1f "
               "(%zu nodes, %zu steps); medians of %u\n",
               result->front, result->front_us, result->policy_us, result->build_us,
               result->lower_us, result->prove_us, result->n_nodes, result->n_steps,
               result->n_rounds);
}

static bool is_proven(const struct growth_result *g)
{
        return !g->gave_up && !g->too_large && g->cost.verdict == PROOF_EQUIVALENT;
}

static void print_growth(struct writer *writer, const struct growth_result *g)
{
        if (!writer->last_growth || strcmp(writer->last_growth, g->name) != 0)
                printf("\n%s: %s\n%6s %7s %6s %8s %10s %9s %10s %10s %10s %9s\n", g->name, g->what,
                       "size", "parts", "nodes", "insns", "build us", "lower us", "prove us",
                       "steps", "bytes", "peak");
        printf("%6u %7zu %6zu %7zu%s %10.0f %9.0f %10.0f %10zu %9zuK %8zuK\n", g->size, g->n_parts,
               g->cost.n_nodes, g->cost.n_insns, g->too_large ? "!" : " ", g->cost.build.us,
               g->cost.lower.us, g->cost.prove.us, g->cost.n_steps,
               (g->cost.build.memory.bytes + g->cost.prove.memory.bytes) / 1024,
               (g->cost.build.memory.peak > g->cost.prove.memory.peak ? g->cost.build.memory.peak
                                                                      : g->cost.prove.memory.peak) /
                       1024);
        if (g->gave_up)
                printf("        gave up after %d s\n", GROWTH_SECONDS);
        else if (!g->too_large && !is_proven(g))
                printf("        not proven\n");
        writer->last_growth = g->name;
}

/* For programs: an array of objects. Names are ours, and need no escapes. */

static void json_way(const struct case_result *result, enum way way)
{
        const struct way_result *w = &result->ways[way];
        const struct quality *q = &w->quality;

        printf(",\n  \"%s\": {\"us\": %.2f, \"refused\": %zu, \"size\": %zu, \"longest\": %u, "
               "\"allowed\": %zu, \"uniform\": %.4f, \"traced\": %.4f, \"before\": %u, "
               "\"bound\": %u, \"intervals\": %zu}",
               way_names[way], w->us, w->n_refused, q->size, q->longest, q->n_allowed, q->uniform,
               q->traced, q->before, q->allowed, q->n_intervals);
}

static void json_case(const struct case_result *result)
{
        printf("{\"policy\": \"%s\", \"rounds\": %u, \"nodes\": %zu, \"steps\": %zu,\n"
               "  \"stages\": {\"%s\": %.2f, \"policy\": %.2f, \"graph\": %.2f, \"program\": %.2f, "
               "\"proof\": %.2f}",
               result->name, result->n_rounds, result->n_nodes, result->n_steps, result->front,
               result->front_us, result->policy_us, result->build_us, result->lower_us,
               result->prove_us);
        for (int way = 0; way < N_WAYS; way++)
                if (result->ways[way].is_there)
                        json_way(result, (enum way)way);
        putchar('}');
}

static void json_stage(const char *name, const struct stage_cost *stage)
{
        printf(",\n  \"%s\": {\"us\": %.1f, \"allocations\": %zu, \"bytes\": %zu, \"peak\": %zu}",
               name, stage->us, stage->memory.n_calls, stage->memory.bytes, stage->memory.peak);
}

static void json_growth(const struct growth_result *g)
{
        printf("{\"growth\": \"%s\", \"size\": %u, \"parts\": %zu, \"nodes\": %zu, "
               "\"instructions\": %zu, \"too_large\": %s, \"gave_up\": %s, \"proven\": %s, "
               "\"steps\": %zu",
               g->name, g->size, g->n_parts, g->cost.n_nodes, g->cost.n_insns,
               g->too_large ? "true" : "false", g->gave_up ? "true" : "false",
               is_proven(g) ? "true" : "false", g->cost.n_steps);
        json_stage("graph", &g->cost.build);
        json_stage("program", &g->cost.lower);
        json_stage("proof", &g->cost.prove);
        putchar('}');
}

/* Both */

static void separate(struct writer *writer)
{
        if (writer->json && writer->n_written++ > 0)
                printf(",\n");
}

void write_start(struct writer *writer)
{
        if (writer->json)
                printf("[\n");
}

void write_case(struct writer *writer, const struct case_result *result)
{
        separate(writer);
        if (writer->json)
                json_case(result);
        else
                print_case(result);
        (void)fflush(stdout);
}

void write_growth(struct writer *writer, const struct growth_result *result)
{
        separate(writer);
        if (writer->json)
                json_growth(result);
        else
                print_growth(writer, result);
        (void)fflush(stdout);
}

void write_end(struct writer *writer)
{
        if (writer->json)
                printf("\n]\n");
}
