/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/run.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli/load.h"
#include "cli/message.h"
#include "cli/show.h"
#include "engine/compile.h"
#include "launch/plan.h"
#include "profile/profile.h"

/* One invocation. */
struct run {
        const struct options *options;
        struct diagnostics diags;
        struct ast *ast;
        struct resolved resolved;
        struct launch_settings settings;
        struct program program;
        struct plan plan;
        int status;       /* what to exit with if a step fails */
        struct error err; /* no words: the diagnostics have said it */
};

static void run_deinit(struct run *run)
{
        plan_deinit(&run->plan);
        program_deinit(&run->program);
        resolved_deinit(&run->resolved);
        ast_free(run->ast);
        diagnostics_deinit(&run->diags);
}

static int take_settings(struct run *run)
{
        run->settings = run->options->settings;
        if (run->resolved.no_exec)
                return error_set(&run->err, -EOPNOTSUPP,
                                 "the profile has a 'no-exec' line: no-exec is not supported yet");
        return options_take_settings(&run->settings, &run->resolved, &run->err);
}

static int compile(struct run *run)
{
        struct compile_report report;
        int r = engine_compile(&run->program, run->resolved.policy, &report);

        run->err = report.err;
        return r;
}

static int show(struct run *run)
{
        return show_write(stdout, run->options->format, run->resolved.policy, &run->program,
                          &run->err);
}

static int dry_run(struct run *run)
{
        int r = plan_print(stdout, &run->plan);

        if (r < 0)
                return error_set(&run->err, r, "cannot write the plan: %s", strerror(-r));
        return 0;
}

/*
 * The filter may be in force: each further system call may be the last, so
 * nothing is freed and nothing flushed. The message is tried if trying cannot
 * turn the promised exit status into a kill.
 */
static _Noreturn void leave(const struct run *run)
{
        if (run->status == EXIT_OURS || target_can_write(&run->plan))
                message_print("scmp-run", run->err.message);
        _exit(run->status);
}

/* Return: 0 when there is nothing left to do, -errno when a step failed. */
static int walk(struct run *run, char *const envp[])
{
        const struct options *options = run->options;
        int r;

        r = load_profiles(&run->ast, options->inputs, options->n_inputs, &run->diags);
        if (r == 0)
                r = profile_resolve(&run->resolved, run->ast, &run->diags);
        if (r == 0)
                r = take_settings(run);
        if (r == 0)
                r = compile(run);
        if (r < 0 || options->command == COMMAND_SHOW)
                return r < 0 ? r : show(run);
        r = plan_make(&run->plan, &run->settings, &run->program, options->program, envp,
                      &run->status, &run->err);
        if (r < 0 || options->command == COMMAND_DRY_RUN)
                return r < 0 ? r : dry_run(run);
        run->status = EXIT_OURS;
        r = plan_apply(&run->plan, &run->err);
        if (r < 0)
                return r;
        (void)target_exec(&run->plan, &run->status, &run->err);
        leave(run);
}

int run_command(const struct options *options, char *const envp[])
{
        struct run run = { .options = options, .status = EXIT_OURS };
        int status = 0;

        /* who runs a program passes on what he inherited; who writes wants to hear of it */
        if (options->command != COMMAND_RUN)
                (void)signal(SIGPIPE, SIG_IGN);
        if (walk(&run, envp) < 0) {
                if (run.err.message[0])
                        message_print("scmp-run", run.err.message);
                else
                        diagnostics_print(stderr, &run.diags);
                status = run.status;
        }
        run_deinit(&run);
        return status;
}
