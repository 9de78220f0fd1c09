/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dag/state.h"

#include <errno.h>
#include <string.h>

#include "util/hash.h"

void state_normalize(struct state *state)
{
        for (size_t i = 0; i < state->n_clauses; i++) {
                if (state->clauses[i].n_literals == 0) {
                        state->otherwise = state->clauses[i].target;
                        state->n_clauses = i;
                }
        }
        while (state->n_clauses > 0 &&
               state->clauses[state->n_clauses - 1].target == state->otherwise)
                state->n_clauses--;
}

/* Whether anything in the clause is about the word that is known. */
static bool clause_concerns(const struct clause *clause, const struct known *known)
{
        for (uint32_t i = 0; i < clause->n_literals; i++)
                if (clause->literals[i].word == known->word)
                        return true;
        return false;
}

/*
 * @possible: false if the clause can not hold any more; otherwise @out is what
 * is left of it.
 */
static int clause_given(struct clause *out, bool *possible, struct arena *arena,
                        const struct clause *clause, const struct known *known)
{
        struct literal *kept;

        *out = *clause;
        *possible = true;
        if (!clause_concerns(clause, known))
                return 0;
        kept = arena_alloc(arena, clause->n_literals, sizeof(*kept));
        if (!kept)
                return -ENOMEM;
        out->literals = kept;
        out->n_literals = 0;
        for (uint32_t i = 0; i < clause->n_literals; i++) {
                struct literal lit = clause->literals[i];
                enum truth truth = literal_given(&lit, known);

                *possible = truth != TRUTH_NO;
                if (!*possible)
                        return 0;
                if (truth == TRUTH_OPEN)
                        kept[out->n_literals++] = lit;
        }
        return 0;
}

int state_given(struct state *out, struct arena *arena, const struct state *state,
                const struct known *known)
{
        struct clause *clauses = arena_alloc(arena, state->n_clauses, sizeof(*clauses));
        size_t n = 0;

        if (!clauses)
                return -ENOMEM;
        for (size_t i = 0; i < state->n_clauses; i++) {
                bool possible;
                int r = clause_given(&clauses[n], &possible, arena, &state->clauses[i], known);

                if (r < 0)
                        return r;
                if (!possible)
                        continue;
                if (clauses[n++].n_literals == 0)
                        break; /* always holds: the rest is dead */
        }
        *out = (struct state){ .clauses = clauses, .n_clauses = n, .otherwise = state->otherwise };
        state_normalize(out);
        return 0;
}

static bool literal_equal(const struct literal *a, const struct literal *b)
{
        return a->word == b->word && a->wide == b->wide && a->negate == b->negate &&
               a->mask == b->mask && a->low_mask == b->low_mask && a->first == b->first &&
               a->last == b->last;
}

static bool clause_equal(const struct clause *a, const struct clause *b)
{
        if (a->target != b->target || a->n_literals != b->n_literals)
                return false;
        for (uint32_t i = 0; a->literals != b->literals && i < a->n_literals; i++)
                if (!literal_equal(&a->literals[i], &b->literals[i]))
                        return false;
        return true;
}

bool state_equal(const struct state *a, const struct state *b)
{
        if (a->otherwise != b->otherwise || a->n_clauses != b->n_clauses)
                return false;
        for (size_t i = 0; i < a->n_clauses; i++)
                if (!clause_equal(&a->clauses[i], &b->clauses[i]))
                        return false;
        return true;
}

uint64_t state_hash(const struct state *state)
{
        uint64_t h = hash_mix(HASH_SEED, state->otherwise);

        for (size_t i = 0; i < state->n_clauses; i++) {
                const struct clause *clause = &state->clauses[i];

                h = hash_mix(h, ((uint64_t)clause->target << 32) | clause->n_literals);
                for (uint32_t k = 0; k < clause->n_literals; k++) {
                        const struct literal *lit = &clause->literals[k];

                        h = hash_mix(h, ((uint64_t)lit->mask << 32) | lit->word);
                        h = hash_mix(h, lit->first);
                        h = hash_mix(h, lit->last + lit->negate);
                }
        }
        return h;
}

size_t state_chain_cost(const struct state *state)
{
        size_t cost = 0;

        for (size_t i = 0; i < state->n_clauses; i++)
                for (uint32_t k = 0; k < state->clauses[i].n_literals; k++)
                        cost += state->clauses[i].literals[k].wide ? 3 : 1;
        return cost;
}
