/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Adding a rule: is it well formed; what does it mean on each architecture;
 * can each of them take it; and only then, in a second round that cannot
 * fail, do they all take it.
 */

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include "api/context.h"
#include "api/level.h"

#define MAX_ARGS 6

/* As it was given. */
struct request {
        uint32_t action;
        int syscall;
        bool is_exact;
        unsigned int n_args;
        const struct scmp_arg_cmp *args;
};

/* One number of one architecture that the request reaches. */
struct step {
        struct arch *arch;
        uint32_t nr;
        struct call *call; /* its place, after prepare() */
        struct addition add;
};

#define STEPS_ROOM 8

/* At most two for each architecture. Filters of a few need no memory from elsewhere. */
struct steps {
        struct step *items;
        size_t n_items;
        struct step room[STEPS_ROOM];
};

static int steps_init(struct steps *steps, size_t n_archs)
{
        steps->n_items = 0;
        steps->items = steps->room;
        if (2 * n_archs > STEPS_ROOM)
                steps->items = calloc(2 * n_archs, sizeof(*steps->items));
        return steps->items ? 0 : -ENOMEM;
}

static void steps_deinit(struct steps *steps)
{
        if (steps->items != steps->room)
                free(steps->items);
}

static int check_args(const struct request *request)
{
        unsigned int seen = 0; /* bits */

        for (unsigned int i = 0; i < request->n_args; i++) {
                const struct scmp_arg_cmp *arg = &request->args[i];

                if (arg->arg >= MAX_ARGS || seen & 1u << arg->arg)
                        return -EINVAL;
                if (arg->op <= _SCMP_CMP_MIN || arg->op >= _SCMP_CMP_MAX)
                        return -EINVAL;
                seen |= 1u << arg->arg;
        }
        return 0;
}

static int check_request(const struct context *ctx, const struct request *request)
{
        if (!context_takes_syscall(ctx, request->syscall) || !action_valid(request->action))
                return -EINVAL;
        if (request->action == ctx->state.attrs[SCMP_FLTATR_ACT_DEFAULT])
                return -EACCES;
        if (request->is_exact && ctx->state.n_archs > 1)
                return -EOPNOTSUPP;
        /* Below level 6 the kernel cannot say which of two failures it means. */
        if (request->action == SCMP_ACT_NOTIFY && ctx->state.attrs[SCMP_FLTATR_CTL_TSYNC] &&
            level_get() < 6)
                return -EINVAL;
        return check_args(request);
}

/* Conditions of an architecture's word size, in ascending order, without those that always hold. */
static void make_conditions(struct addition *out, const struct request *request,
                            const struct abi *abi)
{
        const uint64_t word = abi->word_bits == 32 ? UINT32_MAX : UINT64_MAX;
        const struct scmp_arg_cmp *by_arg[MAX_ARGS] = { NULL };

        for (unsigned int i = 0; i < request->n_args; i++)
                by_arg[request->args[i].arg] = &request->args[i];
        for (unsigned int i = 0; i < MAX_ARGS; i++) {
                const struct scmp_arg_cmp *arg = by_arg[i];
                struct predicate condition = { .arg = (uint8_t)i, .mask = word };

                if (!arg)
                        continue;
                condition.op = (uint8_t)arg->op;
                condition.datum = arg->datum_a & word;
                if (arg->op == SCMP_CMP_MASKED_EQ) {
                        condition.mask = arg->datum_a & word;
                        condition.datum = arg->datum_b & condition.mask;
                        if (condition.mask == 0)
                                continue;
                }
                out->conditions[out->n_conditions++] = condition;
        }
}

/* The rule on the multiplexer: all that it can see is which call it carries. */
static void make_multiplexed(struct addition *out, const struct addition *direct,
                             const struct route *route, const struct abi *abi)
{
        const bool whole_word = abi->word_bits == 32 && route->mask == UINT32_MAX;

        out->action = direct->action;
        out->is_blind = direct->n_conditions > 0;
        out->n_conditions = 1;
        out->conditions[0] = (struct predicate){
                .arg = 0,
                .op = whole_word ? CMP_EQ : CMP_MASKED_EQ,
                .mask = route->mask,
                .datum = route->selection,
        };
}

