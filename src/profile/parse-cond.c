/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>

#include "profile/parse.h"
#include "util/array.h"

/*
 * Conditions, by recursive descent. Recursion follows parentheses only, and
 * those are limited; "and" and "or" are lists however long they are.
 */

#define DEPTH_MAX 64

static int parse_or(uint32_t *out, struct parser *p, unsigned int depth);

static int push_cond(uint32_t *out, struct parser *p, const struct ast_cond *cond)
{
        if (ARRAY_RESERVE(p->ast, conds, 1) < 0)
                return -ENOMEM;
        *out = (uint32_t)p->ast->n_conds;
        p->ast->conds[p->ast->n_conds++] = *cond;
        return 0;
}

/* Values */

static int parse_constant(struct ast_constant *out, struct parser *p)
{
        *out = (struct ast_constant){ .mark = p->token.mark };
        if (p->token.kind == TOKEN_TILDE || p->token.kind == TOKEN_MINUS) {
                out->sign = p->token.kind == TOKEN_TILDE ? '~' : '-';
                parser_advance(p, LEX_COND);
        }
        if (p->token.kind == TOKEN_NUMBER)
                out->number = p->token.number;
        else if (p->token.kind == TOKEN_WORD)
                out->name = p->token.text;
        else
                return parser_expected(p, "a number or the name of a constant");
        out->mark = mark_join(out->mark, p->token.mark);
        parser_advance(p, LEX_COND);
        return 0;
}

static int parse_value(struct ast_value *out, struct parser *p)
{
        *out = (struct ast_value){ .mark = p->token.mark, .first = (uint32_t)p->ast->n_constants };
        for (;;) {
                struct ast_constant constant;
                int r = parse_constant(&constant, p);

                if (r < 0)
                        return r;
                if (ARRAY_RESERVE(p->ast, constants, 1) < 0)
                        return -ENOMEM;
                p->ast->constants[p->ast->n_constants++] = constant;
                out->n++;
                out->mark = mark_join(out->mark, constant.mark);
                if (p->token.kind != TOKEN_PIPE)
                        return 0;
                parser_advance(p, LEX_COND);
        }
}

static int parse_item(struct ast_item *out, struct parser *p)
{
        int r = parse_value(&out->low, p);

        out->is_range = false;
        if (r < 0 || p->token.kind != TOKEN_DOTDOT)
                return r;
        out->is_range = true;
        parser_advance(p, LEX_COND);
        return parse_value(&out->high, p);
}

/* After "in". */
static int parse_items(struct ast_cond *cond, struct parser *p)
{
        if (p->token.kind != TOKEN_LBRACE)
                return parser_expected(p, "'{' after 'in'");
        cond->first_item = (uint32_t)p->ast->n_items;
        do {
                struct ast_item item;
                int r;

                parser_advance(p, LEX_COND);
                r = parse_item(&item, p);
                if (r < 0)
                        return r;
                if (ARRAY_RESERVE(p->ast, items, 1) < 0)
                        return -ENOMEM;
                p->ast->items[p->ast->n_items++] = item;
                cond->n_items++;
        } while (p->token.kind == TOKEN_COMMA);
        if (p->token.kind != TOKEN_RBRACE)
                return parser_expected(p, "',' or '}'");
        parser_advance(p, LEX_COND);
        return 0;
}

/* Comparisons */

static const struct {
        enum token_kind token;
        enum cond_kind kind;
} comparisons[] = {
        { TOKEN_EQ, COND_EQ }, { TOKEN_NE, COND_NE }, { TOKEN_LT, COND_LT },
        { TOKEN_LE, COND_LE }, { TOKEN_GT, COND_GT }, { TOKEN_GE, COND_GE },
};

static const struct {
        const char *word;
        enum cond_kind kind;
} bit_tests[] = {
        { "has", COND_HAS },
        { "lacks", COND_LACKS },
        { "only", COND_ONLY },
};

static bool find_comparison(struct ast_cond *cond, const struct parser *p)
{
        for (size_t i = 0; i < sizeof(comparisons) / sizeof(*comparisons); i++) {
                if (p->token.kind == comparisons[i].token) {
                        cond->kind = comparisons[i].kind;
                        return true;
                }
        }
        for (size_t i = 0; i < sizeof(bit_tests) / sizeof(*bit_tests); i++) {
                if (parser_at_word(p, bit_tests[i].word)) {
                        cond->kind = bit_tests[i].kind;
                        return true;
                }
        }
        return false;
}

static bool is_keyword(struct span word)
{
        static const char *const keywords[] = { "and",   "or",   "not",  "in",     "has",
                                                "lacks", "only", "with", "quietly" };

        for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
                if (span_is(word, keywords[i]))
                        return true;
        return false;
}

