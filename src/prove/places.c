/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/places.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

int places_init(struct places *places, size_t n_places)
{
        *places = (struct places){ .n_places = n_places };
        places->at = calloc(n_places, sizeof(struct arrival *));
        places->waiting = calloc(n_places / 64 + 1, sizeof(*places->waiting));
        return places->at && places->waiting ? 0 : -ENOMEM;
}

void places_deinit(struct places *places)
{
        free(places->at);
        free(places->waiting);
}

static void forget_all(struct places *places)
{
        memset(places->at, 0, places->n_places * sizeof(struct arrival *));
        memset(places->waiting, 0, (places->n_places / 64 + 1) * sizeof(*places->waiting));
}

void places_begin(struct places *places, const struct effort *effort, const struct residue *base,
                  struct arena *arena)
{
        /* what was joined has all been taken from its places, if it was left to the end */
        if (places->effort && (!places->effort->join || !places->is_empty))
                forget_all(places);
        places->effort = effort;
        places->base = base;
        places->arena = arena;
        places->here = places->newest = NULL;
        places->n_arrivals = 0;
        places->is_empty = true;
}

/* Of how many words that matter on from here two ways know different things. */
static unsigned int n_different(const struct arrival *a, const struct arrival *b)
{
        const uint32_t words = a->words | b->words;
        unsigned int n = 0;

        for (unsigned int word = WORD_ARGS; word < WORD_COUNT; word++) {
                const struct fact *of_a = a->way.known.words[word];
                const struct fact *of_b = b->way.known.words[word];

                n += (words & (1u << word)) && of_a != of_b &&
                     (!of_a || !of_b || !fact_equal(of_a, of_b));
        }
        return n;
}

static int join_known(struct known *out, struct arena *arena, const struct known *x,
                      const struct known *y)
{
        *out = (struct known){ 0 };
        for (unsigned int word = 0; word < WORD_COUNT; word++) {
                const struct fact *a = x->words[word], *b = y->words[word];
                struct fact *joined;

                if (a == b || (a && b && fact_equal(a, b)))
                        out->words[word] = a;
                if (a == b || !a || !b || out->words[word])
                        continue;
                joined = arena_alloc(arena, 1, sizeof(*joined));
                if (!joined)
                        return -ENOMEM;
                fact_join(joined, a, b);
                if (!fact_is_empty(joined))
                        out->words[word] = joined;
        }
        return 0;
}

/* What is known of either, in the one that stays. Its rules are those of both already. */
static int join_ways(struct places *places, struct way *into, const struct way *a,
                     const struct way *b, bool same_rules_open)
{
        struct residue both = into->residue;
        int r;

        r = join_known(&into->known, places->arena, &a->known, &b->known);
        if (r >= 0 && places->effort->ghosts)
                r = residue_join_ghosts(&both, places->arena, &a->residue, &b->residue);
        if (r < 0 || (same_rules_open && !places->effort->ghosts))
                return r;
        /* what the lists of both have forgotten may still be known */
        return residue_given(&into->residue, places->arena, &both, &into->known, UINT32_MAX);
}

static bool same_held(const struct arrival *a, const struct arrival *b)
{
        return a->held.loaded == b->held.loaded && a->held.word == b->held.word &&
               a->held.mask == b->held.mask;
}

static bool same_rules(const struct residue *a, const struct residue *b)
{
        if (a->always != b->always)
                return false;
        for (size_t i = 0; a->rules != b->rules && i < a->n_rules; i++)
                if (a->rules[i].rule != b->rules[i].rule)
                        return false;
        return true;
}

static bool is_alike(const struct effort *effort, const struct arrival *a, const struct arrival *b)
{
        return same_held(a, b) && a->hash == b->hash &&
               residue_equal(&a->way.residue, &b->way.residue) &&
               (!effort->apart || same_rules(&a->way.residue, &b->way.residue));
}

/* With other questions open; rules that stand for others can not be told apart again. */
static bool may_join(const struct effort *effort, const struct arrival *a, const struct arrival *b)
{
        (void)effort;
        return same_held(a, b) && !a->way.residue.mixed && !b->way.residue.mixed;
}

