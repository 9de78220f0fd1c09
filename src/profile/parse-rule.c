/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Rules: a verb, the calls that it is for, a condition, an errno. */

#include <errno.h>

#include "abi/abi.h"
#include "abi/constant.h"
#include "profile/parse.h"
#include "profile/suggest.h"
#include "util/array.h"

#define ERRNO_MAX 4095 /* the kernel cuts larger ones down */

static const struct {
        const char *word;
        enum verb verb;
} verbs[] = {
        { "allow", VERB_ALLOW },
        { "deny", VERB_DENY },
        { "kill", VERB_KILL },
        { "kill-process", VERB_KILL },
        { "kill-thread", VERB_KILL_THREAD },
        { "trap", VERB_TRAP },
        { "log", VERB_LOG },
        { "trace", VERB_TRACE },
        { "notify", VERB_NOTIFY },
};
#define N_VERBS (sizeof(verbs) / sizeof(*verbs))

/* Actions */

bool verb_find(enum verb *out, struct span word)
{
        for (size_t i = 0; i < N_VERBS; i++) {
                if (span_is(word, verbs[i].word)) {
                        *out = verbs[i].verb;
                        return true;
                }
        }
        return false;
}

void suggest_verbs(struct suggestion *sug)
{
        for (size_t i = 0; i < N_VERBS; i++)
                suggestion_consider(sug, span_of(verbs[i].word));
}

/* "trace 7", "trap 7": a number in front of the calls. */
int parse_action_data(struct ast_action *action, struct parser *p)
{
        if (action->verb != VERB_TRACE && action->verb != VERB_TRAP)
                return 0;
        if (p->token.kind != TOKEN_NUMBER)
                return 0;
        if (p->token.number > UINT16_MAX) {
                AST_ERROR(p->ast, p->diags, p->token.mark, "the number of a %s is 0 to 65535",
                          action->verb == VERB_TRAP ? "trap" : "trace");
                return -EINVAL;
        }
        action->data = (uint16_t)p->token.number;
        parser_advance(p, LEX_NAME);
        return 0;
}

static bool errno_is_known(struct span name)
{
        for (unsigned int i = 0; i < abi_count(); i++)
                if (errno_by_name(abi_at(i), name) >= 0)
                        return true;
        return false;
}

static int unknown_errno(struct parser *p)
{
        struct suggestion sug = suggestion_for(p->token.text);
        char word[WORD_TEXT_MAX], hint[SUGGESTION_TEXT_MAX];

        if (!diagnostics_full(p->diags))
                suggest_errnos(&sug);
        AST_ERROR(p->ast, p->diags, p->token.mark, "unknown errno '%s'%s",
                  word_text(p->token.text, word), suggestion_text(&sug, "", hint));
        return -EINVAL;
}

/* After "with". */
int parse_errno(struct ast_action *action, struct parser *p)
{
        if (action->verb != VERB_DENY) {
                AST_ERROR(p->ast, p->diags, p->token.mark,
                          "only 'deny' gives an errno with 'with'");
                return -EINVAL;
        }
        parser_advance(p, LEX_NAME);
        action->has_errno = true;
        action->errno_mark = p->token.mark;
        if (p->token.kind == TOKEN_NUMBER) {
                if (p->token.number > ERRNO_MAX) {
                        AST_ERROR(p->ast, p->diags, p->token.mark, "an errno is 0 to %d",
                                  ERRNO_MAX);
                        return -EINVAL;
                }
                action->data = (uint16_t)p->token.number;
        } else if (p->token.kind == TOKEN_WORD) {
                if (!errno_is_known(p->token.text))
                        return unknown_errno(p);
                action->errno_name = p->token.text;
        } else {
                return parser_expected(p, "an errno such as EPERM after 'with'");
        }
        parser_advance(p, LEX_NAME);
        return 0;
}

/* Rules */

static int push_call(struct parser *p, struct ast_stmt *stmt)
{
        if (ARRAY_RESERVE(p->ast, calls, 1) < 0)
                return -ENOMEM;
        p->ast->calls[p->ast->n_calls++] = (struct ast_call){
                .mark = p->token.mark,
                .name = p->token.text,
                .is_group = p->token.kind == TOKEN_GROUP,
                .id = -1,
        };
        stmt->n_calls++;
        return 0;
}

static bool at_clause(const struct parser *p)
{
        return parser_at_word(p, "if") || parser_at_word(p, "with") || parser_at_word(p, "quietly");
}

/* "allow socket family == AF_INET": say what is missing, not that "family" is no call. */
static bool is_condition_without_if(struct parser *p, struct ast_stmt *stmt)
{
        if (stmt->n_calls < 2 || p->token.kind < TOKEN_EQ || p->token.kind > TOKEN_AMP)
                return false;
        AST_ERROR(p->ast, p->diags, p->ast->calls[p->ast->n_calls - 1].mark,
                  "a condition starts with 'if'");
        stmt->n_calls--;
        return true;
}

/* Names, separated by blanks or by one comma. */
int parse_names(struct ast_stmt *stmt, struct parser *p, const char *what)
{
        int r;

        stmt->first_call = (uint32_t)p->ast->n_calls;
        for (;;) {
                if (is_condition_without_if(p, stmt))
                        return -EINVAL;
                if ((p->token.kind != TOKEN_WORD && p->token.kind != TOKEN_GROUP) || at_clause(p))
                        return parser_expected(p, what);
                r = push_call(p, stmt);
                if (r < 0)
                        return r;
                parser_advance(p, LEX_NAME);
                if (p->token.kind == TOKEN_COMMA)
                        parser_advance(p, LEX_NAME);
                else if (p->token.kind == TOKEN_END || at_clause(p))
                        return 0;
        }
}

int parse_rule(struct ast_stmt *stmt, struct parser *p)
{
        int r;

        stmt->kind = STMT_RULE;
        r = parse_action_data(&stmt->action, p);
        if (r < 0)
                return r;
        r = parse_names(stmt, p, "the name of a system call or @group");
        if (r < 0)
                return r;
        if (parser_at_word(p, "if")) {
                parser_advance(p, LEX_COND);
                r = parse_cond(&stmt->cond, p);
                if (r < 0)
                        return r;
        }
        if (parser_at_word(p, "with")) {
                r = parse_errno(&stmt->action, p);
                if (r < 0)
                        return r;
        }
        if (parser_at_word(p, "quietly")) {
                stmt->quietly = true;
                parser_advance(p, LEX_NAME);
        }
        if (p->token.kind == TOKEN_END)
                return 0;
        if (parser_at_word(p, "if") || parser_at_word(p, "with"))
                return parser_expected(
                        p, "the end of the line: the order is CALLS if … with … quietly");
        return parser_expected(p, stmt->cond == AST_NONE ? "the end of the line"
                                                         : "'and', 'or' or the end of the line");
}
