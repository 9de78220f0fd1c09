/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/scratch.h"

#include <errno.h>
#include <string.h>

void *scratch_alloc(struct scratch *scratch, size_t n, size_t size)
{
        void *p;

        if (n > (scratch->limit - scratch->used) / size) {
                scratch->used = scratch->limit;
                return NULL;
        }
        p = arena_alloc(&scratch->arena, n, size);
        if (!p)
                return NULL;
        scratch->used += n * size;
        memset(p, 0, n * size);
        return p;
}

int scratch_error(const struct scratch *scratch)
{
        return scratch->used >= scratch->limit ? -E2BIG : -ENOMEM;
}

void scratch_deinit(struct scratch *scratch)
{
        arena_deinit(&scratch->arena);
}
