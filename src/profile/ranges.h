/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Sets of numbers 0..max as ascending ranges with gaps between them: what a
 * comparison leaves of an argument's values. Immutable once made.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile/arena.h"

struct range {
        uint64_t lo, hi; /* both included */
};

struct ranges {
        const struct range *items;
        size_t n;
};

/**
 * ranges_make() - of ranges in any order, overlapping or not
 * @items: sorted in place
 *
 * Return: 0, -ENOMEM or -E2BIG, as arena_error() says.
 */
int ranges_make(struct ranges *out, struct arena *arena, struct range *items, size_t n);
int ranges_complement(struct ranges *out, struct arena *arena, const struct ranges *a,
                      uint64_t max);
int ranges_intersect(struct ranges *out, struct arena *arena, const struct ranges *a,
                     const struct ranges *b);
int ranges_unite(struct ranges *out, struct arena *arena, const struct ranges *a,
                 const struct ranges *b);

bool ranges_are_all(const struct ranges *a, uint64_t max);
bool ranges_equal(const struct ranges *a, const struct ranges *b);
