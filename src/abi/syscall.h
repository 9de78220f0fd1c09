/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Syscall names and numbers. A name that any of our ABIs has is given a small
 * id; ids are dense from 0 to syscall_count() - 1 and sorted by name, so that
 * they can index arrays. They are not stable from build to build.
 *
 * All lookups are constant time, into read-only tables without pointers.
 */

#include <stdbool.h>
#include <stdint.h>

#include "abi/abi.h"
#include "util/text.h"

#define KERNEL_VERSION_OF(major, minor) (((unsigned int)(major) << 8) | (unsigned int)(minor))

/* Number of syscall names over all ABIs. */
unsigned int syscall_count(void);

/* Return: the id of @name, or -1 if no ABI has a syscall of that name. */
int syscall_by_name(struct span name);

/* @id: 0..syscall_count() - 1. The string is static. */
const char *syscall_name(int id);

/**
 * abi_syscall_number() - what a syscall is called with on one ABI
 * @out: the number as it stands in seccomp_data.nr, nr_base included;
 *       written only when the ABI has the syscall
 * @abi: the ABI
 * @id:  a syscall id
 *
 * Return: whether @abi has it.
 */
bool abi_syscall_number(uint32_t *out, const struct abi *abi, int id);

/* The syscall with number @nr (seccomp_data.nr) on @abi: an id, or -1. */
int abi_syscall_by_number(const struct abi *abi, uint32_t nr);

/*
 * Numbers from here on have no name, but for a few private calls of arm: one
 * past the last of the table, nr_base included.
 */
uint32_t abi_syscall_end(const struct abi *abi);

/**
 * abi_syscall_since() - the kernel that brought a syscall to an ABI
 *
 * Return: KERNEL_VERSION_OF(major, minor), as in 5.11; 1.x or 2.x for
 * everything that is older than 3.0; 0 if @abi does not have the syscall.
 */
unsigned int abi_syscall_since(const struct abi *abi, int id);

/* The newest kernel that the tables describe. */
unsigned int syscall_tables_version(void);

/**
 * syscall_pseudo() - the negative number that stands for a syscall which the
 * native ABI lacks, with the values that libseccomp gave them (__PNR_*)
 * @out: written on success only
 * @id:  a syscall id
 */
bool syscall_pseudo(int *out, int id);

/* The syscall whose pseudo number is @pseudo: an id, or -1. */
int syscall_by_pseudo(int pseudo);
