/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dag/measure.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"

void measure_deinit(struct measure *measure)
{
        free(measure->visits);
        free(measure->stack);
        *measure = (struct measure){ 0 };
}

struct measure *measure_of(struct dag *dag)
{
        if (!dag->measure)
                dag->measure = calloc(1, sizeof(*dag->measure));
        return dag->measure;
}

int measure_start(struct measure *measure, const struct dag *dag)
{
        const size_t known = measure->cap_visits;
        int r;

        r = array_grow(&measure->visits, &measure->cap_visits, dag->n_nodes,
                       sizeof(*measure->visits));
        if (r < 0)
                return r;
        if (measure->cap_visits > known)
                memset(measure->visits + known, 0,
                       (measure->cap_visits - known) * sizeof(*measure->visits));
        r = array_grow(&measure->stack, &measure->cap_stack, dag->n_nodes, sizeof(*measure->stack));
        if (r < 0)
                return r;
        measure->run++;
        return 0;
}

static bool is_counted(const struct measure *m, uint32_t node)
{
        return m->visits[node].run == m->run;
}

static void set_counted(struct measure *m, uint32_t node, uint32_t longest, bool inside)
{
        m->visits[node] = (struct visit){ .run = m->run, .longest = longest, .inside = inside };
}

/*
 * A test that comes after one of another word has to load its own, once for
 * all ways that lead to it. Return: 1 if that was not counted yet.
 */
static size_t count_load(struct measure *m, const struct dag *dag, uint32_t from, uint32_t to)
{
        const struct node *a = &dag->nodes[from], *b = &dag->nodes[to];
        struct visit *visit = &m->visits[to];

        if (!visit->inside || visit->loads ||
            (a->word == b->word && node_needs_mask(a) == node_needs_mask(b)))
                return 0;
        visit->loads = true;
        return 1;
}

void measure_stop_at(struct measure *measure, uint32_t node)
{
        set_counted(measure, node, 0, false);
}

/* Post-order without recursion: a chain is as deep as the graph is large. */
struct graph_size measure_graph(struct measure *measure, const struct dag *dag, uint32_t root)
{
        struct graph_size size = { 0 };
        size_t depth = 0;

        measure->stack[depth++] = root;
        while (depth > 0) {
                const uint32_t at = measure->stack[depth - 1];
                const struct node *node = &dag->nodes[at];
                uint32_t yes, no;

                if (is_counted(measure, at)) {
                        depth--;
                } else if (node->test == TEST_LEAF) {
                        set_counted(measure, at, 0, false);
                } else if (!is_counted(measure, node->yes)) {
                        measure->stack[depth++] = node->yes;
                } else if (!is_counted(measure, node->no)) {
                        measure->stack[depth++] = node->no;
                } else {
                        yes = measure->visits[node->yes].longest;
                        no = measure->visits[node->no].longest;
                        set_counted(measure, at, 1 + (yes > no ? yes : no), true);
                        size.n_tests++;
                        size.n_loads += node_needs_mask(node) != UINT32_MAX;
                        size.n_loads += count_load(measure, dag, at, node->yes);
                        size.n_loads += count_load(measure, dag, at, node->no);
                }
        }
        if (measure->visits[root].inside && !measure->visits[root].loads) {
                measure->visits[root].loads = true;
                size.n_loads++;
        }
        size.longest = measure->visits[root].longest;
        return size;
}
