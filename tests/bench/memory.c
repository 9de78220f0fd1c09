/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bench/memory.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * Definitions of our own stand in front of the C library's, also for the
 * libraries that are opened later. A sanitizer has its own already, and needs
 * them. While nothing is counted they cost a branch.
 */

static struct {
        bool counting;
        struct memory counted;
        ptrdiff_t held; /* since the start; what was there before may be freed, too */
} state;

void memory_start(void)
{
        state.held = 0;
        state.counted = (struct memory){ 0 };
        state.counting = true;
}

struct memory memory_stop(void)
{
        state.counting = false;
        return state.counted;
}

#if CAN_COUNT_MEMORY

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void __libc_free(void *p);

#define INSTEAD __attribute__((visibility("default")))

static void *taken(void *p, size_t asked)
{
        state.counted.n_calls++;
        state.counted.bytes += asked;
        state.held += (ptrdiff_t)malloc_usable_size(p);
        if (state.held > 0 && (size_t)state.held > state.counted.peak)
                state.counted.peak = (size_t)state.held;
        return p;
}

INSTEAD void *malloc(size_t size)
{
        return state.counting ? taken(__libc_malloc(size), size) : __libc_malloc(size);
}

INSTEAD void *calloc(size_t n, size_t size)
{
        return state.counting ? taken(__libc_calloc(n, size), n * size) : __libc_calloc(n, size);
}

INSTEAD void *realloc(void *old, size_t size)
{
        const size_t before = state.counting ? malloc_usable_size(old) : 0;
        void *p = __libc_realloc(old, size);

        if (!state.counting || !p)
                return p;
        state.held -= (ptrdiff_t)before;
        return taken(p, size);
}

INSTEAD void free(void *p)
{
        if (state.counting)
                state.held -= (ptrdiff_t)malloc_usable_size(p);
        __libc_free(p);
}
#endif
