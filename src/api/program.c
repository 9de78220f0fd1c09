/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "api/program.h"

#include <errno.h>

#include "engine/compile.h"

/* Pseudo numbers stand for no call of the architecture; -1 is a number that a tracer can set. */
static bool is_real(uint32_t nr)
{
        return nr <= INT32_MAX || nr == UINT32_MAX;
}

static int fill_calls(struct filter *filter, const struct call *calls, size_t from, size_t to,
                      uint32_t act_default)
{
        int r;

        for (size_t i = from; i < to; i++) {
                const struct call *call = &calls[i];

                if (ruleset_is_empty(&call->rules) || !is_real(call->nr))
                        continue; /* a priority alone decides nothing */
                r = ruleset_list(filter, call->nr, &call->rules, act_default);
                if (r == 0 && call->priority > 0)
                        r = filter_set_priority(filter, call->nr, call->priority);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* Ascending: where an architecture's own numbers do not begin with 0, others may be below. */
static int fill_filter(struct filter *filter, const struct arch *arch, uint32_t act_default)
{
        size_t below = 0;
        int r;

        while (below < arch->n_far && arch->far[below].nr < arch->abi->nr_base)
                below++;
        r = fill_calls(filter, arch->far, 0, below, act_default);
        if (r == 0 && arch->near)
                r = fill_calls(filter, arch->near, 0, NEAR_CALLS, act_default);
        return r < 0 ? r : fill_calls(filter, arch->far, below, arch->n_far, act_default);
}

int context_policy(struct policy **out, const struct context *ctx)
{
        const struct state *state = &ctx->state;
        _cleanup_(policy_freep) struct policy *policy = NULL;
        struct filter *filter;
        int r;

        r = policy_new(&policy, state->attrs[SCMP_FLTATR_ACT_DEFAULT],
                       state->attrs[SCMP_FLTATR_ACT_BADARCH]);
        for (size_t i = 0; r == 0 && i < state->n_archs; i++) {
                r = policy_add_filter(&filter, policy, state->archs[i].abi);
                if (r == 0)
                        r = fill_filter(filter, &state->archs[i],
                                        state->attrs[SCMP_FLTATR_ACT_DEFAULT]);
        }
        if (r < 0)
                return r;
        *out = take_ptr(policy);
        return 0;
}

int context_compile(struct context *ctx)
{
        _cleanup_(policy_freep) struct policy *policy = NULL;
        int r;

        if (ctx->is_compiled)
                return 0;
        r = context_policy(&policy, ctx);
        if (r < 0)
                return r;
        r = engine_compile(&ctx->program, policy, NULL);
        if (r < 0) {
                context_changed(ctx);
                return r;
        }
        ctx->is_compiled = true;
        return 0;
}

int seccomp_precompute(const scmp_filter_ctx handle)
{
        struct context *ctx = context_get_ready(handle);

        return ctx ? api_result(context_compile(ctx)) : -EINVAL;
}
