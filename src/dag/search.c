/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dag/search.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* Most values that one group picks out one by one. */
#define MAX_PICKS 3

/* Above this many groups the tree is balanced by halving weights, not optimal: O(n log n). */
#define MAX_OPTIMAL 192

/* Of the weight of all, in sums: with every group at most MAX_OPTIMAL deep they fit 32 bits. */
#define WEIGHT_BITS 22

/*
 * A group is a run of intervals that all lead to one target, but for single
 * values that are picked out first by equality tests.
 */
struct group {
        size_t first, last; /* intervals, both included */
        uint32_t target;    /* where the values that are not picked go */
        uint64_t weight;
};

struct search {
        struct dag *dag;
        struct arena *arena;
        uint16_t word;
        uint32_t mask;
        const struct interval *intervals;
        size_t n_intervals;
        uint64_t total; /* weight of all */
        uint64_t log_total;
        uint32_t path_worth;
        struct group *groups;
        size_t n_groups;
        uint32_t *before; /* before[g]: weight of groups 0..g-1 */
        uint16_t *split;  /* optimal tree: split[i * n + j] */
};

static size_t join_equal(struct interval *intervals, size_t n)
{
        size_t kept = 0;

        for (size_t i = 1; i < n; i++) {
                if (intervals[i].target == intervals[kept].target)
                        intervals[kept].weight += intervals[i].weight;
                else
                        intervals[++kept] = intervals[i];
        }
        return kept + 1;
}

static uint32_t interval_last(const struct search *s, size_t i)
{
        return i + 1 < s->n_intervals ? s->intervals[i + 1].first - 1 : s->mask;
}

static bool is_single(const struct search *s, size_t i)
{
        return s->intervals[i].first == interval_last(s, i);
}

/* Sixteen times the binary logarithm, between powers of two by a straight line. */
static uint64_t log2_16(uint64_t x)
{
        const unsigned int whole = 63 - (unsigned int)__builtin_clzll(x);

        return 16 * whole + (whole >= 4 ? (x >> (whole - 4)) & 15 : (x << (4 - whole)) & 15);
}

/* A group that is being put together. */
struct run {
        uint32_t target;
        uint64_t rest;             /* weight of what is not picked */
        uint64_t picks[MAX_PICKS]; /* weights, the greatest first */
        unsigned int n_picks;
};

/* False: the interval can not be part of it. */
static bool run_add(struct run *run, const struct search *s, size_t i)
{
        const struct interval *interval = &s->intervals[i];
        unsigned int at;

        if (interval->target == run->target) {
                run->rest += interval->weight;
                return true;
        }
        if (!is_single(s, i) || run->n_picks == MAX_PICKS)
                return false;
        for (at = run->n_picks++; at > 0 && run->picks[at - 1] < interval->weight; at--)
                run->picks[at] = run->picks[at - 1];
        run->picks[at] = interval->weight;
        return true;
}

/*
 * What a group costs, in sixteenths of an instruction times the weight of all:
 * a bound or a pick is one instruction, and the paths through it are worth
 * instructions, too. How deep it will stand is not known yet; an optimal tree
 * puts it about where its weight says, but never before its bounds are tested.
 *
 * @n_bounds: that it has, 0 to 2
 */
static uint64_t run_cost(const struct run *run, const struct search *s, unsigned int n_bounds)
{
        uint64_t weight = run->rest, path = 16 * run->n_picks * run->rest, depth;

        for (unsigned int i = 0; i < run->n_picks; i++) {
                weight += run->picks[i];
                path += 16 * (i + 1) * run->picks[i];
        }
        depth = s->log_total - log2_16(weight);
        if (depth < 16 * n_bounds)
                depth = 16 * n_bounds;
        return 16 * (1 + run->n_picks) * s->total + s->path_worth * (path + weight * depth);
}

/* The best way to go on from one interval. */
struct next_group {
        uint64_t cost; /* of all from here on */
        size_t length;
        uint32_t target;
};

/* Groups that begin at interval @i and whose rest goes where interval @t goes. */
static void try_groups(struct next_group *best, const struct search *s, size_t i, size_t t)
{
        struct run run = { .target = s->intervals[t].target };

        for (size_t j = i; j < s->n_intervals && run_add(&run, s, j); j++) {
                const unsigned int n_bounds =
                        (i > 0 ? 1u : 0u) + (j + 1 < s->n_intervals ? 1u : 0u);
                uint64_t cost;

                if (j < t)
                        continue;
                cost = run_cost(&run, s, n_bounds) + best[j + 1].cost;
                if (cost < best[i].cost)
                        best[i] = (struct next_group){ cost, j - i + 1, run.target };
        }
}

