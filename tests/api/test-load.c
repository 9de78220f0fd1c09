/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* On the kernel that runs. Each test is a process of its own, which the filter stays with. */

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "helper.h"

/* A call that nobody else makes, and what it gives; its second argument is what rules look at. */
static long probe(unsigned long arg)
{
        return syscall(SYS_getpgid, 0, arg) < 0 ? -errno : 0;
}

static scmp_filter_ctx new_probe_filter(uint32_t action)
{
        scmp_filter_ctx ctx = new_ctx(SCMP_ACT_ALLOW);

        ck_assert_int_eq(seccomp_reset(NULL, 0), 0);
        ADD(ctx, action, SYS_getpgid, 1, SCMP_A1(SCMP_CMP_EQ, 0x100000007));
        return ctx;
}

static int status_number(const char *key)
{
        char line[256];
        int number = -1;
        FILE *f = fopen("/proc/thread-self/status", "re");

        ck_assert_ptr_nonnull(f);
        while (fgets(line, sizeof(line), f))
                if (strncmp(line, key, strlen(key)) == 0)
                        number = atoi(line + strlen(key));
        (void)fclose(f);
        return number;
}

START_TEST(a_loaded_filter_decides)
{
        _release_ scmp_filter_ctx ctx = new_probe_filter(SCMP_ACT_ERRNO(77));

        ck_assert_int_eq(probe(0x100000007), 0);
        ck_assert_int_eq(seccomp_load(ctx), 0);
        ck_assert_int_eq(probe(0x100000007), -77);
        ck_assert_int_eq(probe(7), 0);
        ck_assert_int_eq(status_number("Seccomp:"), 2);
}
END_TEST

START_TEST(no_new_privs_is_set_unless_told_otherwise)
{
        _release_ scmp_filter_ctx ctx = new_probe_filter(SCMP_ACT_ERRNO(77));
        int with_privileges;

        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 0), 0);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_API_SYSRAWRC, 1), 0);
        with_privileges = seccomp_load(ctx);
        ck_assert_int_eq(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 0);
        ck_assert(with_privileges == 0 || with_privileges == -EACCES);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 1), 0);
        ck_assert_int_eq(seccomp_load(ctx), 0);
        ck_assert_int_eq(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1);
}
END_TEST

struct thread {
        pthread_t id;
        scmp_filter_ctx own; /* a filter for it alone; NULL: none */
        pthread_barrier_t start, ask, stop;
        long got;
};

static void *thread_main(void *arg)
{
        struct thread *thread = arg;

        if (thread->own && seccomp_load(thread->own) < 0)
                abort();
        (void)pthread_barrier_wait(&thread->start);
        (void)pthread_barrier_wait(&thread->ask);
        thread->got = probe(0x100000007);
        (void)pthread_barrier_wait(&thread->stop);
        return NULL;
}

static void thread_start(struct thread *thread)
{
        ck_assert_int_eq(pthread_barrier_init(&thread->start, NULL, 2), 0);
        ck_assert_int_eq(pthread_barrier_init(&thread->ask, NULL, 2), 0);
        ck_assert_int_eq(pthread_barrier_init(&thread->stop, NULL, 2), 0);
        ck_assert_int_eq(pthread_create(&thread->id, NULL, thread_main, thread), 0);
        (void)pthread_barrier_wait(&thread->start);
}

static long thread_ask(struct thread *thread)
{
        (void)pthread_barrier_wait(&thread->ask);
        (void)pthread_barrier_wait(&thread->stop);
        ck_assert_int_eq(pthread_join(thread->id, NULL), 0);
        return thread->got;
}

START_TEST(other_threads_are_left_alone_without_tsync)
{
        _release_ scmp_filter_ctx ctx = new_probe_filter(SCMP_ACT_ERRNO(77));
        struct thread thread = { .own = NULL };

        thread_start(&thread);
        ck_assert_int_eq(seccomp_load(ctx), 0);
        ck_assert_int_eq(thread_ask(&thread), 0);
}
END_TEST

START_TEST(tsync_reaches_other_threads)
{
        _release_ scmp_filter_ctx ctx = new_probe_filter(SCMP_ACT_ERRNO(77));
        struct thread thread = { .own = NULL };

        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1), 0);
        thread_start(&thread);
        ck_assert_int_eq(seccomp_load(ctx), 0);
        ck_assert_int_eq(thread_ask(&thread), -77);
}
END_TEST

