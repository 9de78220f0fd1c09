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

/*
 * Which filter answers for an architecture word and a number; NULL: bad
 * architecture, unless *@is_default is set: nobody's number (-1), which gets
 * the default action.
 */
const struct filter *policy_route(const struct policy *policy, uint32_t arch, uint32_t nr,
                                  bool *is_default);
