/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/span.h"

#include <errno.h>

#include "policy/eval.h"

/* Numbers at which policy_route() may change its mind, whatever the ABI. */
static const uint32_t route_bounds[] = { 0, X32_SYSCALL_BIT_NR, UINT32_MAX };

#define N_ROUTE_BOUNDS (sizeof(route_bounds) / sizeof(route_bounds[0]))

bool span_decided(const struct nr_span *span, uint32_t *action)
{
        *action = span->otherwise;
        if (!span->slot || span->slot->n_rules == 0)
                return true;
        *action = span->slot->rules[0].action;
        return span->slot->rules[0].n_predicates == 0;
}

int span_start(struct residue *out, struct arena *arena, const struct nr_span *span)
{
        const struct slot *slot = span->slot;

        return residue_start(out, arena, slot ? slot->rules : NULL, slot ? slot->n_rules : 0,
                             span->otherwise, span->big_endian);
}

struct span_list {
        struct nr_span *spans;
        size_t n;
};

/* One more at the end. What needs no argument and says the same as the last one goes into it. */
static void add_span(struct span_list *list, const struct nr_span *span)
{
        struct nr_span *last = list->n > 0 ? &list->spans[list->n - 1] : NULL;
        uint32_t action, before;

        if (last && last->big_endian == span->big_endian && span_decided(span, &action) &&
            span_decided(last, &before) && action == before)
                last->last = span->last;
        else
                list->spans[list->n++] = *span;
}

/* The numbers @first..@last, which all go by @filter, cut at its slots. */
static void add_filter(struct span_list *list, const struct policy *policy,
                       const struct filter *filter, uint32_t first, uint32_t last)
{
        const struct nr_span gap = { .last = last,
                                     .otherwise =
                                             filter ? policy->act_default : policy->act_badarch,
                                     .big_endian = filter && filter->abi->big_endian };
        const size_t n_slots = filter ? filter->n_slots : 0;
        uint64_t next = first;
        struct nr_span span;

        for (size_t i = 0; i < n_slots && next <= last; i++) {
                const struct slot *slot = &filter->slots[i];

                if (slot->last < next)
                        continue;
                span = gap;
                span.first = (uint32_t)next;
                if (slot->first > next) {
                        span.last = slot->first > last ? last : slot->first - 1;
                        next = (uint64_t)span.last + 1;
                        i--; /* the slot itself is next */
                } else {
                        span.slot = slot;
                        span.last = slot->last < last ? slot->last : last;
                        next = (uint64_t)span.last + 1;
                }
                add_span(list, &span);
        }
        span = gap;
        span.first = (uint32_t)next;
        if (next <= last)
                add_span(list, &span);
}

int spans_make(struct nr_span **out, size_t *n, struct arena *arena, const struct policy *policy,
               uint32_t arch)
{
        struct span_list list = { 0 };
        size_t most = 0;

        /* a slot and a gap before it, again where a part ends, and what is left behind the last */
        for (size_t i = 0; i < policy->n_filters; i++)
                if (policy->filters[i].abi->audit_arch == arch)
                        most += 2 * policy->filters[i].n_slots;
        most += 4 * N_ROUTE_BOUNDS;
        list.spans = arena_alloc(arena, most, sizeof(*list.spans));
        if (!list.spans)
                return -ENOMEM;
        for (size_t i = 0; i < N_ROUTE_BOUNDS; i++) {
                const uint32_t first = route_bounds[i];
                const uint32_t last = i + 1 < N_ROUTE_BOUNDS ? route_bounds[i + 1] - 1 : UINT32_MAX;

                add_filter(&list, policy, policy_route(policy, arch, first), first, last);
        }
        *out = list.spans;
        *n = list.n;
        return 0;
}
