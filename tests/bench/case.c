/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bench/case.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/syscall.h"
#include "api/program.h"
#include "bench/must.h"
#include "profile/profile.h"

const struct bench_case bench_cases[] = {
        { "moby", "docker-default", NULL, { NULL } },
        { "moby-3", "docker-default", NULL, { "x86", "x32" } },
        { "system-service", "systemd-system-service", NULL, { NULL } },
        { "system-service-3", "systemd-system-service", NULL, { "x86", "x32" } },
        { "args200", "args200", NULL, { NULL } },
        { "stdio", NULL, "stdio", { NULL } },
        { "net", NULL, "net", { NULL } },
        { "default", NULL, "default", { NULL } },
};
const size_t n_bench_cases = sizeof(bench_cases) / sizeof(bench_cases[0]);

/* Times of one thing, a round each. */
struct times {
        double *us;
        unsigned int n;
};

enum stage { STAGE_FRONT, STAGE_POLICY, STAGE_BUILD, STAGE_LOWER, STAGE_PROVE, N_STAGES };

struct measured {
        struct times ways[N_WAYS], stages[N_STAGES];
};

static int compare_times(const void *a, const void *b)
{
        const double *x = a, *y = b;

        return (*x > *y) - (*x < *y);
}

static double median(struct times *times)
{
        if (times->n == 0)
                return 0;
        qsort(times->us, times->n, sizeof(*times->us), compare_times);
        return times->us[times->n / 2];
}

static void note(struct times *times, double us)
{
        times->us[times->n++] = us;
}

static void measured_init(struct measured *measured, unsigned int n_rounds)
{
        for (int i = 0; i < N_WAYS; i++)
                measured->ways[i] = (struct times){ calloc(n_rounds, sizeof(double)), 0 };
        for (int i = 0; i < N_STAGES; i++)
                measured->stages[i] = (struct times){ calloc(n_rounds, sizeof(double)), 0 };
        must(measured->stages[N_STAGES - 1].us ? 0 : -ENOMEM);
}

static void measured_deinit(struct measured *measured)
{
        for (int i = 0; i < N_WAYS; i++)
                free(measured->ways[i].us);
        for (int i = 0; i < N_STAGES; i++)
                free(measured->stages[i].us);
}

/* The stages behind a policy. */
static int run_stages(struct case_result *out, struct measured *measured,
                      const struct policy *policy)
{
        struct program program = { 0 };
        struct cost cost;
        const int r = cost_measure(&cost, &program, policy, false);

        program_deinit(&program);
        note(&measured->stages[STAGE_BUILD], cost.build.us);
        note(&measured->stages[STAGE_LOWER], cost.lower.us);
        note(&measured->stages[STAGE_PROVE], cost.prove.us);
        out->n_nodes = cost.n_nodes;
        out->n_steps = cost.n_steps;
        return r < 0 || cost.verdict == PROOF_EQUIVALENT ? r : -EBADMSG;
}

static void dump(const char *name, const char *way, const struct program *program)
{
        char text[INSN_TEXT_MAX];

        printf("\n%s, %s:\n", name, way);
        for (size_t pc = 0; pc < program->n_insns; pc++)
                printf("%5zu  %s\n", pc, insn_text(program, pc, abi_native(), text));
}

/* Lists of rules, through the interface */

struct rules_run {
        const struct bench *bench;
        struct case_result *out;
        struct measured measured;
        struct question questions[N_WAYS];
        struct subject subjects[N_WAYS];
        struct policy *policy; /* that of our context */
};

/* Ours once more, stage by stage; keeps the policy. */
static int run_rules_stages(struct rules_run *run)
{
        const struct subject *subject = &run->subjects[WAY_OURS];
        double before = cost_clock();
        size_t n_refused;
        scmp_filter_ctx ctx = subject_fill(subject, &run->questions[WAY_OURS], &n_refused);

        must(ctx ? 0 : -EINVAL);
        note(&run->measured.stages[STAGE_FRONT], cost_clock() - before);
        run->policy = policy_free(run->policy);
        before = cost_clock();
        must(context_policy(&run->policy, context_get(ctx)));
        note(&run->measured.stages[STAGE_POLICY], cost_clock() - before);
        subject->interface->release(ctx);
        return run_stages(run->out, &run->measured, run->policy);
}

static bool is_wanted(const struct bench *bench, enum way way)
{
        if (way >= WAY_PEER && !bench->has_peer)
                return false;
        return !bench->only || strcmp(bench->only, way_names[way]) == 0;
}

static int run_way(struct rules_run *run, enum way way, bool is_last)
{
        struct way_result *result = &run->out->ways[way];
        struct program program = { 0 };
        double us;
        const int r = subject_run(&us, &program, &result->n_refused, &run->subjects[way],
                                  &run->questions[way]);

        if (r < 0)
                return r;
        note(&run->measured.ways[way], us);
        result->is_there = true;
        if (is_last)
                quality_measure(&result->quality, &program, run->policy, &run->bench->usage);
        if (is_last && run->bench->dump && way <= WAY_OURS_WEIGHTED)
                dump(run->out->name, way_names[way], &program);
        program_deinit(&program);
        return 0;
}

