/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/memory.h"

#include <errno.h>
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

static void *count(void *block)
{
        in_use += block != NULL;
        return block;
}

EXPORTED void *malloc(size_t size)
{
        return may_allocate() ? count(__libc_malloc(size)) : NULL;
}

EXPORTED void *calloc(size_t n, size_t size)
{
        return may_allocate() ? count(__libc_calloc(n, size)) : NULL;
}

EXPORTED void *realloc(void *old, size_t size)
{
        void *block = may_allocate() ? __libc_realloc(old, size) : NULL;

        return old ? block : count(block);
}

EXPORTED void free(void *old)
{
        in_use -= old != NULL;
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
