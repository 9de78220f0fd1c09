/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The decision graph: what is tested, and what follows. A node is one test of
 * a 32-bit word of struct seccomp_data and two children; a leaf is an action.
 * Nodes are hash-consed: equal decisions are one node, whatever syscall or ABI
 * they belong to. The graph knows nothing of the machine that will run it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/cleanup.h"

enum word_test {
        TEST_LEAF, /* no test: value is the action */
        TEST_EQ,   /* (word & mask) == value */
        TEST_GE,   /* (word & mask) >= value, unsigned */
};

struct node {
        uint16_t word; /* byte offset / 4 in struct seccomp_data: 0..15 */
        uint16_t test; /* enum word_test */
        uint32_t mask, value;
        uint32_t yes, no; /* indices in dag->nodes, below this node's own */
};

struct measure;

struct dag {
        struct node *nodes;
        size_t n_nodes, cap_nodes;
        uint32_t *table;         /* unique table: node index + 1, 0 is free */
        size_t n_table;          /* a power of two */
        struct measure *measure; /* what dag/measure.c knows by node; NULL: nothing yet */
        bool plain; /* rules are decided one after another: larger, and easily proven */
};

/*
 * Whether a test is of bits alone, one of which is set or none: the machine
 * asks that without masking the word first.
 */
static inline bool node_asks_bits(const struct node *node)
{
        const bool single = (node->mask & (node->mask - 1)) == 0;

        return node->test == TEST_EQ && node->mask != UINT32_MAX &&
               (node->value == 0 || (single && node->value == node->mask));
}

/* The mask under which the word must be at hand for a test. */
static inline uint32_t node_needs_mask(const struct node *node)
{
        return node_asks_bits(node) ? UINT32_MAX : node->mask;
}

/* More than any program of 4096 instructions can hold: building stops there. */
#define DAG_MAX_NODES 65536

/* Return: 0 or -ENOMEM. */
int dag_new(struct dag **out);
struct dag *dag_free(struct dag *dag);
DEFINE_CLEANUP(struct dag, dag_free);

/**
 * dag_leaf() - the leaf of an action
 *
 * Return: 0 with its index in @out, -ENOMEM, or -E2BIG past DAG_MAX_NODES.
 */
int dag_leaf(uint32_t *out, struct dag *dag, uint32_t action);

/**
 * dag_test() - the node of a test; @out is @node->yes if both children are one
 *
 * Return: 0, -ENOMEM, or -E2BIG past DAG_MAX_NODES.
 */
int dag_test(uint32_t *out, struct dag *dag, const struct node *node);

/* Forget the newest nodes, of which nobody may know any more: @n of them stay. */
void dag_truncate(struct dag *dag, size_t n);
