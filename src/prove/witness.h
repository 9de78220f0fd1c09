/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* From "these paths disagree" to a call that shows it. */

#include <linux/seccomp.h>
#include <stdbool.h>

#include "policy/policy.h"
#include "prove/walk.h"

/**
 * witness_find() - a call that takes the path where the walk stopped and that
 * program and policy decide differently
 *
 * Return: whether one was found; the search is bounded and repeatable.
 */
bool witness_find(struct seccomp_data *out, const struct walk *walk, const struct policy *policy);
