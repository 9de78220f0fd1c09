/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "launch/search.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "launch/plan.h"
#include "util/cleanup.h"

int search_executable(const char *path)
{
        struct stat st;

        if (stat(path, &st) < 0)
                return -errno;
        if (S_ISDIR(st.st_mode))
                return -EISDIR;
        if (!S_ISREG(st.st_mode))
                return -EACCES; /* as execve() has it for devices and sockets */
        /* the effective ids are those that execve() goes by */
        return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) < 0 ? -errno : 0;
}

/* Errors that say "not here", after which execvp() looks at the next entry. */
static bool is_absent(int code)
{
        static const int absent[] = { ENOENT, ENOTDIR, ESTALE, ENODEV, ETIMEDOUT, ENAMETOOLONG };

        for (size_t i = 0; i < sizeof(absent) / sizeof(*absent); i++)
                if (code == -absent[i])
                        return true;
        return false;
}

static int refuse(const char *name, const char *path, int code, int *status, struct error *err)
{
        if (is_absent(code)) {
                *status = EXIT_NOT_FOUND;
                return error_set(err, code, "cannot find '%s': %s", name, strerror(-code));
        }
        *status = EXIT_CANNOT_EXEC;
        if (code == -EISDIR)
                return error_set(err, code, "cannot execute '%s': it is a directory", path);
        return error_set(err, code, "cannot execute '%s': %s", path, strerror(-code));
}

static int out_of_memory(struct error *err)
{
        return error_set(err, -ENOMEM, "out of memory while looking for the program");
}

static int take_path(char **out, const char *name, int *status, struct error *err)
{
        int r = search_executable(name);

        if (r < 0)
                return refuse(name, name, r, status, err);
        *out = strdup(name);
        return *out ? 0 : out_of_memory(err);
}

/* Where programs are when nobody says so: confstr(3). Freed by the caller. */
static char *default_path(void)
{
        size_t n = confstr(_CS_PATH, NULL, 0);
        char *path = n ? malloc(n) : strdup("/bin:/usr/bin");

        if (path && n)
                (void)confstr(_CS_PATH, path, n);
        return path;
}

/* "dir/name", or "./name" for an empty entry, which is the working directory. */
static char *join(const char *directory, size_t n, const char *name)
{
        char *path;

        if (n == 0)
                return asprintf(&path, "./%s", name) < 0 ? NULL : path;
        return asprintf(&path, "%.*s/%s", (int)n, directory, name) < 0 ? NULL : path;
}

static int search_entries(char **out, const char *name, const char *path, int *status,
                          struct error *err)
{
        _cleanup_(freep) char *denied = NULL;
        int denied_code = 0;

        for (const char *entry = path;; entry++) {
                size_t n = strcspn(entry, ":");
                _cleanup_(freep) char *candidate = join(entry, n, name);
                int r;

                if (!candidate)
                        return out_of_memory(err);
                r = search_executable(candidate);
                if (r == 0) {
                        *out = take_ptr(candidate);
                        return 0;
                }
                if (r != -EACCES && r != -EISDIR && !is_absent(r))
                        return refuse(name, candidate, r, status, err);
                if (!is_absent(r) && !denied) {
                        denied = take_ptr(candidate);
                        denied_code = r;
                }
                entry += n;
                if (*entry == '\0')
                        break;
        }
        if (denied)
                return refuse(name, denied, denied_code, status, err);
        *status = EXIT_NOT_FOUND;
        return error_set(err, -ENOENT, "cannot find '%s' in any directory of PATH", name);
}

int search_program(char **out, const char *name, const char *path, int *status, struct error *err)
{
        _cleanup_(freep) char *usual = NULL;

        if (name[0] == '\0') {
                *status = EXIT_NOT_FOUND;
                return error_set(err, -ENOENT, "the name of the program is empty");
        }
        if (strchr(name, '/'))
                return take_path(out, name, status, err);
        if (!path) {
                path = usual = default_path();
                if (!path)
                        return out_of_memory(err);
        }
        return search_entries(out, name, path, status, err);
}
