/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/utf8.h"

#include "helper.h"

START_TEST(each_length_decodes_to_its_code_point)
{
        uint32_t c;

        ck_assert_uint_eq(utf8_decode(&c, "a", 1), 1);
        ck_assert_uint_eq(c, 'a');
        ck_assert_uint_eq(utf8_decode(&c, "\xc3\xa9", 2), 2);
        ck_assert_uint_eq(c, 0xe9);
        ck_assert_uint_eq(utf8_decode(&c, "\xe2\x82\xac", 3), 3);
        ck_assert_uint_eq(c, 0x20ac);
        ck_assert_uint_eq(utf8_decode(&c, "\xf4\x8f\xbf\xbf", 4), 4);
        ck_assert_uint_eq(c, 0x10ffff);
}
END_TEST

START_TEST(what_is_not_a_character_is_refused)
{
        static const char *const bad[] = {
                "\x80",             /* continuation without a start */
                "\xc3",             /* cut */
                "\xc3(",            /* not continued */
                "\xc0\xaf",         /* overlong slash */
                "\xe0\x80\xaf",     /* overlong in three */
                "\xed\xa0\x80",     /* surrogate */
                "\xf4\x90\x80\x80", /* above U+10FFFF */
                "\xff",
        };
        uint32_t c;

        for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
                ck_assert_uint_eq(utf8_decode(&c, bad[i], strlen(bad[i])), 0);
}
END_TEST

START_TEST(a_broken_byte_counts_as_one_column)
{
        ck_assert_uint_eq(utf8_count("\xc3\xa9t\xc3\xa9", 5), 3);
        ck_assert_uint_eq(utf8_count("a\xff\xfe"
                                     "b",
                                     4),
                          4);
}
END_TEST

START_TEST(direction_marks_are_control_characters)
{
        ck_assert(utf8_is_control(0x1b));
        ck_assert(utf8_is_control(0x202e));
        ck_assert(utf8_is_control(0x2066));
        ck_assert(!utf8_is_control('a'));
        ck_assert(!utf8_is_control(0xe9));
        ck_assert(!utf8_is_control(0x2026));
}
END_TEST

static void add_tests(TCase *tcase)
{
        tcase_add_test(tcase, each_length_decodes_to_its_code_point);
        tcase_add_test(tcase, what_is_not_a_character_is_refused);
        tcase_add_test(tcase, a_broken_byte_counts_as_one_column);
        tcase_add_test(tcase, direction_marks_are_control_characters);
}

TEST_MAIN("utf8", add_tests)
