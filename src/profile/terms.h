/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Disjunctive normal form. A test says which values the masked argument may
 * have; a term is a conjunction of tests, one for each argument and mask; a
 * list of terms is their disjunction: no terms is "never", a term without
 * tests is "always".
 */

#include "profile/ranges.h"

#define TERMS_MAX 4096 /* more could never fit a program of 4096 instructions */

struct test {
        unsigned int arg;
        unsigned int bits; /* of the argument; mask lies within */
        uint64_t mask;
        struct ranges in; /* clipped to mask; neither empty nor everything */
};

struct term {
        const struct test *tests; /* ascending by argument, then mask */
        size_t n;
};

struct terms {
        struct term *items;
        size_t n, cap;
};

/* All return 0, -ENOMEM, or -E2BIG when it grows beyond sense. */
int terms_always(struct terms *out, struct scratch *scratch);
int terms_of_test(struct terms *out, struct scratch *scratch, const struct test *test);
int terms_and(struct terms *out, struct scratch *scratch, const struct terms *a,
              const struct terms *b);
int terms_or(struct terms *to, struct scratch *scratch, const struct terms *more);

bool terms_are_always(const struct terms *terms);
