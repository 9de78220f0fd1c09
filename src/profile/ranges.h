/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Sets of numbers 0..max as ascending ranges with gaps between them: what a
 * comparison leaves of an argument's values. Immutable once made.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile/scratch.h"

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
 * Return: 0, -ENOMEM or -E2BIG, as scratch_error() says.
 */
int ranges_make(struct ranges *out, struct scratch *scratch, struct range *items, size_t n);
int ranges_complement(struct ranges *out, struct scratch *scratch, const struct ranges *a,
                      uint64_t max);
int ranges_intersect(struct ranges *out, struct scratch *scratch, const struct ranges *a,
                     const struct ranges *b);
int ranges_unite(struct ranges *out, struct scratch *scratch, const struct ranges *a,
                 const struct ranges *b);

/**
 * ranges_clip() - leave only what a value with a mask can be
 *
 * (argument & @mask) has no bits outside of @mask, so every range is made to
 * start and end in numbers that can be; those between which nothing can be are
 * joined.
 */
int ranges_clip(struct ranges *out, struct scratch *scratch, const struct ranges *a, uint64_t mask);

/* The smallest number >= @value of @mask's bits only. Return: whether there is one. */
bool submask_from(uint64_t *out, uint64_t value, uint64_t mask);

/* The largest number <= @value of @mask's bits only. */
uint64_t submask_up_to(uint64_t value, uint64_t mask);

bool ranges_are_all(const struct ranges *a, uint64_t max);
bool ranges_equal(const struct ranges *a, const struct ranges *b);
