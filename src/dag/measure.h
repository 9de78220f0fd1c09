/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * How large a graph is. Counting is done often and of graphs that share nodes
 * with larger ones, so it costs as much as the graph at hand and no more.
 */

#include "dag/dag.h"

struct visit {
        uint32_t run;     /* the last one that was here; 0: none was */
        uint32_t longest; /* path of tests below */
        bool inside;      /* counted, not where the graph ends */
        bool loads;       /* comes after a test of something else */
};

struct measure {
        struct visit *visits; /* by node */
        uint32_t *stack;
        size_t cap_visits, cap_stack;
        uint32_t run;
};

struct graph_size {
        size_t n_tests;
        size_t n_loads;   /* of words before tests, and masks put on them */
        uint32_t longest; /* most tests on one path */
};

void measure_deinit(struct measure *measure);

/* The one that @dag keeps from one run to the next. Return: NULL: out of memory. */
struct measure *measure_of(struct dag *dag);

/**
 * measure_start() - begin a run over the nodes that @dag has now
 *
 * Return: 0 or -ENOMEM.
 */
int measure_start(struct measure *measure, const struct dag *dag);

/* Where the graph at hand ends: this node and what lies below are not part of it. */
void measure_stop_at(struct measure *measure, uint32_t node);

/* The tests from @root on that this run has not counted yet. */
struct graph_size measure_graph(struct measure *measure, const struct dag *dag, uint32_t root);
