/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Of a filter that became too long: what made it so. */

#include <stddef.h>

#include "policy/policy.h"

/**
 * costly_syscalls() - the syscalls whose conditions need the most instructions
 * @out:  text like "ioctl (1203), openat on x86 (870)"; empty where there is
 *        nothing to name, or memory ran out
 * @size: of it in bytes; names that do not fit are left out
 *
 * Each is counted as if it stood alone in the filter, so what they share is
 * counted for each.
 */
void costly_syscalls(char *out, size_t size, const struct policy *policy);
