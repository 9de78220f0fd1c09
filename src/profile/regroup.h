/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Rules of one line back to the conditions that they came from: the same
 * values of an argument, put together again where that makes fewer of them.
 */

#include "policy/policy.h"
#include "profile/terms.h"

/* How many bits of an argument a condition on it looks at. */
unsigned int regroup_bits(const struct abi *abi, int id, unsigned int arg);

/**
 * regroup() - rules to terms
 * @out:   matches the calls that any of the rules matches
 * @rules: all of system call @id, or of none (-1)
 *
 * Return: 0, -ENOMEM, -E2BIG.
 */
int regroup(struct terms *out, struct scratch *scratch, const struct abi *abi, int id,
            const struct rule *rules, size_t n);