START_TEST(a_thread_that_went_its_own_way_is_esrch)
{
        _release_ scmp_filter_ctx ctx = new_probe_filter(SCMP_ACT_ERRNO(77));
        _release_ scmp_filter_ctx own = new_probe_filter(SCMP_ACT_ERRNO(78));
        struct thread thread = { .own = own };

        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1), 0);
        thread_start(&thread);
        ck_assert_int_eq(seccomp_load(ctx), -ESRCH);
        ck_assert_int_eq(probe(0x100000007), 0);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_API_SYSRAWRC, 1), 0);
        ck_assert_int_eq(seccomp_load(ctx), -ESRCH);
        ck_assert_int_eq(thread_ask(&thread), -78);
}
END_TEST

START_TEST(tsync_and_a_listener_go_together)
{
        _release_ scmp_filter_ctx ctx = new_probe_filter(SCMP_ACT_NOTIFY);
        _release_ scmp_filter_ctx own = new_probe_filter(SCMP_ACT_ERRNO(78));
        struct thread thread = { .own = own };

        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1), 0);
        thread_start(&thread);
        ck_assert_int_eq(seccomp_load(ctx), -ESRCH);
        ck_assert_int_eq(seccomp_notify_fd(ctx), -1);
        ck_assert_int_eq(thread_ask(&thread), -78);
        ck_assert_int_eq(seccomp_load(ctx), 0);
        ck_assert_int_ge(seccomp_notify_fd(ctx), 0);
}
END_TEST

START_TEST(log_and_ssb_are_flags_that_the_kernel_takes)
{
        _release_ scmp_filter_ctx ctx = new_probe_filter(SCMP_ACT_ERRNO(77));

        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_LOG, 1), 0);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_SSB, 1), 0);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_WAITKILL, 1), 0);
        ck_assert_int_eq(seccomp_load(ctx), 0);
        ck_assert_int_eq(probe(0x100000007), -77);
}
END_TEST

START_TEST(a_second_listener_is_refused_and_said)
{
        _release_ scmp_filter_ctx ctx = new_probe_filter(SCMP_ACT_NOTIFY);
        int fd;

        ck_assert_int_eq(seccomp_notify_fd(ctx), -1);
        ck_assert_int_eq(seccomp_load(ctx), 0);
        fd = seccomp_notify_fd(ctx);
        ck_assert_int_ge(fd, 0);
        ck_assert_int_eq(seccomp_load(ctx), -ECANCELED);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_API_SYSRAWRC, 1), 0);
        ck_assert_int_eq(seccomp_load(ctx), -EBUSY);
        ck_assert_int_eq(seccomp_notify_fd(ctx), fd);
        ck_assert_int_eq(status_number("Seccomp_filters:"), 1);
}
END_TEST

START_TEST(a_default_action_that_notifies_makes_a_listener)
{
        _release_ scmp_filter_ctx ctx = new_ctx(SCMP_ACT_ALLOW);

        /* Of other architectures only: nobody here would answer. */
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_NOTIFY), 0);
        ck_assert_int_eq(seccomp_load(ctx), 0);
        ck_assert_int_ge(seccomp_notify_fd(ctx), 0);
}
END_TEST

START_TEST(each_load_adds_a_filter)
{
        _release_ scmp_filter_ctx ctx = new_probe_filter(SCMP_ACT_ERRNO(77));

        ck_assert_int_eq(seccomp_precompute(ctx), 0);
        ck_assert_int_eq(seccomp_load(ctx), 0);
        ck_assert_int_eq(seccomp_load(ctx), 0);
        ck_assert_int_eq(status_number("Seccomp_filters:"), 2);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("api/load");
        TCase *tests = tcase_create("load");

        tcase_add_test(tests, a_loaded_filter_decides);
        tcase_add_test(tests, no_new_privs_is_set_unless_told_otherwise);
        tcase_add_test(tests, other_threads_are_left_alone_without_tsync);
        tcase_add_test(tests, tsync_reaches_other_threads);
        tcase_add_test(tests, a_thread_that_went_its_own_way_is_esrch);
        tcase_add_test(tests, tsync_and_a_listener_go_together);
        tcase_add_test(tests, log_and_ssb_are_flags_that_the_kernel_takes);
        tcase_add_test(tests, a_second_listener_is_refused_and_said);
        tcase_add_test(tests, a_default_action_that_notifies_makes_a_listener);
        tcase_add_test(tests, each_load_adds_a_filter);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
