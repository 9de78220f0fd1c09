/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What rules of one number mean, without a thought for speed: the tests' own witness. */

#include <errno.h>
#include <linux/seccomp.h>

#include "api/ruleset.h"
#include "policy/eval.h"

/*
 * The definition, as plainly as it can be said: all rules that were accepted,
 * the live ones among them, and for one call the first by the order of the
 * condition lists.
 */
struct definition {
        struct addition rules[64];
        bool live[64];
        size_t n;
};

static inline bool same_condition(const struct predicate *a, const struct predicate *b)
{
        return a->arg == b->arg && a->op == b->op && a->mask == b->mask && a->datum == b->datum;
}

static inline bool begins(const struct addition *a, const struct addition *b)
{
        for (size_t i = 0; i < a->n_conditions; i++)
                if (i >= b->n_conditions || !same_condition(&a->conditions[i], &b->conditions[i]))
                        return false;
        return true;
}

static inline int define(struct definition *d, const struct addition *add)
{
        for (size_t i = 0; i < d->n; i++)
                if (d->live[i] && d->rules[i].n_conditions == 0)
                        return 0;
        for (size_t i = 0; i < d->n; i++)
                if (d->live[i] && begins(&d->rules[i], add) &&
                    d->rules[i].n_conditions < add->n_conditions)
                        return 0;
        for (size_t i = 0; i < d->n && add->n_conditions > 0; i++)
                if (d->live[i] && begins(add, &d->rules[i]) && d->rules[i].action != add->action)
                        return -EEXIST;
        for (size_t i = 0; i < d->n; i++)
                if (d->live[i] && begins(add, &d->rules[i]))
                        d->live[i] = false;
        d->rules[d->n] = *add;
        d->live[d->n++] = true;
        return 0;
}

/* When a way down from the root, as far as rule @i goes along with it, was first taken. */
static inline size_t first_with(const struct definition *d, size_t i, size_t steps)
{
        struct addition beginning = d->rules[i];

        beginning.n_conditions = steps;
        for (size_t k = 0; k < i; k++)
                if (begins(&beginning, &d->rules[k]))
                        return k;
        return i;
}

static inline int class_of(const struct predicate *p)
{
        return p->op == CMP_LT || p->op == CMP_LE ? 1 : p->op == CMP_GE || p->op == CMP_GT ? 2 : 0;
}

static inline bool comes_before(const struct definition *d, size_t x, size_t y)
{
        const struct addition *a = &d->rules[x], *b = &d->rules[y];

        for (size_t i = 0; i < a->n_conditions && i < b->n_conditions; i++) {
                const struct predicate *p = &a->conditions[i], *q = &b->conditions[i];

                if (same_condition(p, q))
                        continue;
                if (p->arg != q->arg)
                        return p->arg > q->arg;
                if (class_of(p) != class_of(q))
                        return class_of(p) < class_of(q);
                if (p->datum != q->datum)
                        return class_of(p) == 1 ? p->datum < q->datum : p->datum > q->datum;
                return first_with(d, x, i + 1) < first_with(d, y, i + 1);
        }
        return a->n_conditions < b->n_conditions;
}

static inline uint32_t defined(const struct definition *d, const struct seccomp_data *call,
                               uint32_t otherwise)
{
        size_t best = d->n;

        for (size_t i = 0; i < d->n; i++) {
                bool matches = d->live[i];

                for (size_t k = 0; k < d->rules[i].n_conditions && matches; k++) {
                        const struct predicate *p = &d->rules[i].conditions[k];

                        matches = predicate_holds(p, call->args[p->arg]);
                }
                if (matches && (best == d->n || comes_before(d, i, best)))
                        best = i;
        }
        return best < d->n ? d->rules[best].action : otherwise;
}
