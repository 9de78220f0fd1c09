/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * How often programs make each system call, from traces of some: lines of a
 * count and a name, a file for each program.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

struct usage {
        double *share;     /* of all calls, by syscall id; together 1 */
        uint8_t *priority; /* for seccomp_syscall_priority(): in proportion, at most 255 */
        size_t n_programs;
};

/**
 * usage_read() - read all files *.trace in @directory
 * @out:        usage_deinit() frees it, also after an error
 * @by_program: whether each program counts alike, however long it was watched;
 *              otherwise each call does
 *
 * Return: 0; -ENOMEM; -EINVAL or what reading gave; -ENOENT when there is no trace.
 */
int usage_read(struct usage *out, const char *directory, bool by_program, struct error *err);
void usage_deinit(struct usage *usage);
