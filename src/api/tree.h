/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Condition lists of one system call number as a tree: a list is a way down
 * from the root, one condition a step. For ruleset.c only.
 */

#include "api/ruleset.h"

#define TREE_DEPTH_MAX 6
#define NO_NODE        UINT32_MAX

/* What a way down from the root ends in. */
struct node {
        struct predicate condition; /* the last step of the way; the root has none */
        uint32_t parent;
        uint32_t first_child, next_sibling;
        uint32_t action;
        uint32_t blind_action;
        bool has_action;
        bool has_blind_action;
};

struct condition_tree {
        size_t n_owners;
        struct node *nodes; /* the root is nodes[0]; parents stand before children */
        size_t n_nodes, cap_nodes;
        uint32_t *table; /* nodes by parent and condition; open addressing, at most half full */
        size_t cap_table;
};

/* A root and nothing else, with one owner. Return: 0 or -ENOMEM. */
int tree_new(struct condition_tree **out);
void tree_unref(struct condition_tree *tree);

/* Replace a tree that others own, too, by a copy. Return: 0 or -ENOMEM. */
int tree_own(struct condition_tree **tree);

/* Make room for one list more. Return: 0 or -ENOMEM. */
int tree_reserve(struct condition_tree *tree, const struct addition *add);

/**
 * tree_find() - where a condition list ends
 * @end: its node, NO_NODE if there is none
 *
 * Return: whether anything gets there: false if a beginning of the list has an
 * action already.
 */
bool tree_find(uint32_t *end, const struct condition_tree *tree, const struct addition *add);

/* Whether a list that begins with that of @top has an action, and another one than @action. */
bool tree_other_action_below(const struct condition_tree *tree, uint32_t top, uint32_t action);

/* After tree_reserve(). What cannot be reached any more loses its action. */
void tree_add(struct condition_tree *tree, const struct addition *add);

/* SECCOMP_RET_*: the kernel takes the smallest as a signed number for the strictest. */
static inline bool action_is_stricter(uint32_t a, uint32_t b)
{
        return (int32_t)a < (int32_t)b;
}
