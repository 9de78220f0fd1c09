/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "live/confined.h"

#include <check.h>
#include <errno.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/compile.h"
#include "kernel/install.h"
#include "support/suite.h"

#define NOT_CONFINED 111 /* exit status of a child that did not get its filter */

struct policy *native_policy(uint32_t act_default)
{
        const char *const names[] = { abi_native()->name, NULL };

        return test_policy(act_default, names);
}

struct program compiled(const struct policy *policy)
{
        struct compile_report report;
        struct program program = { 0 };

        ck_assert_msg(engine_compile(&program, policy, &report) == 0, "%s", report.err.message);
        return program;
}

void *shared_new(size_t size)
{
        void *shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

        ck_assert(shared != MAP_FAILED);
        return shared;
}

void shared_free(void *shared, size_t size)
{
        ck_assert_int_eq(munmap(shared, size), 0);
}

static int wait_for(pid_t pid)
{
        int status;

        ck_assert_int_ge(pid, 0);
        ck_assert_int_eq(waitpid(pid, &status, 0), pid);
        ck_assert_msg(!WIFEXITED(status) || WEXITSTATUS(status) != NOT_CONFINED,
                      "the kernel did not take the filter");
        return status;
}

static void confine(const struct program *program)
{
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || kernel_install(program, 0) < 0)
                _exit(NOT_CONFINED);
}

int confined(const struct policy *policy, void (*body)(void *shared), void *shared)
{
        struct program program = compiled(policy);
        pid_t pid = fork();
        int status;

        if (pid == 0) {
                confine(&program);
                body(shared);
                (void)syscall(SYS_exit_group, 0); /* not _exit(), where sanitizers do more */
        }
        status = wait_for(pid);
        program_deinit(&program);
        return status;
}

int confined_exec(const struct policy *policy, const char *path)
{
        char *const argv[] = { (char *)(uintptr_t)path, NULL };
        struct program program = compiled(policy);
        pid_t pid = fork();
        int status;

        if (pid == 0) {
                confine(&program);
                (void)execv(path, argv);
                _exit(NOT_CONFINED);
        }
        status = wait_for(pid);
        program_deinit(&program);
        return status;
}