/* Cut the intervals into groups that together cost least. */
static int make_groups(struct search *s)
{
        const size_t n = s->n_intervals;
        struct next_group *best = arena_alloc(s->arena, n + 1, sizeof(*best));

        s->groups = arena_alloc(s->arena, n, sizeof(*s->groups));
        if (!best || !s->groups)
                return -ENOMEM;
        best[n].cost = 0;
        for (size_t i = n; i-- > 0;) {
                best[i].cost = UINT64_MAX;
                /* the rest is led to by the first or, if that is picked, the second */
                try_groups(best, s, i, i);
                if (i + 1 < n)
                        try_groups(best, s, i, i + 1);
        }
        for (size_t i = 0; i < n; i += best[i].length) {
                struct group *g = &s->groups[s->n_groups++];

                *g = (struct group){ .first = i,
                                     .last = i + best[i].length - 1,
                                     .target = best[i].target };
                for (size_t k = g->first; k <= g->last; k++)
                        g->weight += s->intervals[k].weight;
        }
        return 0;
}

/*
 * The floor: with every weight at least 1/(8n) of the whole, an optimal tree
 * puts no group deeper than log2(8n) + 2.
 */
static int sum_weights(struct search *s)
{
        const unsigned int bits = 64 - (unsigned int)__builtin_clzll(s->total);
        const unsigned int shift = bits > WEIGHT_BITS ? bits - WEIGHT_BITS : 0;
        uint64_t least;

        s->before = arena_alloc(s->arena, s->n_groups + 1, sizeof(*s->before));
        if (!s->before)
                return -ENOMEM;
        least = (s->total >> shift) / (8 * s->n_groups) + 1;
        s->before[0] = 0;
        for (size_t g = 0; g < s->n_groups; g++) {
                const uint64_t weight = s->groups[g].weight >> shift;

                s->before[g + 1] = s->before[g] + (uint32_t)(weight > least ? weight : least);
        }
        return 0;
}

/*
 * Knuth's optimum: the best split of i..j lies between those of i..j-1 and
 * i+1..j. Costs are kept at both [i][j] and [j][i], so that the inner loop
 * goes along two rows.
 */
static void find_split(struct search *s, uint32_t *cost, size_t i, size_t j)
{
        const size_t n = s->n_groups;
        size_t low = s->split[i * n + j - 1], high = s->split[(i + 1) * n + j], best;
        uint32_t least = UINT32_MAX;

        if (high > j - 1)
                high = j - 1;
        if (low > high)
                low = high;
        best = low;
        for (size_t k = low; k <= high; k++) {
                const uint32_t c = cost[i * n + k] + cost[j * n + k + 1];

                if (c < least) {
                        least = c;
                        best = k;
                }
        }
        s->split[i * n + j] = (uint16_t)best;
        cost[i * n + j] = cost[j * n + i] = least + s->before[j + 1] - s->before[i];
}

static int find_splits(struct search *s)
{
        const size_t n = s->n_groups;
        uint32_t *cost = arena_alloc(s->arena, n * n, sizeof(*cost));

        s->split = arena_alloc(s->arena, n * n, sizeof(*s->split));
        if (!cost || !s->split)
                return -ENOMEM;
        for (size_t j = 0; j < n; j++) {
                cost[j * n + j] = 0;
                s->split[j * n + j] = (uint16_t)j;
                for (size_t i = j; i-- > 0;)
                        find_split(s, cost, i, j);
        }
        return 0;
}

/* The last group of the left half of i..j. */
static size_t split_of(const struct search *s, size_t i, size_t j)
{
        const uint64_t twice_middle = (uint64_t)s->before[i] + s->before[j + 1];
        size_t low = i, high = j - 1;

        if (s->split)
                return s->split[i * s->n_groups + j];
        while (low < high) {
                size_t k = low + (high - low) / 2;

                if (2 * (uint64_t)s->before[k + 1] >= twice_middle)
                        high = k;
                else
                        low = k + 1;
        }
        return low;
}

