/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/cleanup.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>

#include "support/suite.h"

struct thing {
        bool is_freed;
};

static struct thing *thing_free(struct thing *thing)
{
        if (thing)
                thing->is_freed = true;
        return NULL;
}
DEFINE_CLEANUP(struct thing, thing_free);

static bool is_open(int fd)
{
        return fcntl(fd, F_GETFD) >= 0 || errno != EBADF;
}

START_TEST(what_is_kept_is_freed_at_the_end_of_the_scope)
{
        struct thing thing = { false };

        {
                _cleanup_(thing_freep) struct thing *kept = &thing;

                ck_assert(!kept->is_freed);
        }
        ck_assert(thing.is_freed);
}
END_TEST

START_TEST(what_is_taken_is_not_freed)
{
        struct thing thing = { false }, *taken;

        {
                _cleanup_(thing_freep) struct thing *kept = &thing;

                taken = take_ptr(kept);
                ck_assert_ptr_null(kept);
        }
        ck_assert_ptr_eq(taken, &thing);
        ck_assert(!thing.is_freed);
}
END_TEST

START_TEST(descriptors_are_closed_unless_taken)
{
        int kept, taken;

        {
                _cleanup_(closep) int a = open("/dev/null", O_RDONLY | O_CLOEXEC);
                _cleanup_(closep) int b = open("/dev/null", O_RDONLY | O_CLOEXEC);
                _cleanup_(closep) int none = -1;

                ck_assert_int_ge(a, 0);
                ck_assert_int_ge(b, 0);
                ck_assert_int_eq(none, -1);
                kept = a;
                taken = take_fd(b);
                ck_assert_int_eq(b, -1);
        }
        ck_assert(!is_open(kept));
        ck_assert(is_open(taken));
        ck_assert_int_eq(close(taken), 0);
}
END_TEST

START_TEST(streams_are_closed)
{
        int fd;

        {
                _cleanup_(fclosep) FILE *stream = fopen("/dev/null", "r");
                _cleanup_(fclosep) FILE *none = NULL;

                ck_assert_ptr_nonnull(stream);
                ck_assert_ptr_null(none);
                fd = fileno(stream);
                ck_assert(is_open(fd));
        }
        ck_assert(!is_open(fd));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("util/cleanup");
        TCase *tests = tcase_create("cleanup");

        tcase_add_test(tests, what_is_kept_is_freed_at_the_end_of_the_scope);
        tcase_add_test(tests, what_is_taken_is_not_freed);
        tcase_add_test(tests, descriptors_are_closed_unless_taken);
        tcase_add_test(tests, streams_are_closed);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
