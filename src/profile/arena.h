/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Memory for the terms of one condition: many small immutable pieces, freed
 * all at once. It is also the measure of how much work a condition makes, and
 * ends before a hostile one takes long.
 */

#include <stddef.h>

struct arena_block;

struct arena {
        struct arena_block *blocks;
        size_t used;  /* bytes, over all resets */
        size_t limit; /* of used */
};

/* Return: zeroed memory, or NULL when there is none or the limit is reached. */
void *arena_alloc(struct arena *arena, size_t n, size_t size);

/* Whether the limit, not the machine, ended it. */
int arena_error(const struct arena *arena); /* -E2BIG or -ENOMEM */

/* Free everything; what was used still counts. */
void arena_reset(struct arena *arena);