static int add_steps(struct steps *steps, struct arch *arch, const struct request *request,
                     const struct route *route)
{
        struct step *direct = &steps->items[steps->n_items++], *multiplexed;

        direct->arch = arch;
        direct->nr = route->nr;
        direct->add.action = request->action;
        direct->add.is_blind = false;
        direct->add.n_conditions = 0;
        if (request->n_args > 0)
                make_conditions(&direct->add, request, arch->abi);
        if (request->is_exact && route->is_multiplexed && direct->add.n_conditions > 0)
                return -EINVAL;
        if (request->is_exact && !route->is_multiplexed && (int)route->nr <= PSEUDO_FIRST)
                return -EDOM;
        if (!route->is_multiplexed)
                return 0;
        multiplexed = &steps->items[steps->n_items++];
        multiplexed->arch = arch;
        multiplexed->nr = route->multiplexer;
        assert(arch_call_stays(arch, route->multiplexer)); /* it is made after the direct one */
        make_multiplexed(&multiplexed->add, &direct->add, route, arch->abi);
        return 0;
}

static int plan(struct steps *steps, const struct context *ctx, const struct request *request)
{
        struct number number;
        int r;

        r = context_name(&number, ctx, request->syscall);
        for (size_t i = 0; r == 0 && i < ctx->state.n_archs; i++) {
                struct arch *arch = &ctx->state.archs[i];
                struct route route;

                r = context_route(&route, ctx, arch->abi, &number);
                if (r == -ENOENT && !request->is_exact) {
                        r = 0; /* there is no such call to decide about */
                        continue;
                }
                if (r < 0)
                        return r == -ENOENT ? -EDOM : r;
                r = add_steps(steps, arch, request, &route);
        }
        return r;
}

/* Make room, and ask each; what may fail, fails here. */
static int prepare(struct steps *steps)
{
        int r;

        for (size_t i = 0; i < steps->n_items; i++) {
                struct step *step = &steps->items[i];

                r = arch_call(&step->call, step->arch, step->nr);
                if (r < 0)
                        return r;
                r = ruleset_check(&step->call->rules, &step->add);
                if (r < 0)
                        return r;
                r = ruleset_prepare(&step->call->rules, &step->add);
                if (r < 0)
                        return r;
        }
        return 0;
}

static void commit(struct context *ctx, const struct steps *steps)
{
        context_changed(ctx);
        for (size_t i = 0; i < steps->n_items; i++)
                ruleset_add(&steps->items[i].call->rules, &steps->items[i].add);
}

static int take(struct context *ctx, struct steps *steps, const struct request *request)
{
        int r;

        r = plan(steps, ctx, request);
        if (r < 0)
                return r;
        r = prepare(steps);
        if (r < 0)
                return r;
        commit(ctx, steps);
        if (request->action == SCMP_ACT_NOTIFY)
                ctx->state.notifies = true;
        return 0;
}

static int add_rule(scmp_filter_ctx handle, const struct request *request)
{
        struct context *ctx = context_get_ready(handle);
        struct steps steps;
        int r;

        if (!ctx || request->n_args > MAX_ARGS || (request->n_args > 0 && !request->args))
                return -EINVAL;
        r = check_request(ctx, request);
        if (r < 0)
                return r;
        r = steps_init(&steps, ctx->state.n_archs);
        if (r < 0)
                return r;
        r = take(ctx, &steps, request);
        steps_deinit(&steps);
        return r;
}

/* More than there can be are not read: perhaps they are not there. */
static void collect_args(struct scmp_arg_cmp out[MAX_ARGS], unsigned int n, va_list ap)
{
        for (unsigned int i = 0; n <= MAX_ARGS && i < n; i++)
                out[i] = va_arg(ap, struct scmp_arg_cmp);
}

int seccomp_rule_add(scmp_filter_ctx ctx, uint32_t action, int syscall, unsigned int arg_cnt, ...)
{
        struct scmp_arg_cmp args[MAX_ARGS];
        va_list ap;

        va_start(ap, arg_cnt);
        collect_args(args, arg_cnt, ap);
        va_end(ap);
        return seccomp_rule_add_array(ctx, action, syscall, arg_cnt, args);
}

int seccomp_rule_add_array(scmp_filter_ctx ctx, uint32_t action, int syscall, unsigned int arg_cnt,
                           const struct scmp_arg_cmp *arg_array)
{
        const struct request request = { action, syscall, false, arg_cnt, arg_array };

        return api_result(add_rule(ctx, &request));
}

int seccomp_rule_add_exact(scmp_filter_ctx ctx, uint32_t action, int syscall, unsigned int arg_cnt,
                           ...)
{
        struct scmp_arg_cmp args[MAX_ARGS];
        va_list ap;

        va_start(ap, arg_cnt);
        collect_args(args, arg_cnt, ap);
        va_end(ap);
        return seccomp_rule_add_exact_array(ctx, action, syscall, arg_cnt, args);
}

int seccomp_rule_add_exact_array(scmp_filter_ctx ctx, uint32_t action, int syscall,
                                 unsigned int arg_cnt, const struct scmp_arg_cmp *arg_array)
{
        const struct request request = { action, syscall, true, arg_cnt, arg_array };

        return api_result(add_rule(ctx, &request));
}
