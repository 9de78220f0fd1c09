/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>

#include "launch/search.h"
#include "util/cleanup.h"

#define HEAD_SIZE   256 /* what the kernel looks at: BINPRM_BUF_SIZE */
#define BINFMT_MISC "/proc/sys/fs/binfmt_misc"

/* The start of a file. Return: bytes, or negative if it cannot be read. */
static ssize_t read_head(char head[HEAD_SIZE], const char *path)
{
        _cleanup_(closep) int fd = open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        ssize_t n;

        if (fd < 0)
                return -1;
        do
                n = read(fd, head, HEAD_SIZE);
        while (n < 0 && errno == EINTR);
        return n;
}

/* Whether the machine runs more formats than the kernel's own (Java, Wine, qemu). */
static bool has_more_formats(void)
{
        DIR *dir = opendir(BINFMT_MISC);
        struct dirent *entry;
        bool found = false;

        while (dir && !found && (entry = readdir(dir)))
                found = entry->d_name[0] != '.' && strcmp(entry->d_name, "register") != 0 &&
                        strcmp(entry->d_name, "status") != 0;
        if (dir)
                (void)closedir(dir);
        return found;
}

/* The line behind "#!", as fs/binfmt_script.c takes it apart. */
static int check_interpreter(const char *path, const char *line, size_t n, struct error *err)
{
        char interpreter[HEAD_SIZE];
        const char *end = memchr(line, '\n', n);
        size_t at = 0, length = 0;
        int r;

        if (end)
                n = (size_t)(end - line);
        while (at < n && (line[at] == ' ' || line[at] == '\t'))
                at++;
        while (at + length < n && line[at + length] != ' ' && line[at + length] != '\t' &&
               line[at + length] != '\0')
                length++;
        if (length == 0)
                return error_set(err, -ENOEXEC, "cannot execute '%s': no interpreter after '#!'",
                                 path);
        memcpy(interpreter, line + at, length);
        interpreter[length] = '\0';
        r = search_executable(interpreter);
        if (r == 0)
                return 0;
        if (interpreter[length - 1] == '\r')
                return error_set(err, r,
                                 "cannot execute '%s': its first line ends in a carriage return, "
                                 "which is taken as part of the interpreter's name",
                                 path);
        return error_set(err, r, "cannot execute '%s': its interpreter '%s': %s", path, interpreter,
                         strerror(-r));
}

int format_check(const char *path, struct error *err)
{
        char head[HEAD_SIZE];
        ssize_t n = read_head(head, path);

        if (n < 0)
                return 0;
        if (n >= 2 && head[0] == '#' && head[1] == '!')
                return check_interpreter(path, head + 2, (size_t)n - 2, err);
        if (n == 0)
                return error_set(err, -ENOEXEC, "cannot execute '%s': the file is empty", path);
        if (memchr(head, '\0', (size_t)n) || has_more_formats())
                return 0;
        return error_set(err, -ENOEXEC,
                         "cannot execute '%s': it is a text without a first line such as "
                         "'#!/bin/sh'; to run it with a shell, name the shell: sh %s",
                         path, path);
}
