/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include "api/level.h"
#include "api/program.h"
#include "kernel/install.h"

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5) /* Linux 5.19 */
#endif

static const struct {
        enum scmp_filter_attr attr;
        unsigned int flag;
} flags_of_attrs[] = {
        { SCMP_FLTATR_CTL_TSYNC, SECCOMP_FILTER_FLAG_TSYNC },
        { SCMP_FLTATR_CTL_LOG, SECCOMP_FILTER_FLAG_LOG },
        { SCMP_FLTATR_CTL_SSB, SECCOMP_FILTER_FLAG_SPEC_ALLOW },
};

static unsigned int load_flags(const struct context *ctx)
{
        const uint32_t *attrs = ctx->state.attrs;
        unsigned int flags = 0;

        for (size_t i = 0; i < sizeof(flags_of_attrs) / sizeof(*flags_of_attrs); i++)
                if (attrs[flags_of_attrs[i].attr])
                        flags |= flags_of_attrs[i].flag;
        if (!context_notifies(ctx))
                return flags;
        flags |= SECCOMP_FILTER_FLAG_NEW_LISTENER;
        /* Both a descriptor and a thread would be a positive number. */
        if (attrs[SCMP_FLTATR_CTL_TSYNC])
                flags |= SECCOMP_FILTER_FLAG_TSYNC_ESRCH;
        if (attrs[SCMP_FLTATR_CTL_WAITKILL] && level_get() >= 7)
                flags |= SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
        return flags;
}

/*
 * A second filter that notifies is loaded with its own listener or, as the
 * kernel has it, not at all: without one its calls would fail with ENOSYS, and
 * nobody would be told.
 */
static int install(struct context *ctx)
{
        const unsigned int flags = load_flags(ctx);
        int r;

        if (ctx->state.attrs[SCMP_FLTATR_CTL_NNP] && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
                return api_system_result(ctx, -errno);
        r = kernel_install(&ctx->program, flags);
        if (r == -ESRCH)
                return r;
        if (r < 0)
                return api_system_result(ctx, r);
        if (flags & SECCOMP_FILTER_FLAG_NEW_LISTENER)
                listener_set(r);
        return 0;
}

int seccomp_load(const scmp_filter_ctx handle)
{
        struct context *ctx = context_get_ready(handle);
        int r;

        if (!ctx)
                return -EINVAL;
        r = context_compile(ctx);
        return r < 0 ? api_result(r) : install(ctx);
}
