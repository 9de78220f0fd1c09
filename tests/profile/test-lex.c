/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/lex.h"

#include "helper.h"

static struct lexer lexer_of(const char *text)
{
        static struct source source;
        static char copy[256];
        struct lexer lexer;

        (void)snprintf(copy, sizeof(copy), "%s", text);
        source = (struct source){ .text = copy, .size = strlen(copy) };
        lexer_init(&lexer, &source, 0);
        return lexer;
}

static struct token first_token(const char *text, enum lex_mode mode)
{
        struct lexer lexer = lexer_of(text);

        return lex_next(&lexer, mode);
}

START_TEST(numbers_are_as_in_c)
{
        static const struct {
                const char *text;
                uint64_t value;
        } good[] = {
                { "0", 0 },
                { "10", 10 },
                { "0x1F", 31 },
                { "0755", 493 },
                { "18446744073709551615", UINT64_MAX },
                { "0xffffffffffffffff", UINT64_MAX },
        };

        for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
                struct token token = first_token(good[i].text, LEX_COND);

                ck_assert_int_eq(token.kind, TOKEN_NUMBER);
                ck_assert_uint_eq(token.number, good[i].value);
        }
}
END_TEST

START_TEST(what_only_looks_like_a_number_is_bad)
{
        static const char *const bad[] = {
                "0x", "08", "12ab", "18446744073709551616", "0xg", "1_000", "0x10000000000000000"
        };

        for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
                struct token token = first_token(bad[i], LEX_COND);

                ck_assert_int_eq(token.kind, TOKEN_BAD);
                ck_assert_ptr_nonnull(token.hint);
                ck_assert_uint_eq(token.text.n, strlen(bad[i]));
        }
}
END_TEST

START_TEST(operators_are_the_longest_that_fit)
{
        static const enum token_kind kinds[] = {
                TOKEN_LE,     TOKEN_LT,     TOKEN_GE,    TOKEN_EQ,     TOKEN_NE,     TOKEN_AMP,
                TOKEN_PIPE,   TOKEN_TILDE,  TOKEN_MINUS, TOKEN_LPAREN, TOKEN_RPAREN, TOKEN_LBRACE,
                TOKEN_RBRACE, TOKEN_DOTDOT, TOKEN_COMMA, TOKEN_GT,     TOKEN_END,
        };
        struct lexer lexer = lexer_of("<=< >= ==!=& |~-(){}..,>");

        for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
                ck_assert_int_eq(lex_next(&lexer, LEX_COND).kind, kinds[i]);
}
END_TEST

START_TEST(a_range_is_three_tokens)
{
        struct lexer lexer = lexer_of("0..5");

        ck_assert_uint_eq(lex_next(&lexer, LEX_COND).number, 0);
        ck_assert_int_eq(lex_next(&lexer, LEX_COND).kind, TOKEN_DOTDOT);
        ck_assert_uint_eq(lex_next(&lexer, LEX_COND).number, 5);
}
END_TEST

START_TEST(operators_of_c_are_explained)
{
        static const char *const foreign[] = { "&&", "||", "=", "!", "<<", ">>", "\\ x" };

        for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign); i++) {
                struct token token = first_token(foreign[i], LEX_COND);

                ck_assert_int_eq(token.kind, TOKEN_BAD);
                ck_assert_ptr_nonnull(token.hint);
        }
}
END_TEST

START_TEST(a_backslash_joins_lines_and_lines_are_still_counted)
{
        struct lexer lexer = lexer_of("a \\\n b \\  \r\nc\nd");
        struct token token;

        ck_assert_uint_eq(lex_next(&lexer, LEX_NAME).mark.line, 1);
        token = lex_next(&lexer, LEX_NAME);
        ck_assert(span_is(token.text, "b"));
        ck_assert_uint_eq(token.mark.line, 2);
        token = lex_next(&lexer, LEX_NAME);
        ck_assert(span_is(token.text, "c"));
        ck_assert_uint_eq(token.mark.line, 3);
        ck_assert_int_eq(lex_next(&lexer, LEX_NAME).kind, TOKEN_END);
        ck_assert(lex_next_line(&lexer, LEX_NAME));
        token = lex_next(&lexer, LEX_NAME);
        ck_assert(span_is(token.text, "d"));
        ck_assert_uint_eq(token.mark.line, 4);
        ck_assert(!lex_next_line(&lexer, LEX_NAME));
}
END_TEST

