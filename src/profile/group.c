/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/group.h"

#include <errno.h>
#include <string.h>

#include "abi/syscall.h"
#include "profile/embedded.h"
#include "profile/lex.h"
#include "profile/suggest.h"
#include "util/array.h"

#define GROUPS_MAX 256

/* Names of calls */

static int unknown_syscall(struct loader *loader, struct span name, struct mark mark)
{
        struct suggestion sug = suggestion_for(name);
        char word[WORD_TEXT_MAX], hint[SUGGESTION_TEXT_MAX] = "";
        struct span text;

        if (embedded_find(&text, "group", name)) {
                (void)snprintf(hint, sizeof(hint), "; did you mean the group '@%.*s'?", SPAN(name));
        } else if (!diagnostics_full(loader->diags)) {
                suggest_syscalls(&sug);
                (void)suggestion_text(&sug, "", hint);
        }
        AST_ERROR(loader->ast, loader->diags, mark, "unknown system call '%s'%s",
                  word_text(name, word), hint);
        return -EINVAL;
}

static int find_syscall(int *out, struct loader *loader, struct span name, struct mark mark)
{
        int id = syscall_by_name(name);

        if (id < 0)
                return unknown_syscall(loader, name, mark);
        *out = id;
        return 0;
}

/* Groups */

static int cycle(struct loader *loader, uint32_t again, struct mark mark)
{
        struct ast *ast = loader->ast;
        char chain[512];
        size_t n = 0;

        /* those open were opened in the order of their indices */
        for (uint32_t i = again; i < ast->n_groups && n < sizeof(chain); i++)
                if (ast->groups[i].open)
                        n += (size_t)snprintf(chain + n, sizeof(chain) - n, "@%s -> ",
                                              ast->groups[i].name);
        AST_ERROR(ast, loader->diags, mark, "group cycle: %s@%s", chain, ast->groups[again].name);
        return -EINVAL;
}

static int add_group(uint32_t *out, struct loader *loader, struct span name)
{
        struct ast *ast = loader->ast;
        struct ast_group group = { .open = true };

        if (ARRAY_RESERVE(ast, groups, 1) < 0)
                return -ENOMEM;
        group.name = strndup(name.s, name.n);
        if (!group.name)
                return -ENOMEM;
        if (id_set_init(&group.ids) < 0) {
                free(group.name);
                return -ENOMEM;
        }
        *out = (uint32_t)ast->n_groups;
        ast->groups[ast->n_groups++] = group;
        return 0;
}

static int add_member(struct loader *loader, uint32_t group, const struct token *token)
{
        struct ast *ast = loader->ast;
        char word[WORD_TEXT_MAX];
        uint32_t other = 0;
        int id = -1, r;

        switch (token->kind) {
        case TOKEN_COMMA:
                return 0;
        case TOKEN_GROUP:
                r = group_find(&other, loader, token->text, token->mark);
                if (r == 0)
                        id_set_add_all(&ast->groups[group].ids, &ast->groups[other].ids);
                return r;
        case TOKEN_WORD:
                r = find_syscall(&id, loader, token->text, token->mark);
                if (r == 0)
                        id_set_add(&ast->groups[group].ids, id);
                return r;
        default:
                AST_ERROR(ast, loader->diags, token->mark,
                          "expected the name of a system call or @group, found '%s'",
                          word_text(token->text, word));
                return -EINVAL;
        }
}

static int read_group(struct loader *loader, uint32_t group, uint32_t source)
{
        struct lexer lexer;

        lexer_init(&lexer, &loader->ast->sources[source], source);
        do {
                struct token token = lex_next(&lexer, LEX_NAME);

                for (; token.kind != TOKEN_END; token = lex_next(&lexer, LEX_NAME))
                        if (add_member(loader, group, &token) == -ENOMEM)
                                return -ENOMEM;
        } while (lex_next_line(&lexer, LEX_NAME));
        return 0;
}

static int load_group(uint32_t *out, struct loader *loader, struct span name, struct mark mark)
{
        unsigned int n_open = 0;
        uint32_t source;
        int r;

        for (size_t i = 0; i < loader->ast->n_groups; i++)
                n_open += loader->ast->groups[i].open;
        if (n_open >= NESTING_MAX) {
                AST_ERROR(loader->ast, loader->diags, mark, "groups are nested more than %d deep",
                          NESTING_MAX);
                return -EINVAL;
        }
        r = add_group(out, loader, name);
        if (r < 0)
                return r;
        if (loader->ast->n_groups > GROUPS_MAX) {
                loader->ast->groups[*out].open = false;
                AST_ERROR(loader->ast, loader->diags, mark, "more than %d groups", GROUPS_MAX);
                return -EINVAL;
        }
        r = load_source(&source, loader, "group", name, &mark, NULL);
        if (r == 0)
                r = read_group(loader, *out, source);
        else if (r == -EINVAL)
                loader->ast->groups[*out].is_bad = true;
        loader->ast->groups[*out].open = false;
        return r;
}

int group_find(uint32_t *out, struct loader *loader, struct span name, struct mark mark)
{
        struct ast *ast = loader->ast;

        if (ast->n_groups > GROUPS_MAX)
                return -EINVAL; /* reported when the last one was added */
        for (uint32_t i = 0; i < ast->n_groups; i++) {
                if (!span_is(name, ast->groups[i].name))
                        continue;
                if (ast->groups[i].open)
                        return cycle(loader, i, mark);
                if (ast->groups[i].is_bad) {
                        AST_ERROR(ast, loader->diags, mark, "no group '@%s'", ast->groups[i].name);
                        return -EINVAL;
                }
                *out = i;
                return 0;
        }
        return load_group(out, loader, name, mark);
}

/* Every name of the tree */

static void check_abi(struct loader *loader, const struct ast_call *call)
{
        struct suggestion sug = suggestion_for(call->name);
        char word[WORD_TEXT_MAX], hint[SUGGESTION_TEXT_MAX];

        if (!call->is_group && (span_is(call->name, "native") || abi_by_name(call->name)))
                return;
        suggest_abis(&sug);
        AST_ERROR(loader->ast, loader->diags, call->mark, "unknown architecture '%s'%s",
                  word_text(call->name, word), suggestion_text(&sug, "", hint));
}

static int check_call(struct loader *loader, uint32_t index)
{
        struct ast_call call = loader->ast->calls[index];
        uint32_t group = 0;
        int id = -1, r;

        if (call.is_group) {
                r = group_find(&group, loader, call.name, call.mark);
                id = (int)group;
        } else {
                r = find_syscall(&id, loader, call.name, call.mark);
        }
        if (r == 0)
                loader->ast->calls[index].id = id;
        return r == -ENOMEM ? r : 0;
}

int names_check(struct loader *loader)
{
        struct ast *ast = loader->ast;

        for (size_t i = 0; i < ast->n_stmts; i++) {
                struct ast_stmt stmt = ast->stmts[i];

                if (stmt.kind != STMT_RULE && stmt.kind != STMT_ARCH)
                        continue;
                for (uint32_t k = stmt.first_call; k < stmt.first_call + stmt.n_calls; k++) {
                        if (stmt.kind == STMT_ARCH)
                                check_abi(loader, &ast->calls[k]);
                        else if (check_call(loader, k) < 0)
                                return -ENOMEM;
                }
        }
        return 0;
}
