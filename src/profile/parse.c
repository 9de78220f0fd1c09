/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/parse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "abi/syscall.h"
#include "profile/suggest.h"
#include "util/array.h"

void parser_advance(struct parser *p, enum lex_mode mode)
{
        p->mode = mode;
        p->token = lex_next(&p->lexer, mode);
}

bool parser_at_word(const struct parser *p, const char *word)
{
        return p->token.kind == TOKEN_WORD && span_is(p->token.text, word);
}

int parser_expected(struct parser *p, const char *what)
{
        char buf[WORD_TEXT_MAX];

        if (p->token.kind == TOKEN_BAD && p->token.hint)
                AST_ERROR(p->ast, p->diags, p->token.mark, "%s", p->token.hint);
        else if (p->token.kind == TOKEN_END)
                AST_ERROR(p->ast, p->diags, p->token.mark, "expected %s, but the line ends here",
                          what);
        else
                AST_ERROR(p->ast, p->diags, p->token.mark, "expected %s, found '%s%s'", what,
                          p->token.kind == TOKEN_GROUP ? "@" : "", word_text(p->token.text, buf));
        return -EINVAL;
}

/* Statements */

static int parse_default(struct ast_stmt *stmt, struct parser *p)
{
        char word[WORD_TEXT_MAX], hint[SUGGESTION_TEXT_MAX];
        int r;

        stmt->kind = STMT_DEFAULT;
        if (p->token.kind != TOKEN_WORD)
                return parser_expected(p, "an action such as deny after 'default'");
        if (!verb_find(&stmt->action.verb, p->token.text)) {
                struct suggestion sug = suggestion_for(p->token.text);

                suggest_verbs(&sug);
                AST_ERROR(p->ast, p->diags, p->token.mark, "unknown action '%s'%s",
                          word_text(p->token.text, word), suggestion_text(&sug, "", hint));
                return -EINVAL;
        }
        parser_advance(p, LEX_NAME);
        r = parse_action_data(&stmt->action, p);
        if (r < 0)
                return r;
        if (parser_at_word(p, "with")) {
                r = parse_errno(&stmt->action, p);
                if (r < 0)
                        return r;
        }
        return p->token.kind == TOKEN_END ? 0 : parser_expected(p, "the end of the line");
}

/* "6.12"; a longer version is cut by the writer, not by us. */
static bool version_parse(unsigned int *out, struct span text)
{
        unsigned int parts[2] = { 0 }, part = 0, n_digits = 0;

        for (size_t i = 0; i < text.n; i++) {
                if (text.s[i] == '.' && part == 0 && n_digits) {
                        part = 1;
                        n_digits = 0;
                        continue;
                }
                if (text.s[i] < '0' || text.s[i] > '9' || ++n_digits > 3)
                        return false;
                parts[part] = parts[part] * 10 + (unsigned int)(text.s[i] - '0');
        }
        if (part != 1 || !n_digits || parts[0] > 255 || parts[1] > 255)
                return false;
        *out = KERNEL_VERSION_OF(parts[0], parts[1]);
        return true;
}

static int parse_kernel(struct ast_stmt *stmt, struct parser *p)
{
        stmt->kind = STMT_KERNEL;
        if (p->token.kind == TOKEN_END || !version_parse(&stmt->kernel, p->token.text))
                return parser_expected(p, "a kernel version such as 6.12");
        parser_advance(p, LEX_RAW);
        return p->token.kind == TOKEN_END ? 0 : parser_expected(p, "the end of the line");
}

static int parse_arch(struct ast_stmt *stmt, struct parser *p)
{
        int r;

        stmt->kind = STMT_ARCH;
        r = parse_names(stmt, p, "the name of an architecture such as x86_64");
        if (r < 0)
                return r;
        return p->token.kind == TOKEN_END ? 0 : parser_expected(p, "the end of the line");
}

static int parse_include(struct ast_stmt *stmt, struct parser *p)
{
        stmt->kind = STMT_INCLUDE;
        if (p->token.kind == TOKEN_END)
                return parser_expected(p, "the name of a profile after 'include'");
        stmt->word = p->token.text;
        stmt->word_mark = p->token.mark;
        parser_advance(p, LEX_RAW);
        return p->token.kind == TOKEN_END ? 0 : parser_expected(p, "one name for each 'include'");
}

static int parse_no_exec(struct ast_stmt *stmt, struct parser *p)
{
        stmt->kind = STMT_NO_EXEC;
        return p->token.kind == TOKEN_END ? 0 : parser_expected(p, "the end of the line");
}

