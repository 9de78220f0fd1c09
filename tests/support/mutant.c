/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/mutant.h"

#include <stdlib.h>

#include "engine/compile.h"
#include "policy/eval.h"
#include "support/suite.h"

#define NOTHING ((struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 0))

static void pool_add(struct subject *s, uint32_t half)
{
        s->pool[s->n_pool++] = half;
}

static void pool_add_predicate(struct subject *s, const struct predicate *p)
{
        pool_add(s, (uint32_t)p->datum);
        pool_add(s, (uint32_t)(p->datum >> 32));
        pool_add(s, (uint32_t)p->mask);
        pool_add(s, (uint32_t)(p->mask >> 32));
}

static void each_predicate(struct subject *s, size_t *n)
{
        for (size_t f = 0; f < s->policy->n_filters; f++) {
                const struct filter *filter = &s->policy->filters[f];

                for (size_t i = 0; i < filter->n_slots; i++)
                        for (size_t r = 0; r < filter->slots[i].n_rules; r++)
                                for (size_t p = 0; p < filter->slots[i].rules[r].n_predicates;
                                     p++, ++*n)
                                        if (s->pool)
                                                pool_add_predicate(
                                                        s,
                                                        &filter->slots[i].rules[r].predicates[p]);
        }
}

static void fill_pool(struct subject *s)
{
        size_t n = 0;

        each_predicate(s, &n);
        s->pool = calloc(4 * n + s->program.n_insns, sizeof(*s->pool));
        claim(s->pool);
        each_predicate(s, &n);
        for (size_t pc = 0; pc < s->program.n_insns; pc++)
                pool_add(s, s->program.insns[pc].k);
}

static uint32_t near_pool(const struct subject *s, struct chance *chance)
{
        const uint32_t half = s->pool[chance_below(chance, (uint32_t)s->n_pool)];

        switch (chance_below(chance, 8)) {
        case 0:
                return half + 1;
        case 1:
                return half - 1;
        case 2:
                return half ^ (1u << chance_below(chance, 32));
        case 3:
                return half & (uint32_t)chance_next(chance);
        case 4:
                return half | (uint32_t)chance_next(chance);
        default:
                return half;
        }
}

/* A number from some slot's edge, or just beside it. */
static uint32_t near_number(const struct subject *s, struct chance *chance)
{
        const struct filter *filter =
                &s->policy->filters[chance_below(chance, (uint32_t)s->policy->n_filters)];
        const struct slot *slot;
        uint32_t nr;

        if (filter->n_slots == 0)
                return near_pool(s, chance);
        slot = &filter->slots[chance_below(chance, (uint32_t)filter->n_slots)];
        nr = chance_below(chance, 2) ? slot->first : slot->last;
        return chance_below(chance, 3) ? nr : nr + chance_below(chance, 3) - 1;
}

static struct seccomp_data near_call(const struct subject *s, struct chance *chance)
{
        struct seccomp_data call = random_call(chance, s->policy);

        if (chance_below(chance, 2))
                call.nr = (int)near_number(s, chance);
        if (chance_below(chance, 24) == 0)
                call.nr = (int)near_pool(s, chance);
        if (chance_below(chance, 24) == 0)
                call.arch = near_pool(s, chance);
        for (unsigned int n = chance_below(chance, 5); n > 0; n--) {
                __u64 *arg = &call.args[chance_below(chance, 6)];

                if (chance_below(chance, 3) == 0)
                        *arg = (uint64_t)near_pool(s, chance) << 32 | (uint32_t)*arg;
                else
                        *arg = (*arg & ~(uint64_t)UINT32_MAX) | near_pool(s, chance);
                if (chance_below(chance, 4) == 0)
                        *arg &= UINT32_MAX;
        }
        return call;
}

void subject_init(struct subject *subject, struct chance *chance, const struct policy *policy,
                  size_t n_calls)
{
        struct compile_report report;

        *subject = (struct subject){ .policy = policy, .n_calls = n_calls };
        if (engine_compile(&subject->program, policy, &report) != 0)
                ck_abort_msg("%s", report.err.message);
        fill_pool(subject);
        subject->calls = calloc(n_calls, sizeof(*subject->calls));
        subject->wanted = calloc(n_calls, sizeof(*subject->wanted));
        claim(subject->calls && subject->wanted);
        for (size_t i = 0; i < n_calls; i++) {
                const struct seccomp_data call = near_call(subject, chance);

                call_to_words(subject->calls[i], &call, subject->program.big_endian);
                subject->wanted[i] = policy_eval(policy, &call).action;
        }
}