/* The one that least is lost with; NULL: there is none. @n: of how many words it is. */
static struct arrival *find_partner(const struct places *places, const struct arrival *new,
                                    bool (*fits)(const struct effort *, const struct arrival *,
                                                 const struct arrival *),
                                    unsigned int *n)
{
        /* what all is joined with, whatever is lost: there is hardly ever a choice */
        const bool first_fits = places->effort->join && places->effort->most_alike <= 1;
        struct arrival *best = NULL;

        for (struct arrival *at = places->at[new->pc]; at; at = at->next) {
                unsigned int here = UINT_MAX;

                if (fits(places->effort, at, new))
                        here = first_fits ? 1 : n_different(at, new);
                if (here == UINT_MAX || (best && here >= *n))
                        continue;
                best = at;
                *n = here;
                if (first_fits)
                        break;
        }
        return best;
}

/* The same questions are open, so only what is known differs. */
static int join_alike(struct places *places, struct arrival *into, const struct arrival *new)
{
        const struct way before = into->way;

        into->way.residue.mixed = before.residue.mixed || new->way.residue.mixed ||
                                  !same_rules(&before.residue, &new->way.residue);
        return places->effort->join ? join_ways(places, &into->way, &before, &new->way, true) : 0;
}

/* Other questions are open: all that is open in either. */
static int join_unlike(struct places *places, struct arrival *into, const struct arrival *new)
{
        const struct way before = into->way;
        struct residue both;
        int r;

        r = residue_join(&both, places->arena, &before.residue, &new->way.residue, places->base);
        if (r < 0)
                return r;
        into->way.residue = both;
        return join_ways(places, &into->way, &before, &new->way, false);
}

static int add_arrival(struct places *places, struct arrival *new)
{
        if (++places->n_arrivals > places->effort->most_arrivals)
                return -E2BIG;
        new->next = places->at[new->pc];
        new->older = places->newest;
        places->at[new->pc] = new;
        if (places->effort->join)
                places->waiting[new->pc / 64] |= UINT64_C(1) << (new->pc % 64);
        else
                places->newest = new;
        places->is_empty = false;
        return 0;
}

int places_arrive(struct places *places, size_t pc, struct held held, const struct way *way,
                  uint32_t words)
{
        const struct effort *effort = places->effort;
        struct arrival *new = arena_alloc(places->arena, 1, sizeof(*new)), *partner;
        unsigned int n_lost = 0;
        size_t n = 0;

        if (!new)
                return -ENOMEM;
        new->pc = pc;
        new->held = held;
        new->way = *way;
        new->hash = effort->join ? 0 : residue_hash(&way->residue);
        new->words = words;
        for (const struct arrival *at = places->at[pc]; at; at = at->next)
                n++;
        partner = n > 0 ? find_partner(places, new, is_alike, &n_lost) : NULL;
        if (partner && (n_lost == 0 || (effort->join && n >= effort->most_alike)))
                return join_alike(places, partner, new);
        if (effort->join && n >= effort->most_unlike) {
                partner = find_partner(places, new, may_join, &n_lost);
                if (partner)
                        return join_unlike(places, partner, new);
        }
        return add_arrival(places, new);
}

/* The first place that is waiting; jumps go forward, so nothing comes to it any more. */
static struct arrival *take_place(struct places *places)
{
        for (size_t group = 0; group <= places->n_places / 64; group++) {
                if (places->waiting[group]) {
                        const size_t pc =
                                group * 64 + (size_t)__builtin_ctzll(places->waiting[group]);
                        struct arrival *first = places->at[pc];

                        places->waiting[group] &= places->waiting[group] - 1;
                        places->at[pc] = NULL;
                        return first;
                }
        }
        places->is_empty = true;
        return NULL;
}

const struct arrival *places_next(struct places *places)
{
        /* each way to its end before the next one: a wrong return is soon found */
        struct arrival **from = places->effort->join ? &places->here : &places->newest;
        const struct arrival *next;

        if (places->effort->join && !places->here)
                places->here = take_place(places);
        next = *from;
        if (next)
                *from = places->effort->join ? next->next : next->older;
        return next;
}
