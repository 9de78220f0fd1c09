/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * System calls that no line names. With a "kernel" line those that came later,
 * and numbers that nobody knows, get ENOSYS: a newer libc falls back to what
 * the author of the profile did know.
 *
 * A group counts as naming all its members, also those that are newer than the
 * "kernel" line: the author asked for the group, and gets what the line says.
 */

#include "policy/policy.h"
#include "profile/ast.h"

struct unlisted {
        unsigned int kernel; /* KERNEL_VERSION_OF(), 0: no such line */
        struct origin kernel_origin;
        uint32_t act_default; /* on this ABI */
        struct origin default_origin;
        const struct id_set *named; /* in rules, through groups or not */
};

/* Return: 0 or -ENOMEM. */
int unlisted_fill(struct filter *filter, const struct unlisted *unlisted, uint32_t act_default);
