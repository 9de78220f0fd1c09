/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/diagnostic.h"

#include "helper.h"

static const char *printed(const char *text)
{
        static char out[16384];
        struct result r;
        FILE *to = fmemopen(out, sizeof(out), "w");

        ck_assert_ptr_nonnull(to);
        run_text(&r, text);
        diagnostics_print(to, &r.diags);
        ck_assert_int_eq(fclose(to), 0);
        result_deinit(&r);
        return out;
}

START_TEST(a_finding_shows_its_line_and_a_marker_under_the_word)
{
        ck_assert_str_eq(printed("kernel 6.12\nallow openat if flags & O_ACCMODE == O_RDONLYY\n"),
                         "t.profile:2:38: error: unknown constant 'O_RDONLYY' for openat flags; "
                         "did you mean 'O_RDONLY'?\n"
                         "    2 | allow openat if flags & O_ACCMODE == O_RDONLYY\n"
                         "      |                                      ^~~~~~~~~\n");
}
END_TEST

START_TEST(tabs_stay_tabs_so_that_the_marker_stands_right)
{
        ck_assert_str_eq(printed("\tallow\traed"),
                         "t.profile:1:8: error: unknown system call 'raed'; did you mean 'read'?\n"
                         "    1 | \tallow\traed\n"
                         "      | \t     \t^~~~\n");
}
END_TEST

START_TEST(columns_count_characters)
{
        ck_assert_ptr_nonnull(strstr(printed("allow read \xc3\xa9\xc3\xa9 x"), "t.profile:1:12:"));
        ck_assert_ptr_nonnull(strstr(printed("deny read with \xe2\x82\xac"), "t.profile:1:16:"));
}
END_TEST

START_TEST(control_characters_of_the_source_are_made_visible)
{
        const char *out = printed("allow \x1b[31mread\n"
                                  "include x\x1b]0;title\x07y\n"
                                  "al\xe2\x80\xaelow read\n");

        ck_assert_ptr_null(strchr(out, '\x1b'));
        ck_assert_ptr_null(strchr(out, '\x07'));
        ck_assert_ptr_null(strstr(out, "\xe2\x80\xae"));
        ck_assert_ptr_nonnull(strstr(out, "allow ^[[31mread"));
        ck_assert_ptr_nonnull(strstr(out, "al<U+202E>low"));
        ck_assert_ptr_nonnull(strstr(out, "x^[]0;title^Gy"));
}
END_TEST

START_TEST(a_marker_is_as_wide_as_what_is_shown)
{
        ck_assert_ptr_nonnull(strstr(printed("\x01\x02 read"), "\n    1 | ^A^B read\n"
                                                               "      | ^~~~\n"));
}
END_TEST

START_TEST(a_long_line_is_cut_around_the_marker)
{
        char *text = malloc(10000), *end = text;
        const char *out;

        end += sprintf(end, "allow");
        for (int i = 0; i < 500; i++)
                end += sprintf(end, " read");
        end += sprintf(end, " raed");
        for (int i = 0; i < 500; i++)
                end += sprintf(end, " write");
        out = printed(text);
        ck_assert_ptr_nonnull(strstr(out, "t.profile:1:2507:"));
        ck_assert_uint_lt(strlen(out), 500);
        ck_assert_ptr_nonnull(strstr(out, "1 | …"));
        /* both rows are cut alike */
        ck_assert_int_eq(strchr(strstr(out, "      | "), '^') - strstr(out, "      | "),
                         strstr(out, " raed") + 1 - strstr(out, "    1 | ") - 2);
        free(text);
}
END_TEST

START_TEST(the_first_hundred_are_shown_and_all_are_counted)
{
        char *text = malloc(10000), *end = text;
        struct result r;

        for (int i = 0; i < 250; i++)
                end += sprintf(end, "allow q%d\n", i);
        run_text(&r, text);
        ck_assert_uint_eq(r.diags.n_items, 100);
        ck_assert_uint_eq(r.diags.n_errors, 250);
        result_deinit(&r);
        ck_assert_ptr_nonnull(strstr(printed(text), "… and 150 more\n"));
        free(text);
}
END_TEST

START_TEST(findings_come_in_the_order_of_the_text)
{
        struct result r;

        run_text(&r, "allow raed\nkernel x\nallow read if fz == 1\nalow\n");
        ck_assert_uint_eq(r.diags.n_items, 4);
        for (unsigned int i = 0; i < 4; i++)
                ck_assert_uint_eq(r.diags.items[i].line, i + 1);
        result_deinit(&r);
}
END_TEST

static void add_tests(TCase *tcase)
{
        tcase_add_test(tcase, a_finding_shows_its_line_and_a_marker_under_the_word);
        tcase_add_test(tcase, tabs_stay_tabs_so_that_the_marker_stands_right);
        tcase_add_test(tcase, columns_count_characters);
        tcase_add_test(tcase, control_characters_of_the_source_are_made_visible);
        tcase_add_test(tcase, a_marker_is_as_wide_as_what_is_shown);
        tcase_add_test(tcase, a_long_line_is_cut_around_the_marker);
        tcase_add_test(tcase, the_first_hundred_are_shown_and_all_are_counted);
        tcase_add_test(tcase, findings_come_in_the_order_of_the_text);
}

TEST_MAIN("diagnostic", add_tests)
