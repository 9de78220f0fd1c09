/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/slot.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"

void slots_deinit(struct filter *filter)
{
        arena_deinit(&filter->memory);
        free(filter->slots);
        filter->slots = NULL;
        filter->n_slots = filter->cap_slots = 0;
}

int rule_copy(struct rule *out, struct arena *memory, const struct rule *rule)
{
        struct predicate *predicates = NULL;

        if (rule->n_predicates > 0) {
                predicates = arena_alloc(memory, rule->n_predicates, sizeof(*predicates));
                if (!predicates)
                        return -ENOMEM;
                memcpy(predicates, rule->predicates, rule->n_predicates * sizeof(*predicates));
        }
        *out = *rule;
        out->predicates = predicates;
        return 0;
}

/* Most lists have one rule, and there are hundreds of them: the first gets no spare room. */
static int slot_reserve(struct arena *memory, struct slot *slot)
{
        const size_t cap = slot->cap_rules > 0 ? 2 * slot->cap_rules : 1;
        struct rule *rules;

        if (slot->n_rules < slot->cap_rules)
                return 0;
        rules = arena_alloc(memory, cap, sizeof(*rules));
        if (!rules)
                return -ENOMEM;
        if (slot->n_rules > 0)
                memcpy(rules, slot->rules, slot->n_rules * sizeof(*rules));
        slot->rules = rules;
        slot->cap_rules = cap;
        return 0;
}

int slot_insert_rule(struct arena *memory, struct slot *slot, size_t at, const struct rule *rule)
{
        int r;

        assert(at <= slot->n_rules);
        r = slot_reserve(memory, slot);
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

        if (high == 0 || filter->slots[high - 1].last < nr)
                return high; /* most filters are made in ascending order */
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

static int slot_copy(struct slot *out, struct arena *memory, const struct slot *slot)
{
        struct slot copy = { .first = slot->first, .last = slot->last, .priority = slot->priority };
        int r;

        for (size_t i = 0; i < slot->n_rules; i++) {
                struct rule rule;

                r = rule_copy(&rule, memory, &slot->rules[i]);
                if (r >= 0)
                        r = slot_insert_rule(memory, &copy, i, &rule);
                if (r < 0)
                        return r;
        }
        *out = copy;
        return 0;
}

/* Cut slot @at in two, of which the second begins with @nr. */
static int slot_split(struct filter *filter, size_t at, uint32_t nr)
{
        struct slot upper;
        int r;

        r = slot_copy(&upper, &filter->memory, &filter->slots[at]);
        if (r < 0)
                return r;
        r = slot_insert(filter, at + 1, nr, upper.last);
        if (r < 0)
                return r;
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
