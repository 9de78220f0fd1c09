/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Lines of text, and whether all of them could be written. */

#include <stdio.h>

#include "policy/policy.h"

struct writer {
        FILE *to;
        int error; /* 0, or -errno of the first thing that went wrong */
        const struct policy *policy;
};

/* One line, indented by @depth; nothing once something went wrong. */
void write_line(struct writer *w, int depth, const char *fmt, ...)
        __attribute__((format(printf, 3, 4)));

/* Return: 0, or -errno if a line was not written or does not get to where it goes. */
int writer_finish(struct writer *w);
