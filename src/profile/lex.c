/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/lex.h"

#include <stdlib.h>
#include <string.h>

#include "profile/utf8.h"

void lexer_init(struct lexer *lexer, const struct source *source, uint32_t index)
{
        *lexer = (struct lexer){ .text = span(source->text, source->size),
                                 .index = index,
                                 .line = 1 };
        if (source->size >= 3 && memcmp(source->text, "\xef\xbb\xbf", 3) == 0)
                lexer->at = 3; /* some editors put a byte order mark there */
}

static char peek(const struct lexer *lexer, size_t ahead)
{
        return lexer->at + ahead < lexer->text.n ? lexer->text.s[lexer->at + ahead] : '\0';
}

static bool is_blank(char c)
{
        return c == ' ' || c == '\t' || c == '\r';
}

static bool is_letter(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

static bool is_identifier(char c)
{
        return is_letter(c) || is_digit(c);
}

static bool is_name(char c)
{
        return is_identifier(c) || c == '-' || c == '.';
}

/* Length of a backslash, blanks and the line's end; 0 if that is not what comes. */
static size_t continuation(const struct lexer *lexer)
{
        size_t n = 1;

        if (peek(lexer, 0) != '\\')
                return 0;
        while (is_blank(peek(lexer, n)))
                n++;
        if (lexer->at + n >= lexer->text.n)
                return n;
        return peek(lexer, n) == '\n' ? n + 1 : 0;
}

static void skip_blanks(struct lexer *lexer)
{
        for (;;) {
                size_t n = continuation(lexer);

                if (n) {
                        lexer->at += n;
                        lexer->line++;
                } else if (is_blank(peek(lexer, 0))) {
                        lexer->at++;
                } else {
                        return;
                }
        }
}

static struct token token_of(struct lexer *lexer, enum token_kind kind, size_t n)
{
        struct token token = {
                .kind = kind,
                .text = span(lexer->text.s + lexer->at, n),
                .mark = { .source = lexer->index,
                          .line = lexer->line,
                          .at = (uint32_t)lexer->at,
                          .n = (uint32_t)n },
        };

        lexer->at += n;
        return token;
}

static struct token bad(struct lexer *lexer, size_t n, const char *hint)
{
        struct token token = token_of(lexer, TOKEN_BAD, n);

        token.hint = hint;
        return token;
}

static size_t run_of(const struct lexer *lexer, size_t from, bool (*belongs)(char))
{
        while (belongs(peek(lexer, from)))
                from++;
        return from;
}

static struct token lex_raw(struct lexer *lexer)
{
        size_t n = 0;

        while (lexer->at + n < lexer->text.n && !is_blank(peek(lexer, n)) &&
               peek(lexer, n) != '\n') {
                struct lexer there = *lexer;

                there.at += n;
                if (n && continuation(&there))
                        break;
                n++;
        }
        return token_of(lexer, TOKEN_WORD, n);
}

static unsigned int digit_value(char c)
{
        if (is_digit(c))
                return (unsigned int)(c - '0');
        if (c >= 'a' && c <= 'f')
                return (unsigned int)(c - 'a') + 10;
        if (c >= 'A' && c <= 'F')
                return (unsigned int)(c - 'A') + 10;
        return 99;
}

/* As in C: 0x… is hexadecimal, 0… octal. */
static const char *parse_number(uint64_t *out, struct span text)
{
        unsigned int base = 10;
        uint64_t value = 0;
        size_t i = 0;

        if (text.n > 1 && text.s[0] == '0') {
                bool hex = text.s[1] == 'x' || text.s[1] == 'X';

                base = hex ? 16 : 8;
                i = hex ? 2 : 1;
                if (i == text.n)
                        return "a number needs digits after '0x'";
        }
        for (; i < text.n; i++) {
                unsigned int digit = digit_value(text.s[i]);

                if (digit >= base)
                        return base == 8 && digit < 10
                                       ? "a number that starts with 0 is octal: digits are 0 to 7"
                                       : "this is not a number";
                if (value > (UINT64_MAX - digit) / base)
                        return "this number does not fit 64 bits";
                value = value * base + digit;
        }
        *out = value;
        return NULL;
}

static struct token lex_number(struct lexer *lexer)
{
        struct token token = token_of(lexer, TOKEN_NUMBER, run_of(lexer, 0, is_identifier));

        token.hint = parse_number(&token.number, token.text);
        if (token.hint)
                token.kind = TOKEN_BAD;
        return token;
}

static struct token lex_group(struct lexer *lexer)
{
        struct token token;
        size_t n = run_of(lexer, 1, is_name);

        if (n == 1)
                return bad(lexer, 1, "'@' is followed by the name of a group");
        token = token_of(lexer, TOKEN_GROUP, n);
        token.text = span(token.text.s + 1, n - 1);
        return token;
}

/* Longer operators stand before those that they begin with. */
static const struct {
        char text[3];
        uint8_t kind;
        const char *hint;
} operators[] = {
        { "==", TOKEN_EQ, NULL },
        { "!=", TOKEN_NE, NULL },
        { "<=", TOKEN_LE, NULL },
        { ">=", TOKEN_GE, NULL },
        { "..", TOKEN_DOTDOT, NULL },
        { "&&", TOKEN_BAD, "write 'and' instead of '&&'" },
        { "||", TOKEN_BAD, "write 'or' instead of '||'" },
        { "<<", TOKEN_BAD, "shifts are not part of the language: write the value" },
        { ">>", TOKEN_BAD, "shifts are not part of the language: write the value" },
        { "<", TOKEN_LT, NULL },
        { ">", TOKEN_GT, NULL },
        { "&", TOKEN_AMP, NULL },
        { "|", TOKEN_PIPE, NULL },
        { "~", TOKEN_TILDE, NULL },
        { "-", TOKEN_MINUS, NULL },
        { "(", TOKEN_LPAREN, NULL },
        { ")", TOKEN_RPAREN, NULL },
        { "{", TOKEN_LBRACE, NULL },
        { "}", TOKEN_RBRACE, NULL },
        { ",", TOKEN_COMMA, NULL },
        { "=", TOKEN_BAD, "a comparison is written '=='" },
        { "!", TOKEN_BAD, "write 'not' instead of '!'" },
        { "\\", TOKEN_BAD, "'\\' continues a line only at its very end" },
};

static struct token lex_operator(struct lexer *lexer)
{
        uint32_t c;
        size_t n;

        for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
                struct token token;

                n = strlen(operators[i].text);
                if (lexer->text.n - lexer->at < n ||
                    memcmp(lexer->text.s + lexer->at, operators[i].text, n) != 0)
                        continue;
                token = token_of(lexer, (enum token_kind)operators[i].kind, n);
                token.hint = operators[i].hint;
                return token;
        }
        n = utf8_decode(&c, lexer->text.s + lexer->at, lexer->text.n - lexer->at);
        return bad(lexer, n ? n : 1, NULL);
}

struct token lex_next(struct lexer *lexer, enum lex_mode mode)
{
        char c;

        skip_blanks(lexer);
        c = peek(lexer, 0);
        if (lexer->at >= lexer->text.n || c == '\n' || c == '#')
                return token_of(lexer, TOKEN_END, 0);
        if (mode == LEX_RAW)
                return lex_raw(lexer);
        if (c == '@')
                return lex_group(lexer);
        if (is_digit(c))
                return lex_number(lexer);
        if (is_letter(c))
                return token_of(lexer, TOKEN_WORD,
                                run_of(lexer, 0, mode == LEX_NAME ? is_name : is_identifier));
        return lex_operator(lexer);
}

bool lex_next_line(struct lexer *lexer, enum lex_mode mode)
{
        while (lex_next(lexer, mode).kind != TOKEN_END)
                ;
        while (lexer->at < lexer->text.n && lexer->text.s[lexer->at] != '\n')
                lexer->at++;
        if (lexer->at >= lexer->text.n)
                return false;
        lexer->at++;
        lexer->line++;
        return true;
}
