/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "launch/search.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "launch/plan.h"
#include "support/suite.h"
#include "util/cleanup.h"

/* A directory of its own for each test; the working directory meanwhile. */
static char top[64];

static void make(const char *name, mode_t mode, const char *text)
{
        int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

        ck_assert_int_ge(fd, 0);
        ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
        ck_assert_int_eq(fchmod(fd, mode), 0);
        ck_assert_int_eq(close(fd), 0);
}

static void setup(void)
{
        strcpy(top, "/tmp/scmp-search-XXXXXX");
        ck_assert_ptr_nonnull(mkdtemp(top));
        ck_assert_int_eq(chdir(top), 0);
        ck_assert_int_eq(mkdir("a", 0755), 0);
        ck_assert_int_eq(mkdir("b", 0755), 0);
        ck_assert_int_eq(mkdir("a/folder", 0755), 0);
        make("a/closed", 0644,
             "\x7f"
             "ELF");
        make("b/closed", 0755,
             "\x7f"
             "ELF");
        make("b/folder", 0755,
             "\x7f"
             "ELF");
        make("b/only-b", 0755,
             "\x7f"
             "ELF");
        make("both", 0755,
             "\x7f"
             "ELF");
        make("a/both", 0755,
             "\x7f"
             "ELF");
        make("a/shut", 0644,
             "\x7f"
             "ELF");
}

static void teardown(void)
{
        char command[128];

        (void)snprintf(command, sizeof(command), "rm -rf %s", top);
        ck_assert_int_eq(system(command), 0);
}

static void assert_found(const char *name, const char *path, const char *expected)
{
        _cleanup_(freep) char *found = NULL;
        struct error err = { 0 };
        int status = 0;

        ck_assert_msg(search_program(&found, name, path, &status, &err) == 0, "%s", err.message);
        ck_assert_str_eq(found, expected);
}

static void assert_refused(const char *name, const char *path, int status, const char *words)
{
        _cleanup_(freep) char *found = NULL;
        struct error err = { 0 };
        int got = 0;

        ck_assert_int_lt(search_program(&found, name, path, &got, &err), 0);
        ck_assert_int_eq(got, status);
        ck_assert_msg(strstr(err.message, words) != NULL, "%s", err.message);
        ck_assert_ptr_null(found);
}

START_TEST(entries_are_tried_in_order)
{
        assert_found("only-b", "a:b", "b/only-b");
        assert_found("both", "a:b", "a/both");
        assert_found("both", "b:a", "a/both");
}
END_TEST

START_TEST(what_cannot_be_executed_does_not_end_the_search)
{
        assert_found("closed", "a:b", "b/closed");
        assert_found("folder", "a:b", "b/folder");
        assert_found("only-b", "nowhere:both:b", "b/only-b");
}
END_TEST

START_TEST(an_empty_entry_is_the_working_directory)
{
        assert_found("both", "", "./both");
        assert_found("both", ":a", "./both");
        assert_found("both", "b:", "./both");
        assert_found("both", "b::a", "./both");
}
END_TEST

START_TEST(a_name_with_a_slash_is_a_path)
{
        assert_found("a/both", "b", "a/both");
        assert_found("./both", NULL, "./both");
        assert_refused("b/both", "a", EXIT_NOT_FOUND, "cannot find 'b/both'");
}
END_TEST

START_TEST(without_path_the_systems_default_counts)
{
        _cleanup_(freep) char *found = NULL;
        struct error err = { 0 };
        int status = 0;

        ck_assert_int_eq(search_program(&found, "sh", NULL, &status, &err), 0);
        ck_assert_str_eq(found, "/bin/sh");
}
END_TEST

START_TEST(nothing_found_is_127)
{
        assert_refused("nosuch", "a:b", EXIT_NOT_FOUND, "cannot find 'nosuch' in any directory");
        assert_refused("", "a:b", EXIT_NOT_FOUND, "empty");
        assert_refused("./nosuch", "a", EXIT_NOT_FOUND, "No such file");
        assert_refused("both/x", "a", EXIT_NOT_FOUND, "Not a directory");
}
END_TEST

