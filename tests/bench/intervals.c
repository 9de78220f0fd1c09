/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bench/intervals.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/must.h"
#include "policy/eval.h"

/* What decides a number: rules that ask for something, and what is left. */
struct decision {
        const struct rule *rules;
        size_t n_rules;
        uint32_t otherwise;
};

static struct decision decision_of(const struct policy *policy, uint32_t arch, uint32_t nr)
{
        const struct filter *filter = policy_route(policy, arch, nr);
        const struct slot *slot = filter ? filter_find_slot(filter, nr) : NULL;
        struct decision decision = { .otherwise =
                                             filter ? policy->act_default : policy->act_badarch };

        if (!slot)
                return decision;
        decision.rules = slot->rules;
        while (decision.n_rules < slot->n_rules && slot->rules[decision.n_rules].n_predicates > 0)
                decision.n_rules++;
        if (decision.n_rules < slot->n_rules)
                decision.otherwise = slot->rules[decision.n_rules].action;
        while (decision.n_rules > 0 &&
               decision.rules[decision.n_rules - 1].action == decision.otherwise)
                decision.n_rules--;
        return decision;
}

static bool same_predicate(const struct predicate *a, const struct predicate *b)
{
        return a->arg == b->arg && a->op == b->op && a->mask == b->mask && a->datum == b->datum;
}

static bool same_rule(const struct rule *a, const struct rule *b)
{
        if (a->action != b->action || a->n_predicates != b->n_predicates)
                return false;
        for (size_t i = 0; i < a->n_predicates; i++)
                if (!same_predicate(&a->predicates[i], &b->predicates[i]))
                        return false;
        return true;
}

static bool same_decision(const struct decision *a, const struct decision *b)
{
        if (a->otherwise != b->otherwise || a->n_rules != b->n_rules)
                return false;
        for (size_t i = 0; i < a->n_rules; i++)
                if (!same_rule(&a->rules[i], &b->rules[i]))
                        return false;
        return true;
}

static int compare_numbers(const void *a, const void *b)
{
        const uint32_t *x = a, *y = b;

        return (*x > *y) - (*x < *y);
}

/* Wherever rules, or whose they are, may change. */
static void collect(struct pieces *out, const struct policy *policy, uint32_t arch)
{
        size_t n = 3, cap = 3;

        for (size_t f = 0; f < policy->n_filters; f++)
                cap += 2 * policy->filters[f].n_slots;
        out->firsts = calloc(cap, sizeof(*out->firsts));
        must(out->firsts ? 0 : -ENOMEM);
        out->firsts[0] = 0;
        out->firsts[1] = X32_SYSCALL_BIT_NR;
        out->firsts[2] = UINT32_MAX;
        for (size_t f = 0; f < policy->n_filters; f++) {
                const struct filter *filter = &policy->filters[f];

                for (size_t i = 0; i < filter->n_slots && filter->abi->audit_arch == arch; i++) {
                        out->firsts[n++] = filter->slots[i].first;
                        out->firsts[n++] = filter->slots[i].last + 1; /* may wrap to 0 */
                }
        }
        qsort(out->firsts, n, sizeof(*out->firsts), compare_numbers);
        for (size_t i = 0; i < n; i++)
                if (i == 0 || out->firsts[i] != out->firsts[out->n - 1])
                        out->firsts[out->n++] = out->firsts[i];
}

void pieces_init(struct pieces *out, const struct policy *policy, uint32_t arch)
{
        struct decision last = { 0 };

        *out = (struct pieces){ 0 };
        collect(out, policy, arch);
        for (size_t i = 0; i < out->n; i++) {
                const struct decision decision = decision_of(policy, arch, out->firsts[i]);

                if (i == 0 || !same_decision(&decision, &last))
                        out->n_intervals++;
                last = decision;
        }
}

void pieces_deinit(struct pieces *pieces)
{
        free(pieces->firsts);
        *pieces = (struct pieces){ 0 };
}
