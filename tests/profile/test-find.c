/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/find.h"

#include "files.h"

static int find(struct source *out, const struct files *files, const char *name, struct error *err)
{
        const char *const directories[] = { "/nonexistent", files->path, NULL };
        const struct search search = { .kind = "profile", .directories = directories };

        return find_source(out, &search, span_of(name), err);
}

static void expect_failure(const struct files *files, const char *name, int code, const char *words)
{
        struct source source;
        struct error err = { 0 };

        ck_assert_int_eq(find(&source, files, name, &err), code);
        ck_assert_msg(strstr(err.message, words) != NULL, "%s", err.message);
}

START_TEST(a_name_is_looked_for_in_the_directories_and_then_among_the_bundled)
{
        struct files files;
        struct source source;
        struct error err = { 0 };

        files_init(&files);
        write_file("mine.profile", "allow read\n");
        ck_assert_int_eq(find(&source, &files, "mine", &err), 0);
        ck_assert_int_eq(source.kind, SOURCE_FILE);
        ck_assert_str_eq(source.text, "allow read\n");
        ck_assert_ptr_nonnull(strstr(source.name, "/mine.profile"));
        source_deinit(&source);

        ck_assert_int_eq(find(&source, &files, "net", &err), 0);
        ck_assert_int_eq(source.kind, SOURCE_BUNDLED);
        ck_assert_str_eq(source.name, "net.profile");
        source_deinit(&source);

        write_file("net.profile", "deny read\n");
        ck_assert_int_eq(find(&source, &files, "net", &err), 0);
        ck_assert_int_eq(source.kind, SOURCE_FILE);
        source_deinit(&source);
        files_deinit(&files);
}
END_TEST

START_TEST(a_name_with_a_slash_is_a_file)
{
        struct files files;
        struct source source;
        struct error err = { 0 };

        files_init(&files);
        write_file("x", "allow read\n");
        ck_assert_int_eq(find(&source, &files, "./x", &err), 0);
        ck_assert_str_eq(source.name, "./x");
        source_deinit(&source);
        expect_failure(&files, "./nosuch", -ENOENT, "cannot read './nosuch': No such file");
        files_deinit(&files);
}
END_TEST

START_TEST(a_missing_name_says_where_it_was_looked_for)
{
        struct files files;

        files_init(&files);
        expect_failure(&files, "nosuch", -ENOENT, files.path);
        expect_failure(&files, "nosuch", -ENOENT, "no profile 'nosuch' in /nonexistent, ");
        expect_failure(&files, "nosuch", -ENOENT, "or among the bundled ones");
        expect_failure(&files, "nett", -ENOENT, "did you mean 'net'?");
        write_file("webserver.profile", "");
        expect_failure(&files, "websever", -ENOENT, "did you mean 'webserver'?");
        write_file("local.profile", "");
        expect_failure(&files, "local.profile", -ENOENT, "write './local.profile'");
        expect_failure(&files, "", -ENOENT, "is empty");
        files_deinit(&files);
}
END_TEST

START_TEST(what_is_no_readable_file_is_refused_with_its_reason)
{
        static char big[SOURCE_SIZE_MAX + 2];
        struct files files;

        files_init(&files);
        ck_assert_int_eq(mkdir("d.profile", 0755), 0);
        expect_failure(&files, "./d.profile", -EISDIR, "is a directory");
        expect_failure(&files, "d", -EISDIR, "is a directory");
        ck_assert_int_eq(mkfifo("f.profile", 0644), 0);
        expect_failure(&files, "f", -EINVAL, "not a regular file");
        expect_failure(&files, "/dev/null", -EINVAL, "not a regular file");
        expect_failure(&files, "/dev/zero", -EINVAL, "not a regular file");
        ck_assert_int_eq(symlink("loop.profile", "loop.profile"), 0);
        expect_failure(&files, "loop", -ELOOP, "cannot read");
        memset(big, ' ', sizeof(big));
        write_bytes("big.profile", big, sizeof(big));
        expect_failure(&files, "big", -EFBIG, "is larger than 1048576 bytes");
        files_deinit(&files);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_does_not_fall_through_to_the_bundled_one)
{
        struct files files;

        if (getuid() == 0) {
                /* root can read everything: try it as somebody else, in the test's own process */
                files_init(&files);
                write_file("net.profile", "allow read\n");
                ck_assert_int_eq(chmod("net.profile", 0), 0);
                ck_assert_int_eq(chmod(files.path, 0755), 0);
                ck_assert_int_eq(seteuid(65534), 0);
                expect_failure(&files, "net", -EACCES, "Permission denied");
                ck_assert_int_eq(seteuid(0), 0);
        } else {
                files_init(&files);
                write_file("net.profile", "allow read\n");
                ck_assert_int_eq(chmod("net.profile", 0), 0);
                expect_failure(&files, "net", -EACCES, "Permission denied");
        }
        files_deinit(&files);
}
END_TEST

