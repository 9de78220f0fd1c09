/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <stdio.h>

#include "cli/options.h"

/**
 * show_format_parse() - the name of a format
 *
 * Return: 0, or -EINVAL with words in @err.
 */
int show_format_parse(enum show_format *out, const char *name, struct error *err);

/**
 * show_write() - a policy and its program, for people or tools
 *
 * Return: 0 or -errno with words in @err.
 */
int show_write(FILE *to, enum show_format format, const struct policy *policy,
               const struct program *program, struct error *err);