static int parse_lhs(struct ast_cond *cond, struct parser *p)
{
        if (p->token.kind == TOKEN_NUMBER)
                return parser_expected(p, "the name of an argument (it stands on the left)");
        if (p->token.kind != TOKEN_WORD || is_keyword(p->token.text))
                return parser_expected(p, "the name of an argument");
        cond->arg = p->token.text;
        cond->arg_mark = p->token.mark;
        parser_advance(p, LEX_COND);
        if (p->token.kind != TOKEN_AMP)
                return 0;
        cond->has_mask = true;
        parser_advance(p, LEX_COND);
        return parse_value(&cond->mask, p);
}

static int parse_operator(struct ast_cond *cond, struct parser *p)
{
        bool negated = parser_at_word(p, "not");

        if (negated)
                parser_advance(p, LEX_COND);
        if (parser_at_word(p, "in")) {
                cond->kind = negated ? COND_NOT_IN : COND_IN;
                parser_advance(p, LEX_COND);
                return parse_items(cond, p);
        }
        if (negated)
                return parser_expected(p, "'in' after 'not'");
        if (!find_comparison(cond, p))
                return parser_expected(p, "a comparison such as '==', 'in' or 'has'");
        if (cond->has_mask && cond->kind >= COND_HAS) {
                AST_ERROR(p->ast, p->diags, p->token.mark,
                          "'%.*s' picks the bits itself: leave out the '&'", SPAN(p->token.text));
                return -EINVAL;
        }
        parser_advance(p, LEX_COND);
        return parse_value(&cond->value, p);
}

static int parse_comparison(uint32_t *out, struct parser *p)
{
        struct ast_cond cond = { .mark = p->token.mark, .first_child = AST_NONE, .next = AST_NONE };
        int r;

        r = parse_lhs(&cond, p);
        if (r < 0)
                return r;
        r = parse_operator(&cond, p);
        if (r < 0)
                return r;
        return push_cond(out, p, &cond);
}

/* Structure */

static int parse_parenthesis(uint32_t *out, struct parser *p, unsigned int depth)
{
        int r;

        if (depth >= DEPTH_MAX) {
                AST_ERROR(p->ast, p->diags, p->token.mark,
                          "parentheses are nested more than %d deep", DEPTH_MAX);
                return -EINVAL;
        }
        parser_advance(p, LEX_COND);
        r = parse_or(out, p, depth + 1);
        if (r < 0)
                return r;
        if (p->token.kind != TOKEN_RPAREN)
                return parser_expected(p, "'and', 'or' or ')'");
        parser_advance(p, LEX_COND);
        return 0;
}

static int parse_test(uint32_t *out, struct parser *p, unsigned int depth)
{
        struct ast_cond cond = { .kind = COND_NOT, .mark = p->token.mark, .next = AST_NONE };
        bool negated = parser_at_word(p, "not");
        int r;

        if (negated)
                parser_advance(p, LEX_COND);
        if (p->token.kind == TOKEN_LPAREN)
                r = parse_parenthesis(out, p, depth);
        else
                r = parse_comparison(out, p);
        if (r < 0 || !negated)
                return r;
        cond.first_child = *out;
        return push_cond(out, p, &cond);
}

typedef int (*parse_part)(uint32_t *out, struct parser *p, unsigned int depth);

/* Parts joined by @word become one node of @kind; a single part stands alone. */
static int parse_list(uint32_t *out, struct parser *p, unsigned int depth, enum cond_kind kind,
                      const char *word, parse_part part)
{
        struct ast_cond list = { .kind = kind, .mark = p->token.mark, .next = AST_NONE };
        uint32_t last;
        int r;

        r = part(&list.first_child, p, depth);
        if (r < 0)
                return r;
        last = list.first_child;
        while (parser_at_word(p, word)) {
                uint32_t next;

                parser_advance(p, LEX_COND);
                r = part(&next, p, depth);
                if (r < 0)
                        return r;
                p->ast->conds[last].next = next;
                last = next;
        }
        if (last == list.first_child) {
                *out = last;
                return 0;
        }
        return push_cond(out, p, &list);
}

static int parse_and(uint32_t *out, struct parser *p, unsigned int depth)
{
        return parse_list(out, p, depth, COND_AND, "and", parse_test);
}

static int parse_or(uint32_t *out, struct parser *p, unsigned int depth)
{
        return parse_list(out, p, depth, COND_OR, "or", parse_and);
}

int parse_cond(uint32_t *out, struct parser *p)
{
        return parse_or(out, p, 0);
}
