/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Predicates on 64-bit arguments as conditions on 32-bit words.
 *
 * A narrow literal asks whether (word & mask) lies in first..last. A wide one
 * asks that of two words taken together, which only the order comparisons and
 * "not equal" of 64-bit arguments need; once its high word is known, what is
 * left of it is narrow. Either may be negated.
 */

#include <stdbool.h>
#include <stdint.h>

#include "policy/policy.h"

enum truth { TRUTH_NO, TRUTH_YES, TRUTH_OPEN };

struct literal {
        uint8_t word;     /* the word; of a wide one the high word */
        uint8_t low_word; /* wide: the low word */
        bool wide, negate;
        uint32_t mask;        /* of word */
        uint32_t low_mask;    /* wide: of low_word */
        uint64_t first, last; /* both included; at most 32 bits when narrow */
        bool is_rest;         /* of a wide one whose high word left it open; decides nothing */
};

/* What a path knows of one word: first <= (word & mask) <= last. */
struct known {
        uint8_t word;
        uint32_t mask;
        uint32_t first, last;
};

/**
 * literals_of() - a predicate as a conjunction of at most two literals
 * @out: written when the answer is TRUTH_OPEN
 * @n:   how many, 1 or 2
 *
 * Return: TRUTH_NO or TRUTH_YES for a predicate that no argument can change.
 */
enum truth literals_of(struct literal out[2], unsigned int *n, const struct predicate *predicate,
                       bool big_endian);

/**
 * literal_given() - what is left of a literal when something is known
 * @lit: reduced in place when the answer is TRUTH_OPEN
 */
enum truth literal_given(struct literal *lit, const struct known *known);
