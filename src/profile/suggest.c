/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/suggest.h"

#include <stdio.h>
#include <string.h>

#include "abi/constant.h"
#include "abi/syscall.h"
#include "profile/embedded.h"

const char *suggestion_text(const struct suggestion *sug, const char *prefix,
                            char buf[SUGGESTION_TEXT_MAX])
{
        buf[0] = '\0';
        if (sug->best.s)
                (void)snprintf(buf, SUGGESTION_TEXT_MAX, "; did you mean '%s%.*s'?", prefix,
                               SPAN(sug->best));
        return buf;
}

void suggest_syscalls(struct suggestion *sug)
{
        for (unsigned int id = 0; id < syscall_count(); id++)
                suggestion_consider(sug, span_of(syscall_name((int)id)));
}

void suggest_abis(struct suggestion *sug)
{
        for (unsigned int i = 0; i < abi_count(); i++)
                suggestion_consider(sug, span_of(abi_at(i)->name));
}

static bool same_but_case(struct span a, struct span b)
{
        return a.n == b.n && strncasecmp(a.s, b.s, a.n) == 0;
}

void suggest_constants(struct suggestion *sug, uint64_t families)
{
        for (unsigned int id = 0; id < constant_count(); id++) {
                struct span name = span_of(constant_name((int)id));

                if (!(families >> constant_family((int)id) & 1))
                        continue;
                if (same_but_case(sug->wanted, name)) {
                        sug->best = name;
                        sug->distance = 0;
                }
                suggestion_consider(sug, name);
        }
}

void suggest_errnos(struct suggestion *sug)
{
        int family = constant_family_by_name(span_of("errno"));

        if (family >= 0)
                suggest_constants(sug, UINT64_C(1) << family);
}

void suggest_embedded(struct suggestion *sug, const char *kind)
{
        const char *file;

        for (unsigned int i = 0; (file = embedded_file_name(i)); i++) {
                const char *dot = strrchr(file, '.');

                if (dot && strcmp(dot + 1, kind) == 0)
                        suggestion_consider(sug, span(file, (size_t)(dot - file)));
        }
}
