/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cli/options.h"

/**
 * run_command() - run, --show, --dry-run
 *
 * Does not return once the target's filter may be in force.
 *
 * Return: the exit status.
 */
int run_command(const struct options *options, char *const envp[]);
