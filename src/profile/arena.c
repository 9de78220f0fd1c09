/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/arena.h"

#include <errno.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE (64u * 1024u)

struct arena_block {
        struct arena_block *next;
        size_t used, size;
        alignas(max_align_t) unsigned char bytes[];
};

static struct arena_block *add_block(struct arena *arena, size_t need)
{
        size_t size = need > BLOCK_SIZE ? need : BLOCK_SIZE;
        struct arena_block *block = malloc(sizeof(*block) + size);

        if (!block)
                return NULL;
        block->used = 0;
        block->size = size;
        block->next = arena->blocks;
        arena->blocks = block;
        return block;
}

void *arena_alloc(struct arena *arena, size_t n, size_t size)
{
        struct arena_block *block = arena->blocks;
        size_t need;
        void *p;

        if (n > (arena->limit - arena->used) / size) {
                arena->used = arena->limit;
                return NULL;
        }
        need = (n * size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
        if (!block || block->size - block->used < need) {
                block = add_block(arena, need);
                if (!block)
                        return NULL;
        }
        p = block->bytes + block->used;
        block->used += need;
        arena->used += n * size;
        memset(p, 0, n * size);
        return p;
}

int arena_error(const struct arena *arena)
{
        return arena->used >= arena->limit ? -E2BIG : -ENOMEM;
}

void arena_reset(struct arena *arena)
{
        struct arena_block *next;

        for (struct arena_block *block = arena->blocks; block; block = next) {
                next = block->next;
                free(block);
        }
        arena->blocks = NULL;
}
