/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/load.h"
#include "cli/message.h"
#include "cli/options.h"
#include "cli/profile-command.h"
#include "engine/compile.h"

/* One profile on its way. */
struct check {
        const char *file; /* as the user wrote it */
        struct diagnostics diags;
        struct ast *ast;
        struct resolved resolved;
        struct program program;
};

static void check_deinit(struct check *check)
{
        program_deinit(&check->program);
        resolved_deinit(&check->resolved);
        ast_free(check->ast);
        diagnostics_deinit(&check->diags);
}

/* Whether it is the file itself that could not be had, not what is written in it. */
static bool is_unreadable(const struct check *check)
{
        for (size_t i = 0; i < check->diags.n_items; i++) {
                const struct diagnostic *diag = &check->diags.items[i];

                if (diag->line == 0 && strcmp(diag->source, check->file) == 0)
                        return true;
        }
        return check->diags.out_of_memory;
}

static int check_language(struct check *check)
{
        _cleanup_(freep) char *name = profile_argument(check->file);
        const struct profile_input input = { .profile = name, .label = check->file };
        int r;

        if (!name) {
                check->diags.out_of_memory = true;
                diagnostics_print(stderr, &check->diags);
                return STATUS_FAILED;
        }
        r = load_profiles(&check->ast, &input, 1, &check->diags);
        if (r == 0)
                r = profile_resolve(&check->resolved, check->ast, &check->diags);
        diagnostics_print(stderr, &check->diags);
        if (r == -ENOMEM || is_unreadable(check))
                return STATUS_FAILED;
        return r < 0 || check->diags.n_items ? STATUS_FINDINGS : STATUS_CLEAN;
}

static int check_settings(const struct check *check)
{
        struct launch_settings settings = { 0 };
        struct error err = { 0 };

        if (options_take_settings(&settings, &check->resolved, &err) == 0)
                return STATUS_CLEAN;
        message_print("scmp-profile", err.message);
        return STATUS_FINDINGS;
}

static int check_program(struct check *check)
{
        struct compile_report report;
        int r = engine_compile(&check->program, check->resolved.policy, &report);

        if (r == 0)
                return STATUS_CLEAN;
        (void)error_prefix(&report.err, "%s", check->file);
        message_print("scmp-profile", report.err.message);
        return r == -E2BIG ? STATUS_FINDINGS : STATUS_FAILED;
}

static int check_file(const char *file)
{
        struct check check = { .file = file };
        int status = check_language(&check), other;

        if (status != STATUS_FAILED && check.resolved.policy && check.diags.n_errors == 0) {
                other = check_settings(&check);
                status = other > status ? other : status;
                other = check_program(&check);
                status = other > status ? other : status;
        }
        check_deinit(&check);
        return status;
}

int profile_check_command(int argc, char *const argv[])
{
        int status = STATUS_CLEAN;

        for (int i = 0; i < argc; i++) {
                int one = check_file(argv[i]);

                status = one > status ? one : status;
        }
        return status;
}
