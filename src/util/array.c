/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/array.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int array_grow(void *items, size_t *cap, size_t need, size_t size)
{
        void *old, *grown;
        size_t n = *cap ? *cap : 8;

        if (need <= *cap)
                return 0;
        while (n < need) {
                if (n > SIZE_MAX / 2)
                        return -ENOMEM;
                n *= 2;
        }
        if (n > SIZE_MAX / size)
                return -ENOMEM;
        memcpy(&old, items, sizeof(old));
        grown = realloc(old, n * size);
        if (!grown)
                return -ENOMEM;
        memcpy(items, &grown, sizeof(grown));
        *cap = n;
        return 0;
}
