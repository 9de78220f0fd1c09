/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Text as people see it: lines and columns of a source, and "did you mean".
 */

#include <stdbool.h>
#include <stddef.h>

/* A string that is part of another one: not NUL-terminated, not owned. */
struct span {
        const char *s;
        size_t n;
};

static inline struct span span(const char *s, size_t n)
{
        return (struct span){ s, n };
}

struct span span_of(const char *s);
bool span_is(struct span a, const char *b);

/* printf("%.*s", SPAN(x)) */
#define SPAN(x) (int)(x).n, (x).s

/**
 * text_distance() - how many typing mistakes lie between two words
 *
 * Insert, delete, replace and swap of neighbours count one each (optimal
 * string alignment).
 *
 * Return: the distance, or @limit + 1 if it is larger than @limit.
 */
unsigned int text_distance(struct span a, struct span b, unsigned int limit);

/* The best of several candidates so far, for "did you mean". */
struct suggestion {
        struct span wanted;
        struct span best;      /* .s is NULL while nothing is near enough */
        unsigned int distance; /* of best; initially one more than tolerated */
};

/* Tolerates one mistake in words up to 4 letters, two up to 8, three beyond. */
struct suggestion suggestion_for(struct span wanted);
void suggestion_consider(struct suggestion *sug, struct span candidate);
