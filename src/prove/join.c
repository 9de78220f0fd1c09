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

/* Whether the next rule of @residue is @rule; @next goes on then. */
static const struct open_rule *take(const struct residue *residue, size_t *next,
                                    const struct rule *rule)
{
        if (*next == residue->n_rules || residue->rules[*next].rule != rule)
                return NULL;
        return &residue->rules[(*next)++];
}

int residue_join(struct residue *out, struct arena *arena, const struct residue *a,
                 const struct residue *b, const struct residue *base)
{
        const bool same_end = a->always == b->always;
        struct open_rule *rules = arena_alloc(arena, base->n_rules, sizeof(*rules));
        size_t i = 0, k = 0, n = 0;

        if (!rules)
                return -ENOMEM;
        *out = same_end ? *a : *base;
        for (size_t at = 0; at < base->n_rules; at++) {
                const struct open_rule *whole = &base->rules[at];
                const struct open_rule *of_a = take(a, &i, whole->rule);
                const struct open_rule *of_b = take(b, &k, whole->rule);
                int r;

                if (of_a && of_b) {
                        r = join_open(&rules[n++], arena, of_a, of_b);
                        if (r < 0)
                                return r;
                } else if (of_a || of_b ||
                           (!same_end && (whole->rule == a->always || whole->rule == b->always))) {
                        rules[n++] = *whole;
                }
        }
        out->rules = rules;
        out->n_rules = n;
        return 0;
}

static int fails(bool *out, struct arena *arena, const struct open_rule *whole,
                 const struct known *known, bool big_endian)
{
        struct open_rule left;
        bool possible;
        int r;

        r = rule_given(&left, &possible, arena, whole, known, UINT32_MAX, big_endian);
        *out = !possible;
        return r;
}

/* Whether @whole can not match on a way; @next: the ghost that is due. */
static int is_dead(bool *out, struct arena *arena, const struct open_rule *whole,
                   const struct way *way, size_t *next)
{
        if (*next < way->residue.n_ghosts && way->residue.ghosts[*next].rule == whole->rule) {
                (*next)++;
                *out = true;
                return 0;
        }
        return fails(out, arena, whole, &way->known, way->residue.big_endian);
}

int residue_join_ghosts(struct residue *out, struct arena *arena, const struct known *known,
                        const struct way *a, const struct way *b, const struct residue *base)
{
        struct open_rule *ghosts = arena_alloc(arena, base->n_rules, sizeof(*ghosts));
        size_t i = 0, k = 0, n = 0;
        int r = 0;

        if (!ghosts)
                return -ENOMEM;
        for (size_t at = 0; at < base->n_rules && r >= 0; at++) {
                const struct open_rule *whole = &base->rules[at];
                bool of_a, of_b = false, possible = true;

                r = is_dead(&of_a, arena, whole, a, &i);
                if (r >= 0)
                        r = is_dead(&of_b, arena, whole, b, &k);
                if (r >= 0 && of_a && of_b)
                        r = rule_given(&ghosts[n], &possible, arena, whole, known, UINT32_MAX,
                                       base->big_endian);
                n += of_a && of_b && possible;
        }
        out->ghosts = ghosts;
        out->n_ghosts = n;
        return r;
}
