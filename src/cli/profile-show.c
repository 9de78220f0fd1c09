/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/load.h"
#include "cli/profile-command.h"
#include "cli/show.h"
#include "engine/compile.h"

#define FORMAT_OPTION "--format="

struct request {
        enum show_format format;
        struct profile_input *inputs; /* owns the names */
        size_t n_inputs;
};

static void request_deinit(struct request *request)
{
        for (size_t i = 0; i < request->n_inputs; i++)
                free((void *)(uintptr_t)request->inputs[i].profile);
        free(request->inputs);
}

static int parse_word(struct request *request, const char *word, struct error *err)
{
        const size_t n = strlen(FORMAT_OPTION);
        char *name;

        if (strncmp(word, FORMAT_OPTION, n) == 0)
                return show_format_parse(&request->format, word + n, err);
        if (word[0] == '-' && word[1])
                return error_set(err, -EINVAL, "unknown option '%s'; there is --format=FORMAT",
                                 word);
        name = profile_argument(word);
        if (!name)
                return error_set(err, -ENOMEM, "out of memory");
        request->inputs[request->n_inputs++] = (struct profile_input){
                .profile = name,
                .label = word,
        };
        return 0;
}

static int parse(struct request *request, int argc, char *const argv[], struct error *err)
{
        int r = 0;

        request->inputs = calloc((size_t)argc + 1, sizeof(*request->inputs));
        if (!request->inputs)
                return error_set(err, -ENOMEM, "out of memory");
        for (int i = 0; r == 0 && i < argc; i++)
                r = parse_word(request, argv[i], err);
        if (r == 0 && request->n_inputs == 0)
                r = error_set(err, -EINVAL, "no profile named");
        return r < 0 ? error_prefix(err, "show") : 0;
}

static int show_policy(const struct request *request, const struct resolved *resolved,
                       struct error *err)
{
        struct program program = { 0 };
        struct compile_report report;
        int r;

        if (resolved->no_exec)
                return error_set(err, -EOPNOTSUPP,
                                 "the profile has a 'no-exec' line: no-exec is not supported yet");
        r = engine_compile(&program, resolved->policy, &report);
        if (r < 0)
                *err = report.err;
        else
                r = show_write(stdout, request->format, resolved->policy, &program, err);
        program_deinit(&program);
        return r;
}

static int show(const struct request *request)
{
        _cleanup_(ast_freep) struct ast *ast = NULL;
        struct diagnostics diags = { 0 };
        struct resolved resolved = { 0 };
        struct error err = { 0 };
        int r;

        r = load_profiles(&ast, request->inputs, request->n_inputs, &diags);
        if (r == 0)
                r = profile_resolve(&resolved, ast, &diags);
        if (r == 0)
                r = show_policy(request, &resolved, &err);
        if (r < 0 && err.message[0])
                (void)profile_fail(&err);
        else if (r < 0)
                diagnostics_print(stderr, &diags);
        resolved_deinit(&resolved);
        diagnostics_deinit(&diags);
        return r < 0 ? STATUS_FAILED : STATUS_CLEAN;
}

/* Profiles given together are read one after the other, as by scmp-run. */
int profile_show_command(int argc, char *const argv[])
{
        struct request request = { .format = SHOW_RULES };
        struct error err = { 0 };
        int status;

        if (parse(&request, argc, argv, &err) < 0)
                status = profile_fail(&err);
        else
                status = show(&request);
        request_deinit(&request);
        return status;
}
