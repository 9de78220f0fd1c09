/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/emit.h"

#include <errno.h>
#include <string.h>

#include "abi/constant.h"
#include "abi/multiplex.h"
#include "abi/syscall.h"
#include "policy/action.h"
#include "profile/cond.h"
#include "util/array.h"

/*
 * In a profile the last line that matches decides; in a policy the first rule.
 * So lines are emitted from the last to the first, and once a call has a rule
 * without a condition, earlier lines cannot say anything about it.
 */

#define RULES_MAX 262144u                /* of a whole policy */
#define COND_MAX  (64u * 1024u * 1024u)  /* bytes that one condition may take */
#define WORK_MAX  (512u * 1024u * 1024u) /* and all of them, one after the other */

/* Actions */

static int errno_of(uint32_t *out, const struct ast *ast, struct diagnostics *diags,
                    const struct ast_action *action, const struct abi *abi)
{
        struct span name = action->has_errno ? action->errno_name : span_of("EPERM");
        int number;

        if (action->has_errno && !name.n) {
                *out = ACTION_ERRNO(action->data);
                return 0;
        }
        number = errno_by_name(abi, name);
        if (number < 0 && !action->has_errno)
                number = EPERM; /* 1 everywhere */
        if (number < 0) {
                AST_ERROR(ast, diags, action->errno_mark, "%s has no errno '%.*s'", abi->name,
                          SPAN(name));
                return -EINVAL;
        }
        *out = ACTION_ERRNO(number);
        return 0;
}

int emit_action(uint32_t *out, const struct ast *ast, struct diagnostics *diags,
                const struct ast_action *action, const struct abi *abi)
{
        static const uint32_t words[] = {
                [VERB_ALLOW] = SECCOMP_RET_ALLOW,
                [VERB_DENY] = SECCOMP_RET_ERRNO,
                [VERB_KILL] = SECCOMP_RET_KILL_PROCESS,
                [VERB_KILL_THREAD] = SECCOMP_RET_KILL_THREAD,
                [VERB_TRAP] = SECCOMP_RET_TRAP,
                [VERB_LOG] = SECCOMP_RET_LOG,
                [VERB_TRACE] = SECCOMP_RET_TRACE,
                [VERB_NOTIFY] = SECCOMP_RET_USER_NOTIF,
        };

        if (action->verb == VERB_DENY)
                return errno_of(out, ast, diags, action, abi);
        *out = words[action->verb] | action->data;
        return 0;
}

struct origin emit_origin(const struct ast *ast, const uint32_t *sources, struct mark mark)
{
        bool is_option = ast->sources[mark.source].is_option;

        return (struct origin){ .source = sources[mark.source], .line = is_option ? 0 : mark.line };
}

/* One statement for one call */

struct target {
        const struct ast_stmt *stmt;
        int id;
        uint32_t action;
        struct origin origin;
};

static int add_rule(struct emitter *e, const struct target *target, uint32_t nr)
{
        const struct rule rule = {
                .predicates = e->predicates,
                .n_predicates = e->n_predicates,
                .action = target->action,
                .origin = target->origin,
        };

        if (++e->n_rules > RULES_MAX || ++e->n_of_stmt > TERMS_MAX)
                return -E2BIG;
        return filter_add_rule(e->filter, nr, &rule);
}

static int push_predicate(struct emitter *e, const struct test *test, enum compare op,
                          uint64_t datum)
{
        if (ARRAY_RESERVE(e, predicates, 1) < 0)
                return -ENOMEM;
        e->predicates[e->n_predicates++] = (struct predicate){
                .arg = (uint8_t)test->arg,
                .op = (uint8_t)op,
                .mask = test->mask,
                .datum = datum,
        };
        return 0;
}

static bool is_point(const struct range *range)
{
        return range->lo == range->hi;
}

/* Whether a single value lies between two ranges; which one in @out. */
static bool single_gap(uint64_t *out, const struct test *test, size_t before)
{
        const struct range *items = test->in.items;

        return submask_from(out, items[before].hi + 1, test->mask) &&
               *out == submask_up_to(items[before + 1].lo - 1, test->mask);
}

/*
 * The end of the run of ranges that starts at @from and becomes one
 * conjunction: between wide ranges, a gap of one value is a single "not equal"
 * and no reason for another rule.
 */
static size_t run_end(const struct test *test, size_t from)
{
        const struct range *items = test->in.items;
        size_t i = from + 1;
        uint64_t gap;

        for (; i < test->in.n && single_gap(&gap, test, i - 1); i++)
                if (i == from + 1 && is_point(&items[from]) && is_point(&items[i]))
                        break;
        return i;
}

