/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Policies and calls by chance, the same ones for the same seed. */

#include <linux/seccomp.h>
#include <stdint.h>

#include "policy/policy.h"

/* A small generator of our own (splitmix64): the same numbers everywhere. */
struct chance {
        uint64_t state;
};

uint64_t chance_next(struct chance *chance);
/* 0..n - 1 */
uint32_t chance_below(struct chance *chance, uint32_t n);

struct shape {
        unsigned int n_syscalls;       /* with rules, at most */
        unsigned int n_rules;          /* on one syscall, at most */
        unsigned int n_predicates;     /* in one rule, at most 6 */
        unsigned int n_args;           /* that are looked at: 1..6; few make rules overlap */
        unsigned int n_values;         /* that data are taken from; few make rules meet */
        unsigned int least_predicates; /* in one rule; with 0 many a list ends early */
};

/**
 * random_policy() - filters for @abis with rules on small numbers
 *
 * Aborts when memory runs out: tests have no better idea.
 */
struct policy *random_policy(struct chance *chance, const struct shape *shape,
                             const struct abi *const *abis, unsigned int n_abis);

/* A call that is likely to meet the rules of @policy or just to miss them. */
struct seccomp_data random_call(struct chance *chance, const struct policy *policy);
