/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* One graph for a whole policy. */

#include "dag/dag.h"
#include "policy/policy.h"

/**
 * dispatch_build() - the graph of everything that a policy decides
 * @out: its root: tests of the architecture, then of the number, then what
 *       each syscall's rules decide
 *
 * Return: 0, -ENOMEM or -E2BIG.
 */
int dispatch_build(uint32_t *out, struct dag *dag, const struct policy *policy);
