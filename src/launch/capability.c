/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "launch/capability.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>

#include "util/cleanup.h"
#include "util/text.h"

#define PREFIX "cap_"

const char *capability_name(unsigned int cap, char buf[CAPABILITY_NAME_MAX])
{
        char *name = cap_to_name((cap_value_t)cap);

        if (name && isalpha((unsigned char)name[0]))
                (void)snprintf(buf, CAPABILITY_NAME_MAX, "%s", name);
        else
                (void)snprintf(buf, CAPABILITY_NAME_MAX, "capability %u", cap);
        if (name)
                (void)cap_free(name);
        return buf;
}

/* Lower case, with the prefix. Return: whether it fits a name at all. */
static bool canonical(char buf[CAPABILITY_NAME_MAX], struct span word)
{
        const size_t n_prefix = strlen(PREFIX);
        bool has_prefix = word.n > n_prefix && strncasecmp(word.s, PREFIX, n_prefix) == 0;
        size_t n = has_prefix ? 0 : n_prefix;

        if (n + word.n >= CAPABILITY_NAME_MAX)
                return false;
        memcpy(buf, PREFIX, n);
        for (size_t i = 0; i < word.n; i++)
                buf[n++] = (char)tolower((unsigned char)word.s[i]);
        buf[n] = '\0';
        return true;
}

static int unknown(struct span word, struct error *err)
{
        struct suggestion sug;
        char wanted[CAPABILITY_NAME_MAX], name[CAPABILITY_NAME_MAX], best[CAPABILITY_NAME_MAX] = "";

        if (!canonical(wanted, word))
                return error_set(err, -EINVAL, "unknown capability '%.60s…'", word.s);
        sug = suggestion_for(span_of(wanted + strlen(PREFIX)));
        for (unsigned int i = 0; i < CAPABILITY_MAX; i++) {
                unsigned int before = sug.distance;

                suggestion_consider(&sug, span_of(capability_name(i, name) + strlen(PREFIX)));
                if (sug.distance < before)
                        memcpy(best, name, sizeof(best));
        }
        if (!best[0])
                return error_set(err, -EINVAL, "unknown capability '%.*s'", SPAN(word));
        return error_set(err, -EINVAL, "unknown capability '%.*s'; did you mean '%s'?", SPAN(word),
                         best + strlen(PREFIX));
}

static int parse_one(uint64_t *mask, struct span word, struct error *err)
{
        char wanted[CAPABILITY_NAME_MAX], name[CAPABILITY_NAME_MAX];

        if (word.n == 0)
                return error_set(err, -EINVAL, "the name of a capability is missing");
        for (unsigned int i = 0; canonical(wanted, word) && i < CAPABILITY_MAX; i++) {
                if (strcmp(capability_name(i, name), wanted) == 0) {
                        *mask |= CAPABILITY_BIT(i);
                        return 0;
                }
        }
        return unknown(word, err);
}

int capability_parse(uint64_t *mask, const char *list, struct error *err)
{
        static const char blanks[] = " \t";
        uint64_t found = 0;
        const char *s = list + strspn(list, blanks);

        for (;;) {
                size_t n = strcspn(s, ", \t");
                int r = parse_one(&found, span(s, n), err);

                if (r < 0)
                        return r;
                s += n;
                s += strspn(s, blanks);
                if (*s == '\0')
                        break;
                if (*s == ',')
                        s++;
                s += strspn(s, blanks);
        }
        *mask |= found;
        return 0;
}

void capability_print(FILE *to, uint64_t mask)
{
        const char *separator = "";
        char name[CAPABILITY_NAME_MAX];

        if (mask == 0)
                (void)fputs("none", to);
        for (unsigned int i = 0; i < CAPABILITY_MAX; i++) {
                if (!(mask & CAPABILITY_BIT(i)))
                        continue;
                (void)fprintf(to, "%s%s", separator, capability_name(i, name));
                separator = ", ";
        }
}

static void cap_freep(cap_t *caps)
{
        if (*caps)
                (void)cap_free(*caps);
}

static int read_flag(uint64_t *out, cap_t caps, unsigned int cap, cap_flag_t flag)
{
        cap_flag_value_t value;

        if (cap_get_flag(caps, (cap_value_t)cap, flag, &value) < 0)
                return -errno;
        if (value == CAP_SET)
                *out |= CAPABILITY_BIT(cap);
        return 0;
}

/* One that the kernel has. */
static int read_one(struct capability_sets *out, cap_t caps, unsigned int cap)
{
        int ambient = cap_get_ambient((cap_value_t)cap);
        int r;

        if (ambient < 0 && errno != EINVAL)
                return -errno;
        if (ambient > 0) /* EINVAL before Linux 4.3, which has no such set */
                out->ambient |= CAPABILITY_BIT(cap);
        r = read_flag(&out->inheritable, caps, cap, CAP_INHERITABLE);
        if (r == 0)
                r = read_flag(&out->permitted, caps, cap, CAP_PERMITTED);
        if (r == 0)
                r = read_flag(&out->effective, caps, cap, CAP_EFFECTIVE);
        return r;
}

/*
 * EINVAL is how the kernel says that it has no such capability. They have no
 * gaps, so one that follows a missing one was not really missing.
 */
static int read_all(struct capability_sets *out, cap_t caps)
{
        bool ended = false;

        for (unsigned int i = 0; i < CAPABILITY_MAX; i++) {
                int bounding = prctl(PR_CAPBSET_READ, i, 0, 0, 0);
                int r;

                if (bounding < 0 && errno == EINVAL && i > 0) {
                        ended = true;
                        continue;
                }
                if (bounding < 0 || ended)
                        return bounding < 0 ? -errno : -EIO;
                if (bounding)
                        out->bounding |= CAPABILITY_BIT(i);
                r = read_one(out, caps, i);
                if (r < 0)
                        return r;
        }
        return 0;
}

int capability_read(struct capability_sets *out, struct error *err)
{
        struct capability_sets sets = { 0 };
        _cleanup_(cap_freep) cap_t caps = cap_get_proc();
        int r = caps ? read_all(&sets, caps) : -errno;

        if (r < 0)
                return error_set(err, r, "cannot read the capabilities of this process: %s",
                                 strerror(-r));
        *out = sets;
        return 0;
}
