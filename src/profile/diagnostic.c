/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/diagnostic.h"

#include <stdint.h>
#include <string.h>

#include "profile/utf8.h"

static const char *const severities[] = {
        [SEVERITY_NOTE] = "note",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_ERROR] = "error",
};

void diagnostics_deinit(struct diagnostics *diags)
{
        for (size_t i = 0; i < diags->n_items; i++) {
                free(diags->items[i].source);
                free(diags->items[i].text);
                free(diags->items[i].message);
        }
        free(diags->items);
        *diags = (struct diagnostics){ 0 };
}

/* Longest picture of one character: "<U+10FFFF>". */
#define PICTURE_MAX 16

/*
 * What is shown for the character at the start of @s. A profile is text that
 * others wrote: it must not be able to speak to the terminal.
 *
 * Return: the number of bytes that the character takes.
 */
static size_t picture(char out[PICTURE_MAX], const char *s, size_t n)
{
        uint32_t c;
        size_t taken = utf8_decode(&c, s, n);

        if (!taken) {
                (void)snprintf(out, PICTURE_MAX, "<%02X>", (unsigned int)(uint8_t)*s);
                return 1;
        }
        if (c < 0x20 || c == 0x7f)
                (void)snprintf(out, PICTURE_MAX, "^%c", (int)(c ^ 0x40));
        else if (utf8_is_control(c))
                (void)snprintf(out, PICTURE_MAX, "<U+%04X>", (unsigned int)c);
        else
                (void)snprintf(out, PICTURE_MAX, "%.*s", (int)taken, s);
        return taken;
}

static void put_visible(FILE *to, const char *s, bool keep_tabs)
{
        size_t n = strlen(s);
        char shown[PICTURE_MAX];

        for (size_t i = 0; i < n;) {
                size_t taken = picture(shown, s + i, n - i);

                if (keep_tabs && s[i] == '\t')
                        (void)fputc('\t', to);
                else
                        (void)fputs(shown, to);
                i += taken;
        }
}

static void put_repeated(FILE *to, char c, size_t times)
{
        while (times--)
                (void)fputc(c, to);
}

/*
 * Tabs in front of the marker are repeated, so that it stands under its word
 * however wide the terminal makes them.
 */
static void put_marker(FILE *to, const struct diagnostic *diag)
{
        size_t n = strlen(diag->text), i = 0, width = 0;
        char shown[PICTURE_MAX];

        for (unsigned int column = 1; i < n && column < diag->text_column; column++) {
                size_t taken = picture(shown, diag->text + i, n - i);

                if (diag->text[i] == '\t')
                        (void)fputc('\t', to);
                else
                        put_repeated(to, ' ', utf8_count(shown, strlen(shown)));
                i += taken;
        }
        for (unsigned int k = 0; i < n && k < diag->width; k++) {
                size_t taken = picture(shown, diag->text + i, n - i);

                width += diag->text[i] == '\t' ? 1 : utf8_count(shown, strlen(shown));
                i += taken;
        }
        (void)fputc('^', to);
        put_repeated(to, '~', width > 1 ? width - 1 : 0);
}

static void put_diagnostic(FILE *to, const struct diagnostic *diag)
{
        char number[16];

        put_visible(to, diag->source, false);
        if (diag->line)
                (void)fprintf(to, ":%u:%u", diag->line, diag->column);
        (void)fprintf(to, ": %s: ", severities[diag->severity]);
        put_visible(to, diag->message, false);
        (void)fputc('\n', to);
        if (!diag->text || !diag->line)
                return;
        (void)snprintf(number, sizeof(number), "%u", diag->line);
        (void)fprintf(to, "  %3s | ", number);
        put_visible(to, diag->text, true);
        (void)fprintf(to, "\n  %*s | ", (int)(strlen(number) > 3 ? strlen(number) : 3), "");
        put_marker(to, diag);
        (void)fputc('\n', to);
}

void diagnostics_print(FILE *to, const struct diagnostics *diags)
{
        size_t all = diags->n_errors + diags->n_warnings, shown = 0;

        for (size_t i = 0; i < diags->n_items; i++) {
                put_diagnostic(to, &diags->items[i]);
                shown += diags->items[i].severity != SEVERITY_NOTE;
        }
        if (all > shown)
                (void)fprintf(to, "… and %zu more\n", all - shown);
        if (diags->out_of_memory)
                (void)fputs("error: out of memory\n", to);
}
