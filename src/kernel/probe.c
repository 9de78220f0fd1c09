/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/install.h"

/* Some flags are only taken beside another one. */
static const struct {
        unsigned long flag, beside;
} flags[] = {
        { SECCOMP_FILTER_FLAG_TSYNC, 0 },
        { SECCOMP_FILTER_FLAG_LOG, 0 },
        { SECCOMP_FILTER_FLAG_SPEC_ALLOW, 0 },
        { SECCOMP_FILTER_FLAG_NEW_LISTENER, 0 },
        { SECCOMP_FILTER_FLAG_TSYNC_ESRCH, SECCOMP_FILTER_FLAG_TSYNC },
        { SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, SECCOMP_FILTER_FLAG_NEW_LISTENER },
};

/*
 * The kernel looks at the flags before it reads the program, so that a pointer
 * to nowhere tells the two apart: EINVAL for a flag that it does not know,
 * EFAULT when it got as far as the program.
 */
static bool knows(unsigned long with)
{
        return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, with, NULL) < 0 && errno == EFAULT;
}

void kernel_probe_seccomp(struct kernel_probe *out)
{
        *out = (struct kernel_probe){ .has_filter = knows(0) };
        if (!out->has_filter)
                return;
        for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
                if (knows(flags[i].flag | flags[i].beside))
                        out->flags |= (unsigned int)flags[i].flag;
}

bool kernel_has_action(unsigned int action)
{
        uint32_t kind = action & SECCOMP_RET_ACTION_FULL;

        return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &kind) == 0;
}
