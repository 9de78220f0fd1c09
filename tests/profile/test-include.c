/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/include.h"

#include "files.h"

START_TEST(included_lines_stand_where_the_include_stands)
{
        struct files files;
        struct result r;

        files_init(&files);
        write_file("a.profile", "allow read write\n");
        write_file("over.profile", "include a\ndeny read\n");
        write_file("under.profile", "deny read\ninclude a\n");
        run_profile(&r, &files, "over");
        ck_assert_uint_eq(ACTION(&r, "read", 0), DENIED);
        ck_assert_uint_eq(ACTION(&r, "write", 0), ALLOWED);
        result_deinit(&r);
        run_profile(&r, &files, "under");
        ck_assert_uint_eq(ACTION(&r, "read", 0), ALLOWED);
        result_deinit(&r);
        files_deinit(&files);
}
END_TEST

START_TEST(a_file_included_twice_counts_at_both_places)
{
        struct files files;
        struct result r;

        files_init(&files);
        write_file("a.profile", "allow read\n");
        write_file("b.profile", "include a\n");
        write_file("top.profile", "include a\ndeny read\ninclude b\n");
        run_profile(&r, &files, "top");
        ck_assert_uint_eq(ACTION(&r, "read", 0), ALLOWED);
        result_deinit(&r);
        files_deinit(&files);
}
END_TEST

START_TEST(relative_paths_start_at_the_file_that_includes)
{
        struct files files;
        struct result r;
        char path[128];

        files_init(&files);
        write_file("part.profile", "allow read\n");
        write_file("top.profile", "include ./part.profile\n");
        ck_assert_int_eq(chdir("/"), 0);
        (void)snprintf(path, sizeof(path), "%s/top.profile", files.path);
        run_profile(&r, &files, path);
        ck_assert_int_eq(r.status, 0);
        ck_assert_uint_eq(ACTION(&r, "read", 0), ALLOWED);
        result_deinit(&r);
        ck_assert_int_eq(chdir(files.path), 0);
        files_deinit(&files);
}
END_TEST

START_TEST(a_cycle_is_an_error_that_shows_its_chain)
{
        struct files files;
        struct result r;

        files_init(&files);
        write_file("a.profile", "include b\n");
        write_file("b.profile", "allow read\n include c\n");
        write_file("c.profile", "include b\n");
        run_profile(&r, &files, "a");
        ck_assert_int_eq(r.status, -EINVAL);
        ck_assert_uint_eq(r.diags.n_errors, 1);
        ck_assert_uint_eq(r.diags.items[0].line, 1);
        ck_assert_uint_eq(r.diags.items[0].column, 9);
        ck_assert_ptr_nonnull(strstr(r.diags.items[0].source, "/c.profile"));
        ck_assert_ptr_nonnull(strstr(r.diags.items[0].message, "b.profile -> "));
        ck_assert_ptr_nonnull(strstr(r.diags.items[0].message, "c.profile -> "));
        ck_assert_ptr_null(strstr(r.diags.items[0].message, "a.profile"));
        result_deinit(&r);

        /* under another name it is still the same file */
        write_file("self.profile", "include ./alias\n");
        ck_assert_int_eq(symlink("self.profile", "alias"), 0);
        expect_refused(&files, "self", "include cycle");
        files_deinit(&files);
}
END_TEST

START_TEST(includes_nest_only_so_deep)
{
        char name[32], text[32];
        struct files files;

        files_init(&files);
        for (int i = 0; i < 40; i++) {
                (void)snprintf(name, sizeof(name), "p%d.profile", i);
                (void)snprintf(text, sizeof(text), i < 39 ? "include p%d\n" : "allow read\n",
                               i + 1);
                write_file(name, text);
        }
        expect_refused(&files, "p0", "nested more than 16 deep");
        files_deinit(&files);
}
END_TEST

START_TEST(all_errors_of_all_files_come_in_one_run)
{
        struct files files;
        struct result r;

        files_init(&files);
        write_file("top.profile", "include one\ninclude nosuch\nallow raed\n"
                                  "allow openat if flagz == 1\ninclude two\n");
        write_file("one.profile", "alow read\nallow read if fd == 0x100000000\n");
        write_file("two.profile", "deny read with EFOO\nkernel x\narch z80\n");
        run_profile(&r, &files, "top");
        ck_assert_int_eq(r.status, -EINVAL);
        ck_assert_uint_eq(r.diags.n_errors, 8);
        ck_assert(has_finding(&r.diags, 2, 9, "no profile 'nosuch'"));
        ck_assert(has_finding(&r.diags, 3, 7, "'raed'"));
        ck_assert(has_finding(&r.diags, 4, 17, "flagz"));
        ck_assert(has_finding(&r.diags, 1, 1, "'alow'"));
        ck_assert(has_finding(&r.diags, 2, 21, "does not fit"));
        ck_assert(has_finding(&r.diags, 1, 16, "EFOO"));
        ck_assert(has_finding(&r.diags, 2, 8, "6.12"));
        ck_assert(has_finding(&r.diags, 3, 6, "z80"));
        result_deinit(&r);
        files_deinit(&files);
}
END_TEST

START_TEST(a_missing_profile_on_the_command_line_is_named_by_its_option)
{
        struct files files;
        struct result r;

        files_init(&files);
        run_profile(&r, &files, "nosuch");
        ck_assert_int_eq(r.status, -EINVAL);
        ck_assert_str_eq(r.diags.items[0].source, "--profile");
        ck_assert_uint_eq(r.diags.items[0].line, 0);
        result_deinit(&r);
        files_deinit(&files);
}
END_TEST

START_TEST(what_is_not_text_is_refused_with_its_place)
{
        struct files files;
        struct result r;

        files_init(&files);
        write_bytes("nul.profile", "allow read\nallow \0write\n", 24);
        run_profile(&r, &files, "nul");
        ck_assert_uint_eq(r.diags.n_errors, 1);
        ck_assert(has_finding(&r.diags, 2, 7, "NUL"));
        result_deinit(&r);
        write_file("latin1.profile", "# caf\xe9\nallow read\n");
        run_profile(&r, &files, "latin1");
        ck_assert_uint_eq(r.diags.n_errors, 1);
        ck_assert(has_finding(&r.diags, 1, 6, "UTF-8"));
        result_deinit(&r);
        write_bytes("elf.profile",
                    "\x7f"
                    "ELF\x02\x01\x01\0\0\0",
                    10);
        expect_refused(&files, "elf", "this is not text");
        write_file("empty.profile", "");
        run_profile(&r, &files, "empty");
        ck_assert_int_eq(r.status, 0);
        ck_assert_uint_eq(ACTION(&r, "read", 0), DENIED);
        result_deinit(&r);
        files_deinit(&files);
}
END_TEST

static void add_tests(TCase *tcase)
{
        tcase_add_test(tcase, included_lines_stand_where_the_include_stands);
        tcase_add_test(tcase, a_file_included_twice_counts_at_both_places);
        tcase_add_test(tcase, relative_paths_start_at_the_file_that_includes);
        tcase_add_test(tcase, a_cycle_is_an_error_that_shows_its_chain);
        tcase_add_test(tcase, includes_nest_only_so_deep);
        tcase_add_test(tcase, all_errors_of_all_files_come_in_one_run);
        tcase_add_test(tcase, a_missing_profile_on_the_command_line_is_named_by_its_option);
        tcase_add_test(tcase, what_is_not_text_is_refused_with_its_place);
}

TEST_MAIN("include", add_tests)
