/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/source.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "profile/utf8.h"
#include "util/array.h"

#define DIAGNOSTICS_KEPT 100 /* nobody reads more, and hostile input could make millions */
#define SHOWN_MAX        120 /* characters of a line that a message shows */

void source_deinit(struct source *source)
{
        free(source->name);
        if (source->kind != SOURCE_BUNDLED)
                free(source->text);
        *source = (struct source){ 0 };
}

bool diagnostics_full(const struct diagnostics *diags)
{
        return diags->n_items >= DIAGNOSTICS_KEPT;
}

void report_out_of_memory(struct diagnostics *diags)
{
        if (!diags->out_of_memory)
                diags->n_errors++;
        diags->out_of_memory = true;
}

static void count(struct diagnostics *diags, enum severity severity)
{
        if (severity == SEVERITY_ERROR)
                diags->n_errors++;
        else if (severity == SEVERITY_WARNING)
                diags->n_warnings++;
}

/* The line around @mark as bytes of the text. */
static struct span line_around(const struct source *source, struct mark mark)
{
        size_t start = mark.at, end = mark.at;

        while (start > 0 && source->text[start - 1] != '\n')
                start--;
        while (end < source->size && source->text[end] != '\n')
                end++;
        if (end > start && source->text[end - 1] == '\r')
                end--;
        if (start == 0 && end >= 3 && memcmp(source->text, "\xef\xbb\xbf", 3) == 0)
                start = 3; /* the byte order mark is no column */
        return span(source->text + start, end - start);
}

static size_t bytes_of(struct span text, size_t n_chars)
{
        size_t at = 0;
        uint32_t c;

        while (n_chars-- && at < text.n) {
                size_t taken = utf8_decode(&c, text.s + at, text.n - at);

                at += taken ? taken : 1;
        }
        return at;
}

/* Fill in column, width and the text shown; false when memory ran out. */
static bool place(struct diagnostic *diag, const struct source *source, struct mark mark)
{
        struct span line = line_around(source, mark);
        size_t start = (size_t)(line.s - source->text), skip = 0;
        size_t before = mark.at > start ? mark.at - start : 0;
        size_t n = mark.n, column, from, to;

        if (before > line.n)
                before = line.n;
        if (n > line.n - before)
                n = line.n - before; /* a mark over several lines: what is on the first */
        column = utf8_count(line.s, before);
        diag->column = (unsigned int)column + 1;
        diag->width = (unsigned int)utf8_count(line.s + before, n);
        if (diag->width == 0)
                diag->width = 1;
        if (column > SHOWN_MAX * 2 / 3)
                skip = column - SHOWN_MAX / 3;
        from = bytes_of(line, skip);
        line = span(line.s + from, line.n - from);
        to = bytes_of(line, SHOWN_MAX);
        diag->text_column = (unsigned int)(column - skip + 1 + (skip ? 1 : 0));
        return asprintf(&diag->text, "%s%.*s%s", skip ? "…" : "", (int)to, line.s,
                        to < line.n ? "…" : "") >= 0;
}

static bool same_place(const struct diagnostic *a, const struct diagnostic *b)
{
        return a->severity == b->severity && a->order == b->order && a->line == b->line &&
               a->column == b->column && strcmp(a->source, b->source) == 0;
}

static void item_free(struct diagnostic *diag)
{
        free(diag->source);
        free(diag->text);
        free(diag->message);
}

/*
 * The same line is looked at for each ABI and call that it names, so the same
 * mistake comes by more than once: the first finding at a place stands.
 */
static void keep(struct diagnostics *diags, struct diagnostic *diag)
{
        if (!diag->source || !diag->message || ARRAY_RESERVE(diags, items, 1) < 0) {
                item_free(diag);
                report_out_of_memory(diags);
                return;
        }
        for (size_t i = 0; diag->line && i < diags->n_items; i++) {
                if (same_place(&diags->items[i], diag)) {
                        item_free(diag);
                        return;
                }
        }
        diags->items[diags->n_items++] = *diag;
        count(diags, diag->severity);
}

void report(struct diagnostics *diags, enum severity severity, const struct source *source,
            struct mark mark, const char *fmt, ...)
{
        struct diagnostic diag = { .severity = severity, .line = mark.line, .order = mark.source };
        va_list args;

        if (diagnostics_full(diags)) {
                count(diags, severity);
                return;
        }
        diag.source = strdup(source->name);
        va_start(args, fmt);
        if (vasprintf(&diag.message, fmt, args) < 0)
                diag.message = NULL;
        va_end(args);
        if (mark.line && !place(&diag, source, mark)) {
                diag.text = NULL;
                report_out_of_memory(diags);
        }
        keep(diags, &diag);
}

void report_plain(struct diagnostics *diags, const char *label, const char *fmt, ...)
{
        struct diagnostic diag = { .severity = SEVERITY_ERROR };
        va_list args;

        if (diagnostics_full(diags)) {
                count(diags, SEVERITY_ERROR);
                return;
        }
        diag.source = strdup(label);
        va_start(args, fmt);
        if (vasprintf(&diag.message, fmt, args) < 0)
                diag.message = NULL;
        va_end(args);
        keep(diags, &diag);
}

static int compare(const void *left, const void *right)
{
        const struct diagnostic *a = left, *b = right;

        if (a->order != b->order)
                return a->order < b->order ? -1 : 1;
        if (a->line != b->line)
                return a->line < b->line ? -1 : 1;
        if (a->column != b->column)
                return a->column < b->column ? -1 : 1;
        return 0;
}

void diagnostics_sort(struct diagnostics *diags)
{
        if (diags->n_items)
                qsort(diags->items, diags->n_items, sizeof(*diags->items), compare);
}

bool source_check_text(const struct source *source, uint32_t index, struct diagnostics *diags)
{
        struct mark mark = { .source = index, .line = 1, .n = 1 };
        size_t taken;
        uint32_t c;

        for (size_t at = 0; at < source->size; at += taken) {
                taken = utf8_decode(&c, source->text + at, source->size - at);
                mark.at = (uint32_t)at;
                if (!taken || source->text[at] == '\0') {
                        report(diags, SEVERITY_ERROR, source, mark, "this is not text: %s",
                               taken ? "a NUL byte" : "a byte that is not UTF-8");
                        return false;
                }
                if (source->text[at] == '\n')
                        mark.line++;
        }
        return true;
}

const char *word_text(struct span word, char buf[WORD_TEXT_MAX])
{
        size_t n = word.n;
        const char *more = "";

        if (n > WORD_TEXT_MAX - 8) {
                n = WORD_TEXT_MAX - 8;
                while (n && ((unsigned char)word.s[n] & 0xc0) == 0x80)
                        n--; /* not through the middle of a character */
                more = "…";
        }
        (void)snprintf(buf, WORD_TEXT_MAX, "%.*s%s", (int)n, word.s, more);
        return buf;
}
