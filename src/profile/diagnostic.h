/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What is wrong with a profile: all of it in one run, each finding with its
 * place, the line, a marker under it and, where one is near, a suggestion.
 *
 *  web.profile:7:38: error: unknown constant 'O_RDONLYY' for openat flags; did you mean 'O_RDONLY'?
 *    7 | allow openat if flags & O_ACCMODE == O_RDONLYY
 *      |                                      ^~~~~~~~~
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "util/cleanup.h"

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

struct diagnostic {
        enum severity severity;
        char *source;               /* "web.profile", "--allow" */
        unsigned int line;          /* from 1; 0: about the source as a whole */
        unsigned int column, width; /* from 1, in characters of the line; width of the marker */
        char *text; /* the source's line, cut around the marker when long; NULL: none */
        unsigned int text_column; /* where the marker starts in text, from 1 */
        char *message;            /* one sentence */
        unsigned int order;       /* of the source among those read; for sorting */
};

/* Owns its list. Keeps the first 100, counts them all. */
struct diagnostics {
        struct diagnostic *items;
        size_t n_items, cap_items;
        size_t n_errors, n_warnings;
        bool out_of_memory; /* a finding could not be kept; counts as an error */
};

void diagnostics_deinit(struct diagnostics *diags);

/* Writes them as above. Control characters of the source are made visible. */
void diagnostics_print(FILE *to, const struct diagnostics *diags);
