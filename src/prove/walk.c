/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/walk.h"

#include <errno.h>
#include <string.h>

/*
 * A walk this long is no longer about a program that our generator makes; it
 * ends undecided.
 */
#define MOST_STEPS (UINT32_C(1) << 24)

/* The accumulator: (word & mask), once something was loaded. */
struct held {
        bool loaded;
        uint8_t word;
        uint32_t mask;
};

static bool is_branch(const struct sock_filter *insn)
{
        return BPF_CLASS(insn->code) == BPF_JMP && BPF_OP(insn->code) != BPF_JA;
}

static struct outlook look_ahead(const struct program *program, const struct outlook *outlook,
                                 size_t pc)
{
        const struct sock_filter *insn = &program->insns[pc];
        struct outlook seen;

        if (BPF_CLASS(insn->code) == BPF_RET)
                return (struct outlook){ .one_action = insn->code == (BPF_RET | BPF_K),
                                         .action = insn->k };
        if (is_branch(insn)) {
                const struct outlook *yes = &outlook[pc + 1 + insn->jt];
                const struct outlook *no = &outlook[pc + 1 + insn->jf];

                return (struct outlook){ .words = yes->words | no->words,
                                         .one_action = yes->one_action && no->one_action &&
                                                       yes->action == no->action,
                                         .action = yes->action };
        }
        seen = outlook[pc + 1 + (insn->code == (BPF_JMP | BPF_JA) ? insn->k : 0)];
        if (insn->code == (BPF_LD | BPF_W | BPF_ABS))
                seen.words |= 1u << (insn->k / 4);
        return seen;
}

int walk_init(struct walk *walk, const struct program *program)
{
        struct outlook *outlook;

        *walk = (struct walk){ .program = program };
        outlook = arena_alloc(&walk->arena, program->n_insns, sizeof(*outlook));
        if (!outlook)
                return -ENOMEM;
        for (size_t pc = program->n_insns; pc-- > 0;)
                outlook[pc] = look_ahead(program, outlook, pc);
        walk->outlook = outlook;
        return 0;
}

void walk_deinit(struct walk *walk)
{
        key_deinit(&walk->key);
        key_set_deinit(&walk->seen);
        arena_deinit(&walk->arena);
}

static int stop(struct walk *walk, const struct residue *open)
{
        walk->stopped = true;
        if (open)
                walk->open = *open;
        return 0;
}

/* The question that a conditional jump asks of a word; false: not one that we know. */
static bool question_of(struct question *out, bool *negated, const struct sock_filter *insn,
                        struct held held)
{
        *negated = false;
        out->mask = held.mask;
        out->last = UINT32_MAX;
        switch (insn->code) {
        case BPF_JMP | BPF_JEQ | BPF_K:
                out->first = out->last = insn->k;
                return held.loaded;
        case BPF_JMP | BPF_JGE | BPF_K:
                out->first = insn->k;
                return held.loaded;
        case BPF_JMP | BPF_JGT | BPF_K:
                /* "not at most k": k + 1 may not fit */
                out->first = 0;
                out->last = insn->k;
                *negated = true;
                return held.loaded;
        case BPF_JMP | BPF_JSET | BPF_K:
                out->mask = held.mask & insn->k;
                out->first = out->last = 0;
                *negated = true;
                return held.loaded;
        default:
                return false;
        }
}

/* A branch at @pc: where each answer leads. */
struct branch {
        unsigned int word;
        struct question question;
        size_t yes, no;
        enum answer answer;
};

static bool branch_at(struct branch *out, const struct walk *walk, size_t pc, struct held held)
{
        const struct sock_filter *insn = &walk->program->insns[pc];
        bool negated;

        if (!question_of(&out->question, &negated, insn, held))
                return false;
        out->word = held.word;
        out->yes = pc + 1 + (negated ? insn->jf : insn->jt);
        out->no = pc + 1 + (negated ? insn->jt : insn->jf);
        out->answer = fact_ask(&walk->facts.words[held.word], &out->question);
        return true;
}

