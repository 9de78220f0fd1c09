/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "api/tree.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/hash.h"

static const struct node root = {
        .parent = NO_NODE,
        .first_child = NO_NODE,
        .next_sibling = NO_NODE,
};

void tree_unref(struct condition_tree *tree)
{
        if (!tree || --tree->n_owners > 0)
                return;
        free(tree->nodes);
        free(tree->table);
        free(tree);
}

int tree_new(struct condition_tree **out)
{
        struct condition_tree *tree = calloc(1, sizeof(*tree));

        if (!tree)
                return -ENOMEM;
        tree->n_owners = 1;
        if (ARRAY_RESERVE(tree, nodes, 1) < 0) {
                tree_unref(tree);
                return -ENOMEM;
        }
        tree->nodes[tree->n_nodes++] = root;
        *out = tree;
        return 0;
}

static int tree_copy(struct condition_tree **out, const struct condition_tree *tree)
{
        struct condition_tree *copy = calloc(1, sizeof(*copy));

        if (!copy)
                return -ENOMEM;
        copy->n_owners = 1;
        if (tree->cap_table > 0) /* none before the first condition */
                copy->table = calloc(tree->cap_table, sizeof(*copy->table));
        if ((tree->cap_table > 0 && !copy->table) ||
            ARRAY_RESERVE(copy, nodes, tree->n_nodes) < 0) {
                tree_unref(copy);
                return -ENOMEM;
        }
        if (copy->table)
                memcpy(copy->table, tree->table, tree->cap_table * sizeof(*copy->table));
        copy->cap_table = tree->cap_table;
        memcpy(copy->nodes, tree->nodes, tree->n_nodes * sizeof(*copy->nodes));
        copy->n_nodes = tree->n_nodes;
        *out = copy;
        return 0;
}

static bool condition_equals(const struct predicate *a, const struct predicate *b)
{
        return a->arg == b->arg && a->op == b->op && a->mask == b->mask && a->datum == b->datum;
}

/* Where in the table the child of @parent by @condition is, or would have to be. */
static size_t table_position(const struct condition_tree *tree, uint32_t parent,
                             const struct predicate *condition)
{
        uint64_t h = hash_mix(HASH_SEED, parent);
        size_t i;

        h = hash_mix(h, (uint64_t)condition->arg << 8 | condition->op);
        h = hash_mix(h, condition->mask);
        h = hash_mix(h, condition->datum);
        for (i = (size_t)h & (tree->cap_table - 1); tree->table[i] != 0;
             i = (i + 1) & (tree->cap_table - 1)) {
                const struct node *node = &tree->nodes[tree->table[i]];

                if (node->parent == parent && condition_equals(&node->condition, condition))
                        break;
        }
        return i;
}

static uint32_t find_child(const struct condition_tree *tree, uint32_t parent,
                           const struct predicate *condition)
{
        uint32_t child;

        if (tree->cap_table == 0)
                return NO_NODE;
        child = tree->table[table_position(tree, parent, condition)];
        return child != 0 ? child : NO_NODE; /* the root is nobody's child */
}

/* The node after @at in a walk over the tree below @top, or NO_NODE. */
static uint32_t next_below(const struct condition_tree *tree, uint32_t top, uint32_t at)
{
        if (tree->nodes[at].first_child != NO_NODE)
                return tree->nodes[at].first_child;
        while (at != top && tree->nodes[at].next_sibling == NO_NODE)
                at = tree->nodes[at].parent;
        return at == top ? NO_NODE : tree->nodes[at].next_sibling;
}

bool tree_other_action_below(const struct condition_tree *tree, uint32_t top, uint32_t action)
{
        for (uint32_t at = next_below(tree, top, top); at != NO_NODE;
             at = next_below(tree, top, at))
                if (tree->nodes[at].has_action && tree->nodes[at].action != action)
                        return true;
        return false;
}

/* Room for @extra nodes more, half of the table staying empty. */
static int table_reserve(struct condition_tree *tree, size_t extra)
{
        const size_t need = tree->n_nodes + extra;
        size_t cap = tree->cap_table > 0 ? tree->cap_table : 16;
        uint32_t *old = tree->table;

        if (need >= NO_NODE)
                return -ENOMEM;
        while (cap / 2 < need)
                cap *= 2;
        if (cap == tree->cap_table)
                return 0;
        tree->table = calloc(cap, sizeof(*tree->table));
        if (!tree->table) {
                tree->table = old;
                return -ENOMEM;
        }
        tree->cap_table = cap;
        for (uint32_t i = 1; i < tree->n_nodes; i++) {
                const struct node *node = &tree->nodes[i];

                tree->table[table_position(tree, node->parent, &node->condition)] = i;
        }
        free(old);
        return 0;
}

int tree_own(struct condition_tree **tree)
{
        struct condition_tree *copy;
        int r;

        if ((*tree)->n_owners == 1)
                return 0;
        r = tree_copy(&copy, *tree);
        if (r < 0)
                return r;
        tree_unref(*tree);
        *tree = copy;
        return 0;
}

int tree_reserve(struct condition_tree *tree, const struct addition *add)
{
        int r;

        r = ARRAY_RESERVE(tree, nodes, add->n_conditions);
        return r < 0 ? r : table_reserve(tree, add->n_conditions);
}

bool tree_find(uint32_t *end, const struct condition_tree *tree, const struct addition *add)
{
        uint32_t at = 0;

        for (size_t i = 0; i < add->n_conditions && at != NO_NODE; i++) {
                if (tree->nodes[at].has_action)
                        return false;
                at = find_child(tree, at, &add->conditions[i]);
        }
        *end = at;
        return true;
}

static uint32_t make_child(struct condition_tree *tree, uint32_t parent,
                           const struct predicate *condition)
{
        const uint32_t child = (uint32_t)tree->n_nodes;

        assert(tree->n_nodes < tree->cap_nodes); /* tree_reserve() */
        tree->table[table_position(tree, parent, condition)] = child;
        tree->nodes[tree->n_nodes++] = (struct node){
                .condition = *condition,
                .parent = parent,
                .first_child = NO_NODE,
                .next_sibling = tree->nodes[parent].first_child,
        };
        tree->nodes[parent].first_child = child;
        return child;
}

static void add_blind(struct node *node, uint32_t action)
{
        if (!node->has_blind_action || action_is_stricter(action, node->blind_action))
                node->blind_action = action;
        node->has_blind_action = true;
}

void tree_add(struct condition_tree *tree, const struct addition *add)
{
        uint32_t at = 0, below;

        for (size_t i = 0; i < add->n_conditions; i++) {
                const uint32_t child = find_child(tree, at, &add->conditions[i]);

                at = child != NO_NODE ? child : make_child(tree, at, &add->conditions[i]);
        }
        if (add->is_blind) {
                add_blind(&tree->nodes[at], add->action);
                return;
        }
        if (tree->nodes[at].has_action)
                return; /* the same one: ruleset_check() */
        for (below = next_below(tree, at, at); below != NO_NODE;
             below = next_below(tree, at, below))
                tree->nodes[below].has_action = false; /* nothing gets there any more */
        tree->nodes[at].has_action = true;
        tree->nodes[at].action = add->action;
}
