/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The rules of one system call number, as they add up.
 *
 * A rule without conditions decides the number for good. Otherwise rules are
 * condition lists with an action, kept as a tree: a list is a way down from
 * the root, one condition a step. That makes the two questions that adding a
 * rule asks cheap: does the list, or a beginning of it, have an action already
 * (then the new rule can never be reached), and do lists that begin with it
 * (then those cannot). Which rule is tried first does not depend on when it
 * came but on its conditions; ruleset_list() says how.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/policy.h"

struct condition_tree;

/* All zeroes: no rules. */
struct ruleset {
        uint32_t action;             /* if is_decided, for every call */
        bool is_decided;             /* by a rule without conditions; there is no tree then */
        struct condition_tree *tree; /* may have other owners, that is: copies of this struct */
};

static inline bool ruleset_is_empty(const struct ruleset *rules)
{
        return !rules->is_decided && !rules->tree;
}

/* What one call of seccomp_rule_add() means for one number. */
struct addition {
        uint32_t action;
        size_t n_conditions;
        struct predicate conditions[6]; /* ascending arguments */
        /*
         * The condition says less than was asked for: through a multiplexer
         * one cannot see the arguments of the call. See ruleset_list().
         */
        bool is_blind;
};

void ruleset_ref(struct ruleset *rules);   /* it was copied: one owner more */
void ruleset_unref(struct ruleset *rules); /* one less, and no rules */

/* What the functions below do where there are conditions. */
int ruleset_check_tree(const struct ruleset *rules, const struct addition *add);
int ruleset_prepare_tree(struct ruleset *rules, const struct addition *add);
void ruleset_add_to_tree(struct ruleset *rules, const struct addition *add);
int ruleset_list_tree(struct filter *filter, uint32_t nr, const struct ruleset *rules,
                      uint32_t act_default);

/* Add a rule without conditions: the first of them decides. It cannot fail. */
static inline void ruleset_decide(struct ruleset *rules, uint32_t action)
{
        if (rules->is_decided)
                return;
        if (rules->tree)
                ruleset_unref(rules);
        rules->is_decided = true;
        rules->action = action;
}

/**
 * ruleset_check() - whether a rule can be added
 *
 * Return: 0; -EEXIST if its condition list equals that of a rule with another
 * action, or is the beginning of one's.
 */
static inline int ruleset_check(const struct ruleset *rules, const struct addition *add)
{
        if (!rules->tree || add->n_conditions == 0)
                return 0;
        return ruleset_check_tree(rules, add);
}

/**
 * ruleset_prepare() - make sure that ruleset_add() cannot fail
 *
 * What has other owners is copied.
 *
 * Return: 0 or -ENOMEM; the rules mean what they meant.
 */
static inline int ruleset_prepare(struct ruleset *rules, const struct addition *add)
{
        if (rules->is_decided || add->n_conditions == 0)
                return 0;
        return ruleset_prepare_tree(rules, add);
}

/* Add a rule that ruleset_check() found good, after ruleset_prepare(). */
static inline void ruleset_add(struct ruleset *rules, const struct addition *add)
{
        if (add->n_conditions == 0)
                ruleset_decide(rules, add->action);
        else if (!rules->is_decided)
                ruleset_add_to_tree(rules, add);
}

/**
 * ruleset_list() - the rules in the order in which they are tried
 * @filter:      where to append them
 * @nr:          as which number, above those that are there
 * @act_default: what happens to calls that no rule matches
 *
 * By conditions, the first that differs: higher argument first; equalities,
 * then upper bounds, then lower bounds; tight bounds and large values first;
 * otherwise the one that was there first.
 *
 * A blind rule counts only where it is stricter than the default action: what
 * cannot be seen must not open anything. Of several the strictest counts, and
 * none where a rule of the same conditions can see.
 *
 * Return: 0 or -ENOMEM.
 */
static inline int ruleset_list(struct filter *filter, uint32_t nr, const struct ruleset *rules,
                               uint32_t act_default)
{
        if (rules->is_decided)
                return filter_append_action(filter, nr, rules->action);
        return ruleset_list_tree(filter, nr, rules, act_default);
}
