/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Words of a line. Lines are joined by a backslash at the end; a comment runs
 * to the end of its physical line, whatever it ends in, so that no comment can
 * swallow a rule.
 *
 * What a word is depends on where one is, so the parser says which of three
 * ways it wants the next token read.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile/source.h"
#include "util/text.h"

enum lex_mode {
        LEX_RAW,  /* anything up to white space; '#' is a comment only at a word's start */
        LEX_NAME, /* names of calls and groups: letters, digits, '_', '-', '.' */
        LEX_COND, /* conditions: operators, numbers, identifiers */
};

enum token_kind {
        TOKEN_END, /* of the line */
        TOKEN_WORD,
        TOKEN_NUMBER,
        TOKEN_GROUP, /* text is without the '@' */
        TOKEN_COMMA,
        TOKEN_EQ,
        TOKEN_NE,
        TOKEN_LT,
        TOKEN_LE,
        TOKEN_GT,
        TOKEN_GE,
        TOKEN_AMP,
        TOKEN_PIPE,
        TOKEN_TILDE,
        TOKEN_MINUS,
        TOKEN_LPAREN,
        TOKEN_RPAREN,
        TOKEN_LBRACE,
        TOKEN_RBRACE,
        TOKEN_DOTDOT,
        TOKEN_BAD, /* hint says what is wrong */
};

struct token {
        enum token_kind kind;
        struct span text;
        struct mark mark;
        uint64_t number;
        const char *hint; /* TOKEN_BAD: a sentence, or NULL */
};

struct lexer {
        struct span text; /* of the source */
        uint32_t index;
        size_t at;
        uint32_t line;
};

void lexer_init(struct lexer *lexer, const struct source *source, uint32_t index);

/* Gives TOKEN_END again and again until lex_next_line(). */
struct token lex_next(struct lexer *lexer, enum lex_mode mode);

/* Skip what is left of the line, read as @mode. Return: whether there is another line. */
bool lex_next_line(struct lexer *lexer, enum lex_mode mode);
