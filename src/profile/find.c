/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/find.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>

#include "profile/embedded.h"
#include "profile/profile.h"
#include "profile/suggest.h"

#define FILES_LOOKED_AT 1000 /* in a directory, for suggestions */

/* Reading */

static int check_regular(const struct stat *st, const char *path, struct error *err)
{
        if (S_ISREG(st->st_mode))
                return 0;
        if (S_ISDIR(st->st_mode))
                return error_set(err, -EISDIR, "'%s' is a directory", path);
        return error_set(err, -EINVAL, "'%s' is not a regular file", path);
}

static int read_all(struct source *out, int fd, const char *path, struct error *err)
{
        _cleanup_(freep) char *text = malloc(SOURCE_SIZE_MAX + 1);
        size_t size = 0;

        if (!text)
                return error_set(err, -ENOMEM, "out of memory");
        while (size <= SOURCE_SIZE_MAX) {
                ssize_t n = read(fd, text + size, SOURCE_SIZE_MAX + 1 - size);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return error_set(err, -errno, "cannot read '%s': %s", path,
                                         strerror(errno));
                if (n == 0)
                        break;
                size += (size_t)n;
        }
        if (size > SOURCE_SIZE_MAX)
                return error_set(err, -EFBIG, "'%s' is larger than %u bytes", path,
                                 SOURCE_SIZE_MAX);
        out->text = realloc(text, size + 1);
        if (!out->text)
                return error_set(err, -ENOMEM, "out of memory");
        text = NULL;
        out->text[size] = '\0';
        out->size = size;
        return 0;
}

/*
 * A device or a fifo is refused before it is opened, since opening can already
 * do something to it; what was opened is looked at again, since the name may
 * stand for another file by then.
 */
static int read_file(struct source *out, const char *path, struct error *err)
{
        _cleanup_(closep) int fd = -1;
        struct stat st;
        int r;

        if (stat(path, &st) < 0)
                return error_set(err, -errno, "cannot read '%s': %s", path, strerror(errno));
        r = check_regular(&st, path, err);
        if (r < 0)
                return r;
        fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (fd < 0 || fstat(fd, &st) < 0)
                return error_set(err, -errno, "cannot read '%s': %s", path, strerror(errno));
        r = check_regular(&st, path, err);
        if (r < 0)
                return r;
        r = read_all(out, fd, path, err);
        if (r < 0)
                return r;
        out->kind = SOURCE_FILE;
        out->dev = st.st_dev;
        out->ino = st.st_ino;
        out->name = strdup(path);
        if (!out->name) {
                source_deinit(out);
                return error_set(err, -ENOMEM, "out of memory");
        }
        return 0;
}

/* Names */

static int find_path(struct source *out, const struct search *search, struct span name,
                     struct error *err)
{
        const char *slash = search->beside ? strrchr(search->beside, '/') : NULL;
        _cleanup_(freep) char *path = NULL;
        int n;

        if (slash && name.s[0] != '/')
                n = asprintf(&path, "%.*s%.*s", (int)(slash + 1 - search->beside), search->beside,
                             SPAN(name));
        else
                n = asprintf(&path, "%.*s", SPAN(name));
        if (n < 0) {
                path = NULL;
                return error_set(err, -ENOMEM, "out of memory");
        }
        return read_file(out, path, err);
}

/*
 * A directory that we may not even look into (somebody else's home) is as good
 * as none. A file that is there and cannot be read is an error: silently
 * taking the next one of that name would not be what was asked for.
 */
static bool is_absent(const char *directory, int code)
{
        struct stat st;

        if (code == -ENOENT || code == -ENOTDIR)
                return true;
        return code == -EACCES && stat(directory, &st) < 0;
}

static int find_in_directories(struct source *out, const struct search *search, struct span name,
                               struct error *err)
{
        for (const char *const *d = search->directories; d && *d; d++) {
                _cleanup_(freep) char *path = NULL;
                int r;

                if (asprintf(&path, "%s/%.*s.%s", *d, SPAN(name), search->kind) < 0) {
                        path = NULL;
                        return error_set(err, -ENOMEM, "out of memory");
                }
                r = read_file(out, path, err);
                if (r == 0 || !is_absent(*d, r))
                        return r;
        }
        return -ENOENT;
}

static int find_bundled(struct source *out, const struct search *search, struct span name,
                        struct error *err)
{
        struct span text;

