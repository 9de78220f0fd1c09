/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "api/context.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "api/level.h"
#include "policy/action.h"
#include "util/array.h"
#include "util/cleanup.h"

/* The kernel caps what an ERRNO action returns; 4095 itself libseccomp never took. */
#define ERRNO_LIMIT 4095

struct context *context_get(scmp_filter_ctx handle)
{
        struct context *ctx = handle;

        return ctx && ctx->magic == CONTEXT_MAGIC ? ctx : NULL;
}

void context_forget_program(struct context *ctx)
{
        program_deinit(&ctx->program);
        ctx->program = (struct program){ 0 };
        ctx->is_compiled = false;
}

struct arch *context_find_arch(const struct context *ctx, const struct abi *abi)
{
        for (size_t i = 0; i < ctx->state.n_archs; i++)
                if (ctx->state.archs[i].abi == abi)
                        return &ctx->state.archs[i];
        return NULL;
}

bool context_notifies(const struct context *ctx)
{
        return ctx->state.notifies ||
               ctx->state.attrs[SCMP_FLTATR_ACT_DEFAULT] == SCMP_ACT_NOTIFY ||
               ctx->state.attrs[SCMP_FLTATR_ACT_BADARCH] == SCMP_ACT_NOTIFY;
}

int state_init(struct state *out, uint32_t act_default)
{
        *out = (struct state){ 0 };
        out->attrs[SCMP_FLTATR_ACT_DEFAULT] = act_default;
        out->attrs[SCMP_FLTATR_ACT_BADARCH] = SCMP_ACT_KILL;
        out->attrs[SCMP_FLTATR_CTL_NNP] = 1;
        out->attrs[SCMP_FLTATR_CTL_OPTIMIZE] = 1;
        if (ARRAY_RESERVE(out, archs, 1) < 0)
                return -ENOMEM;
        out->archs[out->n_archs++] = (struct arch){ .abi = abi_native() };
        return 0;
}

static struct call *calls_copy(const struct call *calls, size_t n)
{
        struct call *copy = calloc(n, sizeof(*copy));

        if (!copy)
                return NULL;
        memcpy(copy, calls, n * sizeof(*copy));
        for (size_t i = 0; i < n; i++)
                ruleset_ref(&copy[i].rules);
        return copy;
}

static void calls_free(struct call *calls, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (calls[i].rules.tree)
                        ruleset_unref(&calls[i].rules);
        free(calls);
}

static int arch_copy(struct arch *out, const struct arch *arch)
{
        struct arch copy = { .abi = arch->abi };

        if (arch->near) {
                copy.near = calls_copy(arch->near, NEAR_CALLS);
                if (!copy.near)
                        return -ENOMEM;
        }
        if (arch->n_far > 0) {
                copy.far = calls_copy(arch->far, arch->n_far);
                if (!copy.far) {
                        arch_deinit(&copy);
                        return -ENOMEM;
                }
                copy.n_far = copy.cap_far = arch->n_far;
        }
        *out = copy;
        return 0;
}

int state_copy(struct state *out, const struct state *state)
{
        struct state copy = *state;

        copy.archs = NULL;
        copy.n_archs = copy.cap_archs = 0;
        if (state->n_archs > 0 && ARRAY_RESERVE(&copy, archs, state->n_archs) < 0)
                return -ENOMEM;
        for (size_t i = 0; i < state->n_archs; i++) {
                if (arch_copy(&copy.archs[i], &state->archs[i]) < 0) {
                        state_deinit(&copy);
                        return -ENOMEM;
                }
                copy.n_archs++;
        }
        *out = copy;
        return 0;
}

void state_deinit(struct state *state)
{
        for (size_t i = 0; i < state->n_archs; i++)
                arch_deinit(&state->archs[i]);
        free(state->archs);
        *state = (struct state){ 0 };
}

void arch_deinit(struct arch *arch)
{
        calls_free(arch->near, arch->near ? NEAR_CALLS : 0);
        calls_free(arch->far, arch->n_far);
        *arch = (struct arch){ 0 };
}

