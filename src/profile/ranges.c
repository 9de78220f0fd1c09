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

int ranges_make(struct ranges *out, struct arena *arena, struct range *items, size_t n)
{
        struct range *copy;

        if (n)
                qsort(items, n, sizeof(*items), compare);
        n = join(items, n);
        copy = arena_alloc(arena, n + 1, sizeof(*copy));
        if (!copy)
                return arena_error(arena);
        if (n)
                memcpy(copy, items, n * sizeof(*copy));
        *out = (struct ranges){ copy, n };
        return 0;
}

int ranges_complement(struct ranges *out, struct arena *arena, const struct ranges *a, uint64_t max)
{
        struct range *items = arena_alloc(arena, a->n + 1, sizeof(*items));
        uint64_t from = 0;
        size_t n = 0;

        if (!items)
                return arena_error(arena);
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

int ranges_intersect(struct ranges *out, struct arena *arena, const struct ranges *a,
                     const struct ranges *b)
{
        struct range *items = arena_alloc(arena, a->n + b->n + 1, sizeof(*items));
        size_t i = 0, k = 0, n = 0;

        if (!items)
                return arena_error(arena);
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

int ranges_unite(struct ranges *out, struct arena *arena, const struct ranges *a,
                 const struct ranges *b)
{
        struct range *items = arena_alloc(arena, a->n + b->n + 1, sizeof(*items));
        size_t i = 0, k = 0, n = 0;

        if (!items)
                return arena_error(arena);
        while (i < a->n || k < b->n) {
                if (k == b->n || (i < a->n && a->items[i].lo <= b->items[k].lo))
                        items[n++] = a->items[i++];
                else
                        items[n++] = b->items[k++];
        }
        *out = (struct ranges){ items, join(items, n) };
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
