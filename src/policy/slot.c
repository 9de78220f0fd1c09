/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/slot.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"

static void slot_deinit(struct slot *slot)
{
        for (size_t i = 0; i < slot->n_rules; i++)
                free(slot->rules[i].predicates);
        free(slot->rules);
        *slot = (struct slot){ 0 };
}

void slots_deinit(struct filter *filter)
{
        for (size_t i = 0; i < filter->n_slots; i++)
                slot_deinit(&filter->slots[i]);
        free(filter->slots);
        filter->slots = NULL;
        filter->n_slots = filter->cap_slots = 0;
}

int rule_copy(struct rule *out, const struct rule *rule)
{
        struct predicate *predicates = NULL;

        if (rule->n_predicates > 0) {
                predicates = calloc(rule->n_predicates, sizeof(*predicates));
                if (!predicates)
                        return -ENOMEM;
                memcpy(predicates, rule->predicates, rule->n_predicates * sizeof(*predicates));
        }
        *out = *rule;
        out->predicates = predicates;
        return 0;
}

/* Most lists have one rule, and there are hundreds of them: the first gets no spare room. */
static int slot_reserve(struct slot *slot)
{
        if (slot->rules)
                return ARRAY_RESERVE(slot, rules, 1);
        slot->rules = malloc(sizeof(*slot->rules));
        if (!slot->rules)
                return -ENOMEM;
        slot->cap_rules = 1;
        return 0;
}

int slot_insert_rule(struct slot *slot, size_t at, const struct rule *rule)
{
        int r;

        assert(at <= slot->n_rules);
        r = slot_reserve(slot);
        if (r < 0)
                return r;
        memmove(slot->rules + at + 1, slot->rules + at,
                (slot->n_rules - at) * sizeof(*slot->rules));
        slot->rules[at] = *rule;
        slot->n_rules++;
        return 0;
}

size_t slot_position(const struct filter *filter, uint32_t nr)
{
        size_t low = 0, high = filter->n_slots;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (filter->slots[middle].last < nr)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

int slot_insert(struct filter *filter, size_t at, uint32_t first, uint32_t last)
{
        int r = ARRAY_RESERVE(filter, slots, 1);

        if (r < 0)
                return r;
        memmove(filter->slots + at + 1, filter->slots + at,
                (filter->n_slots - at) * sizeof(*filter->slots));
        filter->slots[at] = (struct slot){ .first = first, .last = last };
        filter->n_slots++;
        return 0;
}

static int slot_copy(struct slot *out, const struct slot *slot)
{
        struct slot copy = { .first = slot->first, .last = slot->last, .priority = slot->priority };
        int r;

        for (size_t i = 0; i < slot->n_rules; i++) {
                struct rule rule;

                r = rule_copy(&rule, &slot->rules[i]);
                if (r < 0)
                        goto fail;
                r = slot_insert_rule(&copy, i, &rule);
                if (r < 0) {
                        free(rule.predicates);
                        goto fail;
                }
        }
        *out = copy;
        return 0;
fail:
        slot_deinit(&copy);
        return r;
}

/* Cut slot @at in two, of which the second begins with @nr. */
static int slot_split(struct filter *filter, size_t at, uint32_t nr)
{
        struct slot upper;
        int r;

        r = slot_copy(&upper, &filter->slots[at]);
        if (r < 0)
                return r;
        r = slot_insert(filter, at + 1, nr, upper.last);
        if (r < 0) {
                slot_deinit(&upper);
                return r;
        }
        upper.first = nr;
        filter->slots[at].last = nr - 1;
        filter->slots[at + 1] = upper;
        return 0;
}

int slot_isolate(struct slot **out, struct filter *filter, uint32_t nr)
{
        size_t at = slot_position(filter, nr);
        int r;

        if (at == filter->n_slots || filter->slots[at].first > nr) {
                r = slot_insert(filter, at, nr, nr);
                if (r < 0)
                        return r;
        }
        if (filter->slots[at].first < nr) {
                r = slot_split(filter, at, nr);
                if (r < 0)
                        return r;
                at++;
        }
        if (filter->slots[at].last > nr) {
                r = slot_split(filter, at, nr + 1);
                if (r < 0)
                        return r;
        }
        *out = &filter->slots[at];
        return 0;
}
