/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/memory.h"

#include <errno.h>
#include <malloc.h>
#include <stddef.h>
#include <stdlib.h>

#include "support/suite.h"

#if defined(__SANITIZE_ADDRESS__)
#define CAN_FAIL false
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CAN_FAIL false
#endif
#endif

static struct shortage current;
static long in_use;
static bool has_failed;

static struct {
        bool is_on;
        struct memory_use use;
        ptrdiff_t held; /* since the start; what was there before may be freed, too */
} meter;

#ifndef CAN_FAIL
#define CAN_FAIL true

/* Libraries are to find ours, too. */
#define EXPORTED __attribute__((visibility("default")))

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void __libc_free(void *old);

static bool may_allocate(void)
{
        if (!current.is_near || current.n_before-- > 0)
                return true;
        current.n_before = 0;
        current.is_near = current.lasts;
        has_failed = true;
        errno = ENOMEM;
        return false;
}

/* @held: what of it was held before */
static void measure(void *block, size_t asked, size_t held)
{
        meter.use.n_calls++;
        meter.use.bytes += asked;
        meter.held += (ptrdiff_t)malloc_usable_size(block) - (ptrdiff_t)held;
        if (meter.held > 0 && (size_t)meter.held > meter.use.peak)
                meter.use.peak = (size_t)meter.held;
}

static void *count(void *block, size_t asked)
{
        in_use += block != NULL;
        if (meter.is_on && block)
                measure(block, asked, 0);
        return block;
}

EXPORTED void *malloc(size_t size)
{
        return may_allocate() ? count(__libc_malloc(size), size) : NULL;
}

EXPORTED void *calloc(size_t n, size_t size)
{
        return may_allocate() ? count(__libc_calloc(n, size), n * size) : NULL;
}

EXPORTED void *realloc(void *old, size_t size)
{
        const size_t held = meter.is_on ? malloc_usable_size(old) : 0;
        void *block = may_allocate() ? __libc_realloc(old, size) : NULL;

        if (!old)
                return count(block, size);
        if (meter.is_on && block)
                measure(block, size, held);
        return block;
}

EXPORTED void free(void *old)
{
        in_use -= old != NULL;
        if (meter.is_on)
                meter.held -= (ptrdiff_t)malloc_usable_size(old);
        __libc_free(old);
}
#endif

struct shortage memory_set(struct shortage shortage)
{
        const struct shortage old = current;

        current = shortage;
        return old;
}

long memory_in_use(void)
{
        return in_use;
}

void memory_start(void)
{
        meter.held = 0;
        meter.use = (struct memory_use){ 0 };
        meter.is_on = true;
}

struct memory_use memory_stop(void)
{
        meter.is_on = false;
        return meter.use;
}

static void try_until_enough(const struct attempt *attempt, bool lasts)
{
        long n = 0;
        int r;

        do {
                const long used_before = in_use;
                void *state = attempt->begin();

                has_failed = false;
                (void)memory_set((struct shortage){ CAN_FAIL, lasts, n++ });
                r = attempt->act(state);
                (void)memory_set((struct shortage){ 0 });
                if (r != -ENOMEM && r != 0)
                        ck_abort_msg("%d without allocation %ld%s", r, n,
                                     lasts ? " and those after it" : "");
                attempt->end(state, r);
                if (in_use != used_before && !(attempt->may_lose && r < 0))
                        ck_abort_msg("%ld blocks are lost without allocation %ld%s",
                                     in_use - used_before, n, lasts ? " and those after it" : "");
        } while (has_failed);
        ck_assert_int_eq(r, 0);
}

void memory_try(const struct attempt *attempt)
{
        try_until_enough(attempt, true);
        try_until_enough(attempt, false);
}

int memory_run(const char *suite_name, void (*add_tests)(TCase *tests))
{
        Suite *suite;
        TCase *tests;

        if (!CAN_FAIL)
                return 77; /* Meson's status for a test that could not run */
        suite = suite_create(suite_name);
        tests = tcase_create("memory");
        tcase_set_timeout(tests, 60);
        add_tests(tests);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