/* The lower end of a run; next to 0, "not equal" says the same and is the cheaper test. */
static int push_from(struct emitter *e, const struct test *test, uint64_t lo)
{
        uint64_t first;

        if (lo == 0)
                return 0;
        if (submask_from(&first, 1, test->mask) && first == lo)
                return push_predicate(e, test, CMP_NE, 0);
        return push_predicate(e, test, CMP_GE, lo);
}

static int push_up_to(struct emitter *e, const struct test *test, uint64_t hi)
{
        if (hi == test->mask)
                return 0;
        if (submask_up_to(test->mask - 1, test->mask) == hi)
                return push_predicate(e, test, CMP_NE, test->mask);
        return push_predicate(e, test, CMP_LE, hi);
}

static int push_run(struct emitter *e, const struct test *test, size_t from, size_t to)
{
        const struct range *items = test->in.items;
        uint64_t lo = items[from].lo, hi = items[to - 1].hi, gap;
        int r;

        if (lo == hi)
                return push_predicate(
                        e, test, test->mask == bits_mask(test->bits) ? CMP_EQ : CMP_MASKED_EQ, lo);
        r = push_from(e, test, lo);
        if (r == 0)
                r = push_up_to(e, test, hi);
        for (size_t i = from; r == 0 && i + 1 < to; i++)
                if (single_gap(&gap, test, i))
                        r = push_predicate(e, test, CMP_NE, gap);
        return r;
}

/* All rules of a term: one for each way to pick a run of ranges from each test. */
static int emit_term(struct emitter *e, const struct target *target, uint32_t nr,
                     const struct term *term, size_t at)
{
        size_t n = e->n_predicates;
        const struct test *test;

        if (at == term->n)
                return add_rule(e, target, nr);
        test = &term->tests[at];
        for (size_t from = 0, to; from < test->in.n; from = to) {
                int r;

                to = run_end(test, from);
                r = push_run(e, test, from, to);
                if (r == 0)
                        r = emit_term(e, target, nr, term, at + 1);
                if (r < 0)
                        return r;
                e->n_predicates = n;
        }
        return 0;
}

static int emit_always(struct emitter *e, const struct target *target, uint32_t nr)
{
        id_set_add(&e->decided, target->id);
        e->n_predicates = 0;
        e->n_of_stmt = 0;
        return add_rule(e, target, nr);
}

static int emit_conditional(struct emitter *e, const struct target *target, uint32_t nr)
{
        struct subject subject;
        struct terms terms;
        int r;

        if (e->work > WORK_MAX)
                return -E2BIG;
        e->scratch = (struct scratch){ .limit = COND_MAX };
        subject_init(&subject, e->ast, e->diags, e->filter->abi, target->id);
        r = cond_resolve(&terms, &subject, &e->scratch, target->stmt->cond);
        /* errors of a line that decides nothing are errors, too */
        if (r == 0 && !id_set_has(&e->decided, target->id)) {
                e->n_predicates = 0;
                e->n_of_stmt = 0;
                for (size_t i = 0; r == 0 && i < terms.n; i++) {
                        r = emit_term(e, target, nr, &terms.items[i], 0);
                        e->n_predicates = 0;
                }
                if (r == 0 && terms_are_always(&terms))
                        id_set_add(&e->decided, target->id);
        }
        scratch_deinit(&e->scratch);
        e->work += e->scratch.used;
        return r;
}

/* Multiplexed calls */

static struct mark call_mark(const struct emitter *e, const struct target *target)
{
        const struct ast_stmt *stmt = target->stmt;

        for (uint32_t i = stmt->first_call; i < stmt->first_call + stmt->n_calls; i++)
                if (!e->ast->calls[i].is_group && e->ast->calls[i].id == target->id)
                        return e->ast->calls[i].mark;
        return stmt->mark;
}

/*
 * A condition cannot follow a call through socketcall(2), where arguments are
 * in memory. What that gets then is for the author to say, by its name: one
 * that came along in a group says nothing.
 */
static int check_condition(struct emitter *e, const struct target *target,
                           const struct multiplex *door)
{
        const char *call = syscall_name(target->id), *by = syscall_name(door->id);

        if (id_set_has(e->explicit_ids, door->id))
                return 0;
        AST_ERROR(e->ast, e->diags, call_mark(e, target),
                  "on %s %s can also be called through %s, where a condition cannot see its "
                  "arguments; say what %s gets, as in 'deny %s'",
                  e->filter->abi->name, call, by, by, by);
        return -EINVAL;
}

