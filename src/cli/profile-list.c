/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/load.h"
#include "cli/profile-command.h"
#include "profile/embedded.h"
#include "profile/find.h"
#include "profile/utf8.h"
#include "util/array.h"

#define NAME_WIDTH 16

/* Names without their suffix, each once. */
struct names {
        char **items;
        size_t n_items, cap_items;
};

static void names_deinit(struct names *names)
{
        for (size_t i = 0; i < names->n_items; i++)
                free(names->items[i]);
        free(names->items);
}

static int names_add(struct names *names, const char *file, const char *kind)
{
        const char *dot = strrchr(file, '.');
        char *name;

        if (!dot || dot == file || strcmp(dot + 1, kind) != 0)
                return 0;
        if (ARRAY_RESERVE(names, items, 1) < 0)
                return -ENOMEM;
        name = strndup(file, (size_t)(dot - file));
        if (!name)
                return -ENOMEM;
        for (size_t i = 0; i < names->n_items; i++) {
                if (strcmp(names->items[i], name) == 0) {
                        free(name);
                        return 0;
                }
        }
        names->items[names->n_items++] = name;
        return 0;
}

static int collect(struct names *names, const char *kind, char *const *directories)
{
        const char *file;
        int r = 0;

        for (unsigned int i = 0; r == 0 && (file = embedded_file_name(i)); i++)
                r = names_add(names, file, kind);
        for (char *const *directory = directories; r == 0 && *directory; directory++) {
                DIR *dir = opendir(*directory); /* most machines have none of them */
                struct dirent *entry;

                while (r == 0 && dir && (entry = readdir(dir)))
                        r = names_add(names, entry->d_name, kind);
                if (dir)
                        (void)closedir(dir);
        }
        return r;
}

static int compare_names(const void *a, const void *b)
{
        return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What the first line says: "# net: client programs" is "client programs" for net. */
static struct span summary(const struct source *source, const char *name)
{
        const char *s = source->text, *end = strchrnul(s, '\n');
        size_t n = strlen(name);

        if (*s != '#')
                return span("", 0);
        for (s++; *s == ' ' || *s == '@'; s++)
                ;
        if (strncmp(s, name, n) == 0 && s[n] == ':')
                for (s += n + 1; *s == ' '; s++)
                        ;
        return s < end ? span(s, (size_t)(end - s)) : span("", 0);
}

/* Others wrote it: nothing that a terminal would act on. */
static void print_visible(FILE *to, struct span text)
{
        for (size_t i = 0; i < text.n;) {
                uint32_t c;
                size_t taken = utf8_decode(&c, text.s + i, text.n - i);

                if (taken && !utf8_is_control(c))
                        (void)fwrite(text.s + i, 1, taken, to);
                else
                        (void)fputc('?', to);
                i += taken ? taken : 1;
        }
}

static void print_name(FILE *to, const char *name, const struct search *search)
{
        bool is_group = strcmp(search->kind, "group") == 0;
        struct source source = { 0 };
        struct error err = { 0 };
        struct span shown = span_of(name);
        int r = find_source(&source, search, shown, &err);

        (void)fprintf(to, "  %s", is_group ? "@" : "");
        print_visible(to, shown);
        (void)fprintf(to, "%*s ", shown.n < NAME_WIDTH ? (int)(NAME_WIDTH - shown.n) : 0, "");
        if (r < 0) {
                print_visible(to, span_of(err.message));
        } else {
                print_visible(to, summary(&source, name));
                if (source.kind == SOURCE_FILE) {
                        (void)fputs(" (", to);
                        print_visible(to, span_of(source.name));
                        (void)fputc(')', to);
                }
        }
        (void)fputc('\n', to);
        source_deinit(&source);
}

static int list_kind(FILE *to, const char *kind, const char *heading, char *const *directories)
{
        const struct search search = {
                .kind = kind,
                .directories = (const char *const *)directories,
                .hurry = true,
        };
        struct names names = { 0 };
        int r = collect(&names, kind, directories);

        if (r == 0) {
                qsort(names.items, names.n_items, sizeof(*names.items), compare_names);
                (void)fprintf(to, "%s:\n", heading);
                for (size_t i = 0; i < names.n_items; i++)
                        print_name(to, names.items[i], &search);
        }
        names_deinit(&names);
        return r;
}

static const struct {
        const char *word, *kind, *heading;
} kinds[] = {
        { "profiles", "profile", "Profiles" },
        { "groups", "group", "Groups" },
};
#define N_KINDS (sizeof(kinds) / sizeof(*kinds))

/* Which of kinds[]; all of them are N_KINDS. */
static int parse(size_t *out, int argc, char *const argv[], struct error *err)
{
        *out = N_KINDS;
        for (size_t i = 0; argc > 0 && i < N_KINDS; i++)
                if (strcmp(argv[0], kinds[i].word) == 0)
                        *out = i;
        if (argc > 1 || (argc == 1 && *out == N_KINDS))
                return error_set(err, -EINVAL,
                                 "list: cannot list '%s'; there are profiles and groups",
                                 argv[argc - 1]);
        return 0;
}

int profile_list_command(int argc, char *const argv[])
{
        char **directories;
        struct error err = { 0 };
        size_t wanted;
        int r = parse(&wanted, argc, argv, &err);

        if (r < 0)
                return profile_fail(&err);
        directories = profile_directories();
        if (!directories)
                r = -ENOMEM;
        for (size_t i = 0; r == 0 && i < N_KINDS; i++)
                if (wanted == i || wanted == N_KINDS)
                        r = list_kind(stdout, kinds[i].kind, kinds[i].heading, directories);
        profile_directories_free(directories);
        if (r < 0)
                (void)error_set(&err, r, "out of memory");
        else
                r = finish_output(stdout, &err);
        return r < 0 ? profile_fail(&err) : STATUS_CLEAN;
}
