/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/arena.h"

#include <stdlib.h>

#define BLOCK_SIZE 16384

void *arena_alloc_block(struct arena *arena, size_t bytes)
{
        const size_t capacity = bytes > BLOCK_SIZE ? bytes : BLOCK_SIZE;
        struct arena_block *block = malloc(sizeof(*block) + capacity);

        if (!block)
                return NULL;
        block->next = arena->blocks;
        block->size = capacity;
        arena->blocks = block;
        arena->used = bytes;
        return block->bytes;
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
