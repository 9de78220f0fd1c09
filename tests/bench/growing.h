/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Policies of one kind and any size, up to the sizes that have to work: ten
 * thousand rules on one syscall, five hundred syscalls on every ABI, six
 * predicates in each rule.
 */

#include <stddef.h>

#include "api/seccomp.h"
#include "policy/policy.h"

struct growing {
        const char *name;
        const char *what; /* a sentence for people; N is the size */
        unsigned int least, most;
        unsigned int fits; /* a size of at most 4096 instructions; 0: see six_comparisons() */
        bool is_short;     /* a dozen sizes at most: ABIs, or predicates of one rule */
        struct policy *(*make)(unsigned int n);
};

extern const struct growing growings[];
extern const size_t n_growings;

/* The one of that name; aborts when there is none, as making does when memory runs out. */
const struct growing *growing_find(const char *name);

/* Rules and predicates of all filters together: what "linear in the input" is measured against. */
size_t growing_input(const struct policy *policy);

/* The same condition for seccomp_rule_add(). */
struct scmp_arg_cmp growing_condition(const struct predicate *predicate);
