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
        struct group *groups;
        size_t n_groups;
        uint64_t *before; /* before[g]: weight of groups 0..g-1 */
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

/*
 * Whether intervals i..j make a group with @target for the rest; how many
 * values are picked in @picks.
 */
static bool group_fits(const struct search *s, size_t i, size_t j, uint32_t target,
                       unsigned int *picks)
{
        *picks = 0;
        for (size_t k = i; k <= j; k++) {
                if (s->intervals[k].target == target)
                        continue;
                if (!is_single(s, k) || ++*picks > MAX_PICKS)
                        return false;
        }
        return true;
}

/*
 * Cut the intervals into groups so that tests are fewest: a bound between
 * groups costs one, a pick costs one. Among equals, fewer picks to a group,
 * which keeps paths short.
 */
static int make_groups(struct search *s)
{
        struct {
                uint32_t cost;
                uint32_t length;
                uint32_t target;
        } *best = arena_alloc(s->arena, s->n_intervals + 1, sizeof(*best));
        size_t n = s->n_intervals;

        if (!best)
                return -ENOMEM;
        best[n].cost = 0;
        best[n].length = 0;
        for (size_t i = n; i-- > 0;) {
                best[i].cost = UINT32_MAX;
                for (size_t j = i; j < n && j - i <= 2 * MAX_PICKS; j++) {
                        /* the rest is led to by the first or, if that is picked, the second */
                        for (size_t t = i; t <= j && t <= i + 1; t++) {
                                uint32_t target = s->intervals[t].target;
                                unsigned int picks;
                                uint32_t cost;

                                if (!group_fits(s, i, j, target, &picks))
                                        continue;
                                /* in sixteenths of a test */
                                cost = 16 + 16 * picks + 4 * picks * picks + best[j + 1].cost;
                                if (cost < best[i].cost) {
                                        best[i].cost = cost;
                                        best[i].length = (uint32_t)(j - i + 1);
                                        best[i].target = target;
                                }
                        }
                }
                assert(best[i].cost != UINT32_MAX);
        }
        s->groups = arena_alloc(s->arena, n, sizeof(*s->groups));
        if (!s->groups)
                return -ENOMEM;
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
        uint64_t total = 0, least;

        s->before = arena_alloc(s->arena, s->n_groups + 1, sizeof(*s->before));
        if (!s->before)
                return -ENOMEM;
        for (size_t g = 0; g < s->n_groups; g++)
                total += s->groups[g].weight;
        least = total / (8 * s->n_groups) + 1;
        s->before[0] = 0;
        for (size_t g = 0; g < s->n_groups; g++) {
                uint64_t weight = s->groups[g].weight;

                s->before[g + 1] = s->before[g] + (weight > least ? weight : least);
        }
        return 0;
}

/* Knuth's optimum: the best split of i..j lies between those of i..j-1 and i+1..j. */
static int find_splits(struct search *s)
{
        const size_t n = s->n_groups;
        uint64_t *cost = arena_alloc(s->arena, n * n, sizeof(*cost));

        s->split = arena_alloc(s->arena, n * n, sizeof(*s->split));
        if (!cost || !s->split)
                return -ENOMEM;
        for (size_t i = 0; i < n; i++) {
                cost[i * n + i] = 0;
                s->split[i * n + i] = (uint16_t)i;
        }
        for (size_t length = 2; length <= n; length++) {
                for (size_t i = 0; i + length <= n; i++) {
                        const size_t j = i + length - 1;
                        size_t low = s->split[i * n + j - 1], high = s->split[(i + 1) * n + j];
                        uint64_t least = UINT64_MAX;

                        if (high > j - 1)
                                high = j - 1;
                        if (low > high)
                                low = high;
                        for (size_t k = low; k <= high; k++) {
                                uint64_t c = cost[i * n + k] + cost[(k + 1) * n + j];

                                if (c < least) {
                                        least = c;
                                        s->split[i * n + j] = (uint16_t)k;
                                }
                        }
                        cost[i * n + j] = least + s->before[j + 1] - s->before[i];
                }
        }
        return 0;
}

/* The last group of the left half of i..j. */
static size_t split_of(const struct search *s, size_t i, size_t j)
{
        const uint64_t twice_middle = s->before[i] + s->before[j + 1];
        size_t low = i, high = j - 1;

        if (s->split)
                return s->split[i * s->n_groups + j];
        while (low < high) {
                size_t k = low + (high - low) / 2;

                if (2 * s->before[k + 1] >= twice_middle)
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

int search_build(uint32_t *out, struct dag *dag, struct arena *arena, unsigned int word,
                 uint32_t mask, struct interval *intervals, size_t n)
{
        struct search s = { .dag = dag,
                            .arena = arena,
                            .word = (uint16_t)word,
                            .mask = mask,
                            .intervals = intervals };
        int r;

        assert(n > 0 && intervals[0].first == 0);
        s.n_intervals = join_equal(intervals, n);
        if (s.n_intervals == 1) {
                *out = intervals[0].target;
                return 0;
        }
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