START_TEST(a_directory_that_may_not_be_searched_is_as_good_as_none)
{
        const char *const directories[] = { "/proc/1/root/root/scmp-run", NULL };
        const struct search search = { .kind = "profile", .directories = directories };
        struct source source;
        struct error err = { 0 };
        bool is_root = getuid() == 0;

        if (is_root)
                ck_assert_int_eq(seteuid(65534), 0);
        ck_assert_int_eq(find_source(&source, &search, span_of("net"), &err), 0);
        if (is_root)
                ck_assert_int_eq(seteuid(0), 0);
        ck_assert_int_eq(source.kind, SOURCE_BUNDLED);
        source_deinit(&source);
}
END_TEST

START_TEST(the_search_path_starts_with_the_users_directory)
{
        char **list;

        ck_assert_int_eq(setenv("XDG_CONFIG_HOME", "/x/config", 1), 0);
        list = profile_directories();
        ck_assert_str_eq(list[0], "/x/config/scmp-run");
        ck_assert_str_eq(list[1], "/etc/scmp-run");
        ck_assert_str_eq(list[2], "/usr/share/scmp-run");
        ck_assert_ptr_null(list[3]);
        profile_directories_free(list);

        /* relative ones are ignored */
        ck_assert_int_eq(setenv("XDG_CONFIG_HOME", "config", 1), 0);
        ck_assert_int_eq(setenv("HOME", "/x", 1), 0);
        list = profile_directories();
        ck_assert_str_eq(list[0], "/x/.config/scmp-run");
        profile_directories_free(list);

        ck_assert_int_eq(unsetenv("XDG_CONFIG_HOME"), 0);
        ck_assert_int_eq(unsetenv("HOME"), 0);
        list = profile_directories();
        ck_assert_str_eq(list[0], "/etc/scmp-run");
        profile_directories_free(list);
}
END_TEST

START_TEST(the_users_directory_is_left_out_when_ids_differ)
{
        char **list;

        if (getuid() != 0)
                return; /* needs a change of ids */
        ck_assert_int_eq(setenv("XDG_CONFIG_HOME", "/x/config", 1), 0);
        ck_assert_int_eq(seteuid(65534), 0);
        list = profile_directories();
        ck_assert_int_eq(seteuid(0), 0);
        ck_assert_str_eq(list[0], "/etc/scmp-run");
        profile_directories_free(list);
}
END_TEST

static void add_tests(TCase *tcase)
{
        tcase_add_test(tcase, a_name_is_looked_for_in_the_directories_and_then_among_the_bundled);
        tcase_add_test(tcase, a_name_with_a_slash_is_a_file);
        tcase_add_test(tcase, a_missing_name_says_where_it_was_looked_for);
        tcase_add_test(tcase, what_is_no_readable_file_is_refused_with_its_reason);
        tcase_add_test(tcase, a_file_that_cannot_be_read_does_not_fall_through_to_the_bundled_one);
        tcase_add_test(tcase, a_directory_that_may_not_be_searched_is_as_good_as_none);
        tcase_add_test(tcase, the_search_path_starts_with_the_users_directory);
        tcase_add_test(tcase, the_users_directory_is_left_out_when_ids_differ);
}

TEST_MAIN("find", add_tests)
