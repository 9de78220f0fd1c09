/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The resolved policy for people: --show=rules. */

#include <stdio.h>

#include "policy/policy.h"
#include "profile/terms.h"

/**
 * profile_print_rules() - the rules of each ABI, in the language of profiles
 *
 * Each line names the line that it comes from. What the language cannot say
 * (actions for numbers without a name) is a comment. A policy of one ABI can
 * be read back and means the same for every call that has a name.
 *
 * Return: 0, -ENOMEM, -E2BIG when it grows beyond sense, or the stream's -errno.
 */
int profile_print_rules(FILE *to, const struct policy *policy);

/**
 * print_term() - a conjunction in the language
 *
 * As in "flags & O_ACCMODE == O_RDONLY and dirfd == AT_FDCWD".
 *
 * Return: 0, or -ENOMEM or -E2BIG as @scratch has it.
 */
int print_term(FILE *to, const struct abi *abi, int id, const struct term *term,
               struct scratch *scratch);
