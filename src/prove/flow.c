/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/flow.h"

#include <errno.h>

/*
 * Joining all that comes to a place makes a proof in proportion to the code,
 * and is nearly always enough. Nothing is forgotten where ways are not joined,
 * but they may double at each test: that is tried with few rules, and again in
 * the end. In between, what can not match stays known, and then more is kept
 * apart.
 */
static const struct effort efforts[] = {
        { .join = true,
          .most_alike = 1,
          .most_unlike = 1,
          .most_arrivals = 1 << 17,
          .most_cases = 1 << 12 },
        { .most_rules = 32, .most_arrivals = 1 << 10, .most_cases = 1 << 12 },
        { .join = true,
          .ghosts = true,
          .most_alike = 1,
          .most_unlike = 1,
          .most_arrivals = 1 << 17,
          .most_cases = 1 << 12 },
        { .join = true,
          .apart = true,
          .ghosts = true,
          .most_alike = 1,
          .most_unlike = 1,
          .most_arrivals = 1 << 17,
          .most_cases = 1 << 12 },
        { .join = true,
          .ghosts = true,
          .most_alike = 8,
          .most_unlike = 4,
          .most_arrivals = 1 << 17,
          .most_cases = 1 << 12 },
        { .most_arrivals = 1 << 13, .most_cases = 1 << 18 },
};

#define N_EFFORTS (sizeof(efforts) / sizeof(efforts[0]))

/* Splitting is recursive, a frame for each question. */
#define DEEPEST_CASE 256

int flow_init(struct flow *flow, const struct program *program, const struct outlook *outlook)
{
        *flow = (struct flow){ .program = program, .outlook = outlook };
        return places_init(&flow->places, program->n_insns);
}

void flow_deinit(struct flow *flow)
{
        places_deinit(&flow->places);
        arena_deinit(&flow->arena);
}

static int fail(struct flow *flow, const struct way *open)
{
        flow->failed = true;
        flow->open = *open;
        return 0;
}

/*
 * One answer to an open question: what is known and open then. @possible:
 * false if no call answers so.
 */
static int answered(struct way *out, bool *possible, struct flow *flow, const struct way *way,
                    unsigned int word, const struct question *question, bool yes)
{
        struct fact *fact = arena_alloc(&flow->arena, 1, sizeof(*fact));
        int r;

        if (!fact)
                return -ENOMEM;
        fact_copy(fact, fact_or_nothing(way->known.words[word]));
        fact_learn(fact, question, yes);
        *possible = fact_possible(fact);
        if (!*possible)
                return 0;
        *out = *way;
        out->known.words[word] = fact;
        r = residue_given(&out->residue, &flow->arena, &way->residue, &out->known, 1u << word);
        *possible = !out->residue.impossible;
        return r;
}

/* Each rule may be a case of its own. */
static size_t most_cases(const struct flow *flow)
{
        return flow->effort->most_cases + 4 * flow->places.base->n_rules;
}

static int check_cases(struct flow *flow, uint32_t action, const struct way *way,
                       unsigned int depth);

static int check_case(struct flow *flow, uint32_t action, const struct way *way, unsigned int word,
                      const struct question *question, bool yes, unsigned int depth)
{
        struct way left;
        bool possible;
        int r;

        r = answered(&left, &possible, flow, way, word, question, yes);
        return r < 0 || !possible ? r : check_cases(flow, action, &left, depth);
}

/* Where the action is wrong already, no call may come here at all. */
static bool next_case(unsigned int *word, struct question *question, const struct way *way)
{
        uint32_t action;

        return residue_decided(&way->residue, &action)
                       ? residue_split_ghost(word, question, &way->residue, &way->known)
                       : residue_split(word, question, &way->residue, &way->known);
}

/*
 * A return where the policy may not be down to one action yet. It may still be
 * right for each value that is possible here, so the cases are told apart.
 */
static int check_cases(struct flow *flow, uint32_t action, const struct way *way,
                       unsigned int depth)
{
        struct question question;
        unsigned int word;
        uint32_t left;
        int r;

        if (residue_decided(&way->residue, &left) && left == action)
                return 0;
        if (depth == DEEPEST_CASE || ++flow->n_cases > most_cases(flow) ||
            !next_case(&word, &question, way))
                return fail(flow, way);
        r = check_case(flow, action, way, word, &question, true, depth + 1);
        if (r < 0 || flow->failed)
                return r;
        return check_case(flow, action, way, word, &question, false, depth + 1);
}

/* The words that can matter from a place on. */
static uint32_t words_ahead(const struct flow *flow, size_t pc, struct held held,
                            const struct residue *residue)
{
        return flow->outlook[pc].words | (1u << held.word) | residue_words(residue);
}

/* On to the next question or return. */
static int go_on(struct flow *flow, size_t pc, struct held held, const struct way *way)
{
        const struct outlook *outlook = &flow->outlook[pc];
        uint32_t action;
        int r;

        if (outlook->one_action && residue_decided(&way->residue, &action) &&
            outlook->action == action)
                return 0;
        while (!code_is_branch(&flow->program->insns[pc])) {
                const struct sock_filter *insn = &flow->program->insns[pc];

                flow->n_steps++;
                if (insn->code == (BPF_RET | BPF_K)) {
                        flow->n_cases = 0;
                        return check_cases(flow, insn->k, way, 0);
                }
                if (!code_step(&pc, &held, flow->program))
                        return fail(flow, way);
        }
        r = places_arrive(&flow->places, pc, held, way, words_ahead(flow, pc, held, &way->residue));
        return r == -E2BIG ? fail(flow, way) : r;
}

static int take_side(struct flow *flow, const struct branch *branch, bool yes,
                     const struct arrival *from)
{
        struct way left;
        bool possible;
        int r;

        r = answered(&left, &possible, flow, &from->way, branch->word, &branch->question, yes);
        if (r < 0 || !possible)
                return r;
        return go_on(flow, yes ? branch->yes : branch->no, from->held, &left);
}

/* What comes from one arrival at a question. */
static int leave(struct flow *flow, const struct arrival *from)
{
        struct branch branch;
        enum answer answer;
        int r;

        flow->n_steps++;
        if (!code_branch(&branch, flow->program, from->pc, from->held))
                return fail(flow, &from->way);
        answer = fact_ask(fact_or_nothing(from->way.known.words[branch.word]), &branch.question);
        if (answer != ANSWER_OPEN)
                return go_on(flow, answer == ANSWER_YES ? branch.yes : branch.no, from->held,
                             &from->way);
        r = take_side(flow, &branch, true, from);
        if (r < 0 || flow->failed)
                return r;
        return take_side(flow, &branch, false, from);
}

static int run(struct flow *flow, size_t pc, struct held held, const struct way *start)
{
        const struct arrival *arrival;
        struct way first = *start;
        int r;

        first.residue.keeps_ghosts = flow->effort->ghosts;
        r = go_on(flow, pc, held, &first);
        while (r >= 0 && !flow->failed && (arrival = places_next(&flow->places)))
                r = leave(flow, arrival);
        return r;
}

int flow_check(struct flow *flow, size_t pc, struct held held, const struct way *start)
{
        int r = 0;

        flow->failed = true;
        for (size_t i = 0; i < N_EFFORTS && r >= 0 && flow->failed; i++) {
                if (efforts[i].most_rules && start->residue.n_rules > efforts[i].most_rules)
                        continue;
                flow->effort = &efforts[i];
                flow->failed = false;
                arena_clear(&flow->arena);
                places_begin(&flow->places, flow->effort, &start->residue, &flow->arena);
                r = run(flow, pc, held, start);
        }
        return r;
}
