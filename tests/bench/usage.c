/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bench/usage.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/syscall.h"
#include "util/cleanup.h"

#define NAME_MAX_LENGTH 63

/* Add what the lines of one file count to @counts, by syscall id, and to @sum. */
static int count_lines(double *counts, double *sum, FILE *from, struct error *err)
{
        char name[NAME_MAX_LENGTH + 1];
        unsigned long n;
        int found;

        while ((found = fscanf(from, "%lu %63s", &n, name)) == 2) {
                const int id = syscall_by_name(span_of(name));

                if (id < 0)
                        return error_set(err, -EINVAL, "unknown call '%s'", name);
                counts[id] += (double)n;
                *sum += (double)n;
        }
        if (found != EOF || *sum == 0)
                return error_set(err, -EINVAL, "not a list of counts and names");
        return 0;
}

static int add_program(struct usage *usage, const char *path, bool by_program, struct error *err)
{
        _cleanup_(freep) double *counts = calloc(syscall_count(), sizeof(*counts));
        _cleanup_(fclosep) FILE *from = fopen(path, "re");
        double sum = 0;

        if (!counts)
                return error_set(err, -ENOMEM, "out of memory");
        if (!from)
                return error_set(err, -errno, "%s: %s", path, strerror(errno));
        if (count_lines(counts, &sum, from, err) < 0)
                return error_prefix(err, "%s", path);
        for (unsigned int id = 0; id < syscall_count(); id++)
                usage->share[id] += by_program ? counts[id] / sum : counts[id];
        usage->n_programs++;
        return 0;
}

static void finish(struct usage *usage)
{
        double sum = 0, most = 0;

        for (unsigned int id = 0; id < syscall_count(); id++) {
                sum += usage->share[id];
                if (usage->share[id] > most)
                        most = usage->share[id];
        }
        for (unsigned int id = 0; id < syscall_count(); id++) {
                usage->priority[id] = (uint8_t)(UINT8_MAX * usage->share[id] / most + 0.5);
                usage->share[id] /= sum;
        }
}

int usage_read(struct usage *out, const char *directory, bool by_program, struct error *err)
{
        _cleanup_(freep) char *pattern = NULL;
        glob_t found;
        int r = 0;

        *out = (struct usage){ .share = calloc(syscall_count(), sizeof(*out->share)),
                               .priority = calloc(syscall_count(), 1) };
        if (!out->share || !out->priority || asprintf(&pattern, "%s/*.trace", directory) < 0)
                return error_set(err, -ENOMEM, "out of memory");
        if (glob(pattern, 0, NULL, &found) != 0)
                return error_set(err, -ENOENT, "%s: no traces", pattern);
        for (size_t i = 0; i < found.gl_pathc && r == 0; i++)
                r = add_program(out, found.gl_pathv[i], by_program, err);
        globfree(&found);
        if (r == 0)
                finish(out);
        return r;
}

void usage_deinit(struct usage *usage)
{
        free(usage->share);
        free(usage->priority);
        *usage = (struct usage){ 0 };
}
