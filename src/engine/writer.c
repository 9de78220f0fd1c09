/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/writer.h"

#include <errno.h>
#include <stdarg.h>

void write_line(struct writer *w, int depth, const char *fmt, ...)
{
        va_list args;

        if (w->error < 0)
                return;
        errno = EIO; /* for a stream that had failed before */
        va_start(args, fmt);
        if (fprintf(w->to, "%*s", 2 * depth, "") < 0 || vfprintf(w->to, fmt, args) < 0 ||
            fputc('\n', w->to) == EOF)
                w->error = -errno;
        va_end(args);
}

int writer_finish(struct writer *w)
{
        if (w->error < 0)
                return w->error;
        errno = EIO;
        if (fflush(w->to) != 0 || ferror(w->to))
                return -errno;
        return 0;
}
