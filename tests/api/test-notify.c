/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper.h"

#define EXIT_OK 33

/* A filter that notifies of getpgid() is on this process, and so on what it forks. */
static int load_listener(scmp_filter_ctx ctx)
{
        ck_assert_int_eq(seccomp_reset(NULL, 0), 0);
        ADD(ctx, SCMP_ACT_NOTIFY, SYS_getpgid, 0);
        ck_assert_int_eq(seccomp_load(ctx), 0);
        ck_assert_int_ge(seccomp_notify_fd(ctx), 0);
        return seccomp_notify_fd(ctx);
}

static void expect_exit(pid_t child)
{
        int status;

        ck_assert_int_eq(waitpid(child, &status, 0), child);
        ck_assert(WIFEXITED(status));
        ck_assert_int_eq(WEXITSTATUS(status), EXIT_OK);
}

START_TEST(a_call_is_received_and_answered)
{
        _release_ scmp_filter_ctx ctx = new_ctx(SCMP_ACT_ALLOW);
        const int fd = load_listener(ctx);
        struct seccomp_notif_resp *resp;
        struct seccomp_notif *req;
        pid_t child = fork();

        if (child == 0)
                _exit(syscall(SYS_getpgid, 12345) == 54321 ? EXIT_OK : 1);
        ck_assert_int_eq(seccomp_notify_alloc(&req, &resp), 0);
        ck_assert_int_eq(seccomp_notify_receive(fd, req), 0);
        ck_assert_int_eq(req->data.nr, SYS_getpgid);
        ck_assert_uint_eq(req->data.arch, seccomp_arch_native());
        ck_assert_uint_eq(req->data.args[0], 12345);
        ck_assert_int_eq(seccomp_notify_id_valid(fd, req->id), 0);
        ck_assert_int_eq(seccomp_notify_id_valid(fd, req->id + 1), -ENOENT);
        resp->id = req->id;
        resp->val = 54321;
        ck_assert_int_eq(seccomp_notify_respond(fd, resp), 0);
        expect_exit(child);
        ck_assert_int_eq(seccomp_notify_id_valid(fd, req->id), -ENOENT);
        ck_assert_int_eq(seccomp_notify_respond(fd, resp), -ECANCELED);
        ck_assert_int_eq(errno, ENOENT);
        seccomp_notify_free(req, resp);
}
END_TEST

START_TEST(a_buffer_can_be_used_again)
{
        _release_ scmp_filter_ctx ctx = new_ctx(SCMP_ACT_ALLOW);
        const int fd = load_listener(ctx);
        struct seccomp_notif_resp *resp;
        struct seccomp_notif *req;
        pid_t child = fork();

        if (child == 0)
                _exit(syscall(SYS_getpgid, 1) == 11 && syscall(SYS_getpgid, 2) == 12 ? EXIT_OK : 1);
        ck_assert_int_eq(seccomp_notify_alloc(&req, &resp), 0);
        for (int i = 0; i < 2; i++) {
                ck_assert_int_eq(seccomp_notify_receive(fd, req), 0);
                resp->id = req->id;
                resp->val = 10 + (int)req->data.args[0];
                ck_assert_int_eq(seccomp_notify_respond(fd, resp), 0);
        }
        expect_exit(child);
        seccomp_notify_free(req, resp);
}
END_TEST

START_TEST(a_descriptor_can_be_given)
{
        _release_ scmp_filter_ctx ctx = new_ctx(SCMP_ACT_ALLOW);
        const int fd = load_listener(ctx);
        struct seccomp_notif_addfd give = { .newfd = 100, .flags = SECCOMP_ADDFD_FLAG_SETFD };
        struct seccomp_notif_resp *resp;
        struct seccomp_notif *req;
        char byte = 0;
        int ends[2];
        pid_t child;

        ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
        child = fork();
        if (child == 0) {
                (void)syscall(SYS_getpgid, 0);
                _exit(write(100, "x", 1) == 1 ? EXIT_OK : 1);
        }
        ck_assert_int_eq(seccomp_notify_alloc(&req, &resp), 0);
        ck_assert_int_eq(seccomp_notify_receive(fd, req), 0);
        give.id = req->id;
        give.srcfd = (uint32_t)ends[1];
        ck_assert_int_eq(seccomp_notify_addfd(fd, &give), 100);
        resp->id = req->id;
        ck_assert_int_eq(seccomp_notify_respond(fd, resp), 0);
        expect_exit(child);
        ck_assert_int_eq((int)read(ends[0], &byte, 1), 1);
        ck_assert_int_eq(byte, 'x');
        give.id = 1;
        ck_assert_int_eq(seccomp_notify_addfd(fd, &give), -ECANCELED);
        ck_assert_int_eq(errno, ENOENT);
        (void)close(ends[0]);
        (void)close(ends[1]);
        seccomp_notify_free(req, resp);
}
END_TEST

