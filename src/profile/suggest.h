/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* "did you mean": the candidates that each kind of word has. */

#include "abi/abi.h"
#include "util/text.h"

#define SUGGESTION_TEXT_MAX 96

/* "; did you mean 'openat'?", or "" when nothing is near. Returns @buf. */
const char *suggestion_text(const struct suggestion *sug, const char *prefix,
                            char buf[SUGGESTION_TEXT_MAX]);

void suggest_syscalls(struct suggestion *sug);
void suggest_abis(struct suggestion *sug);
void suggest_errnos(struct suggestion *sug);

/* Constants of the families in the bit mask @families. */
void suggest_constants(struct suggestion *sug, uint64_t families);

/* Bundled files of one kind: "profile" or "group". */
void suggest_embedded(struct suggestion *sug, const char *kind);