static int run_rounds(struct rules_run *run, struct error *err)
{
        const unsigned int n_rounds = run->bench->n_rounds;
        int r = 0;

        for (unsigned int round = 0; round < n_rounds; round++) {
                if (!run->bench->only || round == n_rounds - 1)
                        r = run_rules_stages(run);
                if (r < 0)
                        return error_set(err, r, "%s: cannot be compiled", run->out->name);
                for (int way = 0; way < N_WAYS; way++) {
                        if (!is_wanted(run->bench, (enum way)way))
                                continue;
                        r = run_way(run, (enum way)way, round == n_rounds - 1);
                        if (r < 0)
                                return error_set(err, r, "%s: %s failed: %s", run->out->name,
                                                 way_names[way], strerror(-r));
                }
        }
        return 0;
}

static void set_up(struct rules_run *run, const struct bench_case *c, const struct rule_list *list)
{
        struct question question = { .rules = list, .tokens = { abi_native()->token } };

        for (size_t i = 0; c->abis[i]; i++)
                question.tokens[i + 1] = abi_by_name(span_of(c->abis[i]))->token;
        for (int way = 0; way < N_WAYS; way++) {
                struct subject *subject = &run->subjects[way];

                subject->name = way_names[way];
                subject->interface = way < WAY_PEER ? &ours : &run->bench->peer;
                subject->optimize = way == WAY_PEER_TREE ? 2 : 0;
                if (way < WAY_PEER || run->bench->has_peer)
                        subject_resolve(subject, list);
                run->questions[way] = question;
        }
        run->questions[WAY_OURS_WEIGHTED].usage = &run->bench->usage;
}

static int run_rules(struct case_result *out, struct measured *measured, const struct bench *bench,
                     const struct bench_case *c, struct error *err)
{
        struct rules_run run = { .bench = bench, .out = out, .measured = *measured };
        struct rule_list list;
        int r;

        out->front = "rules";
        r = rule_list_read(&list, bench->data, c->rules, err);
        if (r >= 0) {
                set_up(&run, c, &list);
                r = run_rounds(&run, err);
        }
        *measured = run.measured;
        for (int way = 0; way < N_WAYS; way++)
                free(run.subjects[way].numbers);
        policy_free(run.policy);
        rule_list_deinit(&list);
        return r;
}

/* Bundled profiles */

static int load_profile(struct resolved *out, const char *name)
{
        static const char *const no_directories[] = { NULL };
        const struct profile_input input = { .profile = name, .label = "--profile" };
        const struct profile_request request = { .inputs = &input,
                                                 .n_inputs = 1,
                                                 .directories = no_directories };
        _cleanup_(ast_freep) struct ast *ast = NULL;
        struct diagnostics diags = { 0 };
        int r;

        *out = (struct resolved){ 0 };
        r = profile_load(&ast, &request, &diags);
        if (r >= 0)
                r = profile_resolve(out, ast, &diags);
        if (r < 0)
                diagnostics_print(stderr, &diags);
        diagnostics_deinit(&diags);
        return r;
}

static int give_priorities(struct policy *policy, const struct usage *usage)
{
        uint32_t nr;
        int r = 0;

        for (int id = 0; id < (int)syscall_count() && r >= 0; id++)
                if (usage->priority[id] > 0 &&
                    abi_syscall_number(&nr, policy->filters[0].abi, id) &&
                    filter_find_slot(&policy->filters[0], nr))
                        r = filter_set_priority(&policy->filters[0], nr, usage->priority[id]);
        return r;
}

static void judge(struct case_result *out, enum way way, const struct bench *bench,
                  const struct policy *policy)
{
        struct program program = { 0 };
        struct cost cost;

        must(cost_measure(&cost, &program, policy, false));
        quality_measure(&out->ways[way].quality, &program, policy, &bench->usage);
        if (bench->dump)
                dump(out->name, way_names[way], &program);
        program_deinit(&program);
        out->ways[way].is_there = true;
}

static int run_profile(struct case_result *out, struct measured *measured,
                       const struct bench *bench, const struct bench_case *c, struct error *err)
{
        int r = 0;

        out->front = "profile";
        for (unsigned int round = 0; round < bench->n_rounds && r >= 0; round++) {
                const double before = cost_clock();
                struct resolved resolved;

                r = load_profile(&resolved, c->profile);
                note(&measured->stages[STAGE_FRONT], cost_clock() - before);
                if (r >= 0)
                        r = run_stages(out, measured, resolved.policy);
                note(&measured->ways[WAY_OURS], cost_clock() - before);
                if (r >= 0 && round == bench->n_rounds - 1) {
                        judge(out, WAY_OURS, bench, resolved.policy);
                        must(give_priorities(resolved.policy, &bench->usage));
                        judge(out, WAY_OURS_WEIGHTED, bench, resolved.policy);
                }
                resolved_deinit(&resolved);
        }
        return r < 0 ? error_set(err, r, "%s: cannot be compiled", c->name) : 0;
}

int case_run(struct case_result *out, const struct bench *bench, const struct bench_case *c,
             struct error *err)
{
        struct measured measured;
        int r;

        *out = (struct case_result){ .name = c->name, .n_rounds = bench->n_rounds };
        measured_init(&measured, bench->n_rounds);
        if (c->rules)
                r = run_rules(out, &measured, bench, c, err);
        else
                r = run_profile(out, &measured, bench, c, err);
        for (int way = 0; way < N_WAYS; way++)
                out->ways[way].us = median(&measured.ways[way]);
        out->front_us = median(&measured.stages[STAGE_FRONT]);
        out->policy_us = median(&measured.stages[STAGE_POLICY]);
        out->build_us = median(&measured.stages[STAGE_BUILD]);
        out->lower_us = median(&measured.stages[STAGE_LOWER]);
        out->prove_us = median(&measured.stages[STAGE_PROVE]);
        measured_deinit(&measured);
        return r;
}
