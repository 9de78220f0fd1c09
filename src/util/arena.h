/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Memory that is given back all at once: for the many small lists that live
 * as long as one stage of a compilation.
 */

#include <stddef.h>

struct arena_block;

struct arena {
        struct arena_block *blocks; /* the newest first */
        size_t used;                /* bytes of it */
};

/**
 * arena_alloc() - @n elements of @size bytes, not initialised
 *
 * Return: memory that lives until arena_deinit(), aligned for any type, or
 * NULL when memory ran out or n * size does not fit a size_t. Never NULL for
 * @n == 0.
 */
void *arena_alloc(struct arena *arena, size_t n, size_t size);

/* As arena_deinit(), but it keeps a block for what is allocated next. */
void arena_clear(struct arena *arena);

void arena_deinit(struct arena *arena);
