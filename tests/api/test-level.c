/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "api/level.h"

#include <errno.h>

#include "helper.h"
#include "kernel/install.h"

START_TEST(a_level_is_1_to_7)
{
        ck_assert_int_eq(seccomp_api_set(0), -EINVAL);
        ck_assert_int_eq(seccomp_api_set(8), -EINVAL);
        for (unsigned int level = 1; level <= 7; level++) {
                ck_assert_int_eq(seccomp_api_set(level), 0);
                ck_assert_uint_eq(seccomp_api_get(), level);
        }
}
END_TEST

START_TEST(the_level_is_what_the_kernel_can_do)
{
        struct kernel_probe probe;
        unsigned int level = seccomp_api_get();

        kernel_probe_seccomp(&probe);
        ck_assert_uint_ge(level, 1);
        ck_assert(level < 2 || (probe.flags & SECCOMP_FILTER_FLAG_TSYNC));
        ck_assert(level < 3 || (probe.flags & SECCOMP_FILTER_FLAG_LOG));
        ck_assert(level < 3 || kernel_has_action(SCMP_ACT_KILL_PROCESS));
        ck_assert(level < 4 || (probe.flags & SECCOMP_FILTER_FLAG_SPEC_ALLOW));
        ck_assert(level < 5 || (probe.flags & SECCOMP_FILTER_FLAG_NEW_LISTENER));
        ck_assert(level < 5 || kernel_has_action(SCMP_ACT_NOTIFY));
        ck_assert(level < 6 || (probe.flags & SECCOMP_FILTER_FLAG_TSYNC_ESRCH));
        ck_assert(level > 5 || !(probe.flags & SECCOMP_FILTER_FLAG_TSYNC_ESRCH));
}
END_TEST

START_TEST(actions_need_their_level)
{
        for (unsigned int level = 1; level <= 7; level++) {
                ck_assert_int_eq(seccomp_api_set(level), 0);
                ck_assert(action_valid(SCMP_ACT_KILL));
                ck_assert(action_valid(SCMP_ACT_ALLOW));
                ck_assert(action_valid(SCMP_ACT_ERRNO(1)));
                ck_assert(action_valid(SCMP_ACT_TRAP));
                ck_assert(action_valid(SCMP_ACT_TRACE(1)));
                ck_assert(action_valid(SCMP_ACT_LOG) == (level >= 3));
                ck_assert(action_valid(SCMP_ACT_KILL_PROCESS) == (level >= 3));
                ck_assert(action_valid(SCMP_ACT_NOTIFY) == (level >= 5));
        }
}
END_TEST

START_TEST(the_version_is_that_of_the_header)
{
        const struct scmp_version *version = seccomp_version();

        ck_assert_uint_eq(version->major, SCMP_VER_MAJOR);
        ck_assert_uint_eq(version->minor, SCMP_VER_MINOR);
        ck_assert_uint_eq(version->micro, SCMP_VER_MICRO);
        ck_assert_uint_eq(version->major, 2);
        ck_assert_uint_eq(version->minor, 6);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("api/level");
        TCase *tests = tcase_create("level");

        tcase_add_test(tests, a_level_is_1_to_7);
        tcase_add_test(tests, the_level_is_what_the_kernel_can_do);
        tcase_add_test(tests, actions_need_their_level);
        tcase_add_test(tests, the_version_is_that_of_the_header);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
