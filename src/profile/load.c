/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/load.h"

#include <errno.h>
#include <string.h>

#include "profile/find.h"
#include "profile/group.h"
#include "profile/include.h"
#include "profile/parse.h"
#include "util/array.h"

/* Whether two sources are the same text, reached under two names. */
static bool same_source(const struct source *a, const struct source *b)
{
        if (a->kind != b->kind || a->is_group != b->is_group)
                return false;
        if (a->kind == SOURCE_FILE)
                return a->dev == b->dev && a->ino == b->ino;
        return a->kind == SOURCE_BUNDLED && a->text == b->text;
}

/* Takes @source over, also when it fails. */
static int add_source(uint32_t *out, struct loader *loader, struct source *source)
{
        struct ast *ast = loader->ast;

        for (size_t i = 0; i < ast->n_sources; i++) {
                if (same_source(&ast->sources[i], source)) {
                        source_deinit(source);
                        *out = (uint32_t)i;
                        return 0;
                }
        }
        if (ARRAY_RESERVE(ast, sources, 1) < 0) {
                source_deinit(source);
                return -ENOMEM;
        }
        *out = (uint32_t)ast->n_sources;
        ast->sources[ast->n_sources++] = *source;
        if (!source_check_text(source, *out, loader->diags)) {
                /* nothing of it is looked at, now or when it is named again */
                ast->sources[*out].size = 0;
        }
        return 0;
}

int load_source(uint32_t *out, struct loader *loader, const char *kind, struct span name,
                const struct mark *where, const char *label)
{
        const struct source *from = where ? &loader->ast->sources[where->source] : NULL;
        struct search search = {
                .kind = kind,
                .directories = loader->request->directories,
                .hurry = diagnostics_full(loader->diags),
        };
        struct source source;
        struct error err = { 0 };
        int r;

        if (from && from->kind == SOURCE_FILE)
                search.beside = from->name;
        r = find_source(&source, &search, name, &err);
        if (r == -ENOMEM)
                return r;
        if (r < 0) {
                if (where)
                        AST_ERROR(loader->ast, loader->diags, *where, "%s", err.message);
                else
                        report_plain(loader->diags, label, "%s", err.message);
                return -EINVAL;
        }
        source.is_group = strcmp(kind, "group") == 0;
        return add_source(out, loader, &source);
}

/* A line of the command line becomes a source of its own. */
static int add_line(uint32_t *out, struct loader *loader, const struct profile_input *input)
{
        const char *label = input->label ? input->label : "command line";
        struct source source = { .kind = SOURCE_LINE,
                                 .name = strdup(label),
                                 .is_option = input->verb != NULL };

        if (strlen(input->text) > SOURCE_SIZE_MAX) {
                source_deinit(&source);
                report_plain(loader->diags, label, "the line is longer than %u bytes",
                             SOURCE_SIZE_MAX);
                return -EINVAL;
        }
        source.text = strdup(input->text);
        if (!source.name || !source.text) {
                source_deinit(&source);
                return -ENOMEM;
        }
        source.size = strlen(source.text);
        return add_source(out, loader, &source);
}

static int load_input(struct loader *loader, const struct profile_input *input)
{
        uint32_t source;
        int r;

        if (input->profile)
                r = load_source(&source, loader, "profile", span_of(input->profile), NULL,
                                input->label ? input->label : "--profile");
        else
                r = add_line(&source, loader, input);
        if (r == 0 && !input->profile && loader->ast->sources[source].size == strlen(input->text))
                r = parse_source(loader->ast, source, input->verb, loader->request->is_option,
                                 loader->diags);
        if (r == 0)
                r = include_expand(loader, source);
        return r == -ENOMEM ? r : 0;
}

/* What resolving would find wrong with the lines that could be parsed. */
static int check_rest(const struct ast *ast, struct diagnostics *diags)
{
        struct resolved scratch = { 0 };
        int r = profile_resolve(&scratch, ast, diags);

        resolved_deinit(&scratch);
        return r == -ENOMEM ? r : 0;
}

int profile_load(struct ast **out, const struct profile_request *request, struct diagnostics *diags)
{
        _cleanup_(ast_freep) struct ast *ast = NULL;
        struct loader loader = { .request = request, .diags = diags };
        int r = ast_new(&ast);

        loader.ast = ast;
        for (size_t i = 0; r == 0 && i < request->n_inputs; i++)
                r = load_input(&loader, &request->inputs[i]);
        if (r == 0)
                r = names_check(&loader);
        if (r == 0 && diags->n_errors)
                r = check_rest(ast, diags);
        diagnostics_sort(diags);
        if (r < 0 || diags->out_of_memory) {
                report_out_of_memory(diags);
                return -ENOMEM;
        }
        if (diags->n_errors)
                return -EINVAL;
        *out = take_ptr(ast);
        return 0;
}
