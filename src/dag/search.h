/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The search: from "which values of a word lead where" to a tree of tests.
 */

#include "dag/dag.h"
#include "util/arena.h"

/* Values from first up to the next interval's first - 1. */
struct interval {
        uint32_t first;
        uint32_t target; /* node index */
        uint64_t weight; /* how often it is looked up, relative to the others; at least 1 */
};

/**
 * search_build() - the tests that find a value's interval
 * @out:       the root; the target itself when there is only one
 * @word:      what is searched is (word & mask)
 * @intervals: ascending; the first starts at 0, the last ends at @mask.
 *             Changed: neighbours with one target are joined
 * @n:         at least 1
 * @path_worth: by how many instructions the graph may grow for a mean path that
 *             is one shorter
 *
 * Values that stand alone inside a run of another target are picked out by an
 * equality test, which costs one instruction where two bounds would cost two.
 * What remains is an optimal alphabetic tree for the weights, with a floor
 * under each weight so that no path is longer than about log2(n) + 4 bounds.
 *
 * Return: 0, -ENOMEM or -E2BIG.
 */
int search_build(uint32_t *out, struct dag *dag, struct arena *arena, unsigned int word,
                 uint32_t mask, struct interval *intervals, size_t n, uint32_t path_worth);
