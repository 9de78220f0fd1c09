/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* From a policy's decisions to a program. */

#include "bpf/program.h"
#include "dag/dag.h"
#include "policy/policy.h"

/**
 * lower_dispatch() - one graph for the whole policy
 * @out: its root: tests of the architecture, then of the number, then what
 *       each syscall's rules decide
 *
 * Return: 0, -ENOMEM or -E2BIG.
 */
int lower_dispatch(uint32_t *out, struct dag *dag, const struct policy *policy);

/**
 * lower_emit() - instructions for a graph
 * @out:  an empty program; may become longer than the kernel takes, which is
 *        for the caller to refuse
 * @dag:  the graph
 * @root: where the program starts
 *
 * Return: 0 or -ENOMEM.
 */
int lower_emit(struct program *out, const struct dag *dag, uint32_t root);
