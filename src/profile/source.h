/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The texts that a profile is made of (files, bundled copies, words of the
 * command line), and places in them.
 *
 * A mark is a run of bytes of a source. Columns and the line for a message are
 * worked out only when something is reported, so that marks stay small.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "profile/diagnostic.h"
#include "util/text.h"

#define SOURCE_SIZE_MAX (1024u * 1024u) /* bytes of one file; also keeps marks in 32 bits */

struct mark {
        uint32_t source; /* index in the syntax tree's sources */
        uint32_t line;   /* from 1; 0: the source as a whole */
        uint32_t at, n;  /* bytes */
};

enum source_kind {
        SOURCE_FILE,
        SOURCE_BUNDLED, /* the text is static */
        SOURCE_LINE,    /* words of the command line */
};

struct source {
        enum source_kind kind;
        char *name; /* as the user knows it: "./web.profile", "net.profile", "--allow" */
        char *text; /* NUL-terminated, size bytes before; not ours to free when bundled */
        size_t size;
        dev_t dev; /* which file it is, under whatever name it was reached */
        ino_t ino;
        bool is_option; /* one line whose verb is an option: its number says nothing */
        bool is_group;  /* a list of names, not statements */
        bool parsed;
        bool open;                    /* being expanded now: meeting it again is a cycle */
        uint32_t first_stmt, n_stmts; /* in the tree, once parsed */
};

void source_deinit(struct source *source);

/**
 * report() - one more finding
 * @diags:  where it goes; the same place and severity is reported once only
 * @source: whose text @mark is in
 * @mark:   the place; line 0 is the source as a whole
 * @fmt:    one sentence
 */
void report(struct diagnostics *diags, enum severity severity, const struct source *source,
            struct mark mark, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Whether words for a further finding would be thrown away: no need to search suggestions. */
bool diagnostics_full(const struct diagnostics *diags);

/* A finding without a source: "--profile", and what is wrong. */
void report_plain(struct diagnostics *diags, const char *label, const char *fmt, ...)
        __attribute__((format(printf, 3, 4)));

void report_out_of_memory(struct diagnostics *diags);

/* By source in the order of reading, then line and column. */
void diagnostics_sort(struct diagnostics *diags);

/**
 * source_check_text() - refuse what is not text
 *
 * NUL bytes and invalid UTF-8 are reported with their place.
 *
 * Return: whether it is text.
 */
bool source_check_text(const struct source *source, uint32_t index, struct diagnostics *diags);

/* A word of the source for a message, cut when too long to be read. */
#define WORD_TEXT_MAX 72
const char *word_text(struct span word, char buf[WORD_TEXT_MAX]);
