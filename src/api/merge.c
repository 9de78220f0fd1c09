/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <string.h>

#include "api/context.h"
#include "util/array.h"

/* What must be the same for one filter to be able to do what both say. */
static const enum scmp_filter_attr common[] = {
        SCMP_FLTATR_ACT_DEFAULT,
        SCMP_FLTATR_CTL_NNP,
        SCMP_FLTATR_CTL_TSYNC,
};

static int check_merge(const struct context *dst, const struct context *src)
{
        for (size_t i = 0; i < sizeof(common) / sizeof(*common); i++)
                if (dst->state.attrs[common[i]] != src->state.attrs[common[i]])
                        return -EINVAL;
        if (dst->state.archs[0].abi->big_endian != src->state.archs[0].abi->big_endian)
                return -EDOM;
        for (size_t i = 0; i < src->state.n_archs; i++)
                if (context_find_arch(dst, src->state.archs[i].abi))
                        return -EEXIST;
        return 0;
}

int seccomp_merge(scmp_filter_ctx ctx_dst, scmp_filter_ctx ctx_src)
{
        struct context *dst = context_get_ready(ctx_dst);
        struct context *src = context_get_ready(ctx_src);
        int r;

        if (!dst || !src)
                return -EINVAL;
        r = check_merge(dst, src);
        if (r < 0)
                return r;
        if (ARRAY_RESERVE(&dst->state, archs, src->state.n_archs) < 0)
                return -ENOMEM;
        context_changed(dst);
        memcpy(&dst->state.archs[dst->state.n_archs], src->state.archs,
               src->state.n_archs * sizeof(*src->state.archs));
        dst->state.n_archs += src->state.n_archs;
        dst->state.notifies |= src->state.notifies;
        src->state.n_archs = 0; /* they are the other one's now */
        seccomp_release(ctx_src);
        return 0;
}
