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

/* One architecture that the request reaches, and where its rules go to there. */
struct target {
        struct arch *arch;
        struct route route;
        struct call *call; /* see take_whole() */
};

#define TARGETS_ROOM 4

/* Filters of a few architectures need no memory from elsewhere. */
struct targets {
        struct target *items;
        size_t n_items;
        bool has_multiplexer;
        struct target room[TARGETS_ROOM];
};

/* What becomes of the rules of one number of one architecture. */
struct step {
        struct arch *arch;
        uint32_t nr;
        struct call *call; /* its place, after prepare() */
        struct addition add;
};

/* At most two for each target. */
struct steps {
        struct step *items;
        size_t n_items;
        struct step room[2 * TARGETS_ROOM];
};

static int targets_init(struct targets *targets, size_t n_archs)
{
        targets->n_items = 0;
        targets->has_multiplexer = false;
        targets->items = targets->room;
        if (n_archs > TARGETS_ROOM)
                targets->items = calloc(n_archs, sizeof(*targets->items));
        return targets->items ? 0 : -ENOMEM;
}

static void targets_deinit(struct targets *targets)
{
        if (targets->items != targets->room)
                free(targets->items);
}

static int steps_init(struct steps *steps, size_t n_targets)
{
        steps->n_items = 0;
        steps->items = steps->room;
        if (n_targets > TARGETS_ROOM)
                steps->items = calloc(2 * n_targets, sizeof(*steps->items));
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

        out->n_conditions = 0;
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

static int add_steps(struct steps *steps, const struct target *target,
                     const struct request *request)
{
        const struct route *route = &target->route;
        struct arch *arch = target->arch;
        struct step *direct = &steps->items[steps->n_items++], *multiplexed;

        direct->arch = arch;
        direct->nr = route->nr;
        direct->add.action = request->action;
        direct->add.is_blind = false;
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

static int take_steps(struct context *ctx, const struct targets *targets,
                      const struct request *request)
{
        struct steps steps;
        int r;

        r = steps_init(&steps, targets->n_items);
        for (size_t i = 0; r == 0 && i < targets->n_items; i++)
                r = add_steps(&steps, &targets->items[i], request);
        if (r == 0)
                r = prepare(&steps);
        if (r == 0)
                commit(ctx, &steps);
        steps_deinit(&steps);
        return r;
}

/*
 * Most rules have no conditions and do not go through a multiplexer: there is
 * nothing about them that the rules which are there could refuse.
 */
static int take_whole(struct context *ctx, const struct targets *targets, uint32_t action)
{
        int r;

        for (size_t i = 0; i < targets->n_items; i++) {
                struct target *target = &targets->items[i];

                r = arch_call(&target->call, target->arch, target->route.nr);
                if (r < 0)
                        return r;
        }
        context_changed(ctx);
        for (size_t i = 0; i < targets->n_items; i++)
                ruleset_decide(&targets->items[i].call->rules, action);
        return 0;
}

static int plan(struct targets *targets, struct context *ctx, const struct request *request)
{
        struct number number;
        int r;

        r = context_name(&number, ctx, request->syscall);
        if (r < 0)
                return r;
        for (size_t i = 0; i < ctx->state.n_archs; i++) {
                struct target *target = &targets->items[targets->n_items];

                target->arch = &ctx->state.archs[i];
                r = context_route(&target->route, ctx, target->arch->abi, &number);
                if (r < 0 && request->is_exact)
                        return -EDOM;
                if (r < 0)
                        continue; /* there is no such call to decide about */
                targets->has_multiplexer |= target->route.is_multiplexed;
                targets->n_items++;
        }
        return 0;
}

static int take(struct context *ctx, const struct request *request)
{
        struct targets targets;
        int r;

        r = targets_init(&targets, ctx->state.n_archs);
        if (r < 0)
                return r;
        r = plan(&targets, ctx, request);
        if (r == 0 && request->n_args == 0 && !request->is_exact && !targets.has_multiplexer)
                r = take_whole(ctx, &targets, request->action);
        else if (r == 0)
                r = take_steps(ctx, &targets, request);
        targets_deinit(&targets);
        return r;
}

static int add_rule(scmp_filter_ctx handle, const struct request *request)
{
        struct context *ctx = context_get_ready(handle);
        int r;

        if (!ctx || request->n_args > MAX_ARGS || (request->n_args > 0 && !request->args))
                return -EINVAL;
        r = check_request(ctx, request);
        if (r == 0)
                r = take(ctx, request);
        if (r == 0 && request->action == SCMP_ACT_NOTIFY)
                ctx->state.notifies = true;
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