/*
 * One instruction that is neither branch nor return. Loading the instruction
 * pointer and all arithmetic but AND are outside of what a filter of ours does.
 */
static bool step(size_t *pc, struct held *held, const struct sock_filter *insn)
{
        switch (insn->code) {
        case BPF_LD | BPF_W | BPF_ABS:
                *held = (struct held){ true, (uint8_t)(insn->k / 4), UINT32_MAX };
                *pc += 1;
                return held->word != WORD_IP && held->word != WORD_IP + 1;
        case BPF_ALU | BPF_AND | BPF_K:
                held->mask &= insn->k;
                *pc += 1;
                return held->loaded;
        case BPF_JMP | BPF_JA:
                *pc += 1 + (size_t)insn->k;
                return true;
        default:
                return false;
        }
}

/*
 * Whether this was walked before; if not, it is remembered: the walk ends at
 * the first disagreement, so what is remembered holds when the walk succeeds.
 * Only facts of words that the rest of the code or of the rules looks at matter.
 */
static int was_seen(bool *out, struct walk *walk, size_t pc, struct held held,
                    const struct residue *residue)
{
        const uint32_t words = walk->outlook[pc].words | residue_words(residue) | (1u << held.word);
        struct key *key = &walk->key;
        int r;

        key->n_words = 0;
        r = key_reserve(key, 4 + (size_t)__builtin_popcount(words) * FACT_KEY_WORDS);
        if (r < 0)
                return r;
        key_put(key, (uint32_t)pc);
        key_put(key, held.word);
        key_put(key, held.mask);
        key_put(key, words);
        for (unsigned int i = 0; i < WORD_COUNT; i++)
                if (words & (1u << i))
                        fact_put(key, &walk->facts.words[i]);
        r = residue_put(key, residue);
        return r < 0 ? r : key_set_add(&walk->seen, key, out);
}

static int walk_rules(struct walk *walk, size_t pc, struct held held,
                      const struct residue *residue);

/* One side of an open branch: what it tells is known from there on. */
static int take_side(struct walk *walk, const struct branch *branch, bool yes, struct held held,
                     const struct residue *residue)
{
        struct fact *fact = &walk->facts.words[branch->word];
        const struct fact before = *fact;
        struct residue left;
        int r;

        fact_learn(fact, &branch->question, yes);
        if (!fact_possible(fact)) {
                *fact = before;
                return 0; /* no call comes here */
        }
        r = residue_given(&left, &walk->arena, residue, &walk->facts, branch->word);
        if (r < 0)
                return r;
        r = walk_rules(walk, yes ? branch->yes : branch->no, held, &left);
        if (r == 0 && !walk->stopped)
                *fact = before;
        return r;
}

/* Both sides of an open branch. */
static int walk_branch(struct walk *walk, size_t pc, const struct branch *branch, struct held held,
                       const struct residue *residue)
{
        bool seen;
        int r;

        r = was_seen(&seen, walk, pc, held, residue);
        if (r < 0 || seen)
                return r;
        r = take_side(walk, branch, true, held, residue);
        if (r < 0 || walk->stopped)
                return r;
        return take_side(walk, branch, false, held, residue);
}

/*
 * A return where the policy is not down to one action yet. It may still be
 * right for each value that is possible here, so the cases are told apart.
 */
static int walk_cases(struct walk *walk, size_t pc, struct held held, const struct residue *residue)
{
        struct branch cases = { .yes = pc, .no = pc };

        if (!residue_split(&cases.word, &cases.question, residue, &walk->facts))
                return stop(walk, residue);
        return walk_branch(walk, pc, &cases, held, residue);
}

