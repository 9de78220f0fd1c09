/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What was allocated: malloc() and its like, counted. */

#include <stdbool.h>
#include <stddef.h>

/* Under a sanitizer nothing can be counted, and all counts are 0. */
#if defined(__SANITIZE_ADDRESS__)
#define CAN_COUNT_MEMORY false
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CAN_COUNT_MEMORY false
#endif
#endif
#ifndef CAN_COUNT_MEMORY
#define CAN_COUNT_MEMORY true
#endif

struct memory {
        size_t n_calls; /* of malloc(), calloc() and realloc() */
        size_t bytes;   /* asked for, in all of them together */
        size_t peak;    /* most that was held at once, above what was held at the start */
};

/* Count from here on. */
void memory_start(void);
struct memory memory_stop(void);
