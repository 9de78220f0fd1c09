/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dag/decide.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dag/measure.h"
#include "dag/search.h"
#include "dag/state.h"

/*
 * Two ways to make a graph of a list of clauses. Taking every outcome into
 * account for all that follows gives the fewest tests on a path and lets many
 * values of one word be searched; but where clauses ask about many different
 * words it may repeat itself without end. A plain chain never does: each
 * clause is decided on its own and falls through to the next. So the first is
 * tried with a limit on the work, and where it fails or comes out larger, the
 * list is cut in two and each half is tried again, the second half being what
 * follows when the first does not match.
 */

#define WORK_PER_LITERAL 4
#define WORK_AT_LEAST    128
#define WORK_OF_ONE      8192 /* a single clause can not be cut */

struct memo_entry {
        struct memo_entry *next;
        uint64_t hash;
        struct state state;
        uint32_t node;
};

struct decider {
        struct dag *dag;
        struct arena lists; /* clauses of the rules */

        /* of the attempt at hand */
        struct arena arena;
        struct memo_entry **memo;
        size_t n_memo;  /* buckets, a power of two */
        size_t n_known; /* entries */
        size_t work;    /* literals that may still be looked at */
};

/* What is searched next: one word under one mask. */
struct key {
        uint8_t word;
        uint32_t mask;
};

/* Neither an answer nor an error: too much work. */
#define GAVE_UP 1

static int decide_state(uint32_t *out, struct decider *d, const struct state *state);
static int decide_list(uint32_t *out, struct decider *d, const struct state *state);

static struct memo_entry **memo_place(const struct decider *d, uint64_t hash,
                                      const struct state *state)
{
        struct memo_entry **place = &d->memo[hash & (d->n_memo - 1)];

        while (*place && ((*place)->hash != hash || !state_equal(&(*place)->state, state)))
                place = &(*place)->next;
        return place;
}

static int memo_grow(struct decider *d)
{
        const size_t n = d->n_memo ? d->n_memo * 4 : 64;
        struct memo_entry **grown = calloc(n, sizeof(*grown));

        if (!grown)
                return -ENOMEM;
        for (size_t i = 0; i < d->n_memo; i++) {
                struct memo_entry *next;

                for (struct memo_entry *e = d->memo[i]; e; e = next) {
                        struct memo_entry **bucket = &grown[e->hash & (n - 1)];

                        next = e->next;
                        e->next = *bucket;
                        *bucket = e;
                }
        }
        free(d->memo);
        d->memo = grown;
        d->n_memo = n;
        return 0;
}

static int memo_add(struct decider *d, uint64_t hash, const struct state *state, uint32_t node)
{
        struct memo_entry *entry = arena_alloc(&d->arena, 1, sizeof(*entry));

        if (!entry)
                return -ENOMEM;
        *entry = (struct memo_entry){ .hash = hash, .state = *state, .node = node };
        entry->next = d->memo[hash & (d->n_memo - 1)];
        d->memo[hash & (d->n_memo - 1)] = entry;
        return ++d->n_known > d->n_memo * 2 ? memo_grow(d) : 0;
}

static bool literal_has_key(const struct literal *lit, struct key key)
{
        return lit->word == key.word && lit->mask == key.mask;
}

static size_t count_key(const struct state *state, struct key key)
{
        size_t n = 0;

        for (size_t i = 0; i < state->n_clauses; i++)
                for (uint32_t k = 0; k < state->clauses[i].n_literals; k++)
                        n += literal_has_key(&state->clauses[i].literals[k], key);
        return n;
}

/* Of what the first clause asks about, what the others ask about most. */
static struct key choose_key(const struct state *state)
{
        const struct clause *first = &state->clauses[0];
        struct key best = { 0, 0 };
        size_t most = 0;

        for (uint32_t i = 0; i < first->n_literals; i++) {
                const struct literal *lit = &first->literals[i];
                const struct key key = { lit->word, lit->mask };
                /*
                 * What a high word left open is asked at once: the ways on which it
                 * was decided by that word alone wait for it, and would go apart.
                 * A wide literal is only reduced through its high word: that comes
                 * before others that are asked about as often.
                 */
                const size_t n = lit->is_rest ? SIZE_MAX : 2 * count_key(state, key) + lit->wide;

                if (n > most) {
                        most = n;
                        best = key;
                }
        }
        return best;
}