START_TEST(reset_without_a_context_closes_the_listener)
{
        _release_ scmp_filter_ctx ctx = new_ctx(SCMP_ACT_ALLOW);
        const int fd = load_listener(ctx);

        ck_assert_int_eq(seccomp_reset(ctx, SCMP_ACT_ALLOW), 0);
        ck_assert_int_eq(seccomp_notify_fd(ctx), fd); /* the filter is in the kernel still */
        ck_assert_int_eq(seccomp_reset(NULL, 0), 0);
        ck_assert_int_eq(seccomp_notify_fd(ctx), -1);
        ck_assert_int_eq(fcntl(fd, F_GETFD), -1);
        ck_assert_int_eq(errno, EBADF);
}
END_TEST

START_TEST(either_structure_can_be_had_alone)
{
        struct seccomp_notif_resp *resp = NULL;
        struct seccomp_notif *req = NULL;

        ck_assert_int_eq(seccomp_notify_alloc(&req, NULL), 0);
        ck_assert_int_eq(seccomp_notify_alloc(NULL, &resp), 0);
        ck_assert_int_eq(seccomp_notify_alloc(NULL, NULL), 0);
        ck_assert_ptr_nonnull(req);
        ck_assert_ptr_nonnull(resp);
        seccomp_notify_free(req, NULL);
        seccomp_notify_free(NULL, resp);
        seccomp_notify_free(NULL, NULL);
}
END_TEST

START_TEST(what_is_no_listener_is_ecanceled_and_errno_says_why)
{
        struct seccomp_notif_resp *resp;
        struct seccomp_notif *req;

        ck_assert_int_eq(seccomp_notify_alloc(&req, &resp), 0);
        ck_assert_int_eq(seccomp_notify_receive(-1, req), -ECANCELED);
        ck_assert_int_eq(errno, EBADF);
        ck_assert_int_eq(seccomp_notify_respond(-1, resp), -ECANCELED);
        ck_assert_int_eq(seccomp_notify_id_valid(-1, 1), -ENOENT);
        seccomp_notify_free(req, resp);
}
END_TEST

START_TEST(below_level_5_there_are_no_notifications)
{
        struct seccomp_notif_addfd give = { 0 };
        struct seccomp_notif_resp *resp;
        struct seccomp_notif *req;

        ck_assert_int_eq(seccomp_notify_alloc(&req, &resp), 0);
        ck_assert_int_eq(seccomp_api_set(4), 0);
        ck_assert_int_eq(seccomp_notify_alloc(NULL, NULL), -EOPNOTSUPP);
        ck_assert_int_eq(seccomp_notify_receive(-1, req), -EOPNOTSUPP);
        ck_assert_int_eq(seccomp_notify_respond(-1, resp), -EOPNOTSUPP);
        ck_assert_int_eq(seccomp_notify_id_valid(-1, 1), -EOPNOTSUPP);
        ck_assert_int_eq(seccomp_notify_addfd(-1, &give), -EOPNOTSUPP);
        seccomp_notify_free(req, resp);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("api/notify");
        TCase *tests = tcase_create("notify");

        tcase_add_test(tests, a_call_is_received_and_answered);
        tcase_add_test(tests, a_buffer_can_be_used_again);
        tcase_add_test(tests, a_descriptor_can_be_given);
        tcase_add_test(tests, reset_without_a_context_closes_the_listener);
        tcase_add_test(tests, either_structure_can_be_had_alone);
        tcase_add_test(tests, what_is_no_listener_is_ecanceled_and_errno_says_why);
        tcase_add_test(tests, below_level_5_there_are_no_notifications);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
