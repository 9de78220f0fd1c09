/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/pfc.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/audit.h>
#include <stdarg.h>
#include <stdlib.h>

#include "abi/syscall.h"
#include "policy/action.h"
#include "policy/eval.h"

#define ORIGIN_MAX 256
#define NR_NONE    UINT32_MAX /* -1, no ABI's number */

/* A stream, and the first thing that went wrong with it. */
struct writer {
        FILE *to;
        int error; /* 0 or -errno */
        const struct policy *policy;
};

__attribute__((format(printf, 3, 4))) static void write_line(struct writer *w, int depth,
                                                             const char *fmt, ...)
{
        va_list args;

        if (w->error < 0)
                return;
        errno = EIO; /* for a stream that had failed before */
        va_start(args, fmt);
        if (fprintf(w->to, "%*s", 2 * depth, "") < 0 || vfprintf(w->to, fmt, args) < 0 ||
            fputc('\n', w->to) == EOF)
                w->error = -errno;
        va_end(args);
}

static int writer_finish(struct writer *w)
{
        if (w->error < 0)
                return w->error;
        errno = EIO;
        if (fflush(w->to) != 0 || ferror(w->to))
                return -errno;
        return 0;
}

static const char *operator_text(const struct predicate *predicate)
{
        switch ((enum compare)predicate->op) {
        case CMP_NE:
                return "!=";
        case CMP_LT:
                return "<";
        case CMP_LE:
                return "<=";
        case CMP_EQ:
        case CMP_MASKED_EQ:
                return "==";
        case CMP_GE:
                return ">=";
        case CMP_GT:
                return ">";
        }
        abort(); /* filter_add_rule() refused it */
}

/* An argument is its register, the lower half of it, or some of its bits. */
static void write_predicate(struct writer *w, int depth, const struct abi *abi,
                            const struct predicate *predicate)
{
        const uint64_t whole = abi->long_bits == 32 ? UINT32_MAX : UINT64_MAX;
        const char *half = abi->long_bits == 64 && predicate->mask == UINT32_MAX ? ".lo32" : "";
        const uint64_t datum = predicate->op == CMP_MASKED_EQ ? predicate->datum & predicate->mask
                                                              : predicate->datum;
        const char *op = operator_text(predicate);
        char number[24];

        (void)snprintf(number, sizeof(number), datum < 1024 ? "%" PRIu64 : "0x%" PRIx64, datum);
        if (predicate->mask == whole || *half)
                write_line(w, depth, "if ($a%u%s %s %s)", predicate->arg, half, op, number);
        else
                write_line(w, depth, "if (($a%u & 0x%" PRIx64 ") %s %s)", predicate->arg,
                           predicate->mask, op, number);
}

static void write_rule(struct writer *w, const struct abi *abi, const struct rule *rule)
{
        char action[ACTION_TEXT_MAX], origin[ORIGIN_MAX];
        int depth = 2;

        for (size_t i = 0; i < rule->n_predicates; i++)
                write_predicate(w, depth++, abi, &rule->predicates[i]);
        (void)policy_origin_text(w->policy, rule->origin, origin, sizeof(origin));
        write_line(w, depth, "action %s;%s%s", action_text(rule->action, action),
                   *origin ? " # " : "", origin);
}

static void write_slot_head(struct writer *w, const struct abi *abi, const struct slot *slot)
{
        const int id = abi_syscall_by_number(abi, slot->first);

        if (slot->first < slot->last) {
                write_line(w, 1, "# filter for syscalls %u to %u", slot->first, slot->last);
                write_line(w, 1, "if ($syscall >= %u && $syscall <= %u)", slot->first, slot->last);
                return;
        }
        write_line(w, 1, "# filter for syscall \"%s\" (%u) [priority: %u]",
                   id < 0 ? "UNKNOWN" : syscall_name(id), slot->first, slot->priority);
        write_line(w, 1, "if ($syscall == %u)", slot->first);
}

/* What is called for most stands first. */
static int compare_slots(const void *a, const void *b)
{
        const struct slot *x = *(const struct slot *const *)a;
        const struct slot *y = *(const struct slot *const *)b;

        if (x->priority != y->priority)
                return x->priority < y->priority ? 1 : -1;
        return (x->first > y->first) - (x->first < y->first);
}

static int write_slots(struct writer *w, const struct filter *filter)
{
        _cleanup_(freep) const struct slot **slots = NULL;

        if (filter->n_slots == 0)
                return 0;
        slots = calloc(filter->n_slots, sizeof(*slots));
        if (!slots)
                return -ENOMEM;
        for (size_t i = 0; i < filter->n_slots; i++)
                slots[i] = &filter->slots[i];
        qsort(slots, filter->n_slots, sizeof(*slots), compare_slots);
        for (size_t i = 0; i < filter->n_slots; i++) {
                if (slots[i]->n_rules == 0)
                        continue;
                write_slot_head(w, filter->abi, slots[i]);
                for (size_t k = 0; k < slots[i]->n_rules; k++)
                        write_rule(w, filter->abi, &slots[i]->rules[k]);
        }
        return 0;
}

