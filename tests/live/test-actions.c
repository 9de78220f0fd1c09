/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each action, as the kernel carries it out under a filter of ours. */
#include <check.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "live/confined.h"
#include "policy/action.h"
#include "support/suite.h"

#ifndef SYS_SECCOMP
#define SYS_SECCOMP 1 /* si_code; asm-generic/siginfo.h, which glibc does not take it from */
#endif

/* What one call gave. */
struct finding {
        long result;
        int error;
        int n_signals, code, data;
        bool returned;
};

static void call_getppid(void *shared)
{
        struct finding *finding = shared;

        errno = 0;
        finding->result = syscall(SYS_getppid);
        finding->error = errno;
        finding->returned = true;
}

/* getppid() under a policy that has @action for it. */
static int try_action(struct finding *out, uint32_t action, void (*body)(void *))
{
        _cleanup_(policy_freep) struct policy *policy = native_policy(SECCOMP_RET_ALLOW);
        struct finding *shared = shared_new(sizeof(*shared));
        int status;

        test_add_rule(policy, SYS_getppid, action, NULL, 0);
        status = confined(policy, body, shared);
        *out = *shared;
        shared_free(shared, sizeof(*shared));
        return status;
}

START_TEST(allow_lets_the_call_through)
{
        struct finding finding;

        ck_assert_int_eq(try_action(&finding, SECCOMP_RET_ALLOW, call_getppid), 0);
        ck_assert_int_eq(finding.result, getpid());
}
END_TEST

START_TEST(log_lets_the_call_through)
{
        struct finding finding;

        ck_assert_int_eq(try_action(&finding, SECCOMP_RET_LOG, call_getppid), 0);
        ck_assert_int_eq(finding.result, getpid());
}
END_TEST

START_TEST(errno_is_what_the_call_fails_with)
{
        static const int errors[] = { EPERM, ENOSYS, EXDEV, 4094 };
        struct finding finding;

        for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++) {
                uint32_t action = ACTION_ERRNO(errors[i]);

                ck_assert_int_eq(try_action(&finding, action, call_getppid), 0);
                ck_assert_int_eq(finding.result, -1);
                ck_assert_int_eq(finding.error, errors[i]);
        }
}
END_TEST

START_TEST(errno_0_pretends_success)
{
        struct finding finding;

        ck_assert_int_eq(try_action(&finding, ACTION_ERRNO(0), call_getppid), 0);
        ck_assert_int_eq(finding.result, 0);
        ck_assert_int_eq(finding.error, 0);
}
END_TEST

START_TEST(kill_process_is_a_sigsys)
{
        struct finding finding;
        int status = try_action(&finding, SECCOMP_RET_KILL_PROCESS, call_getppid);

        ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
        ck_assert(!finding.returned);
}
END_TEST

static void *thread_getppid(void *shared)
{
        call_getppid(shared);
        return NULL;
}

static void call_in_a_thread(void *shared)
{
        struct finding *finding = shared;
        pthread_t thread;

        if (pthread_create(&thread, NULL, thread_getppid, shared) != 0)
                _exit(1);
        (void)pthread_join(thread, NULL);
        finding->n_signals = -1; /* the first thread is still there */
}

START_TEST(kill_process_ends_all_threads)
{
        struct finding finding;
        int status = try_action(&finding, SECCOMP_RET_KILL_PROCESS, call_in_a_thread);

        ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
        ck_assert_int_eq(finding.n_signals, 0);
}
END_TEST

START_TEST(kill_thread_leaves_the_others)
{
        struct finding finding;

        ck_assert_int_eq(try_action(&finding, SECCOMP_RET_KILL_THREAD, call_in_a_thread), 0);
        ck_assert(!finding.returned);
        ck_assert_int_eq(finding.n_signals, -1);
}
END_TEST

static struct finding *seen; /* by the handler below, in a child */

static void on_sigsys(int signal, siginfo_t *info, void *context)
{
        (void)context;
        seen->n_signals += signal == SIGSYS;
        seen->code = info->si_code;
        seen->data = info->si_errno;
        seen->error = info->si_syscall;
}

static void call_with_handler(void *shared)
{
        struct sigaction action = { .sa_sigaction = on_sigsys, .sa_flags = SA_SIGINFO };

        seen = shared;
        if (sigaction(SIGSYS, &action, NULL) < 0)
                _exit(1);
        (void)syscall(SYS_getppid);
        seen->returned = true;
}

START_TEST(trap_is_a_sigsys_with_call_and_data)
{
        struct finding finding;

        ck_assert_int_eq(try_action(&finding, SECCOMP_RET_TRAP | 99, call_with_handler), 0);
        ck_assert_int_eq(finding.n_signals, 1);
        ck_assert_int_eq(finding.code, SYS_SECCOMP);
        ck_assert_int_eq(finding.data, 99);
        ck_assert_int_eq(finding.error, SYS_getppid);
        ck_assert(finding.returned);
}
END_TEST

START_TEST(trap_without_a_handler_kills)
{
        struct finding finding;
        int status = try_action(&finding, SECCOMP_RET_TRAP, call_getppid);

        ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}
END_TEST

START_TEST(trace_without_a_tracer_and_notify_without_a_listener_are_enosys)
{
        static const uint32_t actions[] = { SECCOMP_RET_TRACE | 7, SECCOMP_RET_USER_NOTIF };
        struct finding finding;

        for (size_t i = 0; i < 2; i++) {
                ck_assert_int_eq(try_action(&finding, actions[i], call_getppid), 0);
                ck_assert_int_eq(finding.result, -1);
                ck_assert_int_eq(finding.error, ENOSYS);
        }
}
END_TEST

/* Everything but the one allowed call gets the default action. */
START_TEST(the_default_action_is_for_what_no_rule_names)
{
        _cleanup_(policy_freep) struct policy *policy = native_policy(ACTION_ERRNO(ECHILD));
        struct finding *shared = shared_new(sizeof(*shared));

        test_add_rule(policy, SYS_exit_group, SECCOMP_RET_ALLOW, NULL, 0);
        ck_assert_int_eq(confined(policy, call_getppid, shared), 0);
        ck_assert_int_eq(shared->error, ECHILD);
        shared_free(shared, sizeof(*shared));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("live/actions");
        TCase *tests = tcase_create("actions");

        tcase_add_test(tests, allow_lets_the_call_through);
        tcase_add_test(tests, log_lets_the_call_through);
        tcase_add_test(tests, errno_is_what_the_call_fails_with);
        tcase_add_test(tests, errno_0_pretends_success);
        tcase_add_test(tests, kill_process_is_a_sigsys);
        tcase_add_test(tests, kill_process_ends_all_threads);
        tcase_add_test(tests, kill_thread_leaves_the_others);
        tcase_add_test(tests, trap_is_a_sigsys_with_call_and_data);
        tcase_add_test(tests, trap_without_a_handler_kills);
        tcase_add_test(tests, trace_without_a_tracer_and_notify_without_a_listener_are_enosys);
        tcase_add_test(tests, the_default_action_is_for_what_no_rule_names);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
