/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Growing arrays: a pointer, a count and a capacity that the owner keeps as
 * three plain fields. Sizes are checked for overflow; growth doubles, so that
 * n pushes cost O(n).
 */

#include <stddef.h>

/**
 * array_grow() - make room for more elements
 * @items: address of the array's pointer; changed on success only
 * @cap:   its capacity in elements; changed on success only
 * @need:  elements that must fit
 * @size:  bytes of one element
 *
 * Return: 0, or -ENOMEM (also when need * size does not fit a size_t).
 */
int array_grow(void *items, size_t *cap, size_t need, size_t size);

/* Room for @extra more elements in p->items, p->n_items, p->cap_items. */
#define ARRAY_RESERVE(owner, items, extra)                                                         \
        array_grow(&(owner)->items, &(owner)->cap_##items, (owner)->n_##items + (extra),           \
                   sizeof(*(owner)->items))