static int compare_u32(const void *a, const void *b)
{
        const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

        return (x > y) - (x < y);
}

static void add_bound(uint32_t *bounds, size_t *n, uint64_t bound, uint32_t mask)
{
        if (bound > 0 && bound <= mask)
                bounds[(*n)++] = (uint32_t)bound;
}

static void add_bounds_of(uint32_t *bounds, size_t *n, const struct literal *lit)
{
        if (!lit->wide) {
                add_bound(bounds, n, lit->first, lit->mask);
                add_bound(bounds, n, lit->last + 1, lit->mask);
                return;
        }
        add_bound(bounds, n, lit->first >> 32, lit->mask);
        if ((uint32_t)lit->first != 0)
                add_bound(bounds, n, (lit->first >> 32) + 1, lit->mask);
        add_bound(bounds, n, (lit->last >> 32) + 1, lit->mask);
        if ((uint32_t)lit->last != lit->low_mask)
                add_bound(bounds, n, lit->last >> 32, lit->mask);
}

/* The values of @key at which some literal may change its answer, ascending. */
static int collect_bounds(uint32_t **out, size_t *n, struct arena *arena, const struct state *state,
                          struct key key)
{
        uint32_t *bounds = arena_alloc(arena, 4 * count_key(state, key), sizeof(*bounds));
        size_t unique = 0;

        if (!bounds)
                return -ENOMEM;
        *n = 0;
        for (size_t i = 0; i < state->n_clauses; i++) {
                const struct clause *clause = &state->clauses[i];

                for (uint32_t k = 0; k < clause->n_literals; k++)
                        if (literal_has_key(&clause->literals[k], key))
                                add_bounds_of(bounds, n, &clause->literals[k]);
        }
        qsort(bounds, *n, sizeof(*bounds), compare_u32);
        for (size_t i = 0; i < *n; i++)
                if (unique == 0 || bounds[unique - 1] != bounds[i])
                        bounds[unique++] = bounds[i];
        *out = bounds;
        *n = unique;
        return 0;
}

struct cut {
        struct decider *decider;
        struct key key;
        const uint32_t *bounds;
        struct interval *intervals; /* what was found so far */
        size_t n_intervals;
};

/*
 * Values from @first on, up to before the bound that follows the last of
 * @n bounds, with @state for all of them. Halving keeps the whole at
 * n log n although every half looks at its literals again.
 */
static int cut_range(struct cut *cut, const struct state *state, uint32_t first, uint32_t last,
                     size_t bound, size_t n_bounds)
{
        const size_t half = n_bounds / 2;
        struct known known = { .word = cut->key.word, .mask = cut->key.mask };
        struct state side;
        uint32_t middle, target;
        int r;

        if (n_bounds == 0 || count_key(state, cut->key) == 0) {
                r = decide_state(&target, cut->decider, state);
                if (r != 0)
                        return r;
                cut->intervals[cut->n_intervals++] =
                        (struct interval){ .first = first, .target = target, .weight = 1 };
                return 0;
        }
        middle = cut->bounds[bound + half];
        known.first = first;
        known.last = middle - 1;
        r = state_given(&side, &cut->decider->arena, state, &known);
        if (r == 0)
                r = cut_range(cut, &side, first, middle - 1, bound, half);
        if (r != 0)
                return r;
        known.first = middle;
        known.last = last;
        r = state_given(&side, &cut->decider->arena, state, &known);
        if (r != 0)
                return r;
        return cut_range(cut, &side, middle, last, bound + half + 1, n_bounds - half - 1);
}

static int search_state(uint32_t *out, struct decider *d, const struct state *state)
{
        struct cut cut = { .decider = d, .key = choose_key(state) };
        uint32_t *bounds;
        size_t n;
        int r;

        r = collect_bounds(&bounds, &n, &d->arena, state, cut.key);
        if (r < 0)
                return r;
        cut.bounds = bounds;
        cut.intervals = arena_alloc(&d->arena, n + 1, sizeof(*cut.intervals));
        if (!cut.intervals)
                return -ENOMEM;
        assert(n > 0); /* a literal that no value changes would not be open */
        r = cut_range(&cut, state, 0, cut.key.mask, 0, n);
        if (r != 0)
                return r;
        return search_build(out, d->dag, &d->arena, cut.key.word, cut.key.mask, cut.intervals,
                            cut.n_intervals, 0);
}

