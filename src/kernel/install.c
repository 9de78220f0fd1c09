/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kernel/install.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

int kernel_install(const struct program *program, unsigned int flags)
{
        struct sock_fprog prog = {
                .len = (unsigned short)program->n_insns,
                .filter = program->insns,
        };
        long r;

        if (program->n_insns > PROGRAM_MAX)
                return -EINVAL; /* also keeps the length within the 16 bits above */
        r = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &prog);
        if (r < 0)
                return -errno;
        if (flags & SECCOMP_FILTER_FLAG_NEW_LISTENER)
                return (int)r;
        /* with TSYNC: the id of a thread that has other filters; nothing was installed */
        return r > 0 ? -ESRCH : 0;
}
