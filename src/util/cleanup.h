/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Ownership that is visible at the variable: what _cleanup_ marks is freed on
 * every way out of the scope, unless take_ptr() or take_fd() handed it over.
 */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(f) __attribute__((cleanup(f)))

/* Move a pointer out of a variable that would otherwise free it. */
#define take_ptr(p)                                                                                \
        __extension__({                                                                            \
                __typeof__(p) taken_ = (p);                                                        \
                (p) = NULL;                                                                        \
                taken_;                                                                            \
        })

static inline int take_fd_(int *fd)
{
        int taken = *fd;

        *fd = -1;
        return taken;
}
#define take_fd(fd) take_fd_(&(fd))

static inline void freep(void *p)
{
        free(*(void **)p);
}

static inline void closep(int *fd)
{
        if (*fd >= 0)
                (void)close(*fd);
}

static inline void fclosep(FILE **f)
{
        if (*f)
                (void)fclose(*f);
}

/* Defines x_freep() for a struct whose x_free() takes NULL and returns NULL. */
#define DEFINE_CLEANUP(type, func)                                                                 \
        static inline void func##p(type **p)                                                       \
        {                                                                                          \
                *p = func(*p);                                                                     \
        }                                                                                          \
        struct cleanup_semicolon_
