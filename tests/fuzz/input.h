/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The bytes of a fuzzer, taken as choices. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void require(bool claim)
{
        if (!claim)
                abort();
}

/* Zeroes once the bytes are used up. */
struct input {
        const uint8_t *data;
        size_t size;
};

static inline uint8_t take_byte(struct input *input)
{
        if (input->size == 0)
                return 0;
        input->size--;
        return *input->data++;
}

static inline uint32_t take_word(struct input *input)
{
        uint32_t word = 0;

        for (unsigned int i = 0; i < 4; i++)
                word = word << 8 | take_byte(input);
        return word;
}

/* A small one, an edge, or any. */
static inline uint64_t take_value(struct input *input)
{
        static const uint64_t edges[] = {
                UINT64_MAX,         UINT32_MAX,         0x100000000, 0x7fffffff, 0x80000000,
                0x8000000000000000, 0xffffffff00000000, 0xf0000000f, 0xffff,     0x7fffffffffffffff,
        };
        const uint8_t kind = take_byte(input);
        uint64_t value;

        if (kind < 64)
                return kind;
        if (kind < 192)
                return edges[kind % (sizeof(edges) / sizeof(edges[0]))] + kind / 64 - 2;
        value = take_word(input);
        return kind < 224 ? value : value << 32 | take_word(input);
}
