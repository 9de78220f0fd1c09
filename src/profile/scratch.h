/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Memory for the terms of one condition: many small immutable pieces, freed
 * all at once. What is used of it is also the measure of how much work a
 * condition makes, and the limit ends a hostile one before it takes long.
 */

#include "util/arena.h"

struct scratch {
        struct arena arena;
        size_t used, limit; /* bytes asked for */
};

/* Return: zeroed memory, or NULL when there is none or the limit is reached. */
void *scratch_alloc(struct scratch *scratch, size_t n, size_t size);

/* Why there was none: -E2BIG, the limit; -ENOMEM, the machine. */
int scratch_error(const struct scratch *scratch);

void scratch_deinit(struct scratch *scratch);
