/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A table's policies, made by each of the ways that there are to make one. All
 * fail the test when a line is not understood or not taken as it should be.
 */

#include "policy/policy.h"
#include "witness/notation.h"

/* The profile language. */
struct policy *policy_of_profile(const struct table_case *c);

/*
 * The interface of seccomp.h: a rule is for all ABIs that are there, numbers
 * are the native ABI's, and what decides among rules is the interface's affair.
 * The first "abi" line says which there are; without one, the native ABI.
 */
struct policy *policy_of_api(const struct table_case *c);

/* Lists of rules as the engine has them: for the ABIs of the last "abi" line, in this order. */
struct policy *policy_of_lists(const struct table_case *c);
