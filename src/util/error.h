/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * One code plus words. Fixed storage, so that running out of memory can be
 * explained too. The message reads from outside in: each caller that knows a
 * place puts it in front.
 */

struct error {
        int code;           /* negative errno; 0 when nothing is wrong */
        char message[1024]; /* one sentence, no newline, cut when too long */
};

/**
 * error_set() - say what went wrong
 * @err:  where to say it; may be NULL
 * @code: negative errno
 * @fmt:  printf format of the sentence
 *
 * Return: @code, so that making an error and returning it is one statement.
 */
int error_set(struct error *err, int code, const char *fmt, ...)
        __attribute__((format(printf, 3, 4)));

/**
 * error_prefix() - put a place in front of what was said
 * @err: an error that was set; may be NULL
 * @fmt: printf format of the place; ": " is added after it
 *
 * Return: @err's code, or -EINVAL if @err is NULL.
 */
int error_prefix(struct error *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
