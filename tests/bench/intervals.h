/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* How many intervals of numbers a policy tells apart, from its rules alone. */

#include <stddef.h>
#include <stdint.h>

#include "policy/policy.h"

struct pieces {
        uint32_t *firsts; /* ascending; within a piece all numbers have the same rules */
        size_t n;
        size_t n_intervals; /* where neighbours with equal rules are counted as one */
};

/* What the policy says of the numbers of one architecture word. */
void pieces_init(struct pieces *out, const struct policy *policy, uint32_t arch);
void pieces_deinit(struct pieces *pieces);