static int build_group(uint32_t *out, const struct search *s, const struct group *group)
{
        size_t picks[MAX_PICKS], n = 0;
        uint32_t node = group->target;
        int r;

        for (size_t k = group->first; k <= group->last; k++)
                if (s->intervals[k].target != group->target)
                        picks[n++] = k;
        /* the graph grows upwards: the heaviest value is picked first, so it is built last */
        for (size_t i = 1; i < n; i++) {
                for (size_t k = i; k > 0; k--) {
                        size_t swap = picks[k];

                        if (s->intervals[picks[k - 1]].weight <= s->intervals[swap].weight)
                                break;
                        picks[k] = picks[k - 1];
                        picks[k - 1] = swap;
                }
        }
        for (size_t i = 0; i < n; i++) {
                const struct node test = { .word = s->word,
                                           .test = TEST_EQ,
                                           .mask = s->mask,
                                           .value = s->intervals[picks[i]].first,
                                           .yes = s->intervals[picks[i]].target,
                                           .no = node };

                r = dag_test(&node, s->dag, &test);
                if (r < 0)
                        return r;
        }
        *out = node;
        return 0;
}

/*
 * The last two groups, the lower of which is one value: "equal to it" is as
 * short as "below the next", and a mask with no bit set can be asked for
 * without spoiling the accumulator.
 */
static int build_single(uint32_t *out, const struct search *s, size_t i)
{
        struct node test = { .word = s->word, .test = TEST_EQ, .mask = s->mask };
        int r;

        test.value = s->intervals[s->groups[i].first].first;
        test.yes = s->groups[i].target;
        r = build_group(&test.no, s, &s->groups[i + 1]);
        if (r < 0)
                return r;
        return dag_test(out, s->dag, &test);
}

static int build_tree(uint32_t *out, const struct search *s, size_t i, size_t j)
{
        struct node test = { .word = s->word, .test = TEST_GE, .mask = s->mask };
        size_t k;
        int r;

        if (i == j)
                return build_group(out, s, &s->groups[i]);
        if (j == i + 1 && s->groups[i].first == s->groups[i].last &&
            is_single(s, s->groups[i].first))
                return build_single(out, s, i);
        k = split_of(s, i, j);
        r = build_tree(&test.no, s, i, k);
        if (r < 0)
                return r;
        r = build_tree(&test.yes, s, k + 1, j);
        if (r < 0)
                return r;
        test.value = s->intervals[s->groups[k + 1].first].first;
        return dag_test(out, s->dag, &test);
}

/* One test tells two intervals apart, or one value from all others. */
static bool one_test(struct node *out, const struct search *s)
{
        const struct interval *i = s->intervals;
        const size_t n = s->n_intervals;
        /* the value that stands alone; a value is as short as a bound, and needs no mask */
        const size_t alone = n == 3 ? 1 : is_single(s, 0) ? 0 : 1;

        if (n > 3 || (n == 3 && (i[0].target != i[2].target || !is_single(s, 1))))
                return false;
        *out = (struct node){ .word = s->word, .mask = s->mask };
        if (is_single(s, alone)) {
                out->test = TEST_EQ;
                out->value = i[alone].first;
                out->yes = i[alone].target;
                out->no = i[alone ? 0 : 1].target;
        } else {
                out->test = TEST_GE;
                out->value = i[1].first;
                out->yes = i[1].target;
                out->no = i[0].target;
        }
        return true;
}

int search_build(uint32_t *out, struct dag *dag, struct arena *arena, unsigned int word,
                 uint32_t mask, struct interval *intervals, size_t n, uint32_t path_worth)
{
        struct search s = { .dag = dag,
                            .arena = arena,
                            .word = (uint16_t)word,
                            .mask = mask,
                            .intervals = intervals,
                            .path_worth = path_worth };
        struct node test;
        int r;

        assert(n > 0 && intervals[0].first == 0);
        s.n_intervals = join_equal(intervals, n);
        if (s.n_intervals == 1) {
                *out = intervals[0].target;
                return 0;
        }
        if (one_test(&test, &s))
                return dag_test(out, dag, &test);
        for (size_t i = 0; i < s.n_intervals; i++)
                s.total += intervals[i].weight;
        s.log_total = log2_16(s.total);
        r = make_groups(&s);
        if (r < 0)
                return r;
        r = sum_weights(&s);
        if (r < 0)
                return r;
        if (s.n_groups <= MAX_OPTIMAL) {
                r = find_splits(&s);
                if (r < 0)
                        return r;
        }
        return build_tree(out, &s, 0, s.n_groups - 1);
}