static int near_call(struct call **out, struct arch *arch, uint32_t nr)
{
        if (!arch->near) {
                arch->near = calloc(NEAR_CALLS, sizeof(*arch->near));
                if (!arch->near)
                        return -ENOMEM;
        }
        *out = &arch->near[nr - arch->abi->nr_base];
        (*out)->nr = nr;
        return 0;
}

int arch_make_call(struct call **out, struct arch *arch, uint32_t nr)
{
        size_t from = 0, to = arch->n_far;

        if (arch_call_stays(arch, nr))
                return near_call(out, arch, nr);
        while (from < to) {
                const size_t middle = from + (to - from) / 2;

                if (arch->far[middle].nr < nr)
                        from = middle + 1;
                else
                        to = middle;
        }
        if (from == arch->n_far || arch->far[from].nr != nr) {
                if (ARRAY_RESERVE(arch, far, 1) < 0)
                        return -ENOMEM;
                memmove(&arch->far[from + 1], &arch->far[from],
                        (arch->n_far - from) * sizeof(*arch->far));
                arch->far[from] = (struct call){ .nr = nr };
                arch->n_far++;
        }
        *out = &arch->far[from];
        return 0;
}

bool action_valid(uint32_t action)
{
        const uint32_t data = action & SECCOMP_RET_DATA;

        switch (action_kind(action)) {
        case SCMP_ACT_KILL_THREAD:
        case SCMP_ACT_ALLOW:
                return data == 0;
        case SCMP_ACT_KILL_PROCESS:
        case SCMP_ACT_LOG:
                return data == 0 && level_get() >= 3;
        case SCMP_ACT_NOTIFY:
                return data == 0 && level_get() >= 5;
        case SCMP_ACT_ERRNO(0):
                return data < ERRNO_LIMIT;
        case SCMP_ACT_TRAP:
        case SCMP_ACT_TRACE(0):
                return true;
        default:
                return false;
        }
}

int api_error(int r)
{
        switch (r) {
        case -EACCES:
        case -ECANCELED:
        case -EDOM:
        case -EEXIST:
        case -EINVAL:
        case -ENOENT:
        case -ENOMEM:
        case -EOPNOTSUPP:
        case -ERANGE:
        case -ESRCH:
                return r;
        default:
                return -EFAULT;
        }
}

int api_system_result(const struct context *ctx, int r)
{
        if (r >= 0 || ctx->state.attrs[SCMP_FLTATR_API_SYSRAWRC])
                return r;
        return -ECANCELED;
}

scmp_filter_ctx seccomp_init(uint32_t def_action)
{
        struct context *ctx;

        if (!action_valid(def_action))
                return NULL;
        ctx = calloc(1, sizeof(*ctx));
        if (!ctx)
                return NULL;
        if (state_init(&ctx->state, def_action) < 0) {
                free(ctx);
                return NULL;
        }
        ctx->magic = CONTEXT_MAGIC;
        ctx->native = ctx->state.archs[0].abi;
        return ctx;
}

/* Put a new state in the place of the old one, and end the transactions. */
static void context_replace(struct context *ctx, const struct state *state)
{
        context_changed(ctx);
        while (ctx->n_saved > 0)
                state_deinit(&ctx->saved[--ctx->n_saved]);
        state_deinit(&ctx->state);
        ctx->state = *state;
}

int seccomp_reset(scmp_filter_ctx handle, uint32_t def_action)
{
        struct context *ctx = context_get(handle);
        struct state fresh;

        if (!handle) {
                level_reset();
                listener_reset();
                return 0;
        }
        if (!ctx || !action_valid(def_action))
                return -EINVAL;
        if (state_init(&fresh, def_action) < 0)
                return -ENOMEM;
        context_replace(ctx, &fresh);
        return 0;
}

void seccomp_release(scmp_filter_ctx handle)
{
        struct context *ctx = context_get(handle);
        const struct state nothing = { 0 };

        if (!ctx)
                return;
        context_replace(ctx, &nothing);
        free(ctx->saved);
        /* A compiler may drop a plain store to memory that is about to be freed. */
        *(volatile uint32_t *)&ctx->magic = 0;
        free(ctx);
}
