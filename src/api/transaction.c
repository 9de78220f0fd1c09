/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A transaction is a copy of the state to go back to. Copies share the rules,
 * so that one costs a pointer for each number that has any.
 */

#include <errno.h>

#include "api/context.h"
#include "util/array.h"

int seccomp_transaction_start(const scmp_filter_ctx handle)
{
        struct context *ctx = context_get_ready(handle);

        if (!ctx)
                return -EINVAL;
        if (ARRAY_RESERVE(ctx, saved, 1) < 0 ||
            state_copy(&ctx->saved[ctx->n_saved], &ctx->state) < 0)
                return -ENOMEM;
        ctx->n_saved++;
        return 0;
}

/* Whatever happened in between, even that the last architecture was removed. */
void seccomp_transaction_reject(const scmp_filter_ctx handle)
{
        struct context *ctx = context_get(handle);

        if (!ctx || ctx->n_saved == 0)
                return;
        context_changed(ctx);
        state_deinit(&ctx->state);
        ctx->state = ctx->saved[--ctx->n_saved];
}

int seccomp_transaction_commit(const scmp_filter_ctx handle)
{
        struct context *ctx = context_get_ready(handle);

        if (!ctx)
                return -EINVAL;
        if (ctx->n_saved > 0)
                state_deinit(&ctx->saved[--ctx->n_saved]);
        return 0;
}