/* Return: 0, GAVE_UP, or -errno. */
static int decide_state(uint32_t *out, struct decider *d, const struct state *state)
{
        const struct memo_entry *entry;
        uint64_t hash;
        size_t cost;
        int r;

        if (state->n_clauses == 0) {
                *out = state->otherwise;
                return 0;
        }
        hash = state_hash(state);
        entry = *memo_place(d, hash, state);
        if (entry) {
                *out = entry->node;
                return 0;
        }
        cost = state_chain_cost(state);
        if (cost > d->work)
                return GAVE_UP;
        d->work -= cost;
        r = search_state(out, d, state);
        if (r != 0)
                return r;
        return memo_add(d, hash, state, *out);
}

/*
 * What a graph costs: the instructions that it will be, and how long its
 * longest path is, since a chain of tests is always a little shorter than a
 * tree and much slower. What @state leads to is not part of it. What else the
 * graph holds must not matter: the same list would give another node the next
 * time.
 */
static int graph_cost(size_t *out, struct decider *d, uint32_t root, const struct state *state)
{
        struct measure *measure = measure_of(d->dag);
        struct graph_size size;
        int r;

        if (!measure)
                return -ENOMEM;
        r = measure_start(measure, d->dag);
        if (r < 0)
                return r;
        for (size_t i = 0; i < state->n_clauses; i++)
                measure_stop_at(measure, state->clauses[i].target);
        measure_stop_at(measure, state->otherwise);
        size = measure_graph(measure, d->dag, root);
        *out = size.n_tests + size.n_loads + size.longest;
        return 0;
}

/* What was worked out on the way is not needed any more; its memory is, for the next attempt. */
static void forget_states(struct decider *d)
{
        if (d->n_known > 0)
                memset(d->memo, 0, d->n_memo * sizeof(*d->memo));
        d->n_known = 0;
        arena_clear(&d->arena);
}

/*
 * The whole list, with every outcome taken into account. Return: 0 with what
 * it costs, GAVE_UP, or -errno. A graph that outgrows the limit is given up, too.
 */
static int decide_whole(uint32_t *out, size_t *cost, struct decider *d, const struct state *state)
{
        const size_t n_nodes = d->dag->n_nodes;
        int r;

        d->work = WORK_PER_LITERAL * state_chain_cost(state);
        if (d->work < WORK_AT_LEAST)
                d->work = WORK_AT_LEAST;
        if (state->n_clauses == 1)
                d->work = WORK_OF_ONE;
        r = d->memo ? 0 : memo_grow(d);
        if (r >= 0)
                r = decide_state(out, d, state);
        if (r == 0)
                r = graph_cost(cost, d, *out, state);
        forget_states(d);
        if (r != GAVE_UP && r != -E2BIG)
                return r;
        dag_truncate(d->dag, n_nodes);
        return GAVE_UP;
}

/* Both halves on their own: the second is what follows when the first does not match. */
static int decide_halves(uint32_t *out, struct decider *d, const struct state *state)
{
        const size_t half = state->n_clauses / 2;
        struct state front = *state, back = *state;
        int r;

        back.clauses += half;
        back.n_clauses -= half;
        front.n_clauses = half;
        r = decide_list(&front.otherwise, d, &back);
        if (r < 0)
                return r;
        state_normalize(&front);
        return decide_list(out, d, &front);
}

/*
 * A search costs a third more tests than a chain, one load, and a short path;
 * only what is clearly larger than that makes it worth while to try the halves,
 * which takes as long again.
 */
static size_t good_enough(const struct state *state)
{
        return 2 * state_chain_cost(state) + 4;
}

/*
 * What was tried and not taken must leave the graph again: with thousands of
 * rules it would fill it up. So the whole list, if that is the best, is decided
 * once more.
 */
