/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Whether this kernel can do what a program asks of it, and let it start. */

#include "bpf/program.h"
#include "util/error.h"

/**
 * requirement_actions() - each action that the program can return
 *
 * Return: 0, or -EOPNOTSUPP with words in @err for an action that the kernel
 * lacks or that needs a supervisor.
 */
int requirement_actions(const struct program *program, struct error *err);

/**
 * requirement_exec() - whether the program lets us execute PROGRAM
 *
 * Return: 0, or -EACCES with words in @err.
 */
int requirement_exec(const struct program *program, const char *path, char *const argv[],
                     char *const envp[], struct error *err);

/**
 * requirement_in_force() - whether the kernel really goes by the program
 *
 * For right after it was installed: something around us may have answered the
 * call in the kernel's place. Asks by a call whose answer the program settles,
 * unless that call would kill.
 *
 * Return: false if the answer was another one.
 */
bool requirement_in_force(const struct program *program);

/* Whether a message can still be written to standard error under the program. */
bool requirement_can_write(const struct program *program);
