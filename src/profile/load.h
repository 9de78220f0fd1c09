/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What loading needs at hand: include.c and group.c share it. */

#include "profile/ast.h"
#include "profile/profile.h"

#define NESTING_MAX 16 /* includes in includes, groups in groups */

struct loader {
        struct ast *ast;
        const struct profile_request *request;
        struct diagnostics *diags;
        uint32_t stack[NESTING_MAX]; /* sources whose includes are being expanded */
        unsigned int depth;
        size_t n_includes;
};

/**
 * load_source() - add a source to the tree
 * @out:    its index; a file that is there already keeps its one
 * @kind:   "profile" or "group"
 * @name:   as written
 * @where:  for messages, and for what relative paths are relative to; or NULL:
 *          @label names it
 *
 * Return: 0; -EINVAL, reported; -ENOMEM.
 */
int load_source(uint32_t *out, struct loader *loader, const char *kind, struct span name,
                const struct mark *where, const char *label);
