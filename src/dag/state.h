/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What is still open on a path through the rules of one syscall: an ordered
 * list of clauses, each a conjunction of literals that leads to a node, and
 * the node that follows when none of them holds.
 *
 * States are immutable and live in an arena; taking a fact into account makes
 * a new one. Equal states are one decision, however the path got there.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dag/literal.h"
#include "util/arena.h"

struct clause {
        uint32_t target; /* node index */
        uint32_t n_literals;
        const struct literal *literals;
};

struct state {
        const struct clause *clauses;
        size_t n_clauses;
        uint32_t otherwise; /* node index */
};

/**
 * state_normalize() - cut off what can not matter
 *
 * A clause without literals always holds: it becomes @state->otherwise, and
 * what stands behind it goes. Clauses at the end that lead where not matching
 * leads go too.
 */
void state_normalize(struct state *state);

/**
 * state_given() - the state when something more is known
 * @out: normalized
 *
 * Return: 0 or -ENOMEM.
 */
int state_given(struct state *out, struct arena *arena, const struct state *state,
                const struct known *known);

bool state_equal(const struct state *a, const struct state *b);
uint64_t state_hash(const struct state *state);

/* Number of literals, a wide one counted as three tests: what a plain chain of tests costs. */
size_t state_chain_cost(const struct state *state);
