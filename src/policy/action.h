/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Actions: the SECCOMP_RET_* words of linux/seccomp.h, their names and data. */

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACTION_ERRNO(n) (SECCOMP_RET_ERRNO | (SECCOMP_RET_DATA & (uint32_t)(n)))

/* Action without its 16 data bits. */
static inline uint32_t action_kind(uint32_t action)
{
        return action & SECCOMP_RET_ACTION_FULL;
}

/* Longest text that action_text() writes, with its NUL. */
#define ACTION_TEXT_MAX 48

/* "allow", "errno(EPERM)", "kill-process", "trace(7)", …: how we print actions. Returns @buf. */
const char *action_text(uint32_t action, char buf[ACTION_TEXT_MAX]);

/* Whether the kernel lets the call through: ALLOW and LOG. */
bool action_allows(uint32_t action);
