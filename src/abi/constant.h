/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Named constants of the kernel's user interface (O_*, AF_*, errno, …), in
 * families, with the values that each ABI gives them.
 */

#include <stdbool.h>
#include <stdint.h>

#include "abi/abi.h"
#include "util/text.h"

/* Constants have dense ids, 0..constant_count() - 1, sorted by name. */
unsigned int constant_count(void);
int constant_by_name(struct span name); /* id or -1 */
const char *constant_name(int id);

/* The family that a constant belongs to: 0..constant_family_count() - 1, at most 64. */
unsigned int constant_family(int id);
unsigned int constant_family_count(void);
const char *constant_family_name(unsigned int family); /* "O", "AF", "errno" */
int constant_family_by_name(struct span name);         /* family or -1 */

/**
 * constant_value() - what a constant is on one ABI
 * @out: the value, negative ones as two's complement in 64 bits;
 *       written only when the ABI has it
 */
bool constant_value(uint64_t *out, const struct abi *abi, int id);

/**
 * constant_by_value() - the name of a value, for printing
 * @family: where to look
 *
 * Return: the id of a constant of @family with that value on @abi, or -1.
 */
int constant_by_value(const struct abi *abi, unsigned int family, uint64_t value);

/* errno by name ("EPERM"): the positive number on @abi, or -1. */
int errno_by_name(const struct abi *abi, struct span name);
const char *errno_name(const struct abi *abi, int number); /* NULL when unknown */