static int decide_list(uint32_t *out, struct decider *d, const struct state *state)
{
        const size_t n_nodes = d->dag->n_nodes;
        size_t whole_cost = SIZE_MAX, halves_cost;
        int r;

        if (d->dag->plain && state->n_clauses > 1)
                return decide_halves(out, d, state);
        r = decide_whole(out, &whole_cost, d, state);
        if (r < 0 || (r == 0 && whole_cost <= good_enough(state)))
                return r;
        if (state->n_clauses < 2)
                return r == GAVE_UP ? -E2BIG : 0;
        dag_truncate(d->dag, n_nodes);
        r = decide_halves(out, d, state);
        if (r >= 0)
                r = graph_cost(&halves_cost, d, *out, state);
        if (r < 0 || halves_cost < whole_cost)
                return r;
        dag_truncate(d->dag, n_nodes);
        return decide_whole(out, &whole_cost, d, state);
}

/* One rule as a clause; @possible is false if no call can match it. */
static int clause_of(struct clause *out, bool *possible, struct decider *d, const struct rule *rule,
                     bool big_endian)
{
        struct literal *literals =
                arena_alloc(&d->lists, 2 * rule->n_predicates, sizeof(*literals));

        if (!literals)
                return -ENOMEM;
        *out = (struct clause){ .literals = literals };
        *possible = true;
        for (size_t i = 0; i < rule->n_predicates; i++) {
                unsigned int n = 0;
                enum truth truth = literals_of(literals + out->n_literals, &n, &rule->predicates[i],
                                               big_endian);

                *possible = truth != TRUTH_NO;
                if (!*possible)
                        return 0;
                if (truth == TRUTH_OPEN)
                        out->n_literals += n;
        }
        return dag_leaf(&out->target, d->dag, rule->action);
}

/* Where a clause stands among others that lead to the same: by the word it asks about first. */
static bool comes_after(const struct clause *a, const struct clause *b)
{
        return a->target == b->target && a->literals[0].word > b->literals[0].word;
}

/*
 * Clauses that lead to the same may stand in any order. Those that ask about
 * the same word are brought together, so that they can be searched and need
 * one load. A merge sort, since equal ones must keep their order.
 */
static void sort_run(struct clause *clauses, struct clause *spare, size_t n)
{
        const size_t half = n / 2;
        size_t left = 0, right = half;

        if (n < 2)
                return;
        sort_run(clauses, spare, half);
        sort_run(clauses + half, spare, n - half);
        for (size_t i = 0; i < n; i++) {
                if (right == n || (left < half && !comes_after(&clauses[left], &clauses[right])))
                        spare[i] = clauses[left++];
                else
                        spare[i] = clauses[right++];
        }
        memcpy(clauses, spare, n * sizeof(*clauses));
}

static int sort_clauses(struct decider *d, struct clause *clauses, size_t n)
{
        struct clause *spare = arena_alloc(&d->lists, n, sizeof(*spare));
        size_t first = 0;

        if (!spare)
                return -ENOMEM;
        for (size_t i = 1; i <= n; i++) {
                if (i < n && clauses[i].target == clauses[first].target)
                        continue;
                sort_run(clauses + first, spare, i - first);
                first = i;
        }
        return 0;
}

static int state_of_rules(struct state *out, struct decider *d, const struct rule *rules,
                          size_t n_rules, uint32_t act_default, bool big_endian)
{
        struct clause *clauses = arena_alloc(&d->lists, n_rules, sizeof(*clauses));
        int r;

        if (!clauses)
                return -ENOMEM;
        *out = (struct state){ .clauses = clauses };
        r = dag_leaf(&out->otherwise, d->dag, act_default);
        for (size_t i = 0; i < n_rules && r >= 0; i++) {
                bool possible;

                r = clause_of(&clauses[out->n_clauses], &possible, d, &rules[i], big_endian);
                if (r >= 0 && possible)
                        out->n_clauses++;
        }
        if (r < 0)
                return r;
        state_normalize(out); /* now none is left without literals */
        return sort_clauses(d, clauses, out->n_clauses);
}

int decide_rules(uint32_t *out, struct dag *dag, const struct rule *rules, size_t n_rules,
                 uint32_t act_default, bool big_endian)
{
        struct decider d = { .dag = dag };
        struct state state;
        int r;

        r = state_of_rules(&state, &d, rules, n_rules, act_default, big_endian);
        if (r >= 0)
                r = decide_list(out, &d, &state);
        free(d.memo);
        arena_deinit(&d.arena);
        arena_deinit(&d.lists);
        return r;
}
