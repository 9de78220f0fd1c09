/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "launch/requirement.h"

#include <check.h>
#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/compile.h"
#include "kernel/install.h"
#include "policy/action.h"
#include "support/suite.h"

static char *const words[] = { (char[]){ "x" }, NULL };

/* One rule, @action on @nr; allow otherwise. */
static struct program program_with(uint32_t nr, uint32_t action)
{
        const char *const names[] = { abi_native()->name, NULL };
        _cleanup_(policy_freep) struct policy *policy = test_policy(SECCOMP_RET_ALLOW, names);
        struct program program = { 0 };

        test_add_rule(policy, nr, action, NULL, 0);
        ck_assert_int_eq(engine_compile(&program, policy, NULL), 0);
        return program;
}

static int exec_check(uint32_t action, struct error *err)
{
        struct program program = program_with(SYS_execve, action);
        int r = requirement_exec(&program, "/bin/x", words, words, err);

        program_deinit(&program);
        return r;
}

START_TEST(a_policy_that_lets_execve_through_is_fine)
{
        struct error err = { 0 };

        ck_assert_int_eq(exec_check(SECCOMP_RET_ALLOW, &err), 0);
        ck_assert_int_eq(exec_check(SECCOMP_RET_LOG, &err), 0);
}
END_TEST

START_TEST(a_policy_that_stops_execve_is_refused_with_its_action)
{
        struct error err = { 0 };

        ck_assert_int_eq(exec_check(ACTION_ERRNO(EPERM), &err), -EACCES);
        ck_assert_msg(strstr(err.message, "'deny' for execve") != NULL, "%s", err.message);
        ck_assert_int_eq(exec_check(ACTION_ERRNO(0), &err), -EACCES);
        ck_assert_int_eq(exec_check(SECCOMP_RET_KILL_PROCESS, &err), -EACCES);
        ck_assert_msg(strstr(err.message, "'kill'") != NULL, "%s", err.message);
        ck_assert_int_eq(exec_check(SECCOMP_RET_TRAP, &err), -EACCES);
}
END_TEST

START_TEST(a_policy_of_another_machine_is_refused)
{
        const char *names[] = { strcmp(abi_native()->name, "x86_64") == 0 ? "x86" : "x86_64",
                                NULL };
        _cleanup_(policy_freep) struct policy *policy = test_policy(SECCOMP_RET_ALLOW, names);
        struct program program = { 0 };
        struct error err = { 0 };

        ck_assert_int_eq(engine_compile(&program, policy, NULL), 0);
        ck_assert_int_eq(requirement_exec(&program, "/bin/x", words, words, &err), -EACCES);
        ck_assert_msg(strstr(err.message, abi_native()->name) != NULL, "%s", err.message);
        program_deinit(&program);
}
END_TEST

START_TEST(notify_is_refused_as_nobody_would_answer)
{
        struct program program = program_with(SYS_getppid, SECCOMP_RET_USER_NOTIF);
        struct error err = { 0 };

        ck_assert_int_eq(requirement_actions(&program, &err), -EOPNOTSUPP);
        ck_assert_msg(strstr(err.message, "notify") != NULL, "%s", err.message);
        program_deinit(&program);
}
END_TEST

START_TEST(actions_that_the_kernel_has_pass)
{
        static const uint32_t actions[] = { SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_TRAP | 3,
                                            ACTION_ERRNO(7), SECCOMP_RET_TRACE | 9,
                                            SECCOMP_RET_LOG };
        struct error err = { 0 };

        for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
                struct program program = program_with(SYS_getppid, actions[i]);

                ck_assert_int_eq(requirement_actions(&program, &err), 0);
                program_deinit(&program);
        }
}
END_TEST

START_TEST(a_message_is_tried_unless_writing_it_would_kill)
{
        static const struct {
                uint32_t action;
                bool tried;
        } cases[] = {
                { SECCOMP_RET_ALLOW, true },         { ACTION_ERRNO(EPERM), true },
                { SECCOMP_RET_KILL_PROCESS, false }, { SECCOMP_RET_KILL_THREAD, false },
                { SECCOMP_RET_TRAP, false },
        };

        for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
                struct program program = program_with(SYS_write, cases[i].action);

                ck_assert_int_eq(requirement_can_write(&program), cases[i].tried);
                program_deinit(&program);
        }
}
END_TEST

/* In a child: whether it is in force is asked before, and after it is installed. */
static int ask_around_install(uint32_t action)
{
        struct program program = program_with(SYS_prctl, action);
        pid_t pid;
        int status;

        pid = fork();
        ck_assert_int_ge(pid, 0);
        if (pid == 0) {
                bool before = requirement_in_force(&program);

                if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || kernel_install(&program, 0) < 0)
                        _exit(9);
                _exit(before | requirement_in_force(&program) << 1);
        }
        ck_assert_int_eq(waitpid(pid, &status, 0), pid);
        ck_assert(WIFEXITED(status));
        program_deinit(&program);
        return WEXITSTATUS(status);
}

START_TEST(a_filter_that_was_not_installed_is_noticed)
{
        ck_assert_int_eq(ask_around_install(SECCOMP_RET_ALLOW), 2);
        ck_assert_int_eq(ask_around_install(SECCOMP_RET_LOG), 2);
        ck_assert_int_eq(ask_around_install(ACTION_ERRNO(EXDEV)), 2);
}
END_TEST

START_TEST(nothing_is_asked_where_asking_would_kill)
{
        ck_assert_int_eq(ask_around_install(SECCOMP_RET_KILL_PROCESS), 3);
        ck_assert_int_eq(ask_around_install(SECCOMP_RET_TRAP), 3);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("launch/requirement");
        TCase *tests = tcase_create("requirement");

        tcase_add_test(tests, a_policy_that_lets_execve_through_is_fine);
        tcase_add_test(tests, a_policy_that_stops_execve_is_refused_with_its_action);
        tcase_add_test(tests, a_policy_of_another_machine_is_refused);
        tcase_add_test(tests, notify_is_refused_as_nobody_would_answer);
        tcase_add_test(tests, actions_that_the_kernel_has_pass);
        tcase_add_test(tests, a_message_is_tried_unless_writing_it_would_kill);
        tcase_add_test(tests, a_filter_that_was_not_installed_is_noticed);
        tcase_add_test(tests, nothing_is_asked_where_asking_would_kill);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
