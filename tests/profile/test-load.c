/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/load.h"

#include <sys/resource.h>
#include <time.h>

#include "files.h"

/*
 * Hostile input: whatever it is, an answer comes soon and says something. What
 * is measured is processor time, since a busy machine makes everyone wait. The
 * limits are wide, since these tests also run under sanitizers and on slow
 * machines; what they catch is growth that is not linear.
 */

#define SECONDS_MAX 10.0

static double seconds_since(const struct timespec *start)
{
        struct timespec now;

        ck_assert_int_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), 0);
        return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

/* A text of about a mebibyte. */
static char *repeat(const char *head, const char *part, const char *tail)
{
        size_t n_head = strlen(head), n_part = strlen(part), n_tail = strlen(tail);
        size_t times = (SOURCE_SIZE_MAX - n_head - n_tail - 1) / n_part;
        char *text = malloc(n_head + times * n_part + n_tail + 1), *end = text;

        ck_assert_ptr_nonnull(text);
        end = stpcpy(end, head);
        for (size_t i = 0; i < times; i++)
                end = stpcpy(end, part);
        (void)stpcpy(end, tail);
        return text;
}

static const struct {
        const char *head, *part, *tail;
        int status;
} hostile[] = {
        { "", "x\n", "", -EINVAL },
        { "", "x", "", -EINVAL },
        { "", "allow x\n", "", -EINVAL },
        { "allow ", "x ", "", -EINVAL },
        { "allow ", "@x ", "", -EINVAL },
        { "", "allow @xx\n", "", -EINVAL },
        { "allow ", "@", "", -EINVAL },
        { "allow read ", "\\\n", "write", 0 },
        { "allow read ", "\\", "", -EINVAL },
        { "", "\\ ", "", -EINVAL },
        { "", "#", "", 0 },
        { "", "\n", "", 0 },
        { "", " ", "", 0 },
        { "allow ", "read ", "", 0 },
        { "allow ", "read,", "", -EINVAL },
        { "", "allow read\n", "", 0 },
        { "", "allow @system-service\n", "", 0 },
        { "arch x86 x86_64\n", "allow @known\n", "", 0 },
        { "", "allow read if fd == 1\n", "", 0 },
        { "", "allow @known if arg0 == 1\n", "", -EINVAL },
        { "", "allow read if fd == x\n", "", -EINVAL },
        { "", "allow read if foo == 1\n", "", -EINVAL },
        { "allow read if ", "(", "", -EINVAL },
        { "allow read if ", "not ", "", -EINVAL },
        { "allow read if ", "not (", "", -EINVAL },
        { "allow read if fd == 1", " or fd == 1", "", 0 },
        { "allow read if fd == 1", " and fd == 1", "", 0 },
        { "allow read if fd == 1", " and fd == 2", "", 0 },
        { "allow read if fd == 1", " or count == 1 and fd == 2", "", 0 },
        { "allow read if fd == ", "1|", "1", 0 },
        { "allow read if fd == ", "~", "1", -EINVAL },
        { "allow read if fd in {1", ",1", "}", 0 },
        { "allow read if fd in {1", ",5..9", "", -EINVAL },
        { "allow read if fd == ", "9", "", -EINVAL },
        { "allow read if fd == ", "A", "", -EINVAL },
        { "include ", "x", "", -EINVAL },
        { "", "include x\n", "", -EINVAL },
        { "", "include base\n", "", -EINVAL },
        { "", "kernel 6.1\n", "", 0 },
        { "", "arch x86 x32 x86_64 aarch64\n", "", 0 },
        { "deny read with ", "E", "", -EINVAL },
        { "", "test x\n", "", 0 },
        { "setenv ", "x \\\n", "", 0 },
        { "", "setenv x\n", "", 0 },
};

START_TEST(a_mebibyte_of_anything_is_answered_soon)
{
        char *text = repeat(hostile[_i].head, hostile[_i].part, hostile[_i].tail);
        struct timespec start;
        struct result r;

        ck_assert_int_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start), 0);
        run_text(&r, text);
        ck_assert_msg(r.status == hostile[_i].status, "'%s%s…': %d", hostile[_i].head,
                      hostile[_i].part, r.status);
        ck_assert_msg(seconds_since(&start) < SECONDS_MAX, "'%s%s…': %f s", hostile[_i].head,
                      hostile[_i].part, seconds_since(&start));
        result_deinit(&r);
        free(text);
}
END_TEST

