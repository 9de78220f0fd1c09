/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The last step: seccomp(2) itself, and what this kernel can do. */

#include <stdbool.h>

#include "bpf/program.h"

/**
 * kernel_install() - put a filter on the calling process
 * @flags: SECCOMP_FILTER_FLAG_*
 *
 * Return: the listener's descriptor with SECCOMP_FILTER_FLAG_NEW_LISTENER,
 * otherwise 0, or -errno as seccomp(2) says. With FLAG_TSYNC a thread that
 * cannot be synchronised gives -ESRCH.
 */
int kernel_install(const struct program *program, unsigned int flags);

/* What seccomp(2) of the running kernel offers. */
struct kernel_probe {
        bool has_filter;    /* SECCOMP_SET_MODE_FILTER at all */
        unsigned int flags; /* SECCOMP_FILTER_FLAG_* that it knows */
};

/* Harmless: asks with invalid pointers, changes nothing. */
void kernel_probe_seccomp(struct kernel_probe *out);

/* Whether seccomp(2) knows this action (SECCOMP_GET_ACTION_AVAIL). */
bool kernel_has_action(unsigned int action);
