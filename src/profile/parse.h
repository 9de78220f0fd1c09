/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Text to syntax tree. One statement a line; a line that cannot be parsed is
 * reported once and left out, and the next one is looked at.
 */

#include "profile/ast.h"
#include "profile/lex.h"

struct parser {
        struct ast *ast;
        struct lexer lexer;
        struct token token; /* the current one */
        enum lex_mode mode; /* how it was read */
        bool (*is_option)(const char *word);
        struct diagnostics *diags;
};

/**
 * parse_source() - parse one source of the tree
 * @index: of the source; its statements become first_stmt and n_stmts
 * @verb:  first word of the one line that the source is, or NULL: the source
 *         has lines of its own
 *
 * Errors in the text go to @diags and do not fail the call.
 *
 * Return: 0 or -ENOMEM.
 */
int parse_source(struct ast *ast, uint32_t index, const char *verb,
                 bool (*is_option)(const char *word), struct diagnostics *diags);

/* Shared between parse.c, parse-rule.c and parse-cond.c. */

void parser_advance(struct parser *p, enum lex_mode mode);

/* Report "expected @what" at the current token. Return: -EINVAL. */
int parser_expected(struct parser *p, const char *what);

bool parser_at_word(const struct parser *p, const char *word);

bool verb_find(enum verb *out, struct span word);
void suggest_verbs(struct suggestion *sug);

/* These return 0; -EINVAL, reported; -ENOMEM. */

int parse_rule(struct ast_stmt *stmt, struct parser *p); /* after the verb */
int parse_names(struct ast_stmt *stmt, struct parser *p, const char *what);
int parse_action_data(struct ast_action *action, struct parser *p); /* of trap and trace */
int parse_errno(struct ast_action *action, struct parser *p);       /* at "with" */

/**
 * parse_cond() - what follows "if"
 * @out: index of the condition
 *
 * Return: 0 with the current token after the condition; -EINVAL, reported;
 * -ENOMEM.
 */
int parse_cond(uint32_t *out, struct parser *p);
