/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* struct seccomp_data as the sixteen 32-bit words that a filter can load. */

#include <stdbool.h>

/* Word index: byte offset / 4. Source: struct seccomp_data, linux/seccomp.h. */
enum {
        WORD_NR = 0,
        WORD_ARCH = 1,
        WORD_IP = 2,   /* and 3 */
        WORD_ARGS = 4, /* 4..15, two for each argument */
        WORD_COUNT = 16,
};

/* The word that holds the high (or low) half of argument @arg (0..5). */
static inline unsigned int word_of_arg(unsigned int arg, bool high, bool big_endian)
{
        return WORD_ARGS + 2 * arg + (high == big_endian ? 0u : 1u);
}
