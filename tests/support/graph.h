/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Decision graphs as tests see them: run, measured, and walked path by path. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/word.h"
#include "dag/dag.h"

/* What a graph decides. */
struct graph_result {
        uint32_t action;
        unsigned int n_tests; /* on the path */
};

struct graph_result graph_run(const struct dag *dag, uint32_t root,
                              const uint32_t words[WORD_COUNT]);

bool node_holds(const struct node *node, uint32_t word);

/* What is reached from a root. */
struct graph_extent {
        size_t n_tests, n_leaves;
        unsigned int longest; /* most tests on one path */
};

struct graph_extent graph_measure(const struct dag *dag, uint32_t root);
