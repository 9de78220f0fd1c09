/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/flow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/*
 * Two ways to do it. Joining whatever comes to a place makes a proof in
 * proportion to the code, and is enough for code that decides rules one after
 * another; it may know too little for code that many rules share. So where it
 * fails, everything is looked at again with nothing forgotten: exact, but the
 * ways may double at each test.
 */
struct effort {
        bool join;            /* arrivals at one place may lose what they know */
        size_t most_arrivals; /* that are kept apart at one place */
        size_t most_in_all;
        unsigned int most_cases; /* told apart at one return */
};

static const struct effort efforts[] = {
        { .join = true, .most_arrivals = 4, .most_in_all = 1 << 17, .most_cases = 1 << 12 },
        { .join = false, .most_arrivals = SIZE_MAX, .most_in_all = 1 << 17, .most_cases = 1 << 18 },
};

#define N_EFFORTS (sizeof(efforts) / sizeof(efforts[0]))

/* Splitting is recursive, a frame for each question. */
#define DEEPEST_CASE 256

/* What is known when a place is come to. */
struct arrival {
        struct arrival *next;  /* at the same place */
        struct arrival *older; /* that is to be left after it, where nothing is joined */
        size_t pc;
        struct held held;
        struct residue residue;
        uint32_t words;                       /* bit mask of those that matter from here on */
        const struct fact *facts[WORD_COUNT]; /* of arguments; NULL: nothing is known */
};

int flow_init(struct flow *flow, const struct program *program, const struct outlook *outlook)
{
        *flow = (struct flow){ .program = program, .outlook = outlook };
        flow->places = calloc(program->n_insns, sizeof(struct arrival *));
        flow->waiting = calloc(program->n_insns / 64 + 1, sizeof(*flow->waiting));
        return flow->places && flow->waiting ? 0 : -ENOMEM;
}

void flow_deinit(struct flow *flow)
{
        free(flow->places);
        free(flow->waiting);
        arena_deinit(&flow->arena);
}

static int fail(struct flow *flow, const struct residue *open)
{
        flow->failed = true;
        flow->open = *open;
        return 0;
}

/* The words that can matter from a place on. */
static uint32_t words_ahead(const struct flow *flow, size_t pc, struct held held,
                            const struct residue *residue)
{
        return flow->outlook[pc].words | (1u << held.word) | residue_words(residue);
}

/*
 * Of each word that matters. Where nothing is joined, all is kept: if the way
 * ends wrong, it is to be said which calls take it.
 */
static int keep_facts(struct flow *flow, struct arrival *arrival)
{
        const uint32_t words = flow->effort->join ? arrival->words : UINT32_MAX;

        for (unsigned int word = WORD_ARGS; word < WORD_COUNT; word++) {
                const struct fact *known = &flow->facts->words[word];
                struct fact *kept;

                if (!(words & (1u << word)) || fact_is_empty(known))
                        continue;
                kept = arena_alloc(&flow->arena, 1, sizeof(*kept));
                if (!kept)
                        return -ENOMEM;
                fact_copy(kept, known);
                arrival->facts[word] = kept;
        }
        return 0;
}

static void restore_facts(struct flow *flow, const struct arrival *arrival)
{
        for (unsigned int word = WORD_ARGS; word < WORD_COUNT; word++) {
                struct fact *fact = &flow->facts->words[word];

                if (arrival->facts[word])
                        fact_copy(fact, arrival->facts[word]);
                else
                        fact->n_bounds = fact->n_nots = 0;
        }
}

/* Where the same words matter. */
static bool same_facts(const struct arrival *a, const struct arrival *b)
{
        for (unsigned int word = WORD_ARGS; word < WORD_COUNT; word++) {
                const struct fact *of_a = a->facts[word], *of_b = b->facts[word];

                if (a->words & (1u << word) && of_a != of_b &&
                    (!of_a || !of_b || !fact_equal(of_a, of_b)))
                        return false;
        }
        return true;
}

static int join_facts(struct flow *flow, struct arrival *into, const struct arrival *other)
{
        for (unsigned int word = WORD_ARGS; word < WORD_COUNT; word++) {
                const struct fact *a = into->facts[word], *b = other->facts[word];
                struct fact *joined;

                if (a == b || (a && b && fact_equal(a, b)))
                        continue;
                into->facts[word] = NULL;
                if (!a || !b)
                        continue;
                joined = arena_alloc(&flow->arena, 1, sizeof(*joined));
                if (!joined)
                        return -ENOMEM;
                fact_join(joined, a, b);
                if (!fact_is_empty(joined))
                        into->facts[word] = joined;
        }
        return 0;
}

static bool same_held(const struct arrival *a, const struct arrival *b)
{
        return a->held.loaded == b->held.loaded && a->held.word == b->held.word &&
               a->held.mask == b->held.mask;
}

