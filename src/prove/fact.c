/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/fact.h"

#include <stddef.h>
#include <string.h>

#include "prove/solve.h"

#define ALL UINT32_MAX

/* Bits of the word whose value is certain. */
struct certain {
        uint32_t mask, value;
        bool conflict; /* two bounds want different values: no such word exists */
};

/* A masked value between two bounds shares their leading bits. */
static struct certain certain_bits(const struct fact *fact)
{
        struct certain c = { 0 };

        for (unsigned int i = 0; i < fact->n_bounds; i++) {
                const struct question *b = &fact->bounds[i];
                uint32_t spread = b->first ^ b->last;
                uint32_t leading = spread ? ~(ALL >> __builtin_clz(spread)) : ALL;
                uint32_t sure = b->mask & leading;

                c.conflict |= ((c.value ^ b->first) & c.mask & sure) != 0;
                c.mask |= sure;
                c.value |= b->first & sure;
        }
        return c;
}

static bool is_not(const struct fact *fact, uint32_t mask, uint32_t value)
{
        for (unsigned int i = 0; i < fact->n_nots; i++)
                if (fact->nots[i].mask == mask && fact->nots[i].value == value)
                        return true;
        return false;
}

/*
 * The least value from @least on whose bits under c.mask are as they must be:
 * it keeps a leading part of @least, has a one where @least has a zero, and is
 * as small as can be behind that. False if there is none.
 */
static bool round_up(uint32_t *out, uint32_t least, struct certain c)
{
        if (((least ^ c.value) & c.mask) == 0) {
                *out = least;
                return true;
        }
        for (unsigned int i = 0; i < 32; i++) {
                const uint32_t bit = UINT32_C(1) << i, above = ~(bit | (bit - 1));

                if ((least & bit) || ((c.mask & bit) && !(c.value & bit)) ||
                    ((least ^ c.value) & c.mask & above) != 0)
                        continue;
                *out = (least & above) | bit | (c.value & c.mask & (bit - 1));
                return true;
        }
        return false;
}

/* The same downwards, by looking at all bits upside down. */
static bool round_down(uint32_t *out, uint32_t greatest, struct certain c)
{
        const struct certain flipped = { .mask = c.mask, .value = ~c.value & c.mask };
        uint32_t up;

        if (!round_up(&up, ~greatest, flipped))
                return false;
        *out = ~up;
        return true;
}

/* Bounds of the masked word, moved inwards to values that it can have. */
static struct extent tighten(struct extent e, uint32_t mask, struct certain c)
{
        const struct extent none = { 1, 0 };

        c.mask |= ~mask; /* what the mask takes away is zero */
        c.value &= mask;
        if (c.conflict || e.least > e.greatest || !round_up(&e.least, e.least, c) ||
            !round_down(&e.greatest, e.greatest, c))
                return none;
        return e;
}

struct extent fact_extent(const struct fact *fact, uint32_t mask)
{
        const struct certain c = certain_bits(fact);
        struct extent e = { c.value & mask, (c.value & mask) | (mask & ~c.mask) };

        for (unsigned int i = 0; i < fact->n_bounds; i++) {
                const struct question *b = &fact->bounds[i];

                /* more bits make no value less, fewer bits make none greater */
                if ((b->mask & ~mask) == 0 && b->first > e.least)
                        e.least = b->first;
                if ((mask & ~b->mask) == 0 && b->last < e.greatest)
                        e.greatest = b->last;
        }
        while (e.least <= e.greatest && is_not(fact, mask, e.least) && e.least < ALL)
                e.least++;
        while (e.least <= e.greatest && is_not(fact, mask, e.greatest) && e.greatest > 0)
                e.greatest--;
        return tighten(e, mask, c);
}

/* Whether (word & mask) == value contradicts something that is known. */
static bool contradicts(const struct fact *fact, uint32_t mask, uint32_t value)
{
        const struct certain c = certain_bits(fact);

        if (((value ^ c.value) & c.mask & mask) != 0)
                return true;
        for (unsigned int i = 0; i < fact->n_nots; i++)
                if ((fact->nots[i].mask & ~mask) == 0 &&
                    (value & fact->nots[i].mask) == fact->nots[i].value)
                        return true;
        for (unsigned int i = 0; i < fact->n_bounds; i++) {
                const struct question *b = &fact->bounds[i];

                if ((b->mask & ~mask) == 0 &&
                    ((value & b->mask) < b->first || (value & b->mask) > b->last))
                        return true;
        }
        return false;
}

enum answer fact_ask(const struct fact *fact, const struct question *question)
{
        const struct extent e = fact_extent(fact, question->mask);

        if (question->first <= e.least && e.greatest <= question->last)
                return ANSWER_YES;
        if (e.greatest < question->first || question->last < e.least)
                return ANSWER_NO;
        if (question->first == question->last && contradicts(fact, question->mask, question->first))
                return ANSWER_NO;
        return ANSWER_OPEN;
}

