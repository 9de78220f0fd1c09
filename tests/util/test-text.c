/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/text.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/suite.h"

static unsigned int distance(const char *a, const char *b, unsigned int limit)
{
        return text_distance(span_of(a), span_of(b), limit);
}

START_TEST(spans_compare_with_strings)
{
        ck_assert(span_is(span_of("open"), "open"));
        ck_assert(span_is(span("openat", 4), "open"));
        ck_assert(!span_is(span_of("open"), "openat"));
        ck_assert(!span_is(span_of("openat"), "open"));
        ck_assert(!span_is(span_of("open"), "oben"));
        ck_assert(span_is(span_of(""), ""));
        ck_assert(span_is(span(NULL, 0), ""));
        ck_assert(!span_is(span(NULL, 0), "x"));
}
END_TEST

START_TEST(a_word_is_no_distance_from_itself)
{
        ck_assert_uint_eq(distance("openat", "openat", 3), 0);
        ck_assert_uint_eq(distance("openat", "openat", 0), 0);
        ck_assert_uint_eq(distance("", "", 0), 0);
}
END_TEST

START_TEST(each_typing_mistake_counts_one)
{
        ck_assert_uint_eq(distance("opnat", "openat", 3), 1);
        ck_assert_uint_eq(distance("opeenat", "openat", 3), 1);
        ck_assert_uint_eq(distance("opemat", "openat", 3), 1);
        ck_assert_uint_eq(distance("poenat", "openat", 3), 1);
        ck_assert_uint_eq(distance("openta", "openat", 3), 1);
        ck_assert_uint_eq(distance("", "abc", 3), 3);
        ck_assert_uint_eq(distance("abc", "", 3), 3);
        ck_assert_uint_eq(distance("kitten", "sitting", 3), 3);
}
END_TEST

START_TEST(beyond_the_limit_is_only_beyond)
{
        ck_assert_uint_eq(distance("kitten", "sitting", 2), 3);
        ck_assert_uint_eq(distance("abcdef", "uvwxyz", 2), 3);
        ck_assert_uint_eq(distance("a", "abcdef", 2), 3);
        ck_assert_uint_eq(distance("a", "b", 0), 1);
}
END_TEST

START_TEST(words_of_63_letters_are_compared_and_longer_ones_are_not)
{
        char a[65], b[65];

        memset(a, 'a', 64);
        memset(b, 'a', 64);
        b[62] = 'b';
        ck_assert_uint_eq(text_distance(span(a, 63), span(b, 63), 3), 1);
        ck_assert_uint_eq(text_distance(span(a, 63), span(b, 62), 3), 1);
        ck_assert_uint_eq(text_distance(span(a, 64), span(b, 64), 3), 4);
        ck_assert_uint_eq(text_distance(span(a, 63), span(b, 64), 3), 4);
}
END_TEST

/* The definition, word by word, exponential and obvious. */
static unsigned int plain_distance(const char *a, size_t n, const char *b, size_t m)
{
        unsigned int best, d;

        if (n == 0 || m == 0)
                return (unsigned int)(n + m);
        best = plain_distance(a, n - 1, b, m - 1) + (a[n - 1] != b[m - 1]);
        d = plain_distance(a, n - 1, b, m) + 1;
        best = d < best ? d : best;
        d = plain_distance(a, n, b, m - 1) + 1;
        best = d < best ? d : best;
        if (n > 1 && m > 1 && a[n - 1] == b[m - 2] && a[n - 2] == b[m - 1]) {
                d = plain_distance(a, n - 2, b, m - 2) + 1;
                best = d < best ? d : best;
        }
        return best;
}

START_TEST(random_words_agree_with_the_definition)
{
        srandom(1);
        for (unsigned int round = 0; round < 3000; round++) {
                char a[6], b[6];
                const size_t n = (size_t)random() % 6, m = (size_t)random() % 6;
                unsigned int wanted;

                for (size_t i = 0; i < 6; i++) {
                        a[i] = (char)('a' + random() % 3);
                        b[i] = (char)('a' + random() % 3);
                }
                wanted = plain_distance(a, n, b, m);
                for (unsigned int limit = 0; limit < 8; limit++)
                        ck_assert_uint_eq(text_distance(span(a, n), span(b, m), limit),
                                          wanted > limit ? limit + 1 : wanted);
        }
}
END_TEST

START_TEST(longer_words_tolerate_more)
{
        struct suggestion sug = suggestion_for(span_of("opan"));

        suggestion_consider(&sug, span_of("openat"));
        ck_assert_ptr_null(sug.best.s);
        suggestion_consider(&sug, span_of("open"));
        ck_assert(span_is(sug.best, "open"));

        sug = suggestion_for(span_of("opnet"));
        suggestion_consider(&sug, span_of("openat"));
        ck_assert(span_is(sug.best, "openat"));

        sug = suggestion_for(span_of("sched_yeld"));
        suggestion_consider(&sug, span_of("sched_abcde"));
        ck_assert_ptr_null(sug.best.s);
        suggestion_consider(&sug, span_of("shed_yields"));
        ck_assert(span_is(sug.best, "shed_yields"));
}
END_TEST

START_TEST(the_nearest_word_wins_and_the_first_of_equals)
{
        struct suggestion sug = suggestion_for(span_of("O_RDONLYY"));

        suggestion_consider(&sug, span_of("O_WRONLY"));
        ck_assert(span_is(sug.best, "O_WRONLY"));
        suggestion_consider(&sug, span_of("O_RDONLY"));
        ck_assert(span_is(sug.best, "O_RDONLY"));
        suggestion_consider(&sug, span_of("O_RDONLYZ"));
        ck_assert(span_is(sug.best, "O_RDONLY"));
        ck_assert_uint_eq(sug.distance, 1);
}
END_TEST

START_TEST(nothing_beats_an_exact_match)
{
        struct suggestion sug = suggestion_for(span_of("read"));

        suggestion_consider(&sug, span_of("read"));
        suggestion_consider(&sug, span_of("reap"));
        ck_assert(span_is(sug.best, "read"));
        ck_assert_uint_eq(sug.distance, 0);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("util/text");
        TCase *tests = tcase_create("text");

        tcase_add_test(tests, spans_compare_with_strings);
        tcase_add_test(tests, a_word_is_no_distance_from_itself);
        tcase_add_test(tests, each_typing_mistake_counts_one);
        tcase_add_test(tests, beyond_the_limit_is_only_beyond);
        tcase_add_test(tests, words_of_63_letters_are_compared_and_longer_ones_are_not);
        tcase_add_test(tests, random_words_agree_with_the_definition);
        tcase_add_test(tests, longer_words_tolerate_more);
        tcase_add_test(tests, the_nearest_word_wins_and_the_first_of_equals);
        tcase_add_test(tests, nothing_beats_an_exact_match);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
