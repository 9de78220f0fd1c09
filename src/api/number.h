/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * System call numbers as the interface has them: negative pseudo numbers for
 * calls that an architecture does not have as such, and translation by name.
 */

#include <stdbool.h>
#include <stdint.h>

#include "abi/abi.h"
#include "abi/multiplex.h"

/* Pseudo numbers are at or below this; -1 to -99 are nobody's. */
#define PSEUDO_FIRST (-100)

/* The number of syscall @id: real where it is a call of its own, pseudo otherwise. */
bool number_of_id(int *out, const struct abi *abi, int id);

/* The syscall with the real or pseudo number @nr: an id, or -1. */
int number_to_id(const struct abi *abi, int nr);

/* Where the rules of one number go to on one architecture. */
struct route {
        uint32_t nr;              /* as in seccomp_data.nr */
        bool is_multiplexed;      /* the call can also be made through a multiplexer: */
        uint32_t multiplexer;     /* this number, */
        uint32_t mask, selection; /* when (argument 0 & mask) == selection */
};

/* As number_route(), which is what to call, where there are multiplexers. */
struct route number_route_any(const struct abi *abi, int nr);

static inline struct route number_route(const struct abi *abi, int nr)
{
        if (abi->multiplexed)
                return number_route_any(abi, nr);
        return (struct route){ .nr = (uint32_t)nr };
}

/* A number as it was given, named once for all architectures. */
struct number {
        int nr; /* of the native architecture: real, pseudo, or -1, which is the same everywhere */
        int id; /* of its syscall; -1 if nobody asked, or if it is the number -1 */
};

/* Return: 0; -EFAULT if @nr has no name on @native. */
int number_name(struct number *out, const struct abi *native, int nr);

/**
 * number_translate() - where the rules of a native number go to on another architecture
 * @out:    written on success only
 * @number: of number_name()
 *
 * Return: 0; -ENOENT if @abi does not know the name.
 */
int number_translate(struct route *out, const struct abi *abi, const struct number *number);
