/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "cli/help.h"
#include "cli/load.h"
#include "cli/message.h"
#include "cli/options.h"
#include "cli/run.h"

static int fail(const struct error *err)
{
        message_print("scmp-run", err->message);
        return EXIT_OURS;
}

static int print_about(enum command command)
{
        struct error err;

        (void)signal(SIGPIPE, SIG_IGN);
        if (command == COMMAND_HELP)
                help_print(stdout);
        else
                (void)puts("scmp-run " SCMP_RUN_VERSION);
        return finish_output(stdout, &err) < 0 ? fail(&err) : 0;
}

int main(int argc, char *argv[])
{
        struct options options = { 0 };
        struct error err = { 0 };
        int status;

        /*
         * Whoever starts us this way does not have our rights: profiles would
         * be read, and capabilities kept, in somebody else's name.
         */
        if (getauxval(AT_SECURE)) {
                (void)error_set(&err, -EPERM,
                                "refused: it was started with more rights than its caller has "
                                "(set-user-ID, set-group-ID or file capabilities), and is not made "
                                "for that");
                return fail(&err);
        }
        if (options_parse(&options, argc, argv, &err) < 0)
                status = fail(&err);
        else if (options.command == COMMAND_HELP || options.command == COMMAND_VERSION)
                status = print_about(options.command);
        else
                status = run_command(&options, environ);
        options_deinit(&options);
        return status;
}
