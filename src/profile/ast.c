/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/ast.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "abi/syscall.h"

int ast_new(struct ast **out)
{
        struct ast *ast = calloc(1, sizeof(*ast));

        if (!ast)
                return -ENOMEM;
        *out = ast;
        return 0;
}

struct ast *ast_free(struct ast *ast)
{
        if (!ast)
                return NULL;
        for (size_t i = 0; i < ast->n_sources; i++)
                source_deinit(&ast->sources[i]);
        for (size_t i = 0; i < ast->n_stmts; i++)
                free(ast->stmts[i].rest);
        for (size_t i = 0; i < ast->n_groups; i++) {
                free(ast->groups[i].name);
                id_set_deinit(&ast->groups[i].ids);
        }
        free(ast->sources);
        free(ast->stmts);
        free(ast->calls);
        free(ast->conds);
        free(ast->items);
        free(ast->constants);
        free(ast->groups);
        free(ast->program);
        free(ast);
        return NULL;
}

static size_t set_words(void)
{
        return (syscall_count() + 63) / 64;
}

int id_set_init(struct id_set *set)
{
        set->words = calloc(set_words() + 1, sizeof(*set->words));
        return set->words ? 0 : -ENOMEM;
}

void id_set_deinit(struct id_set *set)
{
        free(set->words);
        set->words = NULL;
}

void id_set_add(struct id_set *set, int id)
{
        assert(id >= 0 && (unsigned int)id < syscall_count());
        set->words[id / 64] |= UINT64_C(1) << (id % 64);
}

bool id_set_has(const struct id_set *set, int id)
{
        assert(id >= 0 && (unsigned int)id < syscall_count());
        return set->words[id / 64] >> (id % 64) & 1;
}

void id_set_add_all(struct id_set *set, const struct id_set *other)
{
        for (size_t i = 0; i < set_words(); i++)
                set->words[i] |= other->words[i];
}

struct mark mark_join(struct mark from, struct mark to)
{
        assert(from.source == to.source);
        if (to.at + to.n > from.at + from.n)
                from.n = to.at + to.n - from.at;
        return from;
}
