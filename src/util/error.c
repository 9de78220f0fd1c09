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

int error_prefix(struct error *err, const char *fmt, ...)
{
        char rest[sizeof(err->message)];
        va_list args;
        size_t n;
        int r;

        if (!err)
                return -EINVAL;
        memcpy(rest, err->message, sizeof(rest));
        va_start(args, fmt);
        r = vsnprintf(err->message, sizeof(err->message), fmt, args);
        va_end(args);
        n = r < 0 ? 0 : (size_t)r;
        if (n < sizeof(err->message))
                (void)snprintf(err->message + n, sizeof(err->message) - n, ": %s", rest);
        return err->code;
}
