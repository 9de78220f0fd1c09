/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kernel/install.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/suite.h"

static struct sock_filter allow_all[] = { BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
static struct sock_filter load_without_return[] = { BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0) };
static struct sock_filter odd_offset[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

static const struct program fine = { .insns = allow_all, .n_insns = 1 };

/* What kernel_install() gives in a child: its result, so that nothing stays with us. */
static int install_in_child(const struct program *program, unsigned int flags)
{
        int results[2], result = 0;
        pid_t pid;

        ck_assert_int_eq(pipe(results), 0);
        pid = fork();
        ck_assert_int_ge(pid, 0);
        if (pid == 0) {
                (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
                result = kernel_install(program, flags);
                if (write(results[1], &result, sizeof(result)) != sizeof(result))
                        _exit(1);
                _exit(0);
        }
        ck_assert_int_eq(close(results[1]), 0);
        ck_assert_int_eq(read(results[0], &result, sizeof(result)), sizeof(result));
        ck_assert_int_eq(close(results[0]), 0);
        ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
        return result;
}

START_TEST(a_valid_program_is_installed)
{
        ck_assert_int_eq(install_in_child(&fine, 0), 0);
        ck_assert_int_eq(install_in_child(&fine, SECCOMP_FILTER_FLAG_LOG), 0);
        ck_assert_int_eq(install_in_child(&fine, SECCOMP_FILTER_FLAG_TSYNC), 0);
}
END_TEST

START_TEST(a_listener_is_a_descriptor)
{
        ck_assert_int_gt(install_in_child(&fine, SECCOMP_FILTER_FLAG_NEW_LISTENER), 2);
}
END_TEST

START_TEST(what_the_kernel_refuses_is_an_error)
{
        const struct program empty = { .insns = allow_all, .n_insns = 0 };
        const struct program open_end = { .insns = load_without_return, .n_insns = 1 };
        const struct program odd = { .insns = odd_offset, .n_insns = 2 };

        ck_assert_int_eq(install_in_child(&empty, 0), -EINVAL);
        ck_assert_int_eq(install_in_child(&open_end, 0), -EINVAL);
        ck_assert_int_eq(install_in_child(&odd, 0), -EINVAL);
        ck_assert_int_eq(install_in_child(&fine, 1U << 31), -EINVAL);
}
END_TEST

/* 65537 would be 1 in the 16 bits that the kernel gets. */
START_TEST(a_length_that_would_be_cut_is_an_error)
{
        const struct program huge = { .insns = allow_all, .n_insns = 65537 };

        ck_assert_int_eq(install_in_child(&huge, 0), -EINVAL);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("kernel/install");
        TCase *tests = tcase_create("install");

        tcase_add_test(tests, a_valid_program_is_installed);
        tcase_add_test(tests, a_listener_is_a_descriptor);
        tcase_add_test(tests, what_the_kernel_refuses_is_an_error);
        tcase_add_test(tests, a_length_that_would_be_cut_is_an_error);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
