/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/message.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "profile/utf8.h"
#include "util/error.h"

#define PICTURE_MAX 4 /* "\x1b": what a byte grows to */
#define ROOM        (PICTURE_MAX * sizeof(((struct error *)0)->message) + 64)

/* Return: bytes taken from @s. */
static size_t picture(char out[PICTURE_MAX + 1], const char *s, size_t n)
{
        uint32_t c;
        size_t taken = utf8_decode(&c, s, n);

        if (taken && !utf8_is_control(c)) {
                memcpy(out, s, taken);
                out[taken] = '\0';
                return taken;
        }
        (void)snprintf(out, PICTURE_MAX + 1, "\\x%02x", (unsigned int)(uint8_t)*s);
        return 1;
}

static void write_all(const char *s, size_t n)
{
        while (n) {
                ssize_t written = write(STDERR_FILENO, s, n);

                if (written < 0 && errno == EINTR)
                        continue;
                if (written <= 0)
                        return; /* there is nobody left to tell */
                s += written;
                n -= (size_t)written;
        }
}

void message_print(const char *program, const char *text)
{
        char line[ROOM], shown[PICTURE_MAX + 1];
        size_t n = 0, length = strlen(text);

        n += (size_t)snprintf(line, 64, "%.60s: ", program);
        for (size_t i = 0; i < length && n < ROOM - PICTURE_MAX - 1;) {
                i += picture(shown, text + i, length - i);
                memcpy(line + n, shown, strlen(shown));
                n += strlen(shown);
        }
        line[n++] = '\n';
        write_all(line, n);
}
