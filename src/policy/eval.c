/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The definition, in code. No cleverness: what is generated is checked against
 * this, so it must be possible to see that this is right by reading it.
 */

#include "policy/eval.h"

#include <linux/audit.h>
#include <stdlib.h>

#define NR_NONE UINT32_MAX /* -1: what a tracer writes to skip a call; no syscall has it */

bool predicate_holds(const struct predicate *predicate, uint64_t value)
{
        const uint64_t seen = value & predicate->mask;
        const uint64_t datum = predicate->datum;

        switch ((enum compare)predicate->op) {
        case CMP_NE:
                return seen != datum;
        case CMP_LT:
                return seen < datum;
        case CMP_LE:
                return seen <= datum;
        case CMP_EQ:
                return seen == datum;
        case CMP_GE:
                return seen >= datum;
        case CMP_GT:
                return seen > datum;
        case CMP_MASKED_EQ:
                return seen == (datum & predicate->mask);
        }
        abort(); /* filter_add_rule() refused it */
}

bool rule_matches(const struct rule *rule, const struct seccomp_data *call)
{
        for (size_t i = 0; i < rule->n_predicates; i++) {
                const struct predicate *predicate = &rule->predicates[i];

                if (!predicate_holds(predicate, call->args[predicate->arg]))
                        return false;
        }
        return true;
}

/* The filter of an architecture word; for x86_64's, that of x32 or the other one. */
static const struct filter *find_filter(const struct policy *policy, uint32_t arch, bool x32)
{
        for (size_t i = 0; i < policy->n_filters; i++) {
                const struct filter *filter = &policy->filters[i];
                const struct abi *abi = filter->abi;

                if (abi->audit_arch == arch &&
                    (arch != AUDIT_ARCH_X86_64 || (abi->nr_base == X32_SYSCALL_BIT_NR) == x32))
                        return filter;
        }
        return NULL;
}

/* A slot without rules carries a priority and decides nothing. */
static bool has_rules(const struct filter *filter, uint32_t nr)
{
        const struct slot *slot = filter_find_slot(filter, nr);

        return slot && slot->n_rules > 0;
}

/*
 * x86_64 and x32 share an architecture word. Numbers from bit 30 on are x32's,
 * among them -1. That one is no syscall of either, and the kernel hands it to
 * the filter when a tracer skips a call of an x86_64 program, too: it must not
 * count as a bad architecture there, and a rule for it in either filter is
 * heard, x32's first.
 */
static const struct filter *route_x86_64(const struct policy *policy, uint32_t nr)
{
        const struct filter *x86_64 = find_filter(policy, AUDIT_ARCH_X86_64, false);
        const struct filter *x32 = find_filter(policy, AUDIT_ARCH_X86_64, true);

        if (nr < X32_SYSCALL_BIT_NR)
                return x86_64;
        if (nr != NR_NONE)
                return x32;
        if (!x32)
                return x86_64;
        if (x86_64 && !has_rules(x32, nr) && has_rules(x86_64, nr))
                return x86_64;
        return x32;
}

const struct filter *policy_route(const struct policy *policy, uint32_t arch, uint32_t nr)
{
        if (arch == AUDIT_ARCH_X86_64)
                return route_x86_64(policy, nr);
        return find_filter(policy, arch, false);
}

struct verdict policy_eval(const struct policy *policy, const struct seccomp_data *call)
{
        const uint32_t nr = (uint32_t)call->nr;
        const struct filter *filter;
        const struct slot *slot;

        filter = policy_route(policy, call->arch, nr);
        if (!filter)
                return (struct verdict){ .action = policy->act_badarch, .reason = VERDICT_BADARCH };
        slot = filter_find_slot(filter, nr);
        for (size_t i = 0; slot && i < slot->n_rules; i++) {
                const struct rule *rule = &slot->rules[i];

                if (rule_matches(rule, call))
                        return (struct verdict){ .action = rule->action,
                                                 .reason = VERDICT_RULE,
                                                 .filter = filter,
                                                 .rule = rule };
        }
        return (struct verdict){ .action = policy->act_default,
                                 .reason = VERDICT_DEFAULT,
                                 .filter = filter };
}
