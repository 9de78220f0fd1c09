/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "kernel/install.h"
#include "support/suite.h"
#include "util/cleanup.h"

START_TEST(a_kernel_with_filters_is_seen_as_one)
{
        struct kernel_probe probe;

        kernel_probe_seccomp(&probe);
        ck_assert(probe.has_filter);
        ck_assert_uint_ne(probe.flags & SECCOMP_FILTER_FLAG_TSYNC, 0);
}
END_TEST

START_TEST(probing_installs_nothing)
{
        struct kernel_probe probe;

        kernel_probe_seccomp(&probe);
        ck_assert_int_eq(prctl(PR_GET_SECCOMP, 0, 0, 0, 0), 0);
        ck_assert_int_eq(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 0);
}
END_TEST

/* "kill_process kill_thread trap …": the kernel's own list. */
START_TEST(actions_are_those_that_the_kernel_lists)
{
        static const struct {
                unsigned int action;
                const char *name;
        } actions[] = {
                { SECCOMP_RET_KILL_PROCESS, "kill_process" },
                { SECCOMP_RET_KILL_THREAD, "kill_thread" },
                { SECCOMP_RET_TRAP, "trap" },
                { SECCOMP_RET_ERRNO, "errno" },
                { SECCOMP_RET_USER_NOTIF, "user_notif" },
                { SECCOMP_RET_TRACE, "trace" },
                { SECCOMP_RET_LOG, "log" },
                { SECCOMP_RET_ALLOW, "allow" },
        };
        _cleanup_(fclosep) FILE *file = fopen("/proc/sys/kernel/seccomp/actions_avail", "re");
        char line[256];

        ck_assert_msg(file != NULL, "no list: %s", strerror(errno));
        ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
        for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
                ck_assert_int_eq(kernel_has_action(actions[i].action),
                                 strstr(line, actions[i].name) != NULL);
}
END_TEST

START_TEST(data_of_an_action_do_not_matter)
{
        ck_assert(kernel_has_action(SECCOMP_RET_ERRNO | 38));
}
END_TEST

START_TEST(what_is_no_action_is_not_there)
{
        ck_assert(!kernel_has_action(0x12340000));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("kernel/probe");
        TCase *tests = tcase_create("probe");

        tcase_add_test(tests, a_kernel_with_filters_is_seen_as_one);
        tcase_add_test(tests, probing_installs_nothing);
        tcase_add_test(tests, actions_are_those_that_the_kernel_lists);
        tcase_add_test(tests, data_of_an_action_do_not_matter);
        tcase_add_test(tests, what_is_no_action_is_not_there);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