void subject_deinit(struct subject *subject)
{
        program_deinit(&subject->program);
        free(subject->pool);
        free(subject->calls);
        free(subject->wanted);
}

bool subject_tells(const struct subject *subject, const struct program *program)
{
        for (size_t i = 0; i < subject->n_calls; i++) {
                struct run_result result;

                program_run_words(&result, program, subject->calls[i]);
                if (result.action != subject->wanted[i])
                        return true;
        }
        return false;
}

/* Kinds of changes; each of them may not apply to an instruction. */
enum {
        KIND_BITS = 0,                  /* of the constant */
        KIND_STEPS = KIND_BITS + 32,    /* the constant plus or minus one */
        KIND_BORROWS = KIND_STEPS + 2,  /* the constant of another instruction */
        KIND_JUMPS = KIND_BORROWS + 8,  /* one distance */
        KIND_CODES = KIND_JUMPS + 7,    /* another comparison */
        KIND_WORDS = KIND_CODES + 4,    /* another word is loaded */
        KIND_NOTHING = KIND_WORDS + 16, /* the instruction does nothing */
        N_KINDS,
};

static bool is_branch(const struct sock_filter *insn)
{
        return BPF_CLASS(insn->code) == BPF_JMP && BPF_OP(insn->code) != BPF_JA;
}

static bool change_jump(struct sock_filter *insn, unsigned int which)
{
        const uint8_t jt = insn->jt;

        if (!is_branch(insn))
                return false;
        switch (which) {
        case 0:
                insn->jt++;
                return true;
        case 1:
                insn->jt--;
                return true;
        case 2:
                insn->jt = 0;
                return true;
        case 3:
                insn->jf++;
                return true;
        case 4:
                insn->jf--;
                return true;
        case 5:
                insn->jf = 0;
                return true;
        default:
                insn->jt = insn->jf;
                insn->jf = jt;
                return true;
        }
}

static bool change_code(struct sock_filter *insn, unsigned int which)
{
        static const uint16_t codes[] = { BPF_JEQ, BPF_JGE, BPF_JGT, BPF_JSET };

        if (!is_branch(insn))
                return false;
        insn->code = (uint16_t)(BPF_JMP | codes[which] | BPF_K);
        return true;
}

static bool change_word(struct sock_filter *insn, unsigned int word)
{
        if (BPF_CLASS(insn->code) != BPF_LD)
                return false;
        insn->k = 4 * word;
        return true;
}

/* The constants of eight others, spread over the program. */
static bool borrow(struct sock_filter *insn, const struct program *program, size_t pc,
                   unsigned int which)
{
        insn->k = program->insns[(pc + 1 + which * 37) % program->n_insns].k;
        return true;
}

static bool change(struct sock_filter *insn, const struct program *program, size_t pc,
                   unsigned int kind)
{
        if (kind < KIND_STEPS) {
                insn->k ^= 1u << (kind - KIND_BITS);
                return true;
        }
        if (kind < KIND_BORROWS) {
                insn->k += kind == KIND_STEPS ? 1u : UINT32_MAX;
                return true;
        }
        if (kind < KIND_JUMPS)
                return borrow(insn, program, pc, kind - KIND_BORROWS);
        if (kind < KIND_CODES)
                return change_jump(insn, kind - KIND_JUMPS);
        if (kind < KIND_WORDS)
                return change_code(insn, kind - KIND_CODES);
        if (kind < KIND_NOTHING)
                return change_word(insn, kind - KIND_WORDS);
        *insn = NOTHING;
        return true;
}

static bool insn_equal(const struct sock_filter *a, const struct sock_filter *b)
{
        return a->code == b->code && a->jt == b->jt && a->jf == b->jf && a->k == b->k;
}

bool mutant_next(struct program *program, struct mutant_state *state)
{
        while (state->pc < program->n_insns) {
                struct sock_filter *insn = &program->insns[state->pc];

                if (state->kind == 0)
                        state->original = *insn;
                *insn = state->original;
                if (state->kind == N_KINDS) {
                        state->pc++;
                        state->kind = 0;
                        continue;
                }
                if (change(insn, program, state->pc, state->kind++) &&
                    !insn_equal(insn, &state->original))
                        return true;
        }
        return false;
}
