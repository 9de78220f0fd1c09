/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "launch/capability.h"

#include <check.h>
#include <errno.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>

#include "support/suite.h"

static uint64_t parsed(const char *list)
{
        struct error err = { 0 };
        uint64_t mask = 0;

        ck_assert_msg(capability_parse(&mask, list, &err) == 0, "'%s': %s", list, err.message);
        return mask;
}

static void assert_refused(const char *list, const char *words)
{
        struct error err = { 0 };
        uint64_t mask = 5;

        ck_assert_int_eq(capability_parse(&mask, list, &err), -EINVAL);
        ck_assert_msg(strstr(err.message, words) != NULL, "'%s': %s", list, err.message);
        ck_assert_uint_eq(mask, 5);
}

#define BIND CAPABILITY_BIT(CAP_NET_BIND_SERVICE)

START_TEST(names_are_taken_with_and_without_their_prefix_in_either_case)
{
        ck_assert_uint_eq(parsed("net_bind_service"), BIND);
        ck_assert_uint_eq(parsed("cap_net_bind_service"), BIND);
        ck_assert_uint_eq(parsed("CAP_NET_BIND_SERVICE"), BIND);
        ck_assert_uint_eq(parsed("Net_Bind_Service"), BIND);
}
END_TEST

START_TEST(lists_are_separated_by_commas_or_blanks)
{
        uint64_t both = BIND | CAPABILITY_BIT(CAP_CHOWN);

        ck_assert_uint_eq(parsed("chown,net_bind_service"), both);
        ck_assert_uint_eq(parsed(" chown , net_bind_service "), both);
        ck_assert_uint_eq(parsed("chown\tnet_bind_service"), both);
        ck_assert_uint_eq(parsed("chown,chown,net_bind_service"), both);
}
END_TEST

START_TEST(a_list_adds_to_what_is_there)
{
        struct error err = { 0 };
        uint64_t mask = BIND;

        ck_assert_int_eq(capability_parse(&mask, "chown", &err), 0);
        ck_assert_uint_eq(mask, BIND | CAPABILITY_BIT(CAP_CHOWN));
}
END_TEST

START_TEST(every_capability_of_this_kernel_has_a_name_that_is_read_back)
{
        char name[CAPABILITY_NAME_MAX];

        for (unsigned int i = 0; i <= CAP_AUDIT_READ; i++)
                ck_assert_uint_eq(parsed(capability_name(i, name)), CAPABILITY_BIT(i));
}
END_TEST

START_TEST(unknown_names_are_refused_with_a_suggestion)
{
        assert_refused("net_bind_servce", "did you mean 'net_bind_service'");
        assert_refused("cap_chwon", "did you mean 'chown'");
        assert_refused("chown,fly", "unknown capability 'fly'");
        assert_refused("12", "unknown capability '12'");
        assert_refused("cap_", "unknown capability 'cap_'");
        assert_refused("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                       "unknown capability");
}
END_TEST

START_TEST(empty_names_are_refused)
{
        assert_refused("", "missing");
        assert_refused(",", "missing");
        assert_refused("chown,", "missing");
        assert_refused("chown,,kill", "missing");
}
END_TEST

START_TEST(a_mask_is_printed_as_names)
{
        char buf[128] = "";
        FILE *to = fmemopen(buf, sizeof(buf), "w");

        ck_assert_ptr_nonnull(to);
        capability_print(to, 0);
        (void)fputc(' ', to);
        capability_print(to, BIND | CAPABILITY_BIT(CAP_CHOWN));
        ck_assert_int_eq(fclose(to), 0);
        ck_assert_str_eq(buf, "none cap_chown, cap_net_bind_service");
}
END_TEST

/* CapPrm and the others of /proc/self/status. */
START_TEST(the_sets_are_those_that_the_kernel_reports)
{
        struct capability_sets sets;
        struct error err = { 0 };
        const struct {
                const char *name;
                const uint64_t *value;
        } lines[] = {
                { "CapInh:", &sets.inheritable }, { "CapPrm:", &sets.permitted },
                { "CapEff:", &sets.effective },   { "CapBnd:", &sets.bounding },
                { "CapAmb:", &sets.ambient },
        };
        FILE *status = fopen("/proc/self/status", "re");
        size_t n_seen = 0;
        char line[256];

        ck_assert_ptr_nonnull(status);
        ck_assert_int_eq(capability_read(&sets, &err), 0);
        while (fgets(line, sizeof(line), status)) {
                for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
                        size_t n = strlen(lines[i].name);

                        if (strncmp(line, lines[i].name, n) != 0)
                                continue;
                        ck_assert_uint_eq(strtoull(line + n, NULL, 16), *lines[i].value);
                        n_seen++;
                }
        }
        ck_assert_int_eq(fclose(status), 0);
        ck_assert_uint_eq(n_seen, sizeof(lines) / sizeof(*lines));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("launch/capability");
        TCase *tests = tcase_create("capability");

        tcase_add_test(tests, names_are_taken_with_and_without_their_prefix_in_either_case);
        tcase_add_test(tests, lists_are_separated_by_commas_or_blanks);
        tcase_add_test(tests, a_list_adds_to_what_is_there);
        tcase_add_test(tests, every_capability_of_this_kernel_has_a_name_that_is_read_back);
        tcase_add_test(tests, unknown_names_are_refused_with_a_suggestion);
        tcase_add_test(tests, empty_names_are_refused);
        tcase_add_test(tests, a_mask_is_printed_as_names);
        tcase_add_test(tests, the_sets_are_those_that_the_kernel_reports);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
