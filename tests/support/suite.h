/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What every test of the engine needs around its claims. */

#include <check.h>

#include "abi/abi.h"
#include "policy/policy.h"

/* ck_assert() for what is claimed a million times: it makes a note of every call. */
#define claim(expr)                                                                                \
        do {                                                                                       \
                if (!(expr))                                                                       \
                        ck_abort_msg("not so: %s", #expr);                                         \
        } while (0)

/* How often something random is repeated: @n, times $SCMP_TEST_ROUNDS (10, 0.1) where set. */
unsigned int test_rounds(unsigned int n);

/* An ABI that our tables have; fails the test if they do not. */
const struct abi *test_abi(const char *name);

/* A policy with one empty filter for each name; names end with NULL. */
struct policy *test_policy(uint32_t act_default, const char *const *abi_names);

/* Append a rule to the first filter; fails the test where that is refused. */
void test_add_rule(struct policy *policy, uint32_t nr, uint32_t action,
                   const struct predicate *predicates, size_t n_predicates);

/* What a suite's main() is: run it, and say whether all went well. */
int test_run(Suite *suite);
