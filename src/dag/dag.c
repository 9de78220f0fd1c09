/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dag/dag.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "dag/measure.h"
#include "util/array.h"
#include "util/hash.h"

#define FIRST_TABLE 512 /* a power of two; enough for most profiles without growing */

int dag_new(struct dag **out)
{
        _cleanup_(dag_freep) struct dag *dag = calloc(1, sizeof(*dag));

        if (!dag)
                return -ENOMEM;
        dag->table = calloc(FIRST_TABLE, sizeof(*dag->table));
        if (!dag->table)
                return -ENOMEM;
        dag->n_table = FIRST_TABLE;
        *out = take_ptr(dag);
        return 0;
}

struct dag *dag_free(struct dag *dag)
{
        if (!dag)
                return NULL;
        if (dag->measure)
                measure_deinit(dag->measure);
        free(dag->measure);
        free(dag->nodes);
        free(dag->table);
        free(dag);
        return NULL;
}

static uint64_t node_hash(const struct node *node)
{
        uint64_t h = hash_mix(HASH_SEED, ((uint64_t)node->word << 16) | node->test);

        h = hash_mix(h, ((uint64_t)node->mask << 32) | node->value);
        return hash_mix(h, ((uint64_t)node->yes << 32) | node->no);
}

static bool node_equal(const struct node *a, const struct node *b)
{
        return a->word == b->word && a->test == b->test && a->mask == b->mask &&
               a->value == b->value && a->yes == b->yes && a->no == b->no;
}

/* The place of @node in the table: where it is, or where it would go. */
static size_t table_place(const struct dag *dag, const struct node *node)
{
        size_t i = node_hash(node) & (dag->n_table - 1);

        while (dag->table[i] && !node_equal(&dag->nodes[dag->table[i] - 1], node))
                i = (i + 1) & (dag->n_table - 1);
        return i;
}

static int table_grow(struct dag *dag)
{
        uint32_t *grown = calloc(dag->n_table * 2, sizeof(*grown));

        if (!grown)
                return -ENOMEM;
        free(dag->table);
        dag->table = grown;
        dag->n_table *= 2;
        for (size_t n = 0; n < dag->n_nodes; n++)
                dag->table[table_place(dag, &dag->nodes[n])] = (uint32_t)n + 1;
        return 0;
}

static int dag_intern(uint32_t *out, struct dag *dag, const struct node *node)
{
        size_t place = table_place(dag, node);
        int r;

        if (dag->table[place]) {
                *out = dag->table[place] - 1;
                return 0;
        }
        if (dag->n_nodes >= DAG_MAX_NODES)
                return -E2BIG;
        r = ARRAY_RESERVE(dag, nodes, 1);
        if (r < 0)
                return r;
        dag->nodes[dag->n_nodes] = *node;
        dag->table[place] = (uint32_t)dag->n_nodes + 1;
        *out = (uint32_t)dag->n_nodes++;
        if (dag->n_nodes * 2 > dag->n_table)
                return table_grow(dag);
        return 0;
}

int dag_leaf(uint32_t *out, struct dag *dag, uint32_t action)
{
        const struct node leaf = { .test = TEST_LEAF, .value = action };

        return dag_intern(out, dag, &leaf);
}

int dag_test(uint32_t *out, struct dag *dag, const struct node *node)
{
        assert(node->test == TEST_EQ || node->test == TEST_GE);
        assert(node->yes < dag->n_nodes && node->no < dag->n_nodes);
        if (node->yes == node->no) {
                *out = node->yes;
                return 0;
        }
        return dag_intern(out, dag, node);
}

void dag_truncate(struct dag *dag, size_t n)
{
        /* newest first: no place in the table was found by passing over a newer node's */
        while (dag->n_nodes > n) {
                dag->table[table_place(dag, &dag->nodes[dag->n_nodes - 1])] = 0;
                dag->n_nodes--;
        }
}
