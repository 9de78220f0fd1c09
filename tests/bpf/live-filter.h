/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Children that put a filter on themselves and report through shared memory,
 * since under a random filter no system call can be relied on. They end by an
 * illegal instruction for the same reason.
 */

#include <check.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bpf/program.h"

#define HOST_IS_BIG_ENDIAN (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

static inline void *shared_memory(size_t size)
{
        void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

        ck_assert_ptr_ne(memory, MAP_FAILED);
        return memory;
}

/*
 * Does not return, but must not look like it: before a call that does not,
 * AddressSanitizer makes system calls.
 */
__attribute__((noinline, no_sanitize_address)) static void die(void)
{
        static volatile bool is_dying = true;

        if (is_dying)
                __builtin_trap();
}

/* What a child does first: die without a core and without a sanitizer's report. */
static inline void prepare_child(void)
{
        const struct rlimit none = { 0, 0 };

        if (signal(SIGILL, SIG_DFL) == SIG_ERR || signal(SIGSYS, SIG_DFL) == SIG_ERR ||
            setrlimit(RLIMIT_CORE, &none) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
                die();
}

/* Return: 0 or -errno. */
static inline int install(const struct program *program)
{
        const struct sock_fprog fprog = { .len = (unsigned short)program->n_insns,
                                          .filter = program->insns };

        return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &fprog) < 0 ? -errno : 0;
}

/* Return: the signal that ended @child. */
static inline int await_signal(pid_t child)
{
        int status;

        ck_assert_int_eq(waitpid(child, &status, 0), child);
        ck_assert(WIFSIGNALED(status));
        return WTERMSIG(status);
}
