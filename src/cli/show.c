/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/show.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/load.h"
#include "engine/pfc.h"
#include "profile/print.h"
#include "util/text.h"

static const struct {
        const char *name;
        enum show_format format;
} formats[] = {
        { "rules", SHOW_RULES },
        { "pfc", SHOW_PFC },
        { "disasm", SHOW_DISASM },
        { "bpf", SHOW_BPF },
};
#define N_FORMATS (sizeof(formats) / sizeof(*formats))

int show_format_parse(enum show_format *out, const char *name, struct error *err)
{
        struct suggestion sug = suggestion_for(span_of(name));

        for (size_t i = 0; i < N_FORMATS; i++) {
                if (strcmp(name, formats[i].name) == 0) {
                        *out = formats[i].format;
                        return 0;
                }
                suggestion_consider(&sug, span_of(formats[i].name));
        }
        if (sug.best.s)
                return error_set(err, -EINVAL, "unknown format '%s'; did you mean '%s'?", name,
                                 sug.best.s);
        return error_set(err, -EINVAL, "unknown format '%s'; there are rules, pfc, disasm and bpf",
                         name);
}

static int write_raw(FILE *to, const struct program *program, struct error *err)
{
        if (isatty(fileno(to)))
                return error_set(err, -EINVAL,
                                 "the bytes of the filter are not for a terminal; send them to a "
                                 "file or a pipe, or ask for disasm");
        (void)fwrite(program->insns, sizeof(*program->insns), program->n_insns, to);
        return 0;
}

int show_write(FILE *to, enum show_format format, const struct policy *policy,
               const struct program *program, struct error *err)
{
        int r = 0;

        switch (format) {
        case SHOW_RULES:
                r = profile_print_rules(to, policy);
                break;
        case SHOW_PFC:
                r = engine_write_pfc(to, policy);
                break;
        case SHOW_DISASM:
                r = engine_write_disasm(to, program, policy);
                break;
        case SHOW_BPF:
                r = write_raw(to, program, err);
                if (r < 0)
                        return r;
                break;
        }
        if (r < 0)
                return error_set(err, r, "cannot write the filter: %s", strerror(-r));
        return finish_output(to, err);
}