        if (!embedded_find(&text, search->kind, name))
                return -ENOENT;
        if (asprintf(&out->name, "%.*s.%s", SPAN(name), search->kind) < 0) {
                out->name = NULL;
                return error_set(err, -ENOMEM, "out of memory");
        }
        out->kind = SOURCE_BUNDLED;
        /* never written to: a source's text is only ours to free, and not this one's */
        memcpy(&out->text, &text.s, sizeof(out->text));
        out->size = text.n;
        return 0;
}

/* Not found */

struct candidates {
        struct suggestion sug;
        char best[64]; /* outlives the directory entry that it came from */
};

static void consider_directory(struct candidates *c, const char *path, const char *kind)
{
        DIR *dir = opendir(path);
        struct dirent *entry;

        for (int i = 0; dir && i < FILES_LOOKED_AT && (entry = readdir(dir)); i++) {
                const char *dot = strrchr(entry->d_name, '.');
                unsigned int before = c->sug.distance;

                if (!dot || strcmp(dot + 1, kind) != 0)
                        continue;
                suggestion_consider(&c->sug, span(entry->d_name, (size_t)(dot - entry->d_name)));
                if (c->sug.distance == before || c->sug.best.n >= sizeof(c->best))
                        continue;
                memcpy(c->best, c->sug.best.s, c->sug.best.n);
                c->sug.best.s = c->best;
        }
        if (dir)
                (void)closedir(dir);
}

static void append(char *buf, size_t size, const char *s)
{
        size_t n = strlen(buf);

        (void)snprintf(buf + n, size - n, "%s", s);
}

static int not_found(const struct search *search, struct span name, struct error *err)
{
        struct candidates c = { .sug = suggestion_for(name) };
        bool is_group = strcmp(search->kind, "group") == 0;
        char word[WORD_TEXT_MAX], hint[SUGGESTION_TEXT_MAX], places[512] = "";
        char here[256];

        if (search->hurry)
                return error_set(err, -ENOENT, "no such %s", search->kind);
        for (const char *const *d = search->directories; d && *d; d++) {
                append(places, sizeof(places), *d);
                append(places, sizeof(places), d[1] ? ", " : " or ");
                consider_directory(&c, *d, search->kind);
        }
        suggest_embedded(&c.sug, search->kind);
        (void)suggestion_text(&c.sug, is_group ? "@" : "", hint);
        (void)snprintf(here, sizeof(here), "./%.*s", SPAN(name));
        if (!is_group && !hint[0] && access(here, F_OK) == 0)
                (void)snprintf(hint, sizeof(hint),
                               "; for the file in this directory write './%.40s'",
                               word_text(name, word));
        return error_set(err, -ENOENT, "no %s '%s%s' in %samong the bundled ones%s", search->kind,
                         is_group ? "@" : "", word_text(name, word), places, hint);
}

int find_source(struct source *out, const struct search *search, struct span name,
                struct error *err)
{
        int r;

        *out = (struct source){ 0 };
        if (name.n >= PATH_MAX)
                return error_set(err, -ENAMETOOLONG, "the name of a %s is too long", search->kind);
        if (memchr(name.s, '/', name.n))
                return find_path(out, search, name, err);
        if (name.n == 0)
                return error_set(err, -ENOENT, "the name of a %s is empty", search->kind);
        r = find_in_directories(out, search, name, err);
        if (r == -ENOENT)
                r = find_bundled(out, search, name, err);
        if (r == -ENOENT)
                r = not_found(search, name, err);
        return r;
}

/* The search path */

static bool privileges_differ(void)
{
        return getauxval(AT_SECURE) || getuid() != geteuid() || getgid() != getegid();
}

static char *user_directory(void)
{
        const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
        char *path = NULL;
        int n = 0;

        /* relative ones are to be ignored, says the XDG base directory specification */
        if (config && config[0] == '/')
                n = asprintf(&path, "%s/scmp-run", config);
        else if (home && home[0] == '/')
                n = asprintf(&path, "%s/.config/scmp-run", home);
        else
                return strdup("");
        return n < 0 ? NULL : path;
}

char **profile_directories(void)
{
        char **list = calloc(4, sizeof(*list)), *user;
        size_t n = 0;

        if (!list)
                return NULL;
        user = privileges_differ() ? strdup("") : user_directory();
        if (!user)
                goto fail;
        if (user[0])
                list[n++] = user;
        else
                free(user);
        list[n] = strdup("/etc/scmp-run");
        if (!list[n++])
                goto fail;
        list[n] = strdup("/usr/share/scmp-run");
        if (!list[n])
                goto fail;
        return list;
fail:
        profile_directories_free(list);
        return NULL;
}

void profile_directories_free(char **directories)
{
        for (size_t i = 0; directories && directories[i]; i++)
                free(directories[i]);
        free(directories);
}
