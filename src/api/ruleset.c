/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "api/ruleset.h"

#include <errno.h>
#include <stdlib.h>

#include "api/tree.h"
#include "util/cleanup.h"

void ruleset_ref(struct ruleset *rules)
{
        if (rules->tree)
                rules->tree->n_owners++;
}

void ruleset_unref(struct ruleset *rules)
{
        if (rules->tree)
                tree_unref(rules->tree);
        *rules = (struct ruleset){ 0 };
}

int ruleset_check_tree(const struct ruleset *rules, const struct addition *add)
{
        const struct condition_tree *tree = rules->tree;
        uint32_t end;

        if (add->is_blind)
                return 0;
        if (!tree_find(&end, tree, add) || end == NO_NODE)
                return 0;
        if (tree->nodes[end].has_action) /* nothing below is alive */
                return tree->nodes[end].action != add->action ? -EEXIST : 0;
        return tree_other_action_below(tree, end, add->action) ? -EEXIST : 0;
}

int ruleset_prepare_tree(struct ruleset *rules, const struct addition *add)
{
        int r;

        r = rules->tree ? tree_own(&rules->tree) : tree_new(&rules->tree);
        return r < 0 ? r : tree_reserve(rules->tree, add);
}

void ruleset_add_to_tree(struct ruleset *rules, const struct addition *add)
{
        uint32_t end;

        if (tree_find(&end, rules->tree, add))
                tree_add(rules->tree, add);
}

/* A rule as ruleset_list() sorts it: its way down from the root. */
struct entry {
        uint32_t path[TREE_DEPTH_MAX];
        unsigned int depth;
        bool is_blind;
};

static struct entry make_entry(const struct condition_tree *tree, uint32_t at)
{
        struct entry entry = { .is_blind = !tree->nodes[at].has_action };
        uint32_t way_up[TREE_DEPTH_MAX];

        for (; at != 0; at = tree->nodes[at].parent)
                way_up[entry.depth++] = at;
        for (unsigned int i = 0; i < entry.depth; i++)
                entry.path[i] = way_up[entry.depth - 1 - i];
        return entry;
}

/* Equalities, then upper bounds, then lower bounds. */
static int comparison_rank(uint8_t op)
{
        switch ((enum compare)op) {
        case CMP_LT:
        case CMP_LE:
                return 1;
        case CMP_GE:
        case CMP_GT:
                return 2;
        default:
                return 0;
        }
}

/* Less than 0 when @a is tried before @b. */
static int condition_order(const struct predicate *a, const struct predicate *b)
{
        const int rank = comparison_rank(a->op);

        if (a->arg != b->arg)
                return a->arg > b->arg ? -1 : 1;
        if (rank != comparison_rank(b->op))
                return rank - comparison_rank(b->op);
        if (a->datum == b->datum)
                return 0;
        return (a->datum > b->datum) == (rank != 1) ? -1 : 1;
}

static int entry_order(const void *x, const void *y, void *arg)
{
        const struct entry *a = x, *b = y;
        const struct condition_tree *tree = arg;
        int order;

        for (unsigned int i = 0; i < a->depth && i < b->depth; i++) {
                if (a->path[i] == b->path[i])
                        continue;
                order = condition_order(&tree->nodes[a->path[i]].condition,
                                        &tree->nodes[b->path[i]].condition);
                if (order != 0)
                        return order;
                return a->path[i] < b->path[i] ? -1 : 1;
        }
        /* One begins the other: it comes first, unless it cannot see what the other can. */
        if (a->depth == b->depth)
                return 0;
        return (a->depth < b->depth) == !(a->depth < b->depth ? a : b)->is_blind ? -1 : 1;
}

static bool counts(const struct node *node, uint32_t act_default)
{
        return node->has_action ||
               (node->has_blind_action && action_is_stricter(node->blind_action, act_default));
}

static int append_entry(struct filter *filter, uint32_t nr, const struct condition_tree *tree,
                        const struct entry *entry)
{
        const struct node *end = &tree->nodes[entry->path[entry->depth - 1]];
        struct predicate predicates[TREE_DEPTH_MAX];
        const struct rule rule = {
                .predicates = predicates,
                .n_predicates = entry->depth,
                .action = entry->is_blind ? end->blind_action : end->action,
        };

        for (unsigned int i = 0; i < entry->depth; i++)
                predicates[i] = tree->nodes[entry->path[i]].condition;
        return filter_add_rule(filter, nr, &rule);
}

int ruleset_list_tree(struct filter *filter, uint32_t nr, const struct ruleset *rules,
                      uint32_t act_default)
{
        const struct condition_tree *tree = rules->tree;
        _cleanup_(freep) struct entry *entries = NULL;
        size_t n = 0;
        int r;

        if (!tree)
                return 0;
        entries = calloc(tree->n_nodes, sizeof(*entries));
        if (!entries)
                return -ENOMEM;
        for (uint32_t i = 1; i < tree->n_nodes; i++)
                if (counts(&tree->nodes[i], act_default))
                        entries[n++] = make_entry(tree, i);
        qsort_r(entries, n, sizeof(*entries), entry_order, (void *)(uintptr_t)tree);
        for (size_t i = 0; i < n; i++) {
                r = append_entry(filter, nr, tree, &entries[i]);
                if (r < 0)
                        return r;
        }
        return 0;
}
