/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "witness/makers.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>

#include "api/program.h"
#include "api/seccomp.h"
#include "profile/profile.h"
#include "support/suite.h"

struct policy *policy_of_profile(const struct table_case *c)
{
        const struct profile_input input = { .label = c->title, .text = c->policy };
        const struct profile_request request = { .inputs = &input, .n_inputs = 1 };
        struct diagnostics diags = { 0 };
        struct resolved resolved = { 0 };
        struct ast *ast = NULL;
        struct policy *policy;
        int r;

        r = profile_load(&ast, &request, &diags);
        if (r == 0)
                r = profile_resolve(&resolved, ast, &diags);
        diagnostics_print(stderr, &diags);
        ck_assert_msg(r == 0 && diags.n_warnings == 0, "line %u: not a good profile", c->line);
        policy = take_ptr(resolved.policy);
        resolved_deinit(&resolved);
        ast_free(ast);
        diagnostics_deinit(&diags);
        return policy;
}

static int api_condition_datum(struct scmp_arg_cmp *out, const struct predicate *p)
{
        *out = (struct scmp_arg_cmp){ .arg = p->arg,
                                      .op = (enum scmp_compare)p->op,
                                      .datum_a = p->datum };
        if (p->op == CMP_MASKED_EQ) {
                out->datum_a = p->mask;
                out->datum_b = p->datum;
                return 0;
        }
        return p->mask == UINT64_MAX ? 0 : -EINVAL; /* seccomp.h has masks for equality alone */
}

static int api_rule(scmp_filter_ctx ctx, const struct step *step)
{
        struct scmp_arg_cmp args[6];

        for (size_t i = 0; i < step->n_predicates; i++)
                ck_assert_int_eq(api_condition_datum(&args[i], &step->predicates[i]), 0);
        return seccomp_rule_add_array(ctx, step->action, (int)call_number(abi_native(), step->call),
                                      (unsigned int)step->n_predicates, args);
}

/* The native ABI is there from the beginning. */
static int api_abis(scmp_filter_ctx ctx, const struct step *step)
{
        bool wants_native = false;
        int r = 0;

        for (size_t i = 0; r == 0 && i < step->n_abis; i++) {
                if (step->abis[i] == abi_native())
                        wants_native = true;
                else
                        r = seccomp_arch_add(ctx, step->abis[i]->token);
        }
        return r == 0 && !wants_native ? seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE) : r;
}

static int api_step(scmp_filter_ctx ctx, const struct step *step)
{
        switch (step->kind) {
        case STEP_BADARCH:
                return seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, step->action);
        case STEP_ABI:
                return api_abis(ctx, step);
        case STEP_RULE:
                return api_rule(ctx, step);
        case STEP_PRIORITY:
                return seccomp_syscall_priority(ctx, (int)call_number(abi_native(), step->call),
                                                (uint8_t)step->first);
        default:
                return -ENOTSUP;
        }
}

struct policy *policy_of_api(const struct table_case *c)
{
        const char *at = c->policy;
        struct policy *policy;
        scmp_filter_ctx ctx;
        struct step step;

        ck_assert_int_eq(seccomp_api_set(7), 0); /* whatever this kernel has */
        ck_assert(step_next(&step, &at) && step.kind == STEP_DEFAULT);
        ctx = seccomp_init(step.action);
        ck_assert_ptr_nonnull(ctx);
        while (step_next(&step, &at)) {
                const int code = api_step(ctx, &step);

                ck_assert_msg(code == step.code, "line %u: %s gives %d, not %d", c->line, step.call,
                              code, step.code);
        }
        ck_assert_int_eq(context_policy(&policy, context_get(ctx)), 0);
        seccomp_release(ctx);
        return policy;
}

static void list_step(struct filter *filter, const struct step *step, unsigned int line)
{
        struct predicate copy[6];
        const struct rule rule = { copy, step->n_predicates, step->action, { 0 } };
        int r = -ENOTSUP;

        for (size_t i = 0; i < step->n_predicates; i++)
                copy[i] = step->predicates[i];
        if (step->kind == STEP_RULE)
                r = filter_add_rule(filter, call_number(filter->abi, step->call), &rule);
        if (step->kind == STEP_FILL)
                r = filter_fill(filter, step->first, step->last, step->action, rule.origin);
        if (step->kind == STEP_PRIORITY)
                r = filter_set_priority(filter, call_number(filter->abi, step->call), step->first);
        ck_assert_msg(r == 0, "line %u: %s is refused: %d", line, step->call, r);
}

/* The filters that come first are made first. */
static void list_abis(struct policy *policy, const struct step *step)
{
        struct filter *filter;

        for (size_t i = 0; i < step->n_abis; i++)
                if (!policy_find_filter(policy, step->abis[i]))
                        ck_assert_int_eq(policy_add_filter(&filter, policy, step->abis[i]), 0);
}

struct policy *policy_of_lists(const struct table_case *c)
{
        struct step step, abis = { .kind = STEP_ABI, .abis = { abi_native() }, .n_abis = 1 };
        const char *at = c->policy;
        struct policy *policy;

        ck_assert(step_next(&step, &at) && step.kind == STEP_DEFAULT);
        ck_assert_int_eq(policy_new(&policy, step.action, SECCOMP_RET_KILL_PROCESS), 0);
        while (step_next(&step, &at)) {
                if (step.kind == STEP_BADARCH)
                        policy->act_badarch = step.action;
                if (step.kind == STEP_ABI)
                        abis = step;
                if (step.kind < STEP_ABI)
                        continue;
                list_abis(policy, &abis);
                for (size_t i = 0; i < abis.n_abis && step.kind != STEP_ABI; i++)
                        list_step(policy_find_filter(policy, abis.abis[i]), &step, c->line);
        }
        if (policy->n_filters == 0)
                list_abis(policy, &abis);
        return policy;
}
