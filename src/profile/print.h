/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The resolved policy for people: --show=rules. */

#include <stdio.h>

#include "policy/policy.h"

/**
 * profile_print_rules() - the rules of each ABI, in the language of profiles
 *
 * Each line names the line that it comes from. What the language cannot say
 * (actions for numbers without a name) is a comment. A policy of one ABI can
 * be read back and means the same for every call that has a name.
 *
 * Return: 0, -ENOMEM, or the stream's -errno.
 */
int profile_print_rules(FILE *to, const struct policy *policy);

/* A rule's conjunction in the language, as in "flags & O_ACCMODE == O_RDONLY and dfd == 3". */
void print_predicates(FILE *to, const struct abi *abi, int id, const struct rule *rule);
