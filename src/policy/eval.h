/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * THE definition of which rule decides: (policy, call) -> action and rule.
 * Slow and obvious on purpose; everything else is checked against it.
 */

#include <linux/seccomp.h>
#include <stdbool.h>

#include "policy/policy.h"

enum verdict_reason {
        VERDICT_RULE,    /* a rule matched */
        VERDICT_DEFAULT, /* none did */
        VERDICT_BADARCH, /* the architecture (or x32) is not in the policy */
};

struct verdict {
        uint32_t action;
        enum verdict_reason reason;
        const struct filter *filter; /* NULL for VERDICT_BADARCH */
        const struct rule *rule;     /* NULL unless VERDICT_RULE */
};

struct verdict policy_eval(const struct policy *policy, const struct seccomp_data *call);

/* @value: the 64-bit argument register. */
bool predicate_holds(const struct predicate *predicate, uint64_t value);

/* Whether all predicates of a rule hold. */
bool rule_matches(const struct rule *rule, const struct seccomp_data *call);

/**
 * policy_route() - which filter answers for an architecture word and a number
 *
 * x86_64 and x32 share an architecture word: numbers from 0x40000000 on are
 * x32's, the others x86_64's. The number -1 (0xffffffff), which a tracer
 * leaves to skip a call, belongs to x32's filter if the policy has x32, else
 * to x86_64's; with both, to x86_64's when only that has rules for it. Numbers
 * of other ABIs are not looked at: they belong to their architecture's filter,
 * whatever they are.
 *
 * Return: the filter, or NULL: bad architecture.
 */
const struct filter *policy_route(const struct policy *policy, uint32_t arch, uint32_t nr);
