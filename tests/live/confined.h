/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Children under real filters, with the kernel as the witness. */

#include <stddef.h>

#include "bpf/program.h"
#include "policy/policy.h"

/* A policy for the native ABI, without rules; freed by policy_free(). */
struct policy *native_policy(uint32_t act_default);

/* Fails the test if the engine refuses it. Freed by program_deinit(). */
struct program compiled(const struct policy *policy);

/* Memory that a child shares with us, zeroed. Freed by shared_free(). */
void *shared_new(size_t size);
void shared_free(void *shared, size_t size);

/**
 * confined() - run @body in a child under the policy's filter
 * @shared: what it is given, and where it leaves its findings
 *
 * The child leaves with _exit(0) when @body returns.
 *
 * Return: its wait status. Fails the test if the filter is not taken.
 */
int confined(const struct policy *policy, void (*body)(void *shared), void *shared);

/* The same for a program to execute. */
int confined_exec(const struct policy *policy, const char *path);
