/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/help.h"

#include <string.h>

#include "cli/options.h"

#define COLUMN 22 /* where descriptions start */

static void print_option(FILE *to, const struct option_spec *spec)
{
        const char *line = spec->help;
        int width = fprintf(to, "  --%s", spec->name);

        if (spec->value == VALUE_REQUIRED)
                width += fprintf(to, " %s", spec->value_name);
        else if (spec->value == VALUE_OPTIONAL)
                width += fprintf(to, "[=%s]", spec->value_name);
        while (*line) {
                size_t n = strcspn(line, "\n");

                (void)fprintf(to, "%*s%.*s\n", COLUMN - width, "", (int)n, line);
                width = 0;
                line += n + (line[n] == '\n');
        }
}

void help_print(FILE *to)
{
        const struct option_spec *spec;

        (void)fputs(
                "Usage: scmp-run [OPTION]... [--] PROGRAM [ARGUMENT]...\n"
                "\n"
                "Runs PROGRAM so that it can do only what a profile allows. What it asks of the\n"
                "kernel beyond that fails, and it has no special powers, even as root.\n"
                "\n"
                "  scmp-run --profile net -- curl https://example.org\n"
                "  scmp-run --profile stdio -- jq .name < file.json\n"
                "  scmp-run --profile net --deny connect --dry-run -- ./server\n",
                to);
        for (size_t i = 0; (spec = option_at(i)); i++) {
                if (spec->group)
                        (void)fprintf(to, "\n%s:\n", spec->group);
                print_option(to, spec);
        }
        (void)fputs(
                "\n"
                "Options can be written --option VALUE or --option=VALUE.\n"
                "\n"
                "Exit status: 125 if scmp-run itself fails, 126 if PROGRAM cannot be executed,\n"
                "127 if it cannot be found; otherwise that of PROGRAM.\n",
                to);
}