static bool same_rules(const struct residue *a, const struct residue *b)
{
        if (a->always != b->always)
                return false;
        for (size_t i = 0; a->rules != b->rules && i < a->n_rules; i++)
                if (a->rules[i].rule != b->rules[i].rule)
                        return false;
        return true;
}

/* @joined: whether @new became part of an arrival that was there. */
static int join_alike(bool *joined, struct flow *flow, struct arrival *first,
                      const struct arrival *new)
{
        *joined = false;
        for (struct arrival *at = first; at; at = at->next) {
                if (!same_held(at, new) || !residue_equal(&at->residue, &new->residue))
                        continue;
                *joined = flow->effort->join || same_facts(at, new);
                if (!*joined)
                        continue;
                at->residue.mixed = at->residue.mixed || new->residue.mixed ||
                                    !same_rules(&at->residue, &new->residue);
                return flow->effort->join ? join_facts(flow, at, new) : 0;
        }
        return 0;
}

/* There are too many already: with what is open in either. */
static int join_unlike(bool *joined, struct flow *flow, struct arrival *first,
                       const struct arrival *new)
{
        struct residue both;
        int r;

        *joined = false;
        for (struct arrival *at = first; at; at = at->next) {
                if (!same_held(at, new) || at->residue.mixed || new->residue.mixed)
                        continue;
                *joined = true;
                r = residue_join(&both, &flow->arena, &at->residue, &new->residue, flow->base);
                if (r >= 0)
                        r = join_facts(flow, at, new);
                at->residue = both;
                return r;
        }
        return 0;
}

static int arrive(struct flow *flow, size_t pc, const struct arrival *new)
{
        struct arrival **place = &flow->places[pc], *added;
        bool joined = false;
        size_t n = 0;
        int r;

        for (const struct arrival *at = *place; at; at = at->next)
                n++;
        r = join_alike(&joined, flow, *place, new);
        if (r < 0 || joined)
                return r;
        if (n >= flow->effort->most_arrivals)
                r = join_unlike(&joined, flow, *place, new);
        if (r < 0 || joined)
                return r;
        if (++flow->n_arrivals > flow->effort->most_in_all)
                return fail(flow, &new->residue);
        added = arena_alloc(&flow->arena, 1, sizeof(*added));
        if (!added)
                return -ENOMEM;
        *added = *new;
        added->pc = pc;
        added->next = *place;
        *place = added;
        if (flow->effort->join) {
                flow->waiting[pc / 64] |= UINT64_C(1) << (pc % 64);
        } else {
                added->older = flow->newest;
                flow->newest = added;
        }
        return 0;
}

static int check_cases(struct flow *flow, uint32_t action, const struct residue *residue,
                       unsigned int depth);

static int check_case(struct flow *flow, uint32_t action, const struct residue *residue,
                      unsigned int word, const struct question *question, bool yes,
                      unsigned int depth)
{
        struct fact *fact = &flow->facts->words[word], before;
        struct residue left;
        int r;

        fact_copy(&before, fact);
        fact_learn(fact, question, yes);
        if (!fact_possible(fact)) {
                fact_copy(fact, &before);
                return 0;
        }
        r = residue_given(&left, &flow->arena, residue, flow->facts, word);
        if (r >= 0)
                r = check_cases(flow, action, &left, depth);
        if (r >= 0 && !flow->failed)
                fact_copy(fact, &before);
        return r;
}

/*
 * A return where the policy may not be down to one action yet. It may still be
 * right for each value that is possible here, so the cases are told apart.
 */
static int check_cases(struct flow *flow, uint32_t action, const struct residue *residue,
                       unsigned int depth)
{
        struct question question;
        unsigned int word;
        uint32_t left;
        int r;

        if (residue_decided(residue, &left))
                return left == action ? 0 : fail(flow, residue);
        if (depth == DEEPEST_CASE || ++flow->n_cases > flow->effort->most_cases ||
            !residue_split(&word, &question, residue, flow->facts))
                return fail(flow, residue);
        r = check_case(flow, action, residue, word, &question, true, depth + 1);
        if (r < 0 || flow->failed)
                return r;
        return check_case(flow, action, residue, word, &question, false, depth + 1);
}

