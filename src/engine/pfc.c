/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/pfc.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/audit.h>
#include <stdlib.h>

#include "abi/syscall.h"
#include "engine/writer.h"
#include "policy/action.h"
#include "policy/eval.h"

#define ORIGIN_MAX 256
#define NR_NONE    UINT32_MAX /* -1, no ABI's number */

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
