/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/span.h"

#include <errno.h>
#include <stdlib.h>

#include "policy/eval.h"

/* Numbers at which policy_route() may change its mind, whatever the ABI. */
static const uint32_t route_bounds[] = { 0, X32_SYSCALL_BIT_NR, UINT32_MAX };

#define N_ROUTE_BOUNDS (sizeof(route_bounds) / sizeof(route_bounds[0]))

static int compare_bounds(const void *a, const void *b)
{
        const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

        return (x > y) - (x < y);
}

static int collect_bounds(uint32_t **out, size_t *n, struct arena *arena,
                          const struct policy *policy, uint32_t arch)
{
        size_t most = N_ROUTE_BOUNDS, unique = 0;
        uint32_t *bounds;

        for (size_t i = 0; i < policy->n_filters; i++)
                most += 2 * policy->filters[i].n_slots;
        bounds = arena_alloc(arena, most, sizeof(*bounds));
        if (!bounds)
                return -ENOMEM;
        *n = 0;
        for (size_t i = 0; i < N_ROUTE_BOUNDS; i++)
                bounds[(*n)++] = route_bounds[i];
        for (size_t i = 0; i < policy->n_filters; i++) {
                const struct filter *filter = &policy->filters[i];

                if (filter->abi->audit_arch != arch)
                        continue;
                for (size_t k = 0; k < filter->n_slots; k++) {
                        bounds[(*n)++] = filter->slots[k].first;
                        if (filter->slots[k].last != UINT32_MAX)
                                bounds[(*n)++] = filter->slots[k].last + 1;
                }
        }
        qsort(bounds, *n, sizeof(*bounds), compare_bounds);
        for (size_t i = 0; i < *n; i++)
                if (unique == 0 || bounds[unique - 1] != bounds[i])
                        bounds[unique++] = bounds[i];
        *out = bounds;
        *n = unique;
        return 0;
}

static struct nr_span make_span(const struct policy *policy, uint32_t arch, uint32_t first)
{
        const struct filter *filter = policy_route(policy, arch, first);

        return (struct nr_span){ .first = first,
                                 .slot = filter ? filter_find_slot(filter, first) : NULL,
                                 .otherwise = filter ? policy->act_default : policy->act_badarch,
                                 .big_endian = filter && filter->abi->big_endian };
}

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

int spans_make(struct nr_span **out, size_t *n, struct arena *arena, const struct policy *policy,
               uint32_t arch)
{
        struct nr_span *spans;
        uint32_t *bounds;
        int r;

        r = collect_bounds(&bounds, n, arena, policy, arch);
        if (r < 0)
                return r;
        spans = arena_alloc(arena, *n, sizeof(*spans));
        if (!spans)
                return -ENOMEM;
        for (size_t i = 0; i < *n; i++) {
                spans[i] = make_span(policy, arch, bounds[i]);
                spans[i].last = i + 1 < *n ? bounds[i + 1] - 1 : UINT32_MAX;
        }
        *out = spans;
        return 0;
}
