/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What a path through a program tells of one 32-bit word. Facts may be
 * forgotten (they are kept in fixed storage), never invented: what is claimed
 * here holds for every call that takes the path.
 */

#include <stdbool.h>
#include <stdint.h>

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_OPEN };

/* A question about one word: does (word & mask) lie in first..last? */
struct question {
        uint32_t mask, first, last;
};

#define FACT_BOUNDS 12
#define FACT_NOTS   16
#define FACT_VALUES 8

struct fact {
        uint8_t n_values; /* with any, the word is one of them, and no more needs to be said */
        uint8_t n_bounds, n_nots;
        uint32_t values[FACT_VALUES];        /* ascending */
        struct question bounds[FACT_BOUNDS]; /* true of the word; one for each mask */
        struct {
                uint32_t mask, value;
        } nots[FACT_NOTS]; /* (word & mask) != value */
};

/* The least and the greatest that (word & mask) can be, as far as is known. */
struct extent {
        uint32_t least, greatest; /* least > greatest: no such word exists */
};

struct extent fact_extent(const struct fact *fact, uint32_t mask);

/* ANSWER_OPEN: both may be. */
enum answer fact_ask(const struct fact *fact, const struct question *question);

/* The answer to @question becomes known. */
void fact_learn(struct fact *fact, const struct question *question, bool yes);

/* Whether a word of this value is possible. */
bool fact_admits(const struct fact *fact, uint32_t value);

/* False: no word can have all these properties, so no call takes the path. */
bool fact_possible(const struct fact *fact);

/* Copies what is known, which is mostly a small part of the storage. */
void fact_copy(struct fact *to, const struct fact *from);

/* What holds of every word that @a or @b admits; more may be admitted. */
void fact_join(struct fact *out, const struct fact *a, const struct fact *b);

bool fact_equal(const struct fact *a, const struct fact *b);

static inline bool fact_is_empty(const struct fact *fact)
{
        return fact->n_values == 0 && fact->n_bounds == 0 && fact->n_nots == 0;
}

/* Of a word of which nothing is known there may be no fact at all. */
static inline const struct fact *fact_or_nothing(const struct fact *fact)
{
        static const struct fact nothing;

        return fact ? fact : &nothing;
}
