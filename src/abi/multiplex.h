/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * socketcall(2) and ipc(2): one system call that stands for many, chosen by
 * its first argument. What the others get must not be had through these.
 */

#include <stdbool.h>
#include <stdint.h>

#include "abi/abi.h"

/* How a call is reached: by @id when (argument 0 & mask) == number. */
struct multiplex {
        int id; /* of socketcall or ipc */
        uint32_t mask;
        uint32_t number;
};

/**
 * multiplex_find() - the second door to a system call
 * @out: written on success only
 * @abi: the ABI
 * @id:  a syscall id, as of "socket"; @abi need not have it as a call of its own
 *
 * Return: whether @abi has one.
 */
bool multiplex_find(struct multiplex *out, const struct abi *abi, int id);

/* What a multiplexer's first argument stands for: a syscall id, or -1. */
int multiplex_call(int id, uint32_t number);
