/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the kernel reads of each argument register: names, widths, signedness.
 * Source: the SYSCALL_DEFINE and COMPAT_SYSCALL_DEFINE lines of the kernel and
 * the man pages' names where they are better known.
 */

#include <stdbool.h>
#include <stdint.h>

#include "abi/abi.h"

struct parameter {
        const char *name;  /* "flags"; static */
        uint8_t bits;      /* 32 or 64 (16 for the old uid calls): how wide the kernel reads it */
        bool is_signed;    /* int and long: a comparison with < is signed */
        bool is_pointer;   /* compares only with NULL */
        uint64_t families; /* bit mask over constant families that make sense here; 0: numbers */
};

struct signature {
        unsigned int n_parameters; /* 0..6 */
        struct parameter parameters[6];
};

/* Return: whether the prototype of syscall @id on @abi is known. */
bool signature_get(struct signature *out, const struct abi *abi, int id);
