/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What cannot fail in a measurement, or there is nothing to measure. */

#include <stdlib.h>

static inline void must(int r)
{
        if (r < 0)
                abort();
}
