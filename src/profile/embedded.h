/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The bundled profiles and groups, as text in the executable, so that a build
 * tree and a static binary work without an install. Generated from profiles/
 * by profiles/embed.py.
 */

#include "util/text.h"

/*
 * @kind: "profile" or "group" (a file's suffix in profiles/).
 * Return: whether there is one; its text in @out, static.
 */
bool embedded_find(struct span *out, const char *kind, struct span name);

/* For listing: names in alphabetical order; NULL past the end. Profiles and groups together. */
const char *embedded_file_name(unsigned int i); /* "net.profile" */
