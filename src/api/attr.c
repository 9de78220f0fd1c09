/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <stdlib.h>

#include "api/context.h"
#include "api/level.h"

/* The API level that each flag needs. */
static const struct {
        enum scmp_filter_attr attr;
        unsigned int level;
} flags[] = {
        { SCMP_FLTATR_CTL_NNP, 1 },      { SCMP_FLTATR_CTL_TSYNC, 2 },
        { SCMP_FLTATR_API_TSKIP, 1 },    { SCMP_FLTATR_CTL_LOG, 3 },
        { SCMP_FLTATR_CTL_SSB, 4 },      { SCMP_FLTATR_API_SYSRAWRC, 1 },
        { SCMP_FLTATR_CTL_WAITKILL, 1 }, /* a wish: heard where the kernel can */
};

static unsigned int level_of_flag(enum scmp_filter_attr attr)
{
        for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
                if (flags[i].attr == attr)
                        return flags[i].level;
        abort(); /* every attribute is a flag or has a function of its own */
}

static bool attr_exists(enum scmp_filter_attr attr)
{
        return attr > _SCMP_FLTATR_MIN && attr < _SCMP_FLTATR_MAX;
}

static int set_badarch(struct context *ctx, uint32_t action)
{
        if (!action_valid(action))
                return -EINVAL;
        ctx->state.attrs[SCMP_FLTATR_ACT_BADARCH] = action;
        context_changed(ctx);
        return 0;
}

/* Both levels give the best code that we can make. */
static int set_optimize(struct context *ctx, uint32_t level)
{
        if (level != 1 && level != 2)
                return -EOPNOTSUPP;
        ctx->state.attrs[SCMP_FLTATR_CTL_OPTIMIZE] = level;
        return 0;
}

static int set_flag(struct context *ctx, enum scmp_filter_attr attr, uint32_t value)
{
        if (level_get() < level_of_flag(attr))
                return -EOPNOTSUPP;
        /* Below level 6 the kernel cannot say which of two failures it means. */
        if (attr == SCMP_FLTATR_CTL_TSYNC && value && context_notifies(ctx) && level_get() < 6)
                return -EINVAL;
        ctx->state.attrs[attr] = value != 0;
        return 0;
}

int seccomp_attr_set(scmp_filter_ctx handle, enum scmp_filter_attr attr, uint32_t value)
{
        struct context *ctx = context_get_ready(handle);

        if (!ctx)
                return -EINVAL;
        if (!attr_exists(attr))
                return -EEXIST;
        switch (attr) {
        case SCMP_FLTATR_ACT_DEFAULT:
                return -EACCES;
        case SCMP_FLTATR_ACT_BADARCH:
                return set_badarch(ctx, value);
        case SCMP_FLTATR_CTL_OPTIMIZE:
                return set_optimize(ctx, value);
        default:
                return set_flag(ctx, attr, value);
        }
}

int seccomp_attr_get(const scmp_filter_ctx handle, enum scmp_filter_attr attr, uint32_t *value)
{
        const struct context *ctx = context_get_ready(handle);

        if (!ctx || !value)
                return -EINVAL;
        if (!attr_exists(attr))
                return -EEXIST;
        *value = ctx->state.attrs[attr];
        return 0;
}
