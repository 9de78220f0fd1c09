/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/error.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/suite.h"

START_TEST(setting_an_error_returns_its_code)
{
        struct error err = { 0 };

        ck_assert_int_eq(error_set(&err, -EINVAL, "argument %d", 9), -EINVAL);
        ck_assert_int_eq(err.code, -EINVAL);
        ck_assert_str_eq(err.message, "argument 9");
}
END_TEST

START_TEST(nobody_need_listen)
{
        ck_assert_int_eq(error_set(NULL, -ENOMEM, "x"), -ENOMEM);
        ck_assert_int_eq(error_prefix(NULL, "y"), -EINVAL);
}
END_TEST

START_TEST(the_message_reads_from_outside_in)
{
        struct error err = { 0 };

        (void)error_set(&err, -EINVAL, "a call has 0..5");
        ck_assert_int_eq(error_prefix(&err, "line %d", 12), -EINVAL);
        ck_assert_int_eq(error_prefix(&err, "include '%s'", "base"), -EINVAL);
        ck_assert_str_eq(err.message, "include 'base': line 12: a call has 0..5");
        ck_assert_int_eq(err.code, -EINVAL);
}
END_TEST

START_TEST(a_long_message_is_cut)
{
        struct error err = { 0 };
        char text[3000];

        memset(text, 'a', sizeof(text) - 1);
        text[sizeof(text) - 1] = '\0';
        (void)error_set(&err, -EINVAL, "%s", text);
        ck_assert_uint_eq(strlen(err.message), sizeof(err.message) - 1);
        (void)error_prefix(&err, "place");
        ck_assert_uint_eq(strlen(err.message), sizeof(err.message) - 1);
        ck_assert_int_eq(strncmp(err.message, "place: aaa", 10), 0);
}
END_TEST

/* Every length at which the place, the colon or the message meets the end. */
START_TEST(a_long_place_is_cut_too)
{
        struct error err;
        char place[sizeof(err.message) + 8];

        for (size_t n = sizeof(err.message) - 8; n < sizeof(place); n++) {
                memset(place, 'p', n);
                place[n] = '\0';
                (void)error_set(&err, -EINVAL, "what");
                ck_assert_int_eq(error_prefix(&err, "%s", place), -EINVAL);
                ck_assert_uint_le(strlen(err.message), sizeof(err.message) - 1);
                ck_assert_int_eq(strncmp(err.message, place, sizeof(err.message) - 8), 0);
        }
        ck_assert_uint_eq(strlen(err.message), sizeof(err.message) - 1);
}
END_TEST

START_TEST(percent_signs_in_a_message_stay)
{
        struct error err = { 0 };

        (void)error_set(&err, -EINVAL, "%s", "100%s %n");
        (void)error_prefix(&err, "%s", "%d");
        ck_assert_str_eq(err.message, "%d: 100%s %n");
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("util/error");
        TCase *tests = tcase_create("error");

        tcase_add_test(tests, setting_an_error_returns_its_code);
        tcase_add_test(tests, nobody_need_listen);
        tcase_add_test(tests, the_message_reads_from_outside_in);
        tcase_add_test(tests, a_long_message_is_cut);
        tcase_add_test(tests, a_long_place_is_cut_too);
        tcase_add_test(tests, percent_signs_in_a_message_stay);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
