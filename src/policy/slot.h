/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The slots of a filter, kept ascending and disjoint. For src/policy only. */

#include "policy/policy.h"

/* The index of the first slot that ends at @nr or later; n_slots if none does. */
size_t slot_position(const struct filter *filter, uint32_t nr);

/**
 * slot_isolate() - the slot that holds @nr and no other number
 * @out: the slot, made or cut out of a longer one where needed; valid until
 *       the filter's next change
 *
 * Return: 0 or -ENOMEM. Either way the filter means what it meant before.
 */
int slot_isolate(struct slot **out, struct filter *filter, uint32_t nr);

/* Put @rule into a slot, its predicates not copied. @memory: the filter's. Return: 0 or -ENOMEM. */
int slot_insert_rule(struct arena *memory, struct slot *slot, size_t at, const struct rule *rule);

/* Put an empty slot of the numbers @first..@last at index @at. Return: 0 or -ENOMEM. */
int slot_insert(struct filter *filter, size_t at, uint32_t first, uint32_t last);

/* Free all slots with their rules, and leave the filter empty. */
void slots_deinit(struct filter *filter);

/* @rule with predicates of its own in @memory. Return: 0 or -ENOMEM. */
int rule_copy(struct rule *out, struct arena *memory, const struct rule *rule);
