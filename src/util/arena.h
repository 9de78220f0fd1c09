/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Memory that is given back all at once: for the many small lists that live
 * as long as one stage of a compilation.
 */

#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>

struct arena_block {
        struct arena_block *next;
        size_t size;
        alignas(max_align_t) unsigned char bytes[];
};

struct arena {
        struct arena_block *blocks; /* the newest first */
        size_t used;                /* bytes of it */
};

/* What does not fit into the newest block. */
void *arena_alloc_block(struct arena *arena, size_t bytes);

/**
 * arena_alloc() - @n elements of @size bytes, not initialised
 *
 * Return: memory that lives until arena_deinit(), aligned for any type, or
 * NULL when memory ran out or n * size does not fit a size_t. Never NULL for
 * @n == 0.
 */
static inline void *arena_alloc(struct arena *arena, size_t n, size_t size)
{
        const size_t align = alignof(max_align_t);
        size_t bytes;

        if (__builtin_mul_overflow(n, size, &bytes) || bytes > SIZE_MAX / 2)
                return NULL;
        bytes = (bytes + align - 1) & ~(align - 1);
        if (!arena->blocks || arena->blocks->size - arena->used < bytes)
                return arena_alloc_block(arena, bytes);
        arena->used += bytes;
        return arena->blocks->bytes + (arena->used - bytes);
}

/* As arena_deinit(), but it keeps a block for what is allocated next. */
void arena_clear(struct arena *arena);

void arena_deinit(struct arena *arena);
