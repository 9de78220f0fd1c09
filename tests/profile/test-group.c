/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/group.h"

#include "files.h"

START_TEST(a_group_is_its_members_and_those_of_its_groups)
{
        struct files files;
        struct result r;

        files_init(&files);
        write_file("inner.group", "# inner\nwrite, close\n");
        write_file("outer.group", "read   # one\n@inner dup\n");
        write_file("p.profile", "allow @outer\n");
        run_profile(&r, &files, "p");
        ck_assert_int_eq(r.status, 0);
        ck_assert_uint_eq(ACTION(&r, "read", 0), ALLOWED);
        ck_assert_uint_eq(ACTION(&r, "write", 0), ALLOWED);
        ck_assert_uint_eq(ACTION(&r, "close", 0), ALLOWED);
        ck_assert_uint_eq(ACTION(&r, "dup", 0), ALLOWED);
        ck_assert_uint_eq(ACTION(&r, "dup2", 0), DENIED);
        result_deinit(&r);
        files_deinit(&files);
}
END_TEST

START_TEST(errors_in_groups_have_their_own_file_and_come_once)
{
        struct files files;
        struct result r;

        files_init(&files);
        write_file("g.group", "read\n wriet @nosuch =\n");
        write_file("p.profile", "allow @g\ndeny @g\nallow @g if arg0 == 1\n");
        run_profile(&r, &files, "p");
        ck_assert_int_eq(r.status, -EINVAL);
        ck_assert_uint_eq(r.diags.n_errors, 3);
        ck_assert(has_finding(&r.diags, 2, 2, "did you mean 'write'?"));
        ck_assert(has_finding(&r.diags, 2, 8, "no group '@nosuch'"));
        ck_assert(has_finding(&r.diags, 2, 16, "found '='"));
        ck_assert_ptr_nonnull(strstr(r.diags.items[0].source, "/g.group"));
        result_deinit(&r);
        files_deinit(&files);
}
END_TEST

START_TEST(a_cycle_of_groups_is_an_error_that_shows_its_chain)
{
        struct files files;

        files_init(&files);
        write_file("a.group", "@b\n");
        write_file("b.group", "read @c\n");
        write_file("c.group", "@a\n");
        write_file("p.profile", "allow @a\n");
        expect_refused(&files, "p", "group cycle: @a -> @b -> @c -> @a");
        files_deinit(&files);
}
END_TEST

START_TEST(groups_nest_only_so_deep)
{
        char name[32], text[32];
        struct files files;

        files_init(&files);
        for (int i = 0; i < 40; i++) {
                (void)snprintf(name, sizeof(name), "g%d.group", i);
                (void)snprintf(text, sizeof(text), i < 39 ? "@g%d\n" : "read\n", i + 1);
                write_file(name, text);
        }
        write_file("p.profile", "allow @g0\n");
        expect_refused(&files, "p", "nested more than 16 deep");
        files_deinit(&files);
}
END_TEST

START_TEST(a_misspelt_group_gets_a_suggestion)
{
        expect_error("allow @filess", 1, 7, "did you mean '@files'?");
        expect_error("allow files", 1, 7, "did you mean the group '@files'?");
}
END_TEST

START_TEST(every_bundled_group_and_profile_is_sound)
{
        static const char *const names[] = { "base", "stdio", "files", "net", "default" };
        const char *const abis[] = { "x86_64", "x86", "x32", "aarch64" };

        for (size_t i = 0; i < 5 * 4; i++) {
                const struct profile_input inputs[] = {
                        { .label = "--profile", .profile = names[i / 4] },
                        { .label = "--arch", .verb = "arch", .text = abis[i % 4] },
                };
                const struct profile_request request = { .inputs = inputs, .n_inputs = 2 };
                struct result r;

                run_request(&r, &request);
                if (r.status)
                        diagnostics_print(stderr, &r.diags);
                ck_assert_msg(r.status == 0, "%s on %s", names[i / 4], abis[i % 4]);
                ck_assert_uint_eq(ACTION_ON(&r, abis[i % 4], "read", 0), ALLOWED);
                ck_assert_uint_ne(ACTION_ON(&r, abis[i % 4], "ptrace", 0), ALLOWED);
                result_deinit(&r);
        }
}
END_TEST

static void add_tests(TCase *tcase)
{
        tcase_add_test(tcase, a_group_is_its_members_and_those_of_its_groups);
        tcase_add_test(tcase, errors_in_groups_have_their_own_file_and_come_once);
        tcase_add_test(tcase, a_cycle_of_groups_is_an_error_that_shows_its_chain);
        tcase_add_test(tcase, groups_nest_only_so_deep);
        tcase_add_test(tcase, a_misspelt_group_gets_a_suggestion);
        tcase_add_test(tcase, every_bundled_group_and_profile_is_sound);
}

TEST_MAIN("group", add_tests)
