/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The rules of a program as the filter of one ABI. */

#include "policy/policy.h"
#include "profile/ast.h"
#include "profile/scratch.h"

struct emitter {
        const struct ast *ast;
        struct diagnostics *diags;
        const uint32_t *sources;           /* source of the tree -> source of the policy */
        const struct id_set *explicit_ids; /* named in a rule, not through a group */
        bool *failed;                      /* for each statement: reported for an ABI already */
        struct filter *filter;
        struct id_set decided;  /* an unconditional rule was emitted: nothing after it counts */
        struct scratch scratch; /* for one condition at a time */
        size_t work;            /* bytes that conditions took, over all ABIs */
        struct predicate *predicates; /* of the rule being made */
        size_t n_predicates, cap_predicates;
        size_t n_rules;   /* over all ABIs */
        size_t n_of_stmt; /* of one condition for one call */
};

/**
 * emit_program() - the rules of the whole program, the last line first
 *
 * Return: 0, -ENOMEM. Errors are reported and do not fail the call.
 */
int emit_program(struct emitter *emitter);

/**
 * emit_action() - an action's word on one ABI
 *
 * Return: 0; -EINVAL, reported: the ABI does not have that errno.
 */
int emit_action(uint32_t *out, const struct ast *ast, struct diagnostics *diags,
                const struct ast_action *action, const struct abi *abi);

struct origin emit_origin(const struct ast *ast, const uint32_t *sources, struct mark mark);
