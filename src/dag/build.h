/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* One ABI's rules as a map from syscall numbers to decisions. */

#include "dag/dag.h"
#include "dag/search.h"
#include "policy/policy.h"

/**
 * build_intervals() - which decision each syscall number leads to
 * @out:    ascending intervals that cover @first..@last; the first one's
 *          .first is @first. Lives in @arena
 * @n:      how many
 * @policy: for the default action
 * @filter: the ABI's rules
 *
 * Weights count the syscalls in an interval that the ABI has; a priority
 * makes one count for more.
 *
 * Return: 0, -ENOMEM or -E2BIG.
 */
int build_intervals(struct interval **out, size_t *n, struct dag *dag, struct arena *arena,
                    const struct policy *policy, const struct filter *filter, uint32_t first,
                    uint32_t last);
