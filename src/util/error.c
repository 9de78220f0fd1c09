/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/error.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int error_set(struct error *err, int code, const char *fmt, ...)
{
        va_list args;

        assert(code < 0);
        if (!err)
                return code;
        err->code = code;
        va_start(args, fmt);
        (void)vsnprintf(err->message, sizeof(err->message), fmt, args);
        va_end(args);
        return code;
}

/* Add what fits of @text behind the @n bytes that are there. */
static size_t append(struct error *err, size_t n, const char *text)
{
        const size_t length = strnlen(text, sizeof(err->message) - 1 - n);

        memcpy(err->message + n, text, length);
        err->message[n + length] = '\0';
        return n + length;
}

int error_prefix(struct error *err, const char *fmt, ...)
{
        char rest[sizeof(err->message)];
        va_list args;
        size_t n;

        if (!err)
                return -EINVAL;
        memcpy(rest, err->message, sizeof(rest));
        err->message[0] = '\0'; /* also when the format cannot be printed */
        va_start(args, fmt);
        (void)vsnprintf(err->message, sizeof(err->message), fmt, args);
        va_end(args);
        n = append(err, strlen(err->message), ": ");
        (void)append(err, n, rest);
        return err->code;
}
