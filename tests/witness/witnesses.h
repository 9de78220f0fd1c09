/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Four that are asked what a policy does with a call: the definition, the
 * decision graph, the program, and the kernel itself where it can be asked.
 */

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/policy.h"
#include "witness/kernel.h"

struct testimony {
        uint32_t definition, graph, program;
        bool kernel_was_asked;
        struct observation kernel;
};

/* What no system call of the call's ABI is, now or in years: allowed, it does nothing. */
bool is_unused_call(const struct seccomp_data *call);

/**
 * witnesses_ask() - what each of them says of each call
 * @is_harmless: whether a call may be made in earnest; NULL: of those that are unused
 *
 * Fails the test if the policy cannot be compiled.
 */
void witnesses_ask(struct testimony *out, const struct policy *policy,
                   const struct seccomp_data *calls, size_t n_calls,
                   bool (*is_harmless)(const struct seccomp_data *call));

/* Whether all that were asked say @action. */
bool testimony_is(const struct testimony *testimony, const struct seccomp_data *call,
                  uint32_t action);

/* One line on stderr with what each of them says. */
void testimony_print(const struct testimony *testimony);
