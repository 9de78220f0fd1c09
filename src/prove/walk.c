/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/walk.h"

#include <errno.h>
#include <string.h>

/*
 * A walk this long is no longer about a program that our generator makes; it
 * ends undecided.
 */
#define MOST_STEPS (UINT32_C(1) << 24)

/* The other side of a branch that was followed, with what is known there. */
struct other_side {
        struct other_side *next;
        size_t pc;
        struct held held;
        struct fact nr, arch;
};

int walk_init(struct walk *walk, const struct program *program)
{
        *walk = (struct walk){ .program = program };
        walk->outlook = code_look_over(&walk->arena, program);
        if (!walk->outlook)
                return -ENOMEM;
        return flow_init(&walk->flow, program, walk->outlook);
}

void walk_deinit(struct walk *walk)
{
        flow_deinit(&walk->flow);
        arena_deinit(&walk->arena);
}

static void stop(struct walk *walk)
{
        walk->stopped = true;
}

static int put_off(struct walk *walk, size_t pc, struct held held)
{
        struct other_side *side = walk->spare;

        if (side)
                walk->spare = side->next;
        else
                side = arena_alloc(&walk->arena, 1, sizeof(*side));
        if (!side)
                return -ENOMEM;
        side->next = walk->put_off;
        side->pc = pc;
        side->held = held;
        fact_copy(&side->nr, &walk->facts.words[WORD_NR]);
        fact_copy(&side->arch, &walk->facts.words[WORD_ARCH]);
        walk->put_off = side;
        return 0;
}

/* False: nothing was put off any more. */
static bool take_up(struct walk *walk, size_t *pc, struct held *held)
{
        struct other_side *side = walk->put_off;

        if (!side)
                return false;
        *pc = side->pc;
        *held = side->held;
        fact_copy(&walk->facts.words[WORD_NR], &side->nr);
        fact_copy(&walk->facts.words[WORD_ARCH], &side->arch);
        walk->put_off = side->next;
        side->next = walk->spare;
        walk->spare = side;
        return true;
}

/* The first span that reaches up to @nr. */
static size_t find_span(const struct walk *walk, uint32_t nr)
{
        size_t low = 0, high = walk->n_spans - 1;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (walk->spans[middle].last < nr)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

/* For a witness: what is known where the rules of a number are not followed. */
static void describe(struct walk *walk, const struct way *open)
{
        walk->open = open->residue;
        for (unsigned int word = 0; word < WORD_COUNT; word++) {
                const struct fact *known = open->known.words[word];

                if (known && known != &walk->facts.words[word])
                        fact_copy(&walk->facts.words[word], known);
        }
}

/* The rules of the numbers of one span, for the code from @pc on. */
static int walk_span(struct walk *walk, size_t pc, struct held held, const struct nr_span *span)
{
        struct way start = { .known.words = { [WORD_NR] = &walk->facts.words[WORD_NR],
                                              [WORD_ARCH] = &walk->facts.words[WORD_ARCH] } };
        int r;

        r = span_start(&start.residue, &walk->arena, span);
        if (r >= 0)
                r = flow_check(&walk->flow, pc, held, &start);
        if (r >= 0 && walk->flow.failed) {
                describe(walk, &walk->flow.open);
                stop(walk);
        }
        return r;
}

/*
 * The number has been searched: from here on the code looks at arguments or
 * returns. Every number that comes here must get what its own rules say.
 */
static int walk_spans(struct walk *walk, size_t pc, struct held held)
{
        const struct outlook *outlook = &walk->outlook[pc];
        struct fact *nr = &walk->facts.words[WORD_NR], before;
        const struct extent e = fact_extent(nr, UINT32_MAX);
        int r = 0;

        fact_copy(&before, nr);
        for (size_t i = find_span(walk, e.least);
             i < walk->n_spans && walk->spans[i].first <= e.greatest; i++) {
                const struct nr_span *span = &walk->spans[i];
                const struct question inside = { UINT32_MAX, span->first, span->last };
                uint32_t action;

                if (outlook->one_action && span_decided(span, &action) && outlook->action == action)
                        continue;
                if (fact_ask(nr, &inside) == ANSWER_NO)
                        continue;
                fact_learn(nr, &inside, true);
                r = walk_span(walk, pc, held, span);
                if (r < 0 || walk->stopped)
                        break;
                fact_copy(nr, &before);
        }
        return r;
}

static bool looks_at_arguments(const struct sock_filter *insn)
{
        return insn->code == (BPF_LD | BPF_W | BPF_ABS) && insn->k / 4 != WORD_NR &&
               insn->k / 4 != WORD_ARCH;
}

/* On to where the search ends, by one side of each branch; the others are put off. */
static int walk_numbers(struct walk *walk, size_t pc, struct held held)
{
        for (;;) {
                const struct sock_filter *insn = &walk->program->insns[pc];
                struct branch branch;
                struct fact *fact, before;
                enum answer answer;
                int r;

                if (BPF_CLASS(insn->code) == BPF_RET || looks_at_arguments(insn))
                        return walk_spans(walk, pc, held);
                if (++walk->n_steps > MOST_STEPS ||
                    (code_is_branch(insn) ? !code_branch(&branch, walk->program, pc, held)
                                          : !code_step(&pc, &held, walk->program))) {
                        stop(walk);
                        return 0;
                }
                if (!code_is_branch(insn))
                        continue;
                fact = &walk->facts.words[branch.word];
                answer = fact_ask(fact, &branch.question);
                pc = answer == ANSWER_NO ? branch.no : branch.yes;
                if (answer != ANSWER_OPEN)
                        continue;
                fact_copy(&before, fact);
                fact_learn(fact, &branch.question, false);
                r = put_off(walk, branch.no, held);
                if (r < 0)
                        return r;
                fact_copy(fact, &before);
                fact_learn(fact, &branch.question, true);
        }
}

int walk_arch(struct walk *walk, uint32_t first, uint32_t last, const struct nr_span *spans,
              size_t n_spans)
{
        const struct question arch = { UINT32_MAX, first, last };
        struct held held = { 0 };
        size_t pc = 0;
        int r;

        memset(&walk->facts, 0, sizeof(walk->facts));
        fact_learn(&walk->facts.words[WORD_ARCH], &arch, true);
        walk->spans = spans;
        walk->n_spans = n_spans;
        do
                r = walk_numbers(walk, pc, held);
        while (r >= 0 && !walk->stopped && take_up(walk, &pc, &held));
        return r;
}
