/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where two ways through the code meet: what is known and open on either. */

#include <errno.h>

#include "prove/residue.h"

static bool predicate_equal(const struct predicate *a, const struct predicate *b)
{
        return a == b ||
               (a->arg == b->arg && a->op == b->op && a->mask == b->mask && a->datum == b->datum);
}

static bool rule_equal(const struct open_rule *a, const struct open_rule *b)
{
        if (a->rule->action != b->rule->action || a->n_open != b->n_open)
                return false;
        for (uint32_t i = 0; a->open != b->open && i < a->n_open; i++)
                if (!predicate_equal(a->open[i], b->open[i]))
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

/* Both lists are parts of the rule's own, in its order. */
static int join_open(struct open_rule *out, struct arena *arena, const struct open_rule *a,
                     const struct open_rule *b)
{
        const struct predicate **open;
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
                if (k == b->n_open || (i < a->n_open && a->open[i] < b->open[k])) {
                        open[out->n_open++] = a->open[i++];
                        continue;
                }
                if (i < a->n_open && a->open[i] == b->open[k])
                        i++;
                open[out->n_open++] = b->open[k++];
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