START_TEST(a_comment_cannot_swallow_the_next_line)
{
        struct lexer lexer = lexer_of("a # comment \\\nb");

        ck_assert(span_is(lex_next(&lexer, LEX_NAME).text, "a"));
        ck_assert_int_eq(lex_next(&lexer, LEX_NAME).kind, TOKEN_END);
        ck_assert(lex_next_line(&lexer, LEX_NAME));
        ck_assert(span_is(lex_next(&lexer, LEX_NAME).text, "b"));
}
END_TEST

START_TEST(skipping_a_bad_line_keeps_its_continuation_and_its_comment_apart)
{
        struct lexer lexer = lexer_of("a ?? \\\n b\nc");

        ck_assert(lex_next_line(&lexer, LEX_NAME));
        ck_assert(span_is(lex_next(&lexer, LEX_NAME).text, "c"));

        lexer = lexer_of("a?#x \\\nb");
        ck_assert(lex_next_line(&lexer, LEX_NAME));
        ck_assert(span_is(lex_next(&lexer, LEX_NAME).text, "b"));
}
END_TEST

START_TEST(raw_words_take_any_character_but_blanks)
{
        struct lexer lexer = lexer_of("/a/b#c,d=\\e x\\\n y # z");

        ck_assert(span_is(lex_next(&lexer, LEX_RAW).text, "/a/b#c,d=\\e"));
        ck_assert(span_is(lex_next(&lexer, LEX_RAW).text, "x"));
        ck_assert(span_is(lex_next(&lexer, LEX_RAW).text, "y"));
        ck_assert_int_eq(lex_next(&lexer, LEX_RAW).kind, TOKEN_END);
}
END_TEST

START_TEST(names_may_have_dashes_and_conditions_subtract_nothing)
{
        ck_assert(span_is(first_token("clock-gettime", LEX_NAME).text, "clock-gettime"));
        ck_assert(span_is(first_token("a-1", LEX_COND).text, "a"));
        ck_assert(span_is(first_token("@file-system,x", LEX_NAME).text, "file-system"));
        ck_assert_int_eq(first_token("@ x", LEX_NAME).kind, TOKEN_BAD);
}
END_TEST

START_TEST(a_byte_order_mark_is_skipped)
{
        ck_assert(span_is(first_token("\xef\xbb\xbf"
                                      "allow",
                                      LEX_RAW)
                                  .text,
                          "allow"));
}
END_TEST

static void add_tests(TCase *tcase)
{
        tcase_add_test(tcase, numbers_are_as_in_c);
        tcase_add_test(tcase, what_only_looks_like_a_number_is_bad);
        tcase_add_test(tcase, operators_are_the_longest_that_fit);
        tcase_add_test(tcase, a_range_is_three_tokens);
        tcase_add_test(tcase, operators_of_c_are_explained);
        tcase_add_test(tcase, a_backslash_joins_lines_and_lines_are_still_counted);
        tcase_add_test(tcase, a_comment_cannot_swallow_the_next_line);
        tcase_add_test(tcase, skipping_a_bad_line_keeps_its_continuation_and_its_comment_apart);
        tcase_add_test(tcase, raw_words_take_any_character_but_blanks);
        tcase_add_test(tcase, names_may_have_dashes_and_conditions_subtract_nothing);
        tcase_add_test(tcase, a_byte_order_mark_is_skipped);
}

TEST_MAIN("lex", add_tests)
