/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* From a decision graph to a program. */

#include "bpf/program.h"
#include "dag/dag.h"

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
