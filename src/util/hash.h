/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Hashing of small integers for our own unique tables. Not for keys that an
 * adversary chooses over a network; collisions only cost time.
 */

#include <stddef.h>
#include <stdint.h>

#define HASH_SEED UINT64_C(0x9e3779b97f4a7c15)

/* Mix one more value into @h (a multiply and a fold, as in wyhash's core). */
static inline uint64_t hash_mix(uint64_t h, uint64_t value)
{
        h ^= value + HASH_SEED + (h << 6) + (h >> 2);
        h *= UINT64_C(0xff51afd7ed558ccd);
        return h ^ (h >> 32);
}
