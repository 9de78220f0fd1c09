/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dag/build.h"

#include <errno.h>

#include "abi/syscall.h"
#include "dag/decide.h"

/*
 * Weights are relative. A syscall that exists and has a rule counts a hundred:
 * loading the filter makes the kernel walk it once for each number, and before
 * 5.11 every call does. One that falls to the default action counts less, as
 * programs that run well seldom make it. A run of numbers that nobody calls
 * counts once as a whole.
 */
#define WEIGHT_SYSCALL  100
#define WEIGHT_DEFAULT  25
#define WEIGHT_NOBODY   1
#define WEIGHT_PRIORITY 100 /* for each step of seccomp_syscall_priority() */

static uint64_t range_weight(const struct abi *abi, uint32_t first, uint32_t last,
                             uint64_t weight_syscall)
{
        uint32_t end;
        uint64_t weight = WEIGHT_NOBODY;

        if (first == last)
                return abi_syscall_by_number(abi, first) >= 0 ? weight + weight_syscall : weight;
        end = abi_syscall_end(abi);
        for (uint32_t nr = first; nr < end && nr <= last; nr++)
                if (abi_syscall_by_number(abi, nr) >= 0)
                        weight += weight_syscall;
        return weight;
}

static void add_interval(struct interval *intervals, size_t *n, uint32_t first, uint32_t target,
                         uint64_t weight)
{
        intervals[(*n)++] = (struct interval){ .first = first, .target = target, .weight = weight };
}

/* Most syscalls have one rule without conditions: there is nothing to decide. */
static int decide_slot(uint32_t *out, struct dag *dag, const struct policy *policy,
                       const struct filter *filter, const struct slot *slot)
{
        if (slot->n_rules == 0)
                return dag_leaf(out, dag, policy->act_default);
        if (slot->rules[0].n_predicates == 0)
                return dag_leaf(out, dag, slot->rules[0].action);
        return decide_rules(out, dag, slot->rules, slot->n_rules, policy->act_default,
                            filter->abi->big_endian);
}

int build_intervals(struct interval **out, size_t *n, struct dag *dag, struct arena *arena,
                    const struct policy *policy, const struct filter *filter, uint32_t first,
                    uint32_t last)
{
        struct interval *intervals =
                arena_alloc(arena, 2 * filter->n_slots + 1, sizeof(*intervals));
        uint32_t leaf, target;
        uint64_t next = first; /* the number that is not covered yet */
        int r;

        if (!intervals)
                return -ENOMEM;
        *n = 0;
        r = dag_leaf(&leaf, dag, policy->act_default);
        for (size_t i = 0; i < filter->n_slots && r >= 0; i++) {
                const struct slot *slot = &filter->slots[i];

                if (slot->last < next || slot->first > last)
                        continue;
                if (slot->first > next)
                        add_interval(intervals, n, (uint32_t)next, leaf,
                                     range_weight(filter->abi, (uint32_t)next, slot->first - 1,
                                                  WEIGHT_DEFAULT));
                r = decide_slot(&target, dag, policy, filter, slot);
                if (r < 0)
                        return r;
                add_interval(intervals, n, slot->first > next ? slot->first : (uint32_t)next,
                             target,
                             range_weight(filter->abi, slot->first, slot->last, WEIGHT_SYSCALL) +
                                     (uint64_t)slot->priority * WEIGHT_PRIORITY);
                next = (uint64_t)slot->last + 1;
        }
        if (r >= 0 && next <= last)
                add_interval(intervals, n, (uint32_t)next, leaf,
                             range_weight(filter->abi, (uint32_t)next, last, WEIGHT_DEFAULT));
        *out = intervals;
        return r < 0 ? r : 0;
}
