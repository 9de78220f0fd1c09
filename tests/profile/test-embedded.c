/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/embedded.h"

#include "helper.h"

START_TEST(every_file_is_found_by_its_name_and_kind)
{
        const char *file, *previous = "";
        unsigned int n = 0;

        for (; (file = embedded_file_name(n)); n++) {
                const char *dot = strrchr(file, '.');
                struct span text;

                ck_assert_int_lt(strcmp(previous, file), 0);
                ck_assert(embedded_find(&text, dot + 1, span(file, (size_t)(dot - file))));
                ck_assert_int_eq(text.s[text.n], '\0');
                ck_assert_uint_eq(strlen(text.s), text.n);
                previous = file;
        }
        ck_assert_uint_gt(n, 10);
        ck_assert_ptr_null(embedded_file_name(n + 1));
}
END_TEST

START_TEST(the_kind_belongs_to_the_name)
{
        struct span text;

        ck_assert(embedded_find(&text, "profile", span_of("net")));
        ck_assert(!embedded_find(&text, "group", span_of("net")));
        ck_assert(embedded_find(&text, "group", span_of("files")));
        ck_assert(!embedded_find(&text, "profile", span_of("ne")));
        ck_assert(!embedded_find(&text, "profile", span_of("nett")));
        ck_assert(!embedded_find(&text, "profile", span_of("net.profile")));
        ck_assert(!embedded_find(&text, "profile", span_of("")));
        ck_assert(!embedded_find(&text, "", span_of("net")));
        ck_assert(!embedded_find(&text, "profile", span_of("zzz")));
}
END_TEST

static void add_tests(TCase *tcase)
{
        tcase_add_test(tcase, every_file_is_found_by_its_name_and_kind);
        tcase_add_test(tcase, the_kind_belongs_to_the_name);
}

TEST_MAIN("embedded", add_tests)
