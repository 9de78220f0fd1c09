/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/emit.h"

#include "helper.h"

/* socketcall(2) and ipc(2); the other meanings of rules are in test-cond.c. */

START_TEST(a_rule_for_a_call_also_covers_its_number_in_socketcall)
{
        struct result r;

        run_good(&r, "arch x86\nallow socket connect\n");
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "socket", 0), ALLOWED);
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "socketcall", 1), ALLOWED);
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "socketcall", 3), ALLOWED);
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "socketcall", 2), DENIED);
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "socketcall", 0), DENIED);
        result_deinit(&r);
}
END_TEST

START_TEST(accept_is_reached_through_socketcall_only)
{
        struct result r;

        run_good(&r, "arch x86\nallow accept\n");
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "socketcall", 5), ALLOWED);
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "socketcall", 18), DENIED);
        result_deinit(&r);
}
END_TEST

START_TEST(the_version_in_the_upper_half_of_ipc_does_not_matter)
{
        struct result r;

        run_good(&r, "arch x86\ndefault allow\ndeny semop shmat\n");
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "ipc", 1), DENIED);
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "ipc", 0x10001), DENIED);
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "ipc", 0xffff0015), DENIED);
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "ipc", 2), ALLOWED);
        result_deinit(&r);
}
END_TEST

START_TEST(the_last_line_decides_through_socketcall_as_well)
{
        struct result r;

        run_good(&r, "arch x86\nallow socket connect\ndeny socketcall with ENOSYS\nallow bind\n"
                     "kill connect\n");
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "socketcall", 1), ACTION_ERRNO(ENOSYS));
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "socketcall", 2), ALLOWED);
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "socketcall", 3), SECCOMP_RET_KILL_PROCESS);
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "socketcall", 4), ACTION_ERRNO(ENOSYS));
        result_deinit(&r);
}
END_TEST

START_TEST(a_condition_needs_a_word_about_socketcall)
{
        struct result r;

        expect_error("arch x86_64 x86\nallow read socket if arg0 == 1", 2, 12,
                     "on x86 socket can also be called through socketcall");
        /* a group that contains it says nothing about it */
        expect_error("arch x86\nallow @network-io\ndeny socket if family == AF_INET", 3, 6,
                     "deny socketcall");
        run_good(&r, "arch x86\nallow socket if family == AF_INET\ndeny socketcall\n");
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "socket", 2), ALLOWED);
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "socketcall", 1), DENIED);
        result_deinit(&r);
        run_good(&r, "arch x86_64\nallow socket if family == AF_INET\n");
        result_deinit(&r);
}
END_TEST

START_TEST(dead_lines_leave_no_rules)
{
        struct result r;

        run_good(&r, "allow read if fd == 1\nallow read\ndeny read if fd == 2\ndeny read\n");
        ck_assert_uint_eq(r.resolved.policy->filters[0].n_slots, 1);
        ck_assert_uint_eq(r.resolved.policy->filters[0].slots[0].n_rules, 1);
        result_deinit(&r);
        /* but what is wrong with them is said */
        expect_error("allow read if fz == 1\nallow read", 1, 15, "no argument 'fz'");
}
END_TEST

static void add_tests(TCase *tcase)
{
        tcase_add_test(tcase, a_rule_for_a_call_also_covers_its_number_in_socketcall);
        tcase_add_test(tcase, accept_is_reached_through_socketcall_only);
        tcase_add_test(tcase, the_version_in_the_upper_half_of_ipc_does_not_matter);
        tcase_add_test(tcase, the_last_line_decides_through_socketcall_as_well);
        tcase_add_test(tcase, a_condition_needs_a_word_about_socketcall);
        tcase_add_test(tcase, dead_lines_leave_no_rules);
}

TEST_MAIN("emit", add_tests)
