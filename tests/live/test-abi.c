/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls of other ABIs: x32 numbers, which share the architecture word of
 * x86_64, and a 32-bit binary. The path of the binary comes in I386_PROBE;
 * without it the tests that need it do not run, and the exit status says so.
 */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "live/confined.h"
#include "policy/action.h"
#include "support/suite.h"

#define SKIPPED  77 /* meson's status for a test that could not run */
#define OUR_CODE ENOTUNIQ

#ifdef __x86_64__
static void call_x32(void *shared)
{
        int *errors = shared;

        (void)syscall(X32_SYSCALL_BIT_NR | SYS_getppid);
        errors[0] = errno;
        (void)syscall(-1);
        errors[1] = errno;
        errno = 0;
        (void)syscall(SYS_getppid);
        errors[2] = errno;
}

static int run_x32(int errors[3], const struct policy *policy)
{
        int *shared = shared_new(3 * sizeof(*shared));
        int status = confined(policy, call_x32, shared);

        for (size_t i = 0; i < 3; i++)
                errors[i] = shared[i];
        shared_free(shared, 3 * sizeof(*shared));
        return status;
}

START_TEST(x32_numbers_kill_unless_the_policy_names_x32)
{
        _cleanup_(policy_freep) struct policy *policy = native_policy(SECCOMP_RET_ALLOW);
        int errors[3], status = run_x32(errors, policy);

        ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}
END_TEST

START_TEST(x32_numbers_get_the_bad_architecture_action)
{
        _cleanup_(policy_freep) struct policy *policy = native_policy(SECCOMP_RET_ALLOW);
        int errors[3];

        policy->act_badarch = ACTION_ERRNO(OUR_CODE);
        ck_assert_int_eq(run_x32(errors, policy), 0);
        ck_assert_int_eq(errors[0], OUR_CODE);
        ck_assert_int_eq(errors[1], ENOSYS); /* -1 is nobody's: the default action, allow */
        ck_assert_int_eq(errors[2], 0);
}
END_TEST

START_TEST(x32_numbers_reach_the_kernel_when_the_policy_names_x32)
{
        const char *const names[] = { "x86_64", "x32", NULL };
        _cleanup_(policy_freep) struct policy *policy = test_policy(SECCOMP_RET_ALLOW, names);
        int errors[3];

        policy->act_badarch = ACTION_ERRNO(OUR_CODE);
        ck_assert_int_eq(run_x32(errors, policy), 0);
        ck_assert(errors[0] == 0 || errors[0] == ENOSYS); /* few kernels have x32 */
}
END_TEST

static const char *probe_path; /* set once by main() */

START_TEST(a_32_bit_program_is_killed_unless_its_abi_is_named)
{
        _cleanup_(policy_freep) struct policy *policy = native_policy(SECCOMP_RET_ALLOW);
        int status = confined_exec(policy, probe_path);

        ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}
END_TEST

/* The probe exits with the errno of its getpid(), 0 if there was none. */
START_TEST(a_32_bit_program_runs_when_its_abi_is_named)
{
        const char *const names[] = { "x86_64", "x86", NULL };
        _cleanup_(policy_freep) struct policy *policy = test_policy(SECCOMP_RET_ALLOW, names);

        ck_assert_int_eq(confined_exec(policy, probe_path), 0);
}
END_TEST

START_TEST(rules_of_x86_apply_to_a_32_bit_program)
{
        const char *const names[] = { "x86", "x86_64", NULL };
        _cleanup_(policy_freep) struct policy *policy = test_policy(SECCOMP_RET_ALLOW, names);
        int status;

        test_add_rule(policy, 20 /* getpid on x86, writev on x86_64 */, ACTION_ERRNO(OUR_CODE),
                      NULL, 0);
        status = confined_exec(policy, probe_path);
        ck_assert(WIFEXITED(status));
        ck_assert_int_eq(WEXITSTATUS(status), OUR_CODE);
}
END_TEST

/* Every call of the probe fails, exit too, so that it ends in a fault of its own. */
START_TEST(every_call_of_a_32_bit_program_gets_the_bad_architecture_action)
{
        _cleanup_(policy_freep) struct policy *policy = native_policy(SECCOMP_RET_ALLOW);
        int status;

        policy->act_badarch = ACTION_ERRNO(OUR_CODE);
        status = confined_exec(policy, probe_path);
        ck_assert(WIFSIGNALED(status));
        ck_assert_int_eq(WTERMSIG(status), SIGSEGV);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("live/abi");
        TCase *x32 = tcase_create("x32"), *i386 = tcase_create("i386");
        int status;

        probe_path = getenv("I386_PROBE");
        tcase_add_test(x32, x32_numbers_kill_unless_the_policy_names_x32);
        tcase_add_test(x32, x32_numbers_get_the_bad_architecture_action);
        tcase_add_test(x32, x32_numbers_reach_the_kernel_when_the_policy_names_x32);
        suite_add_tcase(suite, x32);
        if (!probe_path)
                goto run;
        tcase_add_test(i386, a_32_bit_program_is_killed_unless_its_abi_is_named);
        tcase_add_test(i386, a_32_bit_program_runs_when_its_abi_is_named);
        tcase_add_test(i386, rules_of_x86_apply_to_a_32_bit_program);
        tcase_add_test(i386, every_call_of_a_32_bit_program_gets_the_bad_architecture_action);
run:
        suite_add_tcase(suite, i386);
        status = test_run(suite);
        if (status != 0 || probe_path)
                return status;
        (void)fputs("no 32-bit probe: the compiler cannot make one\n", stderr);
        return getenv("CI") ? EXIT_FAILURE : SKIPPED;
}
#else
int main(void)
{
        (void)fputs("x32 and x86 are for x86_64 machines\n", stderr);
        return SKIPPED;
}
#endif