static int emit_door(struct emitter *e, const struct target *target, const struct multiplex *door)
{
        struct target through = *target;
        uint32_t nr;

        if (id_set_has(&e->decided, door->id) || !abi_syscall_number(&nr, e->filter->abi, door->id))
                return 0;
        e->n_predicates = 0;
        e->n_of_stmt = 0;
        if (ARRAY_RESERVE(e, predicates, 1) < 0)
                return -ENOMEM;
        e->predicates[e->n_predicates++] = (struct predicate){
                .arg = 0,
                .op = door->mask == UINT32_MAX ? CMP_EQ : CMP_MASKED_EQ,
                .mask = door->mask,
                .datum = door->number,
        };
        through.id = door->id;
        return add_rule(e, &through, nr);
}

static int emit_call(struct emitter *e, const struct target *target)
{
        const struct abi *abi = e->filter->abi;
        bool is_conditional = target->stmt->cond != AST_NONE;
        bool is_decided = id_set_has(&e->decided, target->id);
        struct multiplex door;
        uint32_t nr;
        int r = 0;

        if (is_decided && !is_conditional)
                return 0;
        if (multiplex_find(&door, abi, target->id))
                r = is_conditional ? check_condition(e, target, &door)
                                   : emit_door(e, target, &door);
        if (r < 0)
                return r;
        if (!abi_syscall_number(&nr, abi, target->id)) {
                if (!is_conditional)
                        id_set_add(&e->decided, target->id);
                return 0;
        }
        return is_conditional ? emit_conditional(e, target, nr) : emit_always(e, target, nr);
}

/* Statements */

static void collect_ids(struct id_set *ids, const struct ast *ast, const struct ast_stmt *stmt)
{
        for (uint32_t i = stmt->first_call; i < stmt->first_call + stmt->n_calls; i++) {
                const struct ast_call *call = &ast->calls[i];

                if (call->id < 0)
                        continue;
                if (call->is_group)
                        id_set_add_all(ids, &ast->groups[call->id].ids);
                else
                        id_set_add(ids, call->id);
        }
}

static int too_complex(struct emitter *e, const struct ast_stmt *stmt)
{
        if (e->work > WORK_MAX)
                AST_ERROR(e->ast, e->diags, stmt->mark,
                          "the conditions of this profile are too complex together");
        else if (e->n_rules > RULES_MAX)
                AST_ERROR(e->ast, e->diags, stmt->mark, "the profile comes to more than %u rules",
                          RULES_MAX);
        else
                AST_ERROR(e->ast, e->diags, stmt->mark,
                          "this condition is too complex: it comes to more than %d rules",
                          TERMS_MAX);
        return -EINVAL;
}

static int emit_calls(struct emitter *e, const struct ast_stmt *stmt, const struct id_set *ids)
{
        struct target target = {
                .stmt = stmt,
                .origin = emit_origin(e->ast, e->sources, stmt->mark),
        };
        int r = emit_action(&target.action, e->ast, e->diags, &stmt->action, e->filter->abi);
        int result = r;

        for (unsigned int id = 0; id < syscall_count() && r != -ENOMEM; id++) {
                if (result < 0 && diagnostics_full(e->diags))
                        break;
                if (!id_set_has(ids, (int)id))
                        continue;
                target.id = (int)id;
                r = emit_call(e, &target);
                if (r == -E2BIG)
                        return too_complex(e, stmt);
                if (r < 0)
                        result = r;
        }
        return r == -ENOMEM ? r : result;
}

static int emit_statement(struct emitter *e, uint32_t index)
{
        const struct ast_stmt *stmt = &e->ast->stmts[index];
        struct id_set ids;
        int r;

        if (stmt->kind != STMT_RULE || stmt->is_bad || e->failed[index])
                return 0;
        if (id_set_init(&ids) < 0)
                return -ENOMEM;
        collect_ids(&ids, e->ast, stmt);
        r = emit_calls(e, stmt, &ids);
        id_set_deinit(&ids);
        if (r == -EINVAL)
                e->failed[index] = true;
        return r == -ENOMEM ? r : 0;
}

int emit_program(struct emitter *e)
{
        for (size_t i = e->ast->n_program;
             i-- > 0 && e->n_rules <= RULES_MAX && e->work <= WORK_MAX;) {
                int r = emit_statement(e, e->ast->program[i]);

                if (r < 0)
                        return r;
        }
        return 0;
}
