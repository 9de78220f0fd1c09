/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "launch/plan.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "engine/compile.h"
#include "policy/action.h"
#include "support/suite.h"

static char *const no_path[] = { (char[]){ "A=b" }, NULL };

static struct program allow_everything(void)
{
        const char *const names[] = { abi_native()->name, NULL };
        _cleanup_(policy_freep) struct policy *policy = test_policy(SECCOMP_RET_ALLOW, names);
        struct program program = { 0 };

        ck_assert_int_eq(engine_compile(&program, policy, NULL), 0);
        return program;
}

static void deinit(struct plan *plan, struct program *program)
{
        plan_deinit(plan);
        program_deinit(program);
}

START_TEST(a_plan_leaves_the_process_as_it_was)
{
        char *const argv[] = { (char[]){ "true" }, NULL };
        const struct launch_settings settings = { 0 };
        struct program program = allow_everything();
        struct capability_sets before, after;
        struct plan plan = { 0 };
        struct error err = { 0 };
        int status;

        ck_assert_int_eq(capability_read(&before, &err), 0);
        ck_assert_msg(plan_make(&plan, &settings, &program, argv, no_path, &status, &err) == 0,
                      "%s", err.message);
        ck_assert_int_eq(capability_read(&after, &err), 0);
        ck_assert_int_eq(memcmp(&before, &after, sizeof(before)), 0);
        ck_assert_int_eq(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 0);
        ck_assert_int_eq(prctl(PR_GET_SECCOMP, 0, 0, 0, 0), 0);
        deinit(&plan, &program);
}
END_TEST

START_TEST(path_is_that_of_the_environment_that_the_target_gets)
{
        char *const argv[] = { (char[]){ "true" }, NULL };
        char *const nowhere[] = { (char[]){ "XPATH=/bin" }, (char[]){ "PATH=/nowhere" }, NULL };
        const struct launch_settings settings = { 0 };
        struct program program = allow_everything();
        struct plan plan = { 0 };
        struct error err = { 0 };
        int status = 0;

        ck_assert_int_eq(plan_make(&plan, &settings, &program, argv, nowhere, &status, &err),
                         -ENOENT);
        ck_assert_int_eq(status, EXIT_NOT_FOUND);
        deinit(&plan, &program);
}
END_TEST

START_TEST(a_capability_that_we_lack_cannot_be_kept)
{
        char *const argv[] = { (char[]){ "true" }, NULL };
        struct program program = allow_everything();
        struct launch_settings settings = { 0 };
        struct capability_sets sets;
        struct plan plan = { 0 };
        struct error err = { 0 };
        int status = 0;

        ck_assert_int_eq(capability_read(&sets, &err), 0);
        settings.keep_caps = ~sets.permitted; /* at least those that no kernel has */
        ck_assert_int_eq(plan_make(&plan, &settings, &program, argv, no_path, &status, &err),
                         -EPERM);
        ck_assert_int_eq(status, EXIT_OURS);
        ck_assert_msg(strstr(err.message, "cannot be kept") != NULL, "%s", err.message);
        deinit(&plan, &program);
}
END_TEST

START_TEST(the_printed_plan_quotes_what_a_terminal_would_act_on)
{
        char *const argv[] = { (char[]){ "true" }, (char[]){ "a b" }, (char[]){ "\x1b[31m'" },
                               (char[]){ "" }, NULL };
        const struct launch_settings settings = { 0 };
        struct program program = allow_everything();
        struct plan plan = { 0 };
        struct error err = { 0 };
        char text[4096] = "";
        FILE *to = fmemopen(text, sizeof(text), "w");
        int status;

        ck_assert_int_eq(plan_make(&plan, &settings, &program, argv, no_path, &status, &err), 0);
        ck_assert_int_eq(plan_print(to, &plan), 0);
        ck_assert_int_eq(fclose(to), 0);
        ck_assert_ptr_nonnull(strstr(text, "true with $'a b' $'\\x1b[31m\\'' $''\n"));
        ck_assert_ptr_null(strchr(text, '\x1b'));
        deinit(&plan, &program);
}
END_TEST

START_TEST(a_plan_that_cannot_be_printed_is_an_error)
{
        char *const argv[] = { (char[]){ "true" }, NULL };
        const struct launch_settings settings = { 0 };
        struct program program = allow_everything();
        struct plan plan = { 0 };
        struct error err = { 0 };
        FILE *to = fopen("/dev/full", "we");
        int status;

        ck_assert_ptr_nonnull(to);
        ck_assert_int_eq(plan_make(&plan, &settings, &program, argv, no_path, &status, &err), 0);
        ck_assert_int_eq(plan_print(to, &plan), -ENOSPC);
        (void)fclose(to);
        deinit(&plan, &program);
}
END_TEST

/* In a child: what is applied cannot be taken back. */
START_TEST(applying_leaves_no_capability_and_sets_no_new_privs)
{
        char *const argv[] = { (char[]){ "true" }, NULL };
        const struct launch_settings settings = { 0 };
        struct program program = allow_everything();
        struct plan plan = { 0 };
        struct error err = { 0 };
        int status;
        pid_t pid;

        ck_assert_int_eq(plan_make(&plan, &settings, &program, argv, no_path, &status, &err), 0);
        pid = fork();
        ck_assert_int_ge(pid, 0);
        if (pid == 0) {
                struct capability_sets sets;

                if (plan_apply(&plan, &err) < 0 || capability_read(&sets, &err) < 0)
                        _exit(1);
                if (sets.permitted | sets.effective | sets.inheritable | sets.ambient)
                        _exit(2);
                if (sets.bounding != plan.bounding_after)
                        _exit(3);
                _exit(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : 4);
        }
        ck_assert_int_eq(waitpid(pid, &status, 0), pid);
        ck_assert_int_eq(status, 0);
        deinit(&plan, &program);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("launch/plan");
        TCase *tests = tcase_create("plan");

        tcase_add_test(tests, a_plan_leaves_the_process_as_it_was);
        tcase_add_test(tests, path_is_that_of_the_environment_that_the_target_gets);
        tcase_add_test(tests, a_capability_that_we_lack_cannot_be_kept);
        tcase_add_test(tests, the_printed_plan_quotes_what_a_terminal_would_act_on);
        tcase_add_test(tests, a_plan_that_cannot_be_printed_is_an_error);
        tcase_add_test(tests, applying_leaves_no_capability_and_sets_no_new_privs);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