/* From @pc on, every path must return what @residue leaves. */
static int walk_rules(struct walk *walk, size_t pc, struct held held, const struct residue *residue)
{
        uint32_t action = 0;
        const bool decided = residue_decided(residue, &action);

        for (;;) {
                const struct sock_filter *insn = &walk->program->insns[pc];
                const struct outlook *outlook = &walk->outlook[pc];
                struct branch branch;

                if (decided && outlook->one_action && outlook->action == action)
                        return 0;
                if (++walk->n_steps > MOST_STEPS)
                        return stop(walk, NULL);
                if (BPF_CLASS(insn->code) == BPF_RET)
                        return decided ? stop(walk, residue) : walk_cases(walk, pc, held, residue);
                if (!is_branch(insn)) {
                        if (!step(&pc, &held, insn))
                                return stop(walk, NULL);
                        continue;
                }
                if (!branch_at(&branch, walk, pc, held))
                        return stop(walk, NULL);
                if (branch.answer != ANSWER_OPEN) {
                        pc = branch.answer == ANSWER_YES ? branch.yes : branch.no;
                        continue;
                }
                return walk_branch(walk, pc, &branch, held, residue);
        }
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

/*
 * The number has been searched: from here on the code looks at arguments or
 * returns. Every number that comes here must get what its own rules say.
 */
static int walk_spans(struct walk *walk, size_t pc, struct held held)
{
        struct fact *nr = &walk->facts.words[WORD_NR];
        const struct extent e = fact_extent(nr, UINT32_MAX);
        const struct fact before = *nr;

        for (size_t i = find_span(walk, e.least);
             i < walk->n_spans && walk->spans[i].first <= e.greatest; i++) {
                const struct nr_span *span = &walk->spans[i];
                const struct question inside = { UINT32_MAX, span->first, span->last };
                const struct outlook *outlook = &walk->outlook[pc];
                struct residue start;
                uint32_t action;
                int r;

                if (outlook->one_action && span_decided(span, &action) && outlook->action == action)
                        continue;
                if (fact_ask(nr, &inside) == ANSWER_NO)
                        continue;
                fact_learn(nr, &inside, true);
                r = span_start(&start, &walk->arena, span);
                if (r == 0)
                        r = walk_rules(walk, pc, held, &start);
                if (r < 0 || walk->stopped)
                        return r;
                *nr = before;
        }
        return 0;
}

static int walk_numbers(struct walk *walk, size_t pc, struct held held)
{
        for (;;) {
                const struct sock_filter *insn = &walk->program->insns[pc];
                const bool loads_more = insn->code == (BPF_LD | BPF_W | BPF_ABS) &&
                                        insn->k / 4 != WORD_NR && insn->k / 4 != WORD_ARCH;
                struct branch branch;
                struct fact before, *fact;
                int r;

                if (++walk->n_steps > MOST_STEPS)
                        return stop(walk, NULL);
                if (BPF_CLASS(insn->code) == BPF_RET || loads_more)
                        return walk_spans(walk, pc, held);
                if (!is_branch(insn)) {
                        if (!step(&pc, &held, insn))
                                return stop(walk, NULL);
                        continue;
                }
                if (!branch_at(&branch, walk, pc, held))
                        return stop(walk, NULL);
                if (branch.answer != ANSWER_OPEN) {
                        pc = branch.answer == ANSWER_YES ? branch.yes : branch.no;
                        continue;
                }
                fact = &walk->facts.words[branch.word];
                before = *fact;
                fact_learn(fact, &branch.question, true);
                r = walk_numbers(walk, branch.yes, held);
                if (r < 0 || walk->stopped)
                        return r;
                *fact = before;
                fact_learn(fact, &branch.question, false);
                pc = branch.no;
        }
}

int walk_arch(struct walk *walk, uint32_t first, uint32_t last, const struct nr_span *spans,
              size_t n_spans)
{
        const struct question arch = { UINT32_MAX, first, last };
        const struct held nothing = { 0 };

        memset(&walk->facts, 0, sizeof(walk->facts));
        fact_learn(&walk->facts.words[WORD_ARCH], &arch, true);
        walk->spans = spans;
        walk->n_spans = n_spans;
        return walk_numbers(walk, 0, nothing);
}
