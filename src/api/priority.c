/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <stddef.h>

#include "api/context.h"

/* The largest that was ever given counts. */
static int raise_priority(struct arch *arch, uint32_t nr, uint8_t priority)
{
        struct call *call;
        int r;

        r = arch_call(&call, arch, nr);
        if (r < 0)
                return r;
        if (call->priority < priority)
                call->priority = priority;
        return 0;
}

/* Each architecture's calls for the number: made (or raised to 0, which changes nothing) or raised. */
static int raise_all(struct context *ctx, const struct number *number, uint8_t priority)
{
        for (size_t i = 0; i < ctx->state.n_archs; i++) {
                struct arch *arch = &ctx->state.archs[i];
                struct route route;
                int r;

                if (context_route(&route, ctx, arch->abi, number) < 0)
                        continue; /* there is no such call to be fast about */
                r = raise_priority(arch, route.nr, priority);
                if (r == 0 && route.is_multiplexed)
                        r = raise_priority(arch, route.multiplexer, priority);
                if (r < 0)
                        return r;
        }
        return 0;
}

int seccomp_syscall_priority(scmp_filter_ctx handle, int syscall, uint8_t priority)
{
        struct context *ctx = context_get_ready(handle);
        struct number number;
        int r;

        if (!ctx || !context_takes_syscall(ctx, syscall))
                return -EINVAL;
        r = context_name(&number, ctx, syscall);
        if (r == 0)
                r = raise_all(ctx, &number, 0); /* whatever can fail fails here */
        if (r < 0)
                return api_result(r);
        context_changed(ctx);
        return api_result(raise_all(ctx, &number, priority));
}