static void learn_bound(struct fact *fact, uint32_t mask, uint32_t first, uint32_t last)
{
        const struct certain of_mask = { .mask = ~mask };

        /* inwards to values that the mask lets through; where there is none, first > last */
        if (!round_up(&first, first, of_mask) || !round_down(&last, last, of_mask)) {
                first = 1;
                last = 0;
        }
        for (unsigned int i = 0; i < fact->n_bounds; i++) {
                struct question *b = &fact->bounds[i];

                if (b->mask != mask)
                        continue;
                if (first > b->first)
                        b->first = first;
                if (last < b->last)
                        b->last = last;
                return;
        }
        if (fact->n_bounds == FACT_BOUNDS)
                memmove(fact->bounds, fact->bounds + 1, sizeof(fact->bounds[0]) * --fact->n_bounds);
        fact->bounds[fact->n_bounds++] = (struct question){ mask, first, last };
}

static void learn_not(struct fact *fact, uint32_t mask, uint32_t value)
{
        if (is_not(fact, mask, value))
                return;
        if (fact->n_nots == FACT_NOTS)
                memmove(fact->nots, fact->nots + 1, sizeof(fact->nots[0]) * --fact->n_nots);
        fact->nots[fact->n_nots].mask = mask;
        fact->nots[fact->n_nots++].value = value;
}

void fact_learn(struct fact *fact, const struct question *question, bool yes)
{
        const struct extent e = fact_extent(fact, question->mask);

        if (yes)
                learn_bound(fact, question->mask, question->first, question->last);
        else if (question->first <= e.least && question->last < ALL)
                learn_bound(fact, question->mask, question->last + 1, ALL);
        else if (question->last >= e.greatest && question->first > 0)
                learn_bound(fact, question->mask, 0, question->first - 1);
        else if (question->first == question->last)
                learn_not(fact, question->mask, question->first);
}

bool fact_admits(const struct fact *fact, uint32_t value)
{
        for (unsigned int i = 0; i < fact->n_bounds; i++) {
                const struct question *b = &fact->bounds[i];

                if ((value & b->mask) < b->first || (value & b->mask) > b->last)
                        return false;
        }
        for (unsigned int i = 0; i < fact->n_nots; i++)
                if ((value & fact->nots[i].mask) == fact->nots[i].value)
                        return false;
        return true;
}

/* What is known under one mask is taken together by its extent already. */
static bool has_several_masks(const struct fact *fact)
{
        const uint32_t mask = fact->n_bounds > 0 ? fact->bounds[0].mask : fact->nots[0].mask;

        for (unsigned int i = 0; i < fact->n_bounds; i++)
                if (fact->bounds[i].mask != mask)
                        return true;
        for (unsigned int i = 0; i < fact->n_nots; i++)
                if (fact->nots[i].mask != mask)
                        return true;
        return false;
}

bool fact_possible(const struct fact *fact)
{
        const struct extent e = fact_extent(fact, ALL);
        uint32_t value;
        bool found;

        if (e.least > e.greatest || certain_bits(fact).conflict)
                return false;
        for (unsigned int i = 0; i < fact->n_bounds; i++) {
                const struct extent masked = fact_extent(fact, fact->bounds[i].mask);

                if (masked.least > masked.greatest)
                        return false;
        }
        if (e.least == e.greatest)
                return fact_admits(fact, e.least);
        return !has_several_masks(fact) || solve_fact(&value, &found, fact);
}

void fact_copy(struct fact *to, const struct fact *from)
{
        to->n_bounds = from->n_bounds;
        to->n_nots = from->n_nots;
        memcpy(to->bounds, from->bounds, from->n_bounds * sizeof(from->bounds[0]));
        memcpy(to->nots, from->nots, from->n_nots * sizeof(from->nots[0]));
}

/* Under one mask of either: no less than the lesser of both, no more than the greater. */
static void join_bound(struct fact *out, uint32_t mask, const struct fact *a, const struct fact *b)
{
        struct extent e = fact_extent(a, mask);
        const struct extent of_b = fact_extent(b, mask);

        if (of_b.least < e.least)
                e.least = of_b.least;
        if (of_b.greatest > e.greatest)
                e.greatest = of_b.greatest;
        if (e.least > 0 || e.greatest < mask)
                learn_bound(out, mask, e.least, e.greatest);
}

void fact_join(struct fact *out, const struct fact *a, const struct fact *b)
{
        out->n_bounds = out->n_nots = 0;
        for (unsigned int i = 0; i < a->n_bounds; i++)
                join_bound(out, a->bounds[i].mask, a, b);
        for (unsigned int i = 0; i < b->n_bounds; i++)
                join_bound(out, b->bounds[i].mask, a, b);
        for (unsigned int i = 0; i < a->n_nots; i++)
                if (contradicts(b, a->nots[i].mask, a->nots[i].value))
                        learn_not(out, a->nots[i].mask, a->nots[i].value);
        for (unsigned int i = 0; i < b->n_nots; i++)
                if (contradicts(a, b->nots[i].mask, b->nots[i].value))
                        learn_not(out, b->nots[i].mask, b->nots[i].value);
}

bool fact_equal(const struct fact *a, const struct fact *b)
{
        return a->n_bounds == b->n_bounds && a->n_nots == b->n_nots &&
               memcmp(a->bounds, b->bounds, a->n_bounds * sizeof(a->bounds[0])) == 0 &&
               memcmp(a->nots, b->nots, a->n_nots * sizeof(a->nots[0])) == 0;
}
