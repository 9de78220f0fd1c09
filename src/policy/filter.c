/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a filter's owner may do to it: rules in, priorities, and the rest filled up. */

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "policy/policy.h"
#include "policy/slot.h"
#include "util/array.h"

struct slot *filter_find_slot(const struct filter *filter, uint32_t nr)
{
        size_t at = slot_position(filter, nr);

        if (at == filter->n_slots || filter->slots[at].first > nr)
                return NULL;
        return &filter->slots[at];
}

static int rule_check(const struct rule *rule)
{
        for (size_t i = 0; i < rule->n_predicates; i++) {
                const struct predicate *predicate = &rule->predicates[i];

                if (predicate->arg > 5)
                        return -EINVAL;
                if (predicate->op < CMP_NE || predicate->op > CMP_MASKED_EQ)
                        return -EINVAL;
        }
        return 0;
}

/* Registers of 32 bits have no upper half: whatever seccomp_data shows there is not compared. */
static void rule_narrow(struct rule *rule, const struct abi *abi)
{
        if (abi->long_bits != 32)
                return;
        for (size_t i = 0; i < rule->n_predicates; i++)
                rule->predicates[i].mask &= UINT32_MAX;
}

/* A slot of @nr's own, and a copy of @rule that can be put into it. */
static int rule_prepare(struct slot **slot, struct rule *copy, struct filter *filter, uint32_t nr,
                        const struct rule *rule)
{
        int r;

        r = rule_check(rule);
        if (r >= 0)
                r = slot_isolate(slot, filter, nr);
        if (r >= 0)
                r = rule_copy(copy, &filter->memory, rule);
        if (r < 0)
                return r;
        rule_narrow(copy, filter->abi);
        return 0;
}

int filter_insert_rule(struct filter *filter, uint32_t nr, size_t at, const struct rule *rule)
{
        struct slot *slot;
        struct rule copy;
        int r;

        r = rule_prepare(&slot, &copy, filter, nr, rule);
        return r < 0 ? r : slot_insert_rule(&filter->memory, slot, at, &copy);
}

int filter_add_rule(struct filter *filter, uint32_t nr, const struct rule *rule)
{
        struct slot *slot;
        struct rule copy;
        int r;

        r = rule_prepare(&slot, &copy, filter, nr, rule);
        return r < 0 ? r : slot_insert_rule(&filter->memory, slot, slot->n_rules, &copy);
}

/*
 * A list of one rule that always matches. Most numbers have the action of the
 * number before, whose list serves both: one that is full moves when it grows.
 */
static struct rule *action_list(struct filter *filter, uint32_t action)
{
        const struct slot *before =
                filter->n_slots > 0 ? &filter->slots[filter->n_slots - 1] : NULL;
        struct rule *rule;

        if (before && before->n_rules == 1 && before->cap_rules == 1) {
                rule = before->rules;
                if (rule->n_predicates == 0 && rule->action == action && rule->origin.source == 0)
                        return rule;
        }
        rule = arena_alloc(&filter->memory, 1, sizeof(*rule));
        if (rule)
                *rule = (struct rule){ .action = action };
        return rule;
}

int filter_append_action(struct filter *filter, uint32_t nr, uint32_t action)
{
        struct rule *rule;

        assert(filter->n_slots == 0 || filter->slots[filter->n_slots - 1].last < nr);
        if (filter->n_slots == filter->cap_slots && ARRAY_RESERVE(filter, slots, 1) < 0)
                return -ENOMEM;
        rule = action_list(filter, action);
        if (!rule)
                return -ENOMEM;
        filter->slots[filter->n_slots++] = (struct slot){
                .first = nr,
                .last = nr,
                .rules = rule,
                .n_rules = 1,
                .cap_rules = 1,
        };
        return 0;
}

int filter_set_priority(struct filter *filter, uint32_t nr, uint32_t priority)
{
        struct slot *slot;
        int r;

        r = slot_isolate(&slot, filter, nr);
        if (r < 0)
                return r;
        if (slot->priority < priority)
                slot->priority = priority;
        return 0;
}

static int gap_add(struct filter *gaps, struct arena *memory, uint32_t first, uint32_t last,
                   const struct rule *rule)
{
        int r;

        r = slot_insert(gaps, gaps->n_slots, first, last);
        if (r < 0)
                return r;
        return slot_insert_rule(memory, &gaps->slots[gaps->n_slots - 1], 0, rule);
}

/* Collect the parts of @first..@last that no slot covers, each with @rule in @filter's memory. */
static int gaps_collect(struct filter *gaps, struct filter *filter, uint32_t first, uint32_t last,
                        const struct rule *rule)
{
        uint64_t next = first; /* one past the largest number must fit, too */
        int r;

        for (size_t i = slot_position(filter, first); i < filter->n_slots; i++) {
                const struct slot *slot = &filter->slots[i];

                if (slot->first > last)
                        break;
                if (slot->first > next) {
                        r = gap_add(gaps, &filter->memory, (uint32_t)next, slot->first - 1, rule);
                        if (r < 0)
                                return r;
                }
                next = (uint64_t)slot->last + 1;
        }
        if (next > last)
                return 0;
        return gap_add(gaps, &filter->memory, (uint32_t)next, last, rule);
}

/* Move the slots of @gaps, which lie between those of @filter, to where they belong. */
static int gaps_merge(struct filter *filter, struct filter *gaps)
{
        size_t n_old = filter->n_slots, n_new = gaps->n_slots;
        int r;

        r = ARRAY_RESERVE(filter, slots, n_new);
        if (r < 0)
                return r;
        filter->n_slots += n_new;
        gaps->n_slots = 0;
        while (n_new > 0) {
                struct slot *to = &filter->slots[n_old + n_new - 1];

                if (n_old > 0 && filter->slots[n_old - 1].first > gaps->slots[n_new - 1].first)
                        *to = filter->slots[--n_old];
                else
                        *to = gaps->slots[--n_new];
        }
        return 0;
}

/* A slot without rules only carries a priority: to a fill it counts as a gap. */
static int fill_empty_slots(struct filter *filter, uint32_t first, uint32_t last,
                            const struct rule *rule)
{
        int r;

        for (size_t i = slot_position(filter, first); i < filter->n_slots; i++) {
                struct slot *slot = &filter->slots[i];

                if (slot->first > last)
                        break;
                if (slot->n_rules > 0)
                        continue;
                assert(slot->first == slot->last); /* only slot_isolate() leaves them */
                r = slot_insert_rule(&filter->memory, slot, 0, rule);
                if (r < 0)
                        return r;
        }
        return 0;
}

int filter_fill(struct filter *filter, uint32_t first, uint32_t last, uint32_t action,
                struct origin origin)
{
        const struct rule rule = { .action = action, .origin = origin };
        struct filter gaps = { .abi = filter->abi };
        int r;

        r = gaps_collect(&gaps, filter, first, last, &rule);
        if (r >= 0)
                r = gaps_merge(filter, &gaps);
        slots_deinit(&gaps);
        if (r < 0)
                return r;
        return fill_empty_slots(filter, first, last, &rule);
}
