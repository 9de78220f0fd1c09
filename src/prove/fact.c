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

static struct extent extent_of_values(const struct fact *fact, uint32_t mask)
{
        struct extent e = { UINT32_MAX, 0 };

        for (unsigned int i = 0; i < fact->n_values; i++) {
                const uint32_t value = fact->values[i] & mask;

                if (value < e.least)
                        e.least = value;
                if (value > e.greatest)
                        e.greatest = value;
        }
        return e;
}

/* Values that are excluded one by one matter where a bound lies. */
static struct extent without_nots(struct extent e, const struct fact *fact, uint32_t mask)
{
        while (e.least <= e.greatest && is_not(fact, mask, e.least) && e.least < ALL)
                e.least++;
        while (e.least <= e.greatest && is_not(fact, mask, e.greatest) && e.greatest > 0)
                e.greatest--;
        return e;
}

static struct extent extent_of_bounds(const struct fact *fact, uint32_t mask)
{
        const struct question *only = fact->n_bounds == 1 ? &fact->bounds[0] : NULL;
        struct certain c;
        struct extent e;

        /* nearly always: bounds of the whole word, as the search for a number gives them */
        if (mask == ALL && only && only->mask == ALL)
                return without_nots((struct extent){ only->first, only->last }, fact, mask);
        c = certain_bits(fact);
        e = (struct extent){ c.value & mask, (c.value & mask) | (mask & ~c.mask) };
        for (unsigned int i = 0; i < fact->n_bounds; i++) {
                const struct question *b = &fact->bounds[i];

                /* more bits make no value less, fewer bits make none greater */
                if ((b->mask & ~mask) == 0 && b->first > e.least)
                        e.least = b->first;
                if ((mask & ~b->mask) == 0 && b->last < e.greatest)
                        e.greatest = b->last;
        }
        e = without_nots(e, fact, mask);
        return tighten(e, mask, c);
}

struct extent fact_extent(const struct fact *fact, uint32_t mask)
{
        return fact->n_values > 0 ? extent_of_values(fact, mask) : extent_of_bounds(fact, mask);
}

static bool is_in(const struct question *question, uint32_t value)
{
        return question->first <= (value & question->mask) &&
               (value & question->mask) <= question->last;
}

static enum answer ask_values(const struct fact *fact, const struct question *question)
{
        unsigned int n = 0;

        for (unsigned int i = 0; i < fact->n_values; i++)
                n += is_in(question, fact->values[i]);
        if (n == 0)
                return ANSWER_NO;
        return n == fact->n_values ? ANSWER_YES : ANSWER_OPEN;
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
        struct extent e;

        if (fact->n_values > 0)
                return ask_values(fact, question);
        e = extent_of_bounds(fact, question->mask);
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

static void learn_of_values(struct fact *fact, const struct question *question, bool yes)
{
        unsigned int n = 0;

        for (unsigned int i = 0; i < fact->n_values; i++)
                if (is_in(question, fact->values[i]) == yes)
                        fact->values[n++] = fact->values[i];
        fact->n_values = (uint8_t)n;
        if (n == 0)
                learn_bound(fact, ALL, 1, 0); /* there is no such word */
}

void fact_learn(struct fact *fact, const struct question *question, bool yes)
{
        struct extent e;

        if (fact->n_values > 0) {
                learn_of_values(fact, question, yes);
                return;
        }
        e = extent_of_bounds(fact, question->mask);
        if (yes)
                learn_bound(fact, question->mask, question->first, question->last);
        else if (question->first <= e.least && question->last < ALL)
                learn_bound(fact, question->mask, question->last + 1, ALL);
        else if (question->last >= e.greatest && question->first > 0)
                learn_bound(fact, question->mask, 0, question->first - 1);
        else if (question->first == question->last)
                learn_not(fact, question->mask, question->first);
}

static bool has_value(const struct fact *fact, uint32_t value)
{
        for (unsigned int i = 0; i < fact->n_values; i++)
                if (fact->values[i] == value)
                        return true;
        return false;
}

bool fact_admits(const struct fact *fact, uint32_t value)
{
        if (fact->n_values > 0)
                return has_value(fact, value);
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

        if (fact->n_values > 0)
                return true;
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
        to->n_values = from->n_values;
        to->n_bounds = from->n_bounds;
        to->n_nots = from->n_nots;
        memcpy(to->values, from->values, from->n_values * sizeof(from->values[0]));
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

/* The values of a word of which few are possible; false: it may have more. */
static bool few_values(struct fact *out, const struct fact *fact)
{
        const struct extent e = fact_extent(fact, ALL);

        out->n_bounds = out->n_nots = 0;
        out->n_values = fact->n_values;
        if (fact->n_values > 0)
                memcpy(out->values, fact->values, sizeof(fact->values));
        else if (e.least == e.greatest)
                out->values[out->n_values++] = e.least;
        return out->n_values > 0;
}

/* False: more than can be kept. */
static bool join_values(struct fact *out, const struct fact *a, const struct fact *b)
{
        struct fact of_a, of_b;
        unsigned int i = 0, k = 0;

        out->n_values = 0;
        if (!few_values(&of_a, a) || !few_values(&of_b, b))
                return false;
        while (i < of_a.n_values || k < of_b.n_values) {
                const bool from_a = k == of_b.n_values ||
                                    (i < of_a.n_values && of_a.values[i] <= of_b.values[k]);
                const uint32_t value = from_a ? of_a.values[i] : of_b.values[k];

                if (out->n_values == FACT_VALUES) {
                        out->n_values = 0;
                        return false;
                }
                out->values[out->n_values++] = value;
                i += i < of_a.n_values && of_a.values[i] == value;
                k += k < of_b.n_values && of_b.values[k] == value;
        }
        return true;
}

/* What @a excludes and @b, too. */
static void join_nots(struct fact *out, const struct fact *a, const struct fact *b)
{
        for (unsigned int i = 0; i < a->n_nots; i++) {
                const uint32_t value = a->nots[i].value;
                const struct question q = { a->nots[i].mask, value, value };

                if (fact_ask(b, &q) == ANSWER_NO)
                        learn_not(out, q.mask, value);
        }
}

void fact_join(struct fact *out, const struct fact *a, const struct fact *b)
{
        out->n_bounds = out->n_nots = 0;
        if (join_values(out, a, b))
                return;
        if (a->n_values > 0 || b->n_values > 0)
                join_bound(out, ALL, a, b);
        for (unsigned int i = 0; i < a->n_bounds; i++)
                join_bound(out, a->bounds[i].mask, a, b);
        for (unsigned int i = 0; i < b->n_bounds; i++)
                join_bound(out, b->bounds[i].mask, a, b);
        join_nots(out, a, b);
        join_nots(out, b, a);
}

bool fact_equal(const struct fact *a, const struct fact *b)
{
        return a->n_values == b->n_values && a->n_bounds == b->n_bounds && a->n_nots == b->n_nots &&
               memcmp(a->values, b->values, a->n_values * sizeof(a->values[0])) == 0 &&
               memcmp(a->bounds, b->bounds, a->n_bounds * sizeof(a->bounds[0])) == 0 &&
               memcmp(a->nots, b->nots, a->n_nots * sizeof(a->nots[0])) == 0;
}
