/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Capabilities as 64-bit masks: by name, in words, and those of this process. */

#include <stdint.h>
#include <stdio.h>

#include "util/error.h"

#define CAPABILITY_BIT(cap) (UINT64_C(1) << (unsigned int)(cap))

/* The five sets of a process. */
struct capability_sets {
        uint64_t bounding, ambient, inheritable, permitted, effective;
};

#define CAPABILITY_MAX 64 /* what a mask, and capset(2), has room for */

/**
 * capability_parse() - a list of names
 * @mask: the capabilities are added to it; unchanged after an error
 * @list: names with or without "cap_", in either case, separated by commas or
 *        blanks
 *
 * Return: 0, or -EINVAL with words in @err.
 */
int capability_parse(uint64_t *mask, const char *list, struct error *err);

/* Longest name, NUL included: "cap_checkpoint_restore", and room for what is to come. */
#define CAPABILITY_NAME_MAX 40

/* "cap_net_bind_service", or "capability 50" if libcap has no name for it. Returns @buf. */
const char *capability_name(unsigned int cap, char buf[CAPABILITY_NAME_MAX]);

/* Names in ascending order, separated by ", "; "none" for 0. */
void capability_print(FILE *to, uint64_t mask);

/**
 * capability_read() - the sets of the calling process
 *
 * Which capabilities there are is asked of the kernel each time: libcap asks
 * once, when it is loaded, and takes any error for the end of the list.
 *
 * Return: 0, or -errno with words in @err.
 */
int capability_read(struct capability_sets *out, struct error *err);
