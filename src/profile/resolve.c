/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "abi/syscall.h"
#include "policy/action.h"
#include "profile/emit.h"
#include "profile/profile.h"
#include "profile/unlisted.h"
#include "util/array.h"

/* Everything that is known while a program becomes a policy. */
struct resolver {
        const struct ast *ast;
        struct diagnostics *diags;
        struct resolved *out;
        uint32_t *sources;
        bool *failed;
        struct id_set named, explicit_ids;
        struct ast_action act_default;
        struct mark default_mark, kernel_mark;
        size_t n_rules, work; /* of all ABIs so far */
};

void resolved_deinit(struct resolved *resolved)
{
        policy_free(resolved->policy);
        for (size_t i = 0; i < resolved->n_settings; i++) {
                free(resolved->settings[i].name);
                free(resolved->settings[i].value);
        }
        free(resolved->settings);
        *resolved = (struct resolved){ 0 };
}

/* Settings */

static int add_abi(struct resolver *r, const struct abi *abi, const struct mark *mark)
{
        struct filter *filter;
        int result = policy_add_filter(&filter, r->out->policy, abi);

        if (result == -EEXIST)
                return 0; /* named twice */
        if (result != -EDOM)
                return result;
        assert(mark); /* an ABI that no line names is the only one */
        AST_ERROR(r->ast, r->diags, *mark,
                  "%s has the other byte order: one filter cannot serve both", abi->name);
        return 0;
}

static int take_arch(struct resolver *r, const struct ast_stmt *stmt)
{
        for (uint32_t i = stmt->first_call; i < stmt->first_call + stmt->n_calls; i++) {
                const struct ast_call *call = &r->ast->calls[i];
                const struct abi *abi = abi_by_name(call->name);
                int result;

                if (span_is(call->name, "native"))
                        abi = abi_native();
                if (!abi || call->is_group)
                        continue; /* reported when it was loaded */
                result = add_abi(r, abi, &call->mark);
                if (result < 0)
                        return result;
        }
        return 0;
}

static int take_option(struct resolver *r, const struct ast_stmt *stmt)
{
        struct profile_setting setting = {
                .origin = emit_origin(r->ast, r->sources, stmt->mark),
        };

        if (ARRAY_RESERVE(r->out, settings, 1) < 0)
                return -ENOMEM;
        setting.name = strndup(stmt->word.s, stmt->word.n);
        if (!setting.name)
                return -ENOMEM;
        if (stmt->rest) {
                setting.value = strdup(stmt->rest);
                if (!setting.value) {
                        free(setting.name);
                        return -ENOMEM;
                }
        }
        r->out->settings[r->out->n_settings++] = setting;
        return 0;
}

static void take_rule(struct resolver *r, const struct ast_stmt *stmt)
{
        for (uint32_t i = stmt->first_call; i < stmt->first_call + stmt->n_calls; i++) {
                const struct ast_call *call = &r->ast->calls[i];

                if (call->id < 0)
                        continue;
                if (call->is_group) {
                        id_set_add_all(&r->named, &r->ast->groups[call->id].ids);
                } else {
                        id_set_add(&r->named, call->id);
                        id_set_add(&r->explicit_ids, call->id);
                }
        }
}

static int take_statement(struct resolver *r, const struct ast_stmt *stmt)
{
        switch (stmt->kind) {
        case STMT_RULE:
                take_rule(r, stmt);
                return 0;
        case STMT_DEFAULT:
                r->act_default = stmt->action;
                r->default_mark = stmt->mark;
                return 0;
        case STMT_KERNEL:
                r->out->kernel = stmt->kernel;
                r->kernel_mark = stmt->mark;
                return 0;
        case STMT_ARCH:
                return take_arch(r, stmt);
        case STMT_NO_EXEC:
                r->out->no_exec = true;
                return 0;
        case STMT_OPTION:
                return take_option(r, stmt);
        case STMT_INCLUDE:
        case STMT_TEST:
                return 0;
        }
        abort();
}

