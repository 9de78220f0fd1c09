/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <string.h>

#include "api/context.h"
#include "util/array.h"

const struct abi *arch_of_token(uint32_t token)
{
        return token == SCMP_ARCH_NATIVE ? abi_native() : abi_by_token(token);
}

/* Only the names that the interface documents: abi_by_name() also takes "amd64". */
uint32_t seccomp_arch_resolve_name(const char *arch_name)
{
        for (unsigned int i = 0; arch_name && i < abi_count(); i++)
                if (strcmp(abi_at(i)->name, arch_name) == 0)
                        return abi_at(i)->token;
        return 0;
}

uint32_t seccomp_arch_native(void)
{
        return abi_native()->token;
}

int seccomp_arch_exist(const scmp_filter_ctx handle, uint32_t arch_token)
{
        const struct context *ctx = context_get(handle);
        const struct abi *abi = arch_of_token(arch_token);

        if (!ctx || !abi)
                return -EINVAL;
        return context_find_arch(ctx, abi) ? 0 : -EEXIST;
}

int seccomp_arch_add(scmp_filter_ctx handle, uint32_t arch_token)
{
        struct context *ctx = context_get(handle);
        const struct abi *abi = arch_of_token(arch_token);

        if (!ctx || !abi)
                return -EINVAL;
        if (context_find_arch(ctx, abi))
                return -EEXIST;
        if (ctx->state.n_archs > 0 && ctx->state.archs[0].abi->big_endian != abi->big_endian)
                return -EDOM;
        if (ARRAY_RESERVE(&ctx->state, archs, 1) < 0)
                return -ENOMEM;
        context_changed(ctx);
        ctx->state.archs[ctx->state.n_archs++] = (struct arch){ .abi = abi };
        return 0;
}

int seccomp_arch_remove(scmp_filter_ctx handle, uint32_t arch_token)
{
        struct context *ctx = context_get(handle);
        const struct abi *abi = arch_of_token(arch_token);
        struct arch *arch;
        size_t after;

        if (!ctx || !abi)
                return -EINVAL;
        arch = context_find_arch(ctx, abi);
        if (!arch)
                return -EEXIST;
        context_changed(ctx);
        arch_deinit(arch);
        after = ctx->state.n_archs - 1 - (size_t)(arch - ctx->state.archs);
        memmove(arch, arch + 1, after * sizeof(*arch));
        ctx->state.n_archs--;
        return 0;
}
