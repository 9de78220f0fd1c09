/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* A directory of profiles for one test; also the current directory of it. */

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper.h"

struct files {
        char path[64];
};

HELPER void files_init(struct files *files)
{
        (void)snprintf(files->path, sizeof(files->path), "/tmp/scmp-profile-test-XXXXXX");
        ck_assert_ptr_nonnull(mkdtemp(files->path));
        ck_assert_int_eq(chdir(files->path), 0);
}

/* Only plain files and empty directories are made there. */
HELPER void files_deinit(struct files *files)
{
        DIR *dir = opendir(files->path);
        struct dirent *entry;

        ck_assert_ptr_nonnull(dir);
        while ((entry = readdir(dir)))
                if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
                    unlink(entry->d_name) < 0)
                        (void)rmdir(entry->d_name);
        (void)closedir(dir);
        ck_assert_int_eq(chdir("/"), 0);
        ck_assert_int_eq(rmdir(files->path), 0);
}

HELPER void write_bytes(const char *name, const char *text, size_t n)
{
        FILE *to = fopen(name, "w");

        ck_assert_ptr_nonnull(to);
        ck_assert_uint_eq(fwrite(text, 1, n, to), n);
        ck_assert_int_eq(fclose(to), 0);
}

HELPER void write_file(const char *name, const char *text)
{
        write_bytes(name, text, strlen(text));
}

/* One profile by name, looked for in the directory of the test. */
HELPER void run_profile(struct result *out, const struct files *files, const char *name)
{
        const char *const directories[] = { files->path, NULL };
        const struct profile_input input = { .label = "--profile", .profile = name };
        const struct profile_request request = { .inputs = &input,
                                                 .n_inputs = 1,
                                                 .directories = directories };

        run_request(out, &request);
}

/* The message that stands alone or first. */
HELPER void expect_refused(const struct files *files, const char *name, const char *words)
{
        struct result r;

        run_profile(&r, files, name);
        ck_assert_int_eq(r.status, -EINVAL);
        if (!strstr(r.diags.items[0].message, words))
                diagnostics_print(stderr, &r.diags);
        ck_assert_msg(strstr(r.diags.items[0].message, words) != NULL, "%s: wanted '%s', got '%s'",
                      name, words, r.diags.items[0].message);
        result_deinit(&r);
}
