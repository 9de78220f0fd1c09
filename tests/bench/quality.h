/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* How good a program is, counted by running it on every system call. */

#include <stddef.h>

#include "bench/usage.h"
#include "bpf/program.h"
#include "policy/policy.h"

struct quality {
        size_t size;          /* instructions */
        unsigned int longest; /* most that any path executes, the return included */

        /* executed for calls of the first ABI that the policy allows */
        size_t n_allowed; /* calls */
        double uniform;   /* in the mean, each call alike */
        double traced;    /* in the mean, as often as programs make them */
        double covered;   /* which part of what programs make these calls are */

        /* of the architecture where the most is executed before arguments */
        unsigned int before;  /* most that any call executes up to the first argument's load */
        size_t n_intervals;   /* runs of numbers that are decided alike */
        unsigned int allowed; /* 2 * ceil(log2(n_intervals)) + 4 */

        /* the same with the intervals of all architectures: the search for one is a part, too */
        unsigned int before_of_all, allowed_of_all;
};

/**
 * quality_measure() - count
 * @program: one that program_check() accepts
 * @policy:  what it was made of: says which calls are allowed
 *
 * A call with conditions counts as the mean of examples, one for each rule
 * that allows some.
 */
void quality_measure(struct quality *out, const struct program *program,
                     const struct policy *policy, const struct usage *usage);
