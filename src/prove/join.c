/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where two ways through the code meet: what is known and open on either. */

#include <errno.h>

#include "prove/residue.h"
#include "util/hash.h"

static bool predicate_equal(const struct open_predicate *x, const struct open_predicate *y)
{
        const struct predicate *a = x->predicate, *b = y->predicate;

        return x->possible == y->possible &&
               (a == b ||
                (a->arg == b->arg && a->op == b->op && a->mask == b->mask && a->datum == b->datum));
}

static bool rule_equal(const struct open_rule *a, const struct open_rule *b)
{
        if (a->rule->action != b->rule->action || a->n_open != b->n_open)
                return false;
        for (uint32_t i = 0; a->open != b->open && i < a->n_open; i++)
                if (!predicate_equal(&a->open[i], &b->open[i]))
                        return false;
        return true;
}

bool residue_equal(const struct residue *a, const struct residue *b)
{
        if (a->n_rules != b->n_rules || a->otherwise != b->otherwise)
                return false;
        for (size_t i = 0; a->rules != b->rules && i < a->n_rules; i++)
                if (!rule_equal(&a->rules[i], &b->rules[i]))
                        return false;
        return true;
}

static uint64_t rule_hash(uint64_t hash, const struct open_rule *rule)
{
        hash = hash_mix(hash, (uint64_t)rule->rule->action << 32 | rule->n_open);
        for (uint32_t i = 0; i < rule->n_open; i++) {
                const struct predicate *p = rule->open[i].predicate;

                hash = hash_mix(hash, p->datum);
                hash = hash_mix(hash, (uint64_t)p->arg << 16 | (uint64_t)p->op << 8 |
                                              rule->open[i].possible);
        }
        return hash;
}

uint64_t residue_hash(const struct residue *residue)
{
        uint64_t hash = hash_mix(HASH_SEED, residue->otherwise);

        for (size_t i = 0; i < residue->n_rules; i++)
                hash = rule_hash(hash, &residue->rules[i]);
        return hash;
}

/* Both lists are parts of the rule's own, in its order. */
static int join_open(struct open_rule *out, struct arena *arena, const struct open_rule *a,
                     const struct open_rule *b)
{
        struct open_predicate *open;
        uint32_t i = 0, k = 0;

        *out = *a;
        if (a->open == b->open)
                return 0;
        open = arena_alloc(arena, (size_t)a->n_open + b->n_open, sizeof(*open));
        if (!open)
                return -ENOMEM;
        out->open = open;
        out->n_open = 0;
        out->words = a->words | b->words;
        while (i < a->n_open || k < b->n_open) {
                const bool from_a = k == b->n_open ||
                                    (i < a->n_open && a->open[i].predicate <= b->open[k].predicate);
                const bool from_b = i == a->n_open ||
                                    (k < b->n_open && b->open[k].predicate <= a->open[i].predicate);
                struct open_predicate *next = &open[out->n_open++];

                next->predicate = from_a ? a->open[i].predicate : b->open[k].predicate;
                /* where the other one knew that it holds, it was not kept why */
                next->possible = from_a && from_b ? a->open[i].possible | b->open[k].possible
                                                  : ANYTHING_POSSIBLE;
                i += from_a;
                k += from_b;
        }
        return 0;
}

/* The next one of a list if it is @rule, and on to the one behind it. */
static const struct open_rule *take(const struct open_rule *list, size_t n, size_t *next,
                                    const struct rule *rule)
{
        if (*next == n || list[*next].rule != rule)
                return NULL;
        return &list[(*next)++];
}

/* What one way has of a rule, the rules being asked for in their order. */
struct reader {
        const struct residue *residue;
        size_t next_rule, next_ghost;
        const struct open_rule *live, *ghost; /* of the rule at hand; NULL: it is not there */
};

static void read_rule(struct reader *reader, const struct rule *rule)
{
        const struct residue *residue = reader->residue;

        reader->live = take(residue->rules, residue->n_rules, &reader->next_rule, rule);
        reader->ghost = take(residue->ghosts, residue->n_ghosts, &reader->next_ghost, rule);
}

int residue_join(struct residue *out, struct arena *arena, const struct residue *a,
                 const struct residue *b, const struct residue *base)
{
        const bool same_end = a->always == b->always;
        struct open_rule *rules = arena_alloc(arena, base->n_rules, sizeof(*rules));
        struct reader x = { .residue = a }, y = { .residue = b };
        size_t n = 0;
        int r = 0;

        if (!rules)
                return -ENOMEM;
        for (size_t at = 0; at < base->n_rules && r >= 0; at++) {
                const struct open_rule *whole = &base->rules[at], *of_a, *of_b;
                bool matters;

                read_rule(&x, whole->rule);
                read_rule(&y, whole->rule);
                matters = x.live || y.live;
                /* cut off on one way, as one before it matches there: not so on the other */
                if (!same_end)
                        matters = matters || whole->rule == a->always || whole->rule == b->always ||
                                  (a->keeps_ghosts && !(x.ghost && y.ghost));
                if (!matters)
                        continue;
                of_a = x.live ? x.live : x.ghost;
                of_b = y.live ? y.live : y.ghost;
                if (of_a && of_b)
                        r = join_open(&rules[n++], arena, of_a, of_b);
                else
                        rules[n++] = *whole;
        }
        *out = same_end ? *a : *base;
        out->keeps_ghosts = a->keeps_ghosts;
        out->rules = rules;
        out->n_rules = n;
        return r;
}

int residue_join_ghosts(struct residue *out, struct arena *arena, const struct residue *a,
                        const struct residue *b)
{
        struct open_rule *ghosts = arena_alloc(arena, a->n_ghosts, sizeof(*ghosts));
        size_t k = 0, n = 0;
        int r = 0;

        if (!ghosts)
                return -ENOMEM;
        for (size_t i = 0; i < a->n_ghosts && r >= 0; i++) {
                const struct open_rule *of_b;

                while (k < b->n_ghosts && b->ghosts[k].rule < a->ghosts[i].rule)
                        k++;
                of_b = take(b->ghosts, b->n_ghosts, &k, a->ghosts[i].rule);
                if (of_b)
                        r = join_open(&ghosts[n++], arena, &a->ghosts[i], of_b);
        }
        out->ghosts = ghosts;
        out->n_ghosts = n;
        return r;
}