/* On to the next question or return, with what the walk's facts say. */
static int go_on(struct flow *flow, size_t pc, struct held held, const struct residue *residue)
{
        const struct program *program = flow->program;
        const struct outlook *outlook = &flow->outlook[pc];
        struct arrival arrival = { .residue = *residue };
        uint32_t action;
        int r;

        if (outlook->one_action && residue_decided(residue, &action) && outlook->action == action)
                return 0;
        while (!code_is_branch(&program->insns[pc])) {
                const struct sock_filter *insn = &program->insns[pc];

                flow->n_steps++;
                if (BPF_CLASS(insn->code) == BPF_RET && insn->code != (BPF_RET | BPF_K))
                        return fail(flow, residue);
                if (BPF_CLASS(insn->code) == BPF_RET) {
                        flow->n_cases = 0;
                        return check_cases(flow, insn->k, residue, 0);
                }
                if (!code_step(&pc, &held, program))
                        return fail(flow, residue);
        }
        arrival.held = held;
        arrival.words = words_ahead(flow, pc, held, residue);
        r = keep_facts(flow, &arrival);
        return r < 0 ? r : arrive(flow, pc, &arrival);
}

static int take_side(struct flow *flow, const struct branch *branch, bool yes,
                     const struct arrival *from)
{
        struct fact *fact = &flow->facts->words[branch->word], before;
        struct residue left;
        int r;

        fact_copy(&before, fact);
        fact_learn(fact, &branch->question, yes);
        if (!fact_possible(fact)) {
                fact_copy(fact, &before);
                return 0; /* no call comes here */
        }
        r = residue_given(&left, &flow->arena, &from->residue, flow->facts, branch->word);
        if (r >= 0)
                r = go_on(flow, yes ? branch->yes : branch->no, from->held, &left);
        if (r >= 0 && !flow->failed)
                fact_copy(fact, &before);
        return r;
}

/* What comes from one arrival at a question. */
static int leave(struct flow *flow, const struct arrival *arrival)
{
        struct branch branch;
        enum answer answer;
        int r;

        flow->n_steps++;
        restore_facts(flow, arrival);
        if (!code_branch(&branch, flow->program, arrival->pc, arrival->held))
                return fail(flow, &arrival->residue);
        answer = fact_ask(&flow->facts->words[branch.word], &branch.question);
        if (answer != ANSWER_OPEN)
                return go_on(flow, answer == ANSWER_YES ? branch.yes : branch.no, arrival->held,
                             &arrival->residue);
        r = take_side(flow, &branch, true, arrival);
        if (r < 0 || flow->failed)
                return r;
        return take_side(flow, &branch, false, arrival);
}

/* All that came to one place goes on from there. */
static int leave_place(struct flow *flow, size_t pc)
{
        int r = 0;

        for (const struct arrival *a = flow->places[pc]; a && r >= 0 && !flow->failed; a = a->next)
                r = leave(flow, a);
        flow->places[pc] = NULL;
        return r;
}

/* In the order of the code, so that everything that comes to a place is there. */
static int leave_in_order(struct flow *flow)
{
        const size_t n_groups = flow->program->n_insns / 64 + 1;
        int r = 0;

        for (size_t group = 0; group < n_groups; group++) {
                uint64_t *waiting = &flow->waiting[group];

                while (r >= 0 && !flow->failed && *waiting) {
                        const size_t at = group * 64 + (size_t)__builtin_ctzll(*waiting);

                        *waiting &= *waiting - 1;
                        r = leave_place(flow, at);
                }
        }
        return r;
}

/* Each way to its end before the next one: a wrong return is soon found. */
static int leave_newest_first(struct flow *flow)
{
        int r = 0;

        while (r >= 0 && !flow->failed && flow->newest) {
                const struct arrival *arrival = flow->newest;

                flow->newest = arrival->older;
                r = leave(flow, arrival);
        }
        return r;
}

static int run(struct flow *flow, size_t pc, struct held held)
{
        int r;

        for (unsigned int word = WORD_ARGS; word < WORD_COUNT; word++)
                flow->facts->words[word].n_bounds = flow->facts->words[word].n_nots = 0;
        flow->newest = NULL;
        r = go_on(flow, pc, held, flow->base);
        if (r < 0)
                return r;
        return flow->effort->join ? leave_in_order(flow) : leave_newest_first(flow);
}

static void forget(struct flow *flow)
{
        memset(flow->places, 0, flow->program->n_insns * sizeof(struct arrival *));
        memset(flow->waiting, 0, (flow->program->n_insns / 64 + 1) * sizeof(*flow->waiting));
}

int flow_check(struct flow *flow, struct facts *facts, size_t pc, struct held held,
               const struct residue *residue)
{
        int r = 0;

        flow->facts = facts;
        flow->base = residue;
        for (size_t i = 0; i < N_EFFORTS; i++) {
                flow->effort = &efforts[i];
                flow->n_arrivals = 0;
                flow->failed = false;
                arena_clear(&flow->arena);
                r = run(flow, pc, held);
                if (!flow->effort->join || flow->failed)
                        forget(flow);
                if (r < 0 || !flow->failed)
                        break;
        }
        return r;
}