/* x86_64 and x32 share their word, so their numbers are part of the condition. */
static void write_arch(struct writer *w, const struct filter *filter)
{
        const uint32_t arch = filter->abi->audit_arch;
        bool has_minus_one;

        write_line(w, 0, "# filter for arch %s (%u)", filter->abi->name, arch);
        if (arch != AUDIT_ARCH_X86_64) {
                write_line(w, 0, "if ($arch == %u)", arch);
                return;
        }
        has_minus_one = policy_route(w->policy, arch, NR_NONE) == filter;
        if (filter->abi->nr_base == X32_SYSCALL_BIT_NR)
                write_line(w, 0,
                           has_minus_one ? "if ($arch == %u && $syscall >= %u)"
                                         : "if ($arch == %u && $syscall >= %u && $syscall != %u)",
                           arch, X32_SYSCALL_BIT_NR, NR_NONE);
        else
                write_line(w, 0,
                           has_minus_one ? "if ($arch == %u && ($syscall < %u || $syscall == %u))"
                                         : "if ($arch == %u && $syscall < %u)",
                           arch, X32_SYSCALL_BIT_NR, NR_NONE);
}

int engine_write_pfc(FILE *to, const struct policy *policy)
{
        struct writer w = { .to = to, .policy = policy };
        char action[ACTION_TEXT_MAX];
        int r;

        write_line(&w, 0, "#\n# pseudo filter code start\n#");
        for (size_t i = 0; i < policy->n_filters; i++) {
                write_arch(&w, &policy->filters[i]);
                r = write_slots(&w, &policy->filters[i]);
                if (r < 0)
                        return r;
                write_line(&w, 1, "# default action");
                write_line(&w, 1, "action %s;", action_text(policy->act_default, action));
        }
        write_line(&w, 0, "# invalid architecture action");
        write_line(&w, 0, "action %s;", action_text(policy->act_badarch, action));
        write_line(&w, 0, "#\n# pseudo filter code end\n#");
        return writer_finish(&w);
}

/* What is known on every way to an instruction. */
struct place {
        bool reached;
        uint8_t held;                /* word in the accumulator; WORD_COUNT: something else */
        uint32_t arch_min, arch_max; /* of the architecture word */
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
        if (to->arch_min > from->arch_min)
                to->arch_min = from->arch_min;
        if (to->arch_max < from->arch_max)
                to->arch_max = from->arch_max;
}

/* What a branch on the architecture word tells; @taken: its test held. */
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
        if (place->arch_min < min)
                place->arch_min = min;
        if (place->arch_max > max)
                place->arch_max = max;
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
                if (next.held == WORD_ARCH) {
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

        if (!place->reached || place->held != WORD_NR || place->arch_min != place->arch_max)
                return NULL;
        /* Where x32's numbers begin is no call of that number. */
        if (insn->code != (BPF_JMP | BPF_JEQ | BPF_K) && insn->k == X32_SYSCALL_BIT_NR)
                return NULL;
        filter = policy_route(policy, place->arch_min, insn->k);
        return filter ? filter->abi : NULL;
}

static void write_insn(struct writer *w, const struct program *program, size_t pc,
                       const struct place *place)
{
        const struct sock_filter *insn = &program->insns[pc];
        const struct filter *filter = NULL;
        char text[INSN_TEXT_MAX], action[ACTION_TEXT_MAX];

        if (insn->code == (BPF_RET | BPF_K)) {
                write_line(w, 0, "%4zu: ret %s", pc, action_text(insn->k, action));
                return;
        }
        if (BPF_CLASS(insn->code) == BPF_JMP && BPF_OP(insn->code) != BPF_JA &&
            place->held == WORD_ARCH)
                filter = find_arch(w->policy, insn->k);
        write_line(w, 0, "%4zu: %s%s%s", pc,
                   insn_text(program, pc, abi_of(w->policy, place, insn), text),
                   filter ? " ; " : "", filter ? filter->abi->name : "");
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
        places[0] =
                (struct place){ .reached = is_valid, .held = WORD_COUNT, .arch_max = UINT32_MAX };
        for (size_t pc = 0; pc < program->n_insns; pc++) {
                if (places[pc].reached)
                        place_follow(places, program, pc);
                write_insn(&w, program, pc, &places[pc]);
        }
        return writer_finish(&w);
}
