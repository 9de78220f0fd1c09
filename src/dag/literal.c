/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dag/literal.h"

#include <stdlib.h>

#include "abi/word.h"

#define LOW_HALF UINT64_C(0xffffffff)

/*
 * Every comparison is "the masked value lies in first..last" or its negation.
 * Return: TRUTH_OPEN, or the answer if the mask alone decides.
 */
static enum truth as_range(struct literal *lit, const struct predicate *p)
{
        uint64_t datum = p->datum, mask = p->mask;

        *lit = (struct literal){ .first = 0, .last = mask };
        switch (p->op) {
        case CMP_MASKED_EQ:
                lit->first = lit->last = datum & mask;
                return mask == 0 ? TRUTH_YES : TRUTH_OPEN;
        case CMP_EQ:
        case CMP_NE:
                lit->first = lit->last = datum;
                lit->negate = p->op == CMP_NE;
                if ((datum & ~mask) != 0)
                        return lit->negate ? TRUTH_YES : TRUTH_NO;
                if (mask == 0)
                        return lit->negate ? TRUTH_NO : TRUTH_YES;
                return TRUTH_OPEN;
        case CMP_LT:
                if (datum == 0 || datum > mask)
                        return datum == 0 ? TRUTH_NO : TRUTH_YES;
                lit->last = datum - 1;
                return TRUTH_OPEN;
        case CMP_LE:
                lit->last = datum;
                return datum >= mask ? TRUTH_YES : TRUTH_OPEN;
        case CMP_GE:
                lit->first = datum;
                if (datum == 0 || datum > mask)
                        return datum == 0 ? TRUTH_YES : TRUTH_NO;
                return TRUTH_OPEN;
        case CMP_GT:
                if (datum >= mask)
                        return TRUTH_NO;
                lit->first = datum + 1;
                return TRUTH_OPEN;
        default:
                abort(); /* filter_add_rule() takes no other */
        }
}

enum truth literals_of(struct literal out[2], unsigned int *n, const struct predicate *predicate,
                       bool big_endian)
{
        const uint32_t high_mask = (uint32_t)(predicate->mask >> 32);
        const uint32_t low_mask = (uint32_t)predicate->mask;
        const uint8_t high = (uint8_t)word_of_arg(predicate->arg, true, big_endian);
        const uint8_t low = (uint8_t)word_of_arg(predicate->arg, false, big_endian);
        struct literal lit;
        enum truth truth = as_range(&lit, predicate);

        if (truth != TRUTH_OPEN)
                return truth;
        *n = 1;
        if (high_mask == 0 || low_mask == 0) {
                lit.word = high_mask ? high : low;
                lit.mask = high_mask ? high_mask : low_mask;
                if (high_mask) {
                        /* low bits are 0 in every masked value: round first up, last down */
                        lit.first = (lit.first + LOW_HALF) >> 32;
                        lit.last >>= 32;
                }
                out[0] = lit;
                return TRUTH_OPEN;
        }
        lit.word = high;
        lit.low_word = low;
        lit.mask = high_mask;
        lit.low_mask = low_mask;
        lit.wide = true;
        out[0] = lit;
        if (lit.first == lit.last && !lit.negate) {
                /* equality is a conjunction: each half on its own */
                out[1] = (struct literal){ .word = low,
                                           .mask = low_mask,
                                           .first = lit.first & LOW_HALF,
                                           .last = lit.last & LOW_HALF };
                out[0] = (struct literal){ .word = high,
                                           .mask = high_mask,
                                           .first = lit.first >> 32,
                                           .last = lit.last >> 32 };
                *n = 2;
        }
        return TRUTH_OPEN;
}

/* All values lie in low..high: where does that leave first..last? */
static enum truth range_within(const struct literal *lit, uint64_t low, uint64_t high)
{
        if (lit->first <= low && high <= lit->last)
                return lit->negate ? TRUTH_NO : TRUTH_YES;
        if (high < lit->first || lit->last < low)
                return lit->negate ? TRUTH_YES : TRUTH_NO;
        return TRUTH_OPEN;
}

/*
 * The bits of the word that are sure: those under known's mask, above the
 * highest one in which its bounds differ.
 */
static uint32_t sure_bits(const struct known *known)
{
        uint32_t differ = known->first ^ known->last, below = 0;

        if (differ)
                below = UINT32_MAX >> __builtin_clz(differ);
        return known->mask & ~below;
}

static enum truth narrow_given(const struct literal *lit, const struct known *known)
{
        uint32_t sure, low;

        if (lit->mask == known->mask)
                return range_within(lit, known->first, known->last);
        sure = sure_bits(known) & lit->mask;
        low = known->first & sure;
        if (lit->first == lit->last && (lit->first & sure) != low)
                return lit->negate ? TRUTH_YES : TRUTH_NO;
        return range_within(lit, low, low | (lit->mask & ~sure));
}

static enum truth wide_given(struct literal *lit, const struct known *known)
{
        const uint64_t base = (uint64_t)known->first << 32;
        const uint64_t end = ((uint64_t)known->last << 32) | lit->low_mask;
        enum truth truth;

        if (lit->mask != known->mask)
                return TRUTH_OPEN;
        truth = range_within(lit, base, end);
        if (truth != TRUTH_OPEN || known->first != known->last)
                return truth;
        /* the high word is one value: what is left is a question of the low one */
        *lit = (struct literal){
                .word = lit->low_word,
                .mask = lit->low_mask,
                .negate = lit->negate,
                .is_rest = true,
                .first = lit->first > base ? lit->first - base : 0,
                .last = lit->last < end ? lit->last - base : lit->low_mask,
        };
        return TRUTH_OPEN;
}

enum truth literal_given(struct literal *lit, const struct known *known)
{
        if (lit->word != known->word)
                return TRUTH_OPEN;
        return lit->wide ? wide_given(lit, known) : narrow_given(lit, known);
}
