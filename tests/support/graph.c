/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/graph.h"

#include <stdlib.h>

bool node_holds(const struct node *node, uint32_t word)
{
        const uint32_t masked = word & node->mask;

        switch (node->test) {
        case TEST_EQ:
                return masked == node->value;
        case TEST_GE:
                return masked >= node->value;
        default:
                abort(); /* a leaf tests nothing */
        }
}

struct graph_result graph_run(const struct dag *dag, uint32_t root,
                              const uint32_t words[WORD_COUNT])
{
        const struct node *node = &dag->nodes[root];
        struct graph_result result = { 0 };

        while (node->test != TEST_LEAF) {
                result.n_tests++;
                node = &dag->nodes[node_holds(node, words[node->word]) ? node->yes : node->no];
        }
        result.action = node->value;
        return result;
}

struct graph_extent graph_measure(const struct dag *dag, uint32_t root)
{
        const size_t n = (size_t)root + 1; /* children lie below their parents */
        unsigned int *longest = calloc(n, sizeof(*longest));
        bool *reached = calloc(n, sizeof(*reached));
        struct graph_extent size = { 0 };

        if (!longest || !reached)
                abort();
        for (size_t i = 0; i < n; i++) {
                const struct node *node = &dag->nodes[i];

                if (node->test == TEST_LEAF)
                        continue;
                longest[i] = 1 + (longest[node->yes] > longest[node->no] ? longest[node->yes]
                                                                         : longest[node->no]);
        }
        reached[root] = true;
        for (size_t i = n; i-- > 0;) {
                const struct node *node = &dag->nodes[i];

                if (!reached[i])
                        continue;
                if (node->test == TEST_LEAF) {
                        size.n_leaves++;
                        continue;
                }
                size.n_tests++;
                reached[node->yes] = reached[node->no] = true;
        }
        size.longest = longest[root];
        free(longest);
        free(reached);
        return size;
}
