/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

#define BLOCK_SIZE 16384

struct arena_block {
        struct arena_block *next;
        size_t size;
        alignas(max_align_t) unsigned char bytes[];
};

void *arena_alloc(struct arena *arena, size_t n, size_t size)
{
        const size_t align = alignof(max_align_t);
        struct arena_block *block = arena->blocks;
        size_t bytes, capacity;

        if (__builtin_mul_overflow(n, size, &bytes) || bytes > SIZE_MAX / 2)
                return NULL;
        bytes = (bytes + align - 1) & ~(align - 1);
        if (!block || block->size - arena->used < bytes) {
                capacity = bytes > BLOCK_SIZE ? bytes : BLOCK_SIZE;
                block = malloc(sizeof(*block) + capacity);
                if (!block)
                        return NULL;
                block->next = arena->blocks;
                block->size = capacity;
                arena->blocks = block;
                arena->used = 0;
        }
        arena->used += bytes;
        return block->bytes + (arena->used - bytes);
}

static void free_blocks(struct arena_block *block)
{
        while (block) {
                struct arena_block *next = block->next;

                free(block);
                block = next;
        }
}

void arena_clear(struct arena *arena)
{
        if (arena->blocks) {
                free_blocks(arena->blocks->next);
                arena->blocks->next = NULL;
        }
        arena->used = 0;
}

void arena_deinit(struct arena *arena)
{
        free_blocks(arena->blocks);
        *arena = (struct arena){ 0 };
}
