/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/include.h"

#include <errno.h>
#include <string.h>

#include "profile/parse.h"
#include "util/array.h"

#define INCLUDES_MAX 1000   /* of a whole program, repeated ones counted again */
#define PROGRAM_MAX  200000 /* statements */

/* "a.profile -> b.profile -> a.profile" */
static void cycle_text(char *buf, size_t size, const struct loader *loader, uint32_t again)
{
        size_t n = 0;
        bool seen = false;

        buf[0] = '\0';
        for (unsigned int i = 0; i < loader->depth && n < size; i++) {
                seen |= loader->stack[i] == again;
                if (seen)
                        n += (size_t)snprintf(buf + n, size - n, "%s -> ",
                                              loader->ast->sources[loader->stack[i]].name);
        }
        if (n < size)
                (void)snprintf(buf + n, size - n, "%s", loader->ast->sources[again].name);
}

static int push_statement(struct loader *loader, uint32_t stmt)
{
        if (ARRAY_RESERVE(loader->ast, program, 1) < 0)
                return -ENOMEM;
        loader->ast->program[loader->ast->n_program++] = stmt;
        return 0;
}

/* Whether the include at @mark may go on; reports when not. */
static bool within_limits(struct loader *loader, uint32_t source, struct mark mark)
{
        char chain[1024];

        if (loader->ast->sources[source].open) {
                cycle_text(chain, sizeof(chain), loader, source);
                AST_ERROR(loader->ast, loader->diags, mark, "include cycle: %s", chain);
                return false;
        }
        if (loader->depth >= NESTING_MAX) {
                AST_ERROR(loader->ast, loader->diags, mark, "includes are nested more than %d deep",
                          NESTING_MAX);
                return false;
        }
        return true;
}

static int expand_include(struct loader *loader, const struct ast_stmt *stmt)
{
        struct mark mark = stmt->word_mark;
        uint32_t source;
        int r;

        if (++loader->n_includes > INCLUDES_MAX || loader->ast->n_program > PROGRAM_MAX) {
                AST_ERROR(loader->ast, loader->diags, stmt->mark,
                          loader->n_includes > INCLUDES_MAX
                                  ? "more than %d includes"
                                  : "the includes come to more than %d statements",
                          loader->n_includes > INCLUDES_MAX ? INCLUDES_MAX : PROGRAM_MAX);
                return -EINVAL;
        }
        r = load_source(&source, loader, "profile", stmt->word, &mark, NULL);
        if (r < 0)
                return r;
        if (!within_limits(loader, source, mark))
                return -EINVAL;
        return include_expand(loader, source);
}

int include_expand(struct loader *loader, uint32_t source)
{
        struct ast *ast = loader->ast;
        uint32_t first, n;
        int r = 0;

        if (!ast->sources[source].parsed) {
                r = parse_source(ast, source, NULL, loader->request->is_option, loader->diags);
                if (r < 0)
                        return r;
        }
        first = ast->sources[source].first_stmt;
        n = ast->sources[source].n_stmts;
        loader->stack[loader->depth++] = source;
        ast->sources[source].open = true;
        for (uint32_t i = first; i < first + n && r != -ENOMEM; i++) {
                struct ast_stmt stmt = ast->stmts[i]; /* the array may move */

                if (stmt.is_bad)
                        continue;
                if (stmt.kind != STMT_INCLUDE)
                        r = push_statement(loader, i);
                else if (loader->n_includes <= INCLUDES_MAX)
                        r = expand_include(loader, &stmt);
        }
        ast->sources[source].open = false;
        loader->depth--;
        return r == -ENOMEM ? r : 0;
}
