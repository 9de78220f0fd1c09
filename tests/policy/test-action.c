/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/action.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/suite.h"

static void assert_text(uint32_t action, const char *text)
{
        char buf[ACTION_TEXT_MAX];

        ck_assert_str_eq(action_text(action, buf), text);
}

START_TEST(actions_have_names)
{
        assert_text(SECCOMP_RET_ALLOW, "allow");
        assert_text(SECCOMP_RET_LOG, "log");
        assert_text(SECCOMP_RET_KILL_PROCESS, "kill-process");
        assert_text(SECCOMP_RET_KILL_THREAD, "kill-thread");
        assert_text(SECCOMP_RET_TRAP, "trap");
        assert_text(SECCOMP_RET_USER_NOTIF, "notify");
}
END_TEST

START_TEST(data_stand_in_parentheses)
{
        assert_text(SECCOMP_RET_TRAP | 7, "trap(7)");
        assert_text(SECCOMP_RET_TRACE | 7, "trace(7)");
        assert_text(SECCOMP_RET_TRACE, "trace(0)");
        assert_text(SECCOMP_RET_ALLOW | 1, "allow(1)");
        assert_text(SECCOMP_RET_TRACE | SECCOMP_RET_DATA, "trace(65535)");
}
END_TEST

START_TEST(errors_have_their_names)
{
        assert_text(ACTION_ERRNO(EPERM), "errno(EPERM)");
        assert_text(ACTION_ERRNO(ENOSYS), "errno(ENOSYS)");
}
END_TEST

START_TEST(errors_without_a_name_are_numbers)
{
        assert_text(ACTION_ERRNO(0), "errno(0)");
        assert_text(ACTION_ERRNO(4095), "errno(4095)");
        assert_text(ACTION_ERRNO(65535), "errno(65535)");
}
END_TEST

START_TEST(what_is_no_action_is_shown_as_it_is)
{
        assert_text(0x12345678, "unknown(0x12345678)");
}
END_TEST

START_TEST(every_text_fits)
{
        char buf[ACTION_TEXT_MAX];

        for (uint32_t kind = 0; kind <= 0xffff; kind++) {
                memset(buf, 'x', sizeof(buf));
                ck_assert_uint_lt(strlen(action_text(kind << 16 | 0xffff, buf)), 30);
        }
}
END_TEST

START_TEST(only_allow_and_log_let_a_call_through)
{
        ck_assert(action_allows(SECCOMP_RET_ALLOW));
        ck_assert(action_allows(SECCOMP_RET_LOG));
        ck_assert(action_allows(SECCOMP_RET_ALLOW | 5));
        ck_assert(!action_allows(SECCOMP_RET_KILL_PROCESS));
        ck_assert(!action_allows(SECCOMP_RET_KILL_THREAD));
        ck_assert(!action_allows(SECCOMP_RET_TRAP));
        ck_assert(!action_allows(ACTION_ERRNO(0)));
        ck_assert(!action_allows(SECCOMP_RET_TRACE));
        ck_assert(!action_allows(SECCOMP_RET_USER_NOTIF));
}
END_TEST

START_TEST(a_kind_has_no_data)
{
        ck_assert_uint_eq(action_kind(ACTION_ERRNO(EPERM)), SECCOMP_RET_ERRNO);
        ck_assert_uint_eq(action_kind(SECCOMP_RET_KILL_PROCESS | 9), SECCOMP_RET_KILL_PROCESS);
        ck_assert_uint_eq(ACTION_ERRNO(0x10001), SECCOMP_RET_ERRNO | 1);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("policy/action");
        TCase *tests = tcase_create("action");

        tcase_add_test(tests, actions_have_names);
        tcase_add_test(tests, data_stand_in_parentheses);
        tcase_add_test(tests, errors_have_their_names);
        tcase_add_test(tests, errors_without_a_name_are_numbers);
        tcase_add_test(tests, what_is_no_action_is_shown_as_it_is);
        tcase_add_test(tests, every_text_fits);
        tcase_add_test(tests, only_allow_and_log_let_a_call_through);
        tcase_add_test(tests, a_kind_has_no_data);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
