/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/solve.h"

/*
 * The word is made bit by bit from the highest. A masked value that was equal
 * to a bound so far may part from it with the next bit, and once it has, the
 * bound is kept or broken whatever follows.
 */

#define MOST_CLAIMS (FACT_BOUNDS + FACT_NOTS)
#define MOST_TRIES  4096

/* What is known of a claim when some bits are fixed. */
enum {
        AT_FIRST = 1, /* equal to the lower bound so far */
        AT_LAST = 2,  /* equal to the upper bound so far */
        KEPT = 4,     /* true whatever follows */
        BROKEN = 8,   /* false whatever follows */
};

/* (word & mask) lies in first..last, or lies outside. */
struct claim {
        struct question range;
        bool inside;
};

struct solver {
        struct claim claims[MOST_CLAIMS];
        unsigned int n_claims;
        unsigned int n_tries;
        uint32_t value;
};

static unsigned int bit_of(uint32_t value, unsigned int bit)
{
        return value >> bit & 1;
}

static unsigned int decided(const struct claim *claim, bool inside)
{
        return claim->inside == inside ? KEPT : BROKEN;
}

/* The state of a claim when one more bit is fixed. */
static unsigned int advance(const struct claim *claim, unsigned int state, unsigned int bit,
                            unsigned int chosen)
{
        const unsigned int seen = chosen & bit_of(claim->range.mask, bit);
        const unsigned int first = bit_of(claim->range.first, bit);
        const unsigned int last = bit_of(claim->range.last, bit);

        if (state == KEPT)
                return KEPT;
        if (((state & AT_FIRST) && seen < first) || ((state & AT_LAST) && seen > last))
                return decided(claim, false);
        if ((state & AT_FIRST) && seen > first)
                state &= ~(unsigned int)AT_FIRST;
        if ((state & AT_LAST) && seen < last)
                state &= ~(unsigned int)AT_LAST;
        return state == 0 || bit == 0 ? decided(claim, true) : state;
}

/* Whether all claims can still be true with one more bit. */
static bool fix_bit(uint8_t next[MOST_CLAIMS], const struct solver *solver,
                    const uint8_t states[MOST_CLAIMS], unsigned int bit, unsigned int chosen)
{
        for (unsigned int i = 0; i < solver->n_claims; i++) {
                next[i] = (uint8_t)advance(&solver->claims[i], states[i], bit, chosen);
                if (next[i] == BROKEN)
                        return false;
        }
        return true;
}

static bool bit_matters(const struct solver *solver, const uint8_t states[MOST_CLAIMS],
                        unsigned int bit)
{
        for (unsigned int i = 0; i < solver->n_claims; i++)
                if (states[i] != KEPT && bit_of(solver->claims[i].range.mask, bit))
                        return true;
        return false;
}

/* Bits above @n_bits are fixed; 32 levels deep at most. */
static bool search(struct solver *solver, const uint8_t states[MOST_CLAIMS], unsigned int n_bits)
{
        uint8_t next[MOST_CLAIMS];
        const unsigned int bit = n_bits - 1;

        if (n_bits == 0)
                return true;
        if (++solver->n_tries > MOST_TRIES)
                return false;
        if (bit_matters(solver, states, bit) && fix_bit(next, solver, states, bit, 1)) {
                solver->value |= UINT32_C(1) << bit;
                if (search(solver, next, bit))
                        return true;
                solver->value &= ~(UINT32_C(1) << bit);
        }
        return fix_bit(next, solver, states, bit, 0) && search(solver, next, bit);
}

bool solve_fact(uint32_t *value, bool *found, const struct fact *fact)
{
        struct solver solver = { 0 };
        uint8_t states[MOST_CLAIMS];

        for (unsigned int i = 0; i < fact->n_bounds; i++)
                solver.claims[solver.n_claims++] =
                        (struct claim){ .range = fact->bounds[i], .inside = true };
        for (unsigned int i = 0; i < fact->n_nots; i++) {
                const struct question one = { fact->nots[i].mask, fact->nots[i].value,
                                              fact->nots[i].value };

                solver.claims[solver.n_claims++] = (struct claim){ .range = one, .inside = false };
        }
        for (unsigned int i = 0; i < solver.n_claims; i++)
                states[i] = AT_FIRST | AT_LAST;
        *found = search(&solver, states, 32);
        if (*found)
                *value = solver.value;
        return *found || solver.n_tries > MOST_TRIES;
}