/* A line that could not be parsed still named what it named; one error is enough. */
static void take_bad_rules(struct resolver *r)
{
        for (size_t i = 0; i < r->ast->n_stmts; i++)
                if (r->ast->stmts[i].is_bad && r->ast->stmts[i].kind == STMT_RULE)
                        take_rule(r, &r->ast->stmts[i]);
}

static int take_settings(struct resolver *r)
{
        take_bad_rules(r);
        for (size_t i = 0; i < r->ast->n_program; i++) {
                int result = take_statement(r, &r->ast->stmts[r->ast->program[i]]);

                if (result < 0)
                        return result;
        }
        return r->out->policy->n_filters ? 0 : add_abi(r, abi_native(), NULL);
}

/* Filters */

static struct origin origin_of(const struct resolver *r, struct mark mark)
{
        return mark.line ? emit_origin(r->ast, r->sources, mark) : (struct origin){ 0 };
}

static int default_on(uint32_t *out, struct resolver *r, const struct abi *abi)
{
        *out = SECCOMP_RET_KILL_PROCESS; /* what stands in for an action that is no good */
        return emit_action(out, r->ast, r->diags, &r->act_default, abi);
}

static int resolve_filter(struct resolver *r, struct filter *filter)
{
        struct emitter emitter = {
                .ast = r->ast,
                .diags = r->diags,
                .sources = r->sources,
                .explicit_ids = &r->explicit_ids,
                .failed = r->failed,
                .filter = filter,
                .n_rules = r->n_rules,
                .work = r->work,
        };
        struct unlisted unlisted = {
                .kernel = r->out->kernel,
                .kernel_origin = origin_of(r, r->kernel_mark),
                .default_origin = origin_of(r, r->default_mark),
                .named = &r->named,
        };
        int result = id_set_init(&emitter.decided);

        if (result == 0)
                result = emit_program(&emitter);
        r->n_rules = emitter.n_rules;
        r->work = emitter.work;
        free(emitter.predicates);
        id_set_deinit(&emitter.decided);
        if (result < 0)
                return result;
        if (default_on(&unlisted.act_default, r, filter->abi) < 0)
                return 0; /* reported */
        return unlisted_fill(filter, &unlisted, r->out->policy->act_default);
}

static int resolve_all(struct resolver *r)
{
        struct policy *policy = r->out->policy;
        int result = take_settings(r);

        if (result < 0)
                return result;
        (void)default_on(&policy->act_default, r, policy->filters[0].abi);
        for (size_t i = 0; i < policy->n_filters; i++) {
                result = resolve_filter(r, &policy->filters[i]);
                if (result < 0)
                        return result;
        }
        return 0;
}

static int resolver_init(struct resolver *r)
{
        const struct ast *ast = r->ast;

        r->sources = calloc(ast->n_sources + 1, sizeof(*r->sources));
        r->failed = calloc(ast->n_stmts + 1, sizeof(*r->failed));
        if (!r->sources || !r->failed || id_set_init(&r->named) < 0 ||
            id_set_init(&r->explicit_ids) < 0)
                return -ENOMEM;
        if (policy_new(&r->out->policy, ACTION_ERRNO(EPERM), SECCOMP_RET_KILL_PROCESS) < 0)
                return -ENOMEM;
        for (size_t i = 0; i < ast->n_sources; i++)
                if (policy_add_source(&r->sources[i], r->out->policy, ast->sources[i].name) < 0)
                        return -ENOMEM;
        return 0;
}

static void resolver_deinit(struct resolver *r)
{
        free(r->sources);
        free(r->failed);
        id_set_deinit(&r->named);
        id_set_deinit(&r->explicit_ids);
}

int profile_resolve(struct resolved *out, const struct ast *ast, struct diagnostics *diags)
{
        size_t n_errors = diags->n_errors;
        struct resolver r = {
                .ast = ast,
                .diags = diags,
                .out = out,
                .act_default = { .verb = VERB_DENY },
        };
        int result = resolver_init(&r);

        if (result == 0)
                result = resolve_all(&r);
        resolver_deinit(&r);
        diagnostics_sort(diags);
        if (result < 0 || diags->out_of_memory) {
                report_out_of_memory(diags);
                return -ENOMEM;
        }
        return diags->n_errors > n_errors ? -EINVAL : 0;
}
