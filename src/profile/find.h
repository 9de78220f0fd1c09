/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Where profiles and groups come from: files, the directories of the search
 * path, the copies in the executable.
 */

#include "profile/source.h"
#include "util/error.h"

/* What is looked for, and where. */
struct search {
        const char *kind;               /* "profile" or "group" */
        const char *const *directories; /* NULL-terminated; may be NULL */
        const char *beside;             /* relative paths start where this file is; NULL: here */
        bool hurry;                     /* nobody will read the message: no suggestions */
};

/**
 * find_source() - find by name and read
 * @out:  name, text and identity; source_deinit() frees it
 * @name: with a '/' it is a path (of profiles only); otherwise NAME.profile or
 *        NAME.group in the directories, then among the bundled ones
 *
 * Only regular files of at most SOURCE_SIZE_MAX bytes are read; opening never
 * blocks.
 *
 * Return: 0; -ENOENT if there is none; -ENOMEM; another -errno when it is
 * there but cannot be used. All with words in @err.
 */
int find_source(struct source *out, const struct search *search, struct span name,
                struct error *err);