START_TEST(ten_thousand_different_alternatives_are_answered_soon)
{
        static const char *const formats[] = { " or fd == %d", " and fd != %d",
                                               " or fd == %d and count == %d",
                                               " and (fd == %d or count == %d)",
                                               " and fd & %d == 0" };

        for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
                char *text = malloc(SOURCE_SIZE_MAX), *end = text;
                struct timespec start;
                struct result r;

                ck_assert_int_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start), 0);
                end += sprintf(end, "allow read if fd == 0");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
                for (int k = 1; k <= 10000; k++)
                        end += sprintf(end, formats[i], k * 3, k);
#pragma GCC diagnostic pop
                run_text(&r, text);
                ck_assert_int_ne(r.status, -ENOMEM);
                ck_assert_msg(seconds_since(&start) < SECONDS_MAX, "'%s'", formats[i]);
                result_deinit(&r);
                free(text);
        }
}
END_TEST

START_TEST(ten_thousand_includes_end_in_one_error)
{
        struct files files;
        struct timespec start;
        struct result r;
        FILE *to;

        files_init(&files);
        write_file("part.profile", "allow @known\n");
        to = fopen("top.profile", "w");
        ck_assert_ptr_nonnull(to);
        for (int i = 0; i < 10000; i++)
                (void)fputs("include part\n", to);
        ck_assert_int_eq(fclose(to), 0);
        ck_assert_int_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start), 0);
        run_profile(&r, &files, "top");
        ck_assert_int_eq(r.status, -EINVAL);
        ck_assert_uint_eq(r.diags.n_errors, 1);
        ck_assert(has_finding(&r.diags, 1001, 1, "more than 1000 includes"));
        ck_assert(seconds_since(&start) < SECONDS_MAX);
        result_deinit(&r);
        files_deinit(&files);
}
END_TEST

START_TEST(includes_that_double_at_each_level_end_soon)
{
        char name[32], text[64];
        struct files files;
        struct timespec start;
        struct result r;

        files_init(&files);
        for (int i = 0; i < 15; i++) {
                (void)snprintf(name, sizeof(name), "p%d.profile", i);
                (void)snprintf(text, sizeof(text), "include p%d\ninclude p%d\n", i + 1, i + 1);
                write_file(name, i < 14 ? text : "allow @known\n");
        }
        ck_assert_int_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start), 0);
        run_profile(&r, &files, "p0");
        ck_assert_int_eq(r.status, -EINVAL);
        ck_assert(seconds_since(&start) < SECONDS_MAX);
        result_deinit(&r);
        files_deinit(&files);
}
END_TEST

START_TEST(random_bytes_never_crash_it)
{
        static const char *const words[] = {
                "allow ",  "deny ",    "read ",    "socket ", "@files ", "if ",      "fd ",
                "== ",     "and ",     "or ",      "not ",    "in ",     "{",        "}",
                "(",       ")",        "..",       ",",       "5 ",      "0x",       "O_RDWR ",
                "with ",   "EPERM",    "\n",       "\\\n",    "#",       "&",        "|",
                "~",       "-",        "has ",     "flags ",  "\xff",    "\xc3\xa9", "include ",
                "kernel ", "6.1 ",     "default ", "arch ",   "x86 ",    "\t",       "openat ",
                "only ",   "quietly ", "trace ",   "@",       "test ",   "NULL ",
        };

        srand((unsigned int)_i);
        for (int round = 0; round < 3000; round++) {
                char text[512] = "", *end = text;
                int n = rand() % 40;
                struct result r;

                for (int i = 0; i < n; i++)
                        end = stpcpy(end, words[(size_t)rand() % (sizeof(words) / sizeof(*words))]);
                run_text(&r, text);
                ck_assert_int_ne(r.status, -ENOMEM);
                result_deinit(&r);
        }
}
END_TEST

static void add_tests(TCase *tcase)
{
        tcase_add_loop_test(tcase, a_mebibyte_of_anything_is_answered_soon, 0,
                            (int)(sizeof(hostile) / sizeof(*hostile)));
        tcase_add_test(tcase, ten_thousand_different_alternatives_are_answered_soon);
        tcase_add_test(tcase, ten_thousand_includes_end_in_one_error);
        tcase_add_test(tcase, includes_that_double_at_each_level_end_soon);
        tcase_add_loop_test(tcase, random_bytes_never_crash_it, 0, 4);
}

TEST_MAIN("load", add_tests)
