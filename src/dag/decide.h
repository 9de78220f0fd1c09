/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The decision of one syscall: from its ordered rules to a node. */

#include "dag/dag.h"
#include "policy/policy.h"

/**
 * decide_rules() - the graph of "the first rule that matches decides"
 * @out:         its root
 * @rules:       ordered; may be empty
 * @act_default: what none matching gives
 * @big_endian:  how the arguments lie in struct seccomp_data
 *
 * Return: 0, -ENOMEM or -E2BIG.
 */
int decide_rules(uint32_t *out, struct dag *dag, const struct rule *rules, size_t n_rules,
                 uint32_t act_default, bool big_endian);
