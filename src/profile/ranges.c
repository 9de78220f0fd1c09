/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/ranges.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *left, const void *right)
{
        const struct range *a = left, *b = right;

        return a->lo < b->lo ? -1 : a->lo > b->lo;
}

/* Join what overlaps or touches; @items ascend by lo. Return: how many are left. */
static size_t join(struct range *items, size_t n)
{
        size_t k = 0;

        for (size_t i = 1; i < n; i++) {
                struct range *last = &items[k];

                if (last->hi == UINT64_MAX || items[i].lo <= last->hi + 1) {
                        if (items[i].hi > last->hi)
                                last->hi = items[i].hi;
                } else {
                        items[++k] = items[i];
                }
        }
        return n ? k + 1 : 0;
}

int ranges_make(struct ranges *out, struct scratch *scratch, struct range *items, size_t n)
{
        struct range *copy;

        if (n)
                qsort(items, n, sizeof(*items), compare);
        n = join(items, n);
        copy = scratch_alloc(scratch, n + 1, sizeof(*copy));
        if (!copy)
                return scratch_error(scratch);
        if (n)
                memcpy(copy, items, n * sizeof(*copy));
        *out = (struct ranges){ copy, n };
        return 0;
}

int ranges_complement(struct ranges *out, struct scratch *scratch, const struct ranges *a,
                      uint64_t max)
{
        struct range *items = scratch_alloc(scratch, a->n + 1, sizeof(*items));
        uint64_t from = 0;
        size_t n = 0;

        if (!items)
                return scratch_error(scratch);
        for (size_t i = 0; i < a->n; i++) {
                if (a->items[i].lo > from)
                        items[n++] = (struct range){ from, a->items[i].lo - 1 };
                if (a->items[i].hi >= max) {
                        *out = (struct ranges){ items, n };
                        return 0;
                }
                from = a->items[i].hi + 1;
        }
        items[n++] = (struct range){ from, max };
        *out = (struct ranges){ items, n };
        return 0;
}

int ranges_intersect(struct ranges *out, struct scratch *scratch, const struct ranges *a,
                     const struct ranges *b)
{
        struct range *items = scratch_alloc(scratch, a->n + b->n + 1, sizeof(*items));
        size_t i = 0, k = 0, n = 0;

        if (!items)
                return scratch_error(scratch);
        while (i < a->n && k < b->n) {
                struct range x = a->items[i], y = b->items[k];
                struct range both = { x.lo > y.lo ? x.lo : y.lo, x.hi < y.hi ? x.hi : y.hi };

                if (both.lo <= both.hi)
                        items[n++] = both;
                if (x.hi < y.hi)
                        i++;
                else
                        k++;
        }
        *out = (struct ranges){ items, n };
        return 0;
}

int ranges_unite(struct ranges *out, struct scratch *scratch, const struct ranges *a,
                 const struct ranges *b)
{
        struct range *items = scratch_alloc(scratch, a->n + b->n + 1, sizeof(*items));
        size_t i = 0, k = 0, n = 0;

        if (!items)
                return scratch_error(scratch);
        while (i < a->n || k < b->n) {
                if (k == b->n || (i < a->n && a->items[i].lo <= b->items[k].lo))
                        items[n++] = a->items[i++];
                else
                        items[n++] = b->items[k++];
        }
        *out = (struct ranges){ items, join(items, n) };
        return 0;
}

/* All bits from the highest one of @value outside of @mask down; @value has one. */
static uint64_t below_offender(uint64_t value, uint64_t mask)
{
        unsigned int bit = 63 - (unsigned int)__builtin_clzll(value & ~mask);

        return (UINT64_C(2) << bit) - 1; /* bit 63: 0 - 1, all of them */
}

bool submask_from(uint64_t *out, uint64_t value, uint64_t mask)
{
        uint64_t low, next;

        if (!(value & ~mask)) {
                *out = value;
                return true;
        }
        low = below_offender(value, mask);
        /* count up in the bits above: those outside of the mask hand the carry on */
        next = ((value | ~mask | low) + 1) & mask & ~low;
        if (next <= value)
                return false;
        *out = next;
        return true;
}

uint64_t submask_up_to(uint64_t value, uint64_t mask)
{
        uint64_t low;

        if (!(value & ~mask))
                return value;
        low = below_offender(value, mask);
        return (value & ~low) | (mask & low);
}

int ranges_clip(struct ranges *out, struct scratch *scratch, const struct ranges *a, uint64_t mask)
{
        struct range *items = scratch_alloc(scratch, a->n + 1, sizeof(*items));
        size_t n = 0;

        if (!items)
                return scratch_error(scratch);
        for (size_t i = 0; i < a->n; i++) {
                struct range range = { 0, submask_up_to(a->items[i].hi, mask) };
                uint64_t after;

                if (!submask_from(&range.lo, a->items[i].lo, mask) || range.lo > range.hi)
                        continue;
                if (n && submask_from(&after, items[n - 1].hi + 1, mask) && after == range.lo)
                        items[n - 1].hi = range.hi;
                else
                        items[n++] = range;
        }
        *out = (struct ranges){ items, n };
        return 0;
}

bool ranges_are_all(const struct ranges *a, uint64_t max)
{
        return a->n == 1 && a->items[0].lo == 0 && a->items[0].hi >= max;
}

bool ranges_equal(const struct ranges *a, const struct ranges *b)
{
        return a->n == b->n &&
               (a->n == 0 || memcmp(a->items, b->items, a->n * sizeof(*a->items)) == 0);
}
