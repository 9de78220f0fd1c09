/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>

#include "cli/load.h"
#include "cli/message.h"
#include "cli/profile-command.h"
#include "util/text.h"

static const struct {
        const char *name;
        int least; /* words that it needs */
        int (*run)(int argc, char *const argv[]);
        const char *arguments, *help;
} commands[] = {
        { "check", 1, profile_check_command, "PROFILE...",
          "say everything that is wrong; 0: nothing, 1: something,\n"
          "2: could not be checked" },
        { "show", 1, profile_show_command, "[--format=FORMAT] PROFILE...",
          "what it comes to after includes and groups; FORMAT is\n"
          "rules, pfc, disasm or bpf" },
        { "list", 0, profile_list_command, "[profiles|groups]",
          "what there is, bundled and installed" },
};
#define N_COMMANDS (sizeof(commands) / sizeof(*commands))

int profile_fail(const struct error *err)
{
        message_print("scmp-profile", err->message);
        return STATUS_FAILED;
}

char *profile_argument(const char *word)
{
        static const char suffix[] = ".profile";
        size_t n = strlen(word), n_suffix = strlen(suffix);
        char *path;

        if (strchr(word, '/') || n <= n_suffix || strcmp(word + n - n_suffix, suffix) != 0)
                return strdup(word);
        return asprintf(&path, "./%s", word) < 0 ? NULL : path;
}

static void print_help(FILE *to)
{
        (void)fputs("Usage: scmp-profile COMMAND [ARGUMENT]...\n"
                    "\n"
                    "For those who write the profiles that scmp-run uses.\n"
                    "\n"
                    "  scmp-profile list\n"
                    "  scmp-profile check ./web.profile\n"
                    "  scmp-profile show --format=pfc net\n"
                    "\n"
                    "Commands:\n",
                    to);
        for (size_t i = 0; i < N_COMMANDS; i++) {
                (void)fprintf(to, "  %s %s\n", commands[i].name, commands[i].arguments);
                for (const char *line = commands[i].help; *line;) {
                        size_t n = strcspn(line, "\n");

                        (void)fprintf(to, "                      %.*s\n", (int)n, line);
                        line += n + (line[n] == '\n');
                }
        }
        (void)fputs(
                "  --help              this text\n"
                "  --version           the version\n"
                "\n"
                "PROFILE is a file if it has a '/' or ends in .profile; otherwise it is looked\n"
                "for in ~/.config/scmp-run, /etc/scmp-run, /usr/share/scmp-run and among the\n"
                "bundled ones.\n",
                to);
}

static int unknown(const char *word, struct error *err)
{
        struct suggestion sug = suggestion_for(span_of(word));

        for (size_t i = 0; i < N_COMMANDS; i++)
                suggestion_consider(&sug, span_of(commands[i].name));
        suggestion_consider(&sug, span_of("--help"));
        suggestion_consider(&sug, span_of("--version"));
        if (sug.best.s)
                (void)error_set(err, -EINVAL, "unknown command '%s'; did you mean '%.*s'?", word,
                                SPAN(sug.best));
        else
                (void)error_set(err, -EINVAL, "unknown command '%s'; see 'scmp-profile --help'",
                                word);
        return profile_fail(err);
}

static int dispatch(int argc, char *const argv[])
{
        struct error err = { 0 };

        if (strcmp(argv[0], "--help") == 0)
                print_help(stdout);
        else if (strcmp(argv[0], "--version") == 0)
                (void)puts("scmp-profile " SCMP_RUN_VERSION);
        else {
                for (size_t i = 0; i < N_COMMANDS; i++) {
                        if (strcmp(argv[0], commands[i].name) != 0)
                                continue;
                        if (argc - 1 >= commands[i].least)
                                return commands[i].run(argc - 1, argv + 1);
                        (void)error_set(&err, -EINVAL, "%s needs a profile: scmp-profile %s %s",
                                        argv[0], argv[0], commands[i].arguments);
                        return profile_fail(&err);
                }
                return unknown(argv[0], &err);
        }
        return finish_output(stdout, &err) < 0 ? profile_fail(&err) : STATUS_CLEAN;
}

int main(int argc, char *argv[])
{
        struct error err = { 0 };

        if (getauxval(AT_SECURE)) {
                (void)error_set(&err, -EPERM,
                                "refused: it was started with more rights than its caller has");
                return profile_fail(&err);
        }
        if (argc < 2) {
                (void)error_set(&err, -EINVAL, "no command; see 'scmp-profile --help'");
                return profile_fail(&err);
        }
        (void)signal(SIGPIPE, SIG_IGN); /* whoever writes output wants to hear of it */
        return dispatch(argc - 1, argv + 1);
}