START_TEST(found_but_not_executable_is_126)
{
        assert_refused("shut", "a:b", EXIT_CANNOT_EXEC, "'a/shut': Permission denied");
        assert_refused("folder", "a", EXIT_CANNOT_EXEC, "'a/folder': it is a directory");
        assert_refused("./a", NULL, EXIT_CANNOT_EXEC, "'./a': it is a directory");
        assert_refused("/dev/null", NULL, EXIT_CANNOT_EXEC, "Permission denied");
}
END_TEST

START_TEST(a_loop_of_links_ends_the_search_with_its_error)
{
        ck_assert_int_eq(symlink("loop", "a/loop"), 0);
        assert_refused("loop", "a:b", EXIT_CANNOT_EXEC, "'a/loop': Too many levels");
}
END_TEST

/* Formats */

static void assert_format(const char *name, const char *text, const char *words)
{
        struct error err = { 0 };
        int r;

        make(name, 0755, text);
        r = format_check(name, &err);
        if (!words) {
                ck_assert_msg(r == 0, "%s: %s", name, err.message);
                return;
        }
        ck_assert_int_lt(r, 0);
        ck_assert_msg(strstr(err.message, words) != NULL, "%s: %s", name, err.message);
}

START_TEST(scripts_with_an_interpreter_pass)
{
        assert_format("plain", "#!/bin/sh\n", NULL);
        assert_format("blanks", "#! \t/bin/sh -e\n", NULL);
        assert_format("no-newline", "#!/bin/sh", NULL);
}
END_TEST

START_TEST(scripts_without_a_usable_interpreter_are_refused)
{
        assert_format("gone", "#!/no/such\n", "its interpreter '/no/such': No such file");
        assert_format("none", "#! \n/bin/sh\n", "no interpreter after '#!'");
        assert_format("dos", "#!/bin/sh\r\n", "carriage return");
        assert_format("dir", "#!/etc\n", "Is a directory");
}
END_TEST

START_TEST(texts_without_an_interpreter_are_refused)
{
        assert_format("text", "echo hello\n", "#!/bin/sh");
        assert_format("short", "#", "#!/bin/sh");
        assert_format("empty", "", "empty");
}
END_TEST

START_TEST(what_may_be_a_binary_is_left_to_the_kernel)
{
        struct error err = { 0 };
        int fd;

        fd = open("zero", O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
        ck_assert_int_eq(write(fd, "MZ\0\0", 4), 4);
        ck_assert_int_eq(close(fd), 0);
        ck_assert_int_eq(format_check("zero", &err), 0);
        ck_assert_int_eq(format_check("/bin/sh", &err), 0);
        ck_assert_int_eq(format_check("not-there", &err), 0);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("launch/search");
        TCase *search = tcase_create("search"), *format = tcase_create("format");

        tcase_add_checked_fixture(search, setup, teardown);
        tcase_add_test(search, entries_are_tried_in_order);
        tcase_add_test(search, what_cannot_be_executed_does_not_end_the_search);
        tcase_add_test(search, an_empty_entry_is_the_working_directory);
        tcase_add_test(search, a_name_with_a_slash_is_a_path);
        tcase_add_test(search, without_path_the_systems_default_counts);
        tcase_add_test(search, nothing_found_is_127);
        tcase_add_test(search, found_but_not_executable_is_126);
        tcase_add_test(search, a_loop_of_links_ends_the_search_with_its_error);
        suite_add_tcase(suite, search);
        tcase_add_checked_fixture(format, setup, teardown);
        tcase_add_test(format, scripts_with_an_interpreter_pass);
        tcase_add_test(format, scripts_without_a_usable_interpreter_are_refused);
        tcase_add_test(format, texts_without_an_interpreter_are_refused);
        tcase_add_test(format, what_may_be_a_binary_is_left_to_the_kernel);
        suite_add_tcase(suite, format);
        return test_run(suite);
}
