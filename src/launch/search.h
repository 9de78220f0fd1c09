/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Where PROGRAM is, and whether the kernel can be expected to take it. */

#include "util/error.h"

/**
 * search_program() - find PROGRAM as execvp(3) does
 * @out:    a path for execve(); the caller frees it
 * @name:   with a '/' it is a path
 * @path:   value of PATH; NULL if it is not set: the system's default, then.
 *          An empty entry is the working directory
 * @status: EXIT_NOT_FOUND or EXIT_CANNOT_EXEC when there is no such program;
 *          otherwise left alone
 *
 * As with execvp(), something that cannot be executed does not end the search,
 * but is what the error is about if nothing else is found.
 *
 * Return: 0 or -errno with words in @err.
 */
int search_program(char **out, const char *name, const char *path, int *status, struct error *err);

/**
 * format_check() - refuse what execve() would answer with ENOEXEC or ENOENT
 *
 * Texts without "#!", empty files, and scripts whose interpreter cannot be
 * executed. The kernel has the last word on everything else, and on files that
 * cannot be read.
 *
 * Return: 0 or -errno with words in @err; the exit status is EXIT_CANNOT_EXEC.
 */
int format_check(const char *path, struct error *err);

/* Return: 0 for a regular file that this process may execute, otherwise -errno. */
int search_executable(const char *path);