/* The words that follow, with one space between what a backslash had joined. */
static int parse_rest(struct ast_stmt *stmt, struct parser *p)
{
        size_t size = 0, capacity = 0;
        const char *end = NULL;

        while (p->token.kind != TOKEN_END) {
                struct span word = p->token.text;
                bool joined = end && memchr(end, '\n', (size_t)(word.s - end));
                size_t gap = !end ? 0 : joined ? 1 : (size_t)(word.s - end);

                if (array_grow(&stmt->rest, &capacity, size + gap + word.n + 1, 1) < 0)
                        return -ENOMEM;
                if (joined)
                        stmt->rest[size] = ' ';
                else if (gap)
                        memcpy(stmt->rest + size, end, gap);
                memcpy(stmt->rest + size + gap, word.s, word.n);
                size += gap + word.n;
                stmt->rest[size] = '\0';
                end = word.s + word.n;
                parser_advance(p, LEX_RAW);
        }
        return 0;
}

static int parse_test(struct ast_stmt *stmt, struct parser *p)
{
        stmt->kind = STMT_TEST;
        return parse_rest(stmt, p);
}

static const struct {
        const char *word;
        enum lex_mode mode;
        int (*parse)(struct ast_stmt *stmt, struct parser *p);
} statements[] = {
        { "default", LEX_NAME, parse_default }, { "kernel", LEX_RAW, parse_kernel },
        { "arch", LEX_NAME, parse_arch },       { "include", LEX_RAW, parse_include },
        { "no-exec", LEX_RAW, parse_no_exec },  { "test", LEX_RAW, parse_test },
};
#define N_STATEMENTS (sizeof(statements) / sizeof(*statements))

static bool is_option_word(const struct parser *p, struct span word)
{
        char buf[64];

        if (!p->is_option || word.n >= sizeof(buf))
                return false;
        memcpy(buf, word.s, word.n);
        buf[word.n] = '\0';
        return p->is_option(buf);
}

static int unknown_statement(struct parser *p, struct span word, struct mark mark)
{
        struct suggestion sug = suggestion_for(word);
        char text[WORD_TEXT_MAX], hint[SUGGESTION_TEXT_MAX];

        suggest_verbs(&sug);
        for (size_t i = 0; i < N_STATEMENTS; i++)
                suggestion_consider(&sug, span_of(statements[i].word));
        AST_ERROR(p->ast, p->diags, mark, "unknown statement '%s'%s", word_text(word, text),
                  suggestion_text(&sug, "", hint));
        return -EINVAL;
}

static int parse_statement(struct ast_stmt *stmt, struct parser *p, struct span word)
{
        if (verb_find(&stmt->action.verb, word)) {
                parser_advance(p, LEX_NAME);
                return parse_rule(stmt, p);
        }
        for (size_t i = 0; i < N_STATEMENTS; i++) {
                if (!span_is(word, statements[i].word))
                        continue;
                parser_advance(p, statements[i].mode);
                return statements[i].parse(stmt, p);
        }
        p->mode = LEX_RAW;
        if (!is_option_word(p, word))
                return unknown_statement(p, word, stmt->mark);
        stmt->kind = STMT_OPTION;
        stmt->word = word;
        parser_advance(p, LEX_RAW);
        return parse_rest(stmt, p);
}

static int parse_line(struct parser *p, struct span word, struct mark mark)
{
        struct ast_stmt stmt = { .mark = mark, .cond = AST_NONE };
        int r = parse_statement(&stmt, p, word);

        if (r == -EINVAL) {
                /* its names are still checked, so that all errors come in one run */
                stmt.is_bad = true;
                stmt.cond = AST_NONE;
                r = 0;
        }
        if (r == 0 && ARRAY_RESERVE(p->ast, stmts, 1) < 0)
                r = -ENOMEM;
        if (r < 0) {
                free(stmt.rest);
                return r;
        }
        p->ast->stmts[p->ast->n_stmts++] = stmt;
        return 0;
}

/* A line of the command line: the verb is not part of the text. */
static int parse_option_line(struct parser *p, const char *verb)
{
        struct mark mark = { .source = p->lexer.index, .line = 1 };
        const char *newline = memchr(p->lexer.text.s, '\n', p->lexer.text.n);

        if (newline) {
                mark.at = (uint32_t)(newline - p->lexer.text.s);
                AST_ERROR(p->ast, p->diags, mark, "a line break inside an option");
                return 0;
        }
        mark.n = (uint32_t)p->lexer.text.n;
        return parse_line(p, span_of(verb), mark);
}

int parse_source(struct ast *ast, uint32_t index, const char *verb,
                 bool (*is_option)(const char *word), struct diagnostics *diags)
{
        struct parser p = { .ast = ast, .is_option = is_option, .diags = diags };
        struct source *source = &ast->sources[index];
        int r = 0;

        lexer_init(&p.lexer, source, index);
        source->first_stmt = (uint32_t)ast->n_stmts;
        source->parsed = true;
        if (verb) {
                r = parse_option_line(&p, verb);
        } else {
                do {
                        parser_advance(&p, LEX_RAW);
                        if (p.token.kind != TOKEN_END)
                                r = parse_line(&p, p.token.text, p.token.mark);
                } while (r == 0 && lex_next_line(&p.lexer, p.mode));
        }
        source->n_stmts = (uint32_t)ast->n_stmts - source->first_stmt;
        return r;
}
