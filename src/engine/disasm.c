/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <linux/audit.h>
#include <stdlib.h>

#include "abi/syscall.h"
#include "engine/pfc.h"
#include "engine/writer.h"
#include "policy/action.h"
#include "policy/eval.h"

/* What is known on every way to an instruction. */
struct place {
        bool reached;
        uint8_t held;            /* word in the accumulator; WORD_COUNT: something else */
        uint32_t min[2], max[2]; /* of the words WORD_NR and WORD_ARCH */
};

/* Another way to @to, on which @from is known. */
static void place_join(struct place *to, const struct place *from)
{
        if (!to->reached) {
                *to = *from;
                return;
        }
        if (to->held != from->held)
                to->held = WORD_COUNT;
        for (unsigned int word = 0; word < 2; word++) {
                if (to->min[word] > from->min[word])
                        to->min[word] = from->min[word];
                if (to->max[word] < from->max[word])
                        to->max[word] = from->max[word];
        }
}

/* What a branch on one of the two words tells; @taken: its test held. */
static void place_narrow(struct place *place, const struct sock_filter *insn, bool taken)
{
        uint32_t min = 0, max = UINT32_MAX; /* what insn->k leaves */

        switch (insn->code) {
        case BPF_JMP | BPF_JEQ | BPF_K:
                if (taken)
                        min = max = insn->k;
                break;
        case BPF_JMP | BPF_JGE | BPF_K:
                if (taken)
                        min = insn->k;
                else if (insn->k > 0)
                        max = insn->k - 1;
                break;
        case BPF_JMP | BPF_JGT | BPF_K:
                if (!taken)
                        max = insn->k;
                else if (insn->k < UINT32_MAX)
                        min = insn->k + 1;
                break;
        }
        if (place->min[place->held] < min)
                place->min[place->held] = min;
        if (place->max[place->held] > max)
                place->max[place->held] = max;
}

/* Carry what is known at @pc to where it may go next. */
static void place_follow(struct place *places, const struct program *program, size_t pc)
{
        const struct sock_filter *insn = &program->insns[pc];
        struct place next = places[pc], taken = next;

        switch (BPF_CLASS(insn->code)) {
        case BPF_RET:
                return;
        case BPF_LD:
                next.held = WORD_COUNT;
                if (BPF_MODE(insn->code) == BPF_ABS)
                        next.held = (uint8_t)(insn->k / 4);
                break;
        case BPF_ALU:
        case BPF_MISC:
                next.held = WORD_COUNT;
                break;
        case BPF_JMP:
                if (BPF_OP(insn->code) == BPF_JA) {
                        place_join(&places[pc + 1 + insn->k], &next);
                        return;
                }
                if (next.held == WORD_ARCH || next.held == WORD_NR) {
                        place_narrow(&taken, insn, true);
                        place_narrow(&next, insn, false);
                }
                place_join(&places[pc + 1 + insn->jt], &taken);
                place_join(&places[pc + 1 + insn->jf], &next);
                return;
        }
        place_join(&places[pc + 1], &next);
}

static const struct filter *find_arch(const struct policy *policy, uint32_t arch)
{
        for (size_t i = 0; i < policy->n_filters; i++)
                if (policy->filters[i].abi->audit_arch == arch)
                        return &policy->filters[i];
        return NULL;
}

/* Whose number an instruction compares with, if that can be told. */
static const struct abi *abi_of(const struct policy *policy, const struct place *place,
                                const struct sock_filter *insn)
{
        const struct filter *filter;

        if (!place->reached || place->held != WORD_NR ||
            place->min[WORD_ARCH] != place->max[WORD_ARCH])
                return NULL;
        /* Where x32's numbers begin is no call of that number. */
        if (insn->code != (BPF_JMP | BPF_JEQ | BPF_K) && insn->k == X32_SYSCALL_BIT_NR)
                return NULL;
        filter = policy_route(policy, place->min[WORD_ARCH], insn->k);
        return filter ? filter->abi : NULL;
}

/* The only syscall that comes here, "" if there are more. */
static const char *only_syscall(const struct policy *policy, const struct place *place)
{
        const uint32_t nr = place->min[WORD_NR], arch = place->min[WORD_ARCH];
        const struct filter *filter;
        int id;

        if (!place->reached || nr != place->max[WORD_NR] || arch != place->max[WORD_ARCH])
                return "";
        filter = policy_route(policy, arch, nr);
        id = filter ? abi_syscall_by_number(filter->abi, nr) : -1;
        return id < 0 ? "" : syscall_name(id);
}

/* What an instruction does not say itself: whose architecture, whose arguments, which part. */
static const char *note(const struct policy *policy, const struct place *place,
                        const struct sock_filter *insn)
{
        const bool asks = BPF_CLASS(insn->code) == BPF_JMP && BPF_OP(insn->code) != BPF_JA;
        const struct filter *filter;

        if (asks && place->held == WORD_ARCH) {
                filter = find_arch(policy, insn->k);
                return filter ? filter->abi->name : "";
        }
        if (asks && place->held == WORD_NR && place->max[WORD_ARCH] == AUDIT_ARCH_X86_64) {
                if (insn->code == (BPF_JMP | BPF_JGE | BPF_K) && insn->k == X32_SYSCALL_BIT_NR)
                        return "x32's numbers";
                return insn->k == UINT32_MAX ? "-1, a call that a tracer skipped" : "";
        }
        if (insn->code == (BPF_LD | BPF_W | BPF_ABS) && insn->k / 4 >= WORD_ARGS)
                return only_syscall(policy, place);
        return "";
}

static void write_insn(struct writer *w, const struct program *program, size_t pc,
                       const struct place *place)
{
        const struct sock_filter *insn = &program->insns[pc];
        char text[INSN_TEXT_MAX], action[ACTION_TEXT_MAX];
        const char *words = note(w->policy, place, insn);

        if (insn->code == (BPF_RET | BPF_K)) {
                write_line(w, 0, "%4zu: ret %s", pc, action_text(insn->k, action));
                return;
        }
        write_line(w, 0, "%4zu: %s%s%s", pc,
                   insn_text(program, pc, abi_of(w->policy, place, insn), text),
                   *words ? " ; " : "", words);
}

int engine_write_disasm(FILE *to, const struct program *program, const struct policy *policy)
{
        struct writer w = { .to = to, .policy = policy };
        _cleanup_(freep) struct place *places = NULL;
        const bool is_valid = program_check(program, NULL) == 0;

        if (program->n_insns == 0)
                return writer_finish(&w);
        places = calloc(program->n_insns, sizeof(*places));
        if (!places)
                return -ENOMEM;
        places[0] = (struct place){ .reached = is_valid,
                                    .held = WORD_COUNT,
                                    .max = { UINT32_MAX, UINT32_MAX } };
        for (size_t pc = 0; pc < program->n_insns; pc++) {
                if (places[pc].reached)
                        place_follow(places, program, pc);
                write_insn(&w, program, pc, &places[pc]);
        }
        return writer_finish(&w);
}
