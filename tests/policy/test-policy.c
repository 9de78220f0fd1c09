/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/policy.h"

#include <check.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "support/suite.h"

static const struct abi little = { .name = "little", .token = 1, .long_bits = 64 };
static const struct abi other = { .name = "other", .token = 2, .long_bits = 64 };
static const struct abi big = { .name = "big", .token = 3, .long_bits = 64, .big_endian = true };

static struct policy *new_policy(void)
{
        struct policy *policy;

        ck_assert_int_eq(policy_new(&policy, SECCOMP_RET_ALLOW, SECCOMP_RET_KILL_PROCESS), 0);
        return policy;
}

START_TEST(a_new_policy_has_its_actions_and_no_filter)
{
        _cleanup_(policy_freep) struct policy *policy = new_policy();

        ck_assert_uint_eq(policy->act_default, SECCOMP_RET_ALLOW);
        ck_assert_uint_eq(policy->act_badarch, SECCOMP_RET_KILL_PROCESS);
        ck_assert_uint_eq(policy->n_filters, 0);
}
END_TEST

START_TEST(source_zero_is_no_place)
{
        _cleanup_(policy_freep) struct policy *policy = new_policy();

        ck_assert_uint_eq(policy->n_sources, 1);
        ck_assert_str_eq(policy->sources[0], "");
}
END_TEST

START_TEST(freeing_nothing_is_fine)
{
        ck_assert_ptr_null(policy_free(NULL));
}
END_TEST

START_TEST(a_filter_is_found_by_its_abi)
{
        _cleanup_(policy_freep) struct policy *policy = new_policy();
        struct filter *filter;

        ck_assert_int_eq(policy_add_filter(&filter, policy, &little), 0);
        ck_assert_ptr_eq(filter->abi, &little);
        ck_assert_uint_eq(filter->n_slots, 0);
        ck_assert_int_eq(policy_add_filter(&filter, policy, &other), 0);
        ck_assert_ptr_eq(policy_find_filter(policy, &other), filter);
        ck_assert_ptr_eq(policy_find_filter(policy, &little)->abi, &little);
        ck_assert_ptr_null(policy_find_filter(policy, &big));
}
END_TEST

START_TEST(an_abi_is_added_once)
{
        _cleanup_(policy_freep) struct policy *policy = new_policy();
        struct filter *filter, *untouched = NULL;

        ck_assert_int_eq(policy_add_filter(&filter, policy, &little), 0);
        ck_assert_int_eq(policy_add_filter(&untouched, policy, &little), -EEXIST);
        ck_assert_ptr_null(untouched);
        ck_assert_uint_eq(policy->n_filters, 1);
}
END_TEST

START_TEST(byte_orders_do_not_mix)
{
        _cleanup_(policy_freep) struct policy *policy = new_policy();
        struct filter *filter;

        ck_assert_int_eq(policy_add_filter(&filter, policy, &little), 0);
        ck_assert_int_eq(policy_add_filter(&filter, policy, &big), -EDOM);
        ck_assert_uint_eq(policy->n_filters, 1);
}
END_TEST

START_TEST(a_big_endian_abi_may_come_first)
{
        _cleanup_(policy_freep) struct policy *policy = new_policy();
        struct filter *filter;

        ck_assert_int_eq(policy_add_filter(&filter, policy, &big), 0);
        ck_assert_int_eq(policy_add_filter(&filter, policy, &little), -EDOM);
}
END_TEST

START_TEST(source_names_are_copied_and_numbered)
{
        _cleanup_(policy_freep) struct policy *policy = new_policy();
        char name[] = "net.profile";
        uint32_t first, second;

        ck_assert_int_eq(policy_add_source(&first, policy, name), 0);
        memset(name, 'x', sizeof(name) - 1);
        ck_assert_int_eq(policy_add_source(&second, policy, "base"), 0);
        ck_assert_uint_eq(first, 1);
        ck_assert_uint_eq(second, 2);
        ck_assert_str_eq(policy->sources[first], "net.profile");
}
END_TEST

START_TEST(many_sources_keep_their_names)
{
        _cleanup_(policy_freep) struct policy *policy = new_policy();
        char name[16];
        uint32_t at;

        for (unsigned int i = 1; i < 300; i++) {
                (void)snprintf(name, sizeof(name), "s%u", i);
                ck_assert_int_eq(policy_add_source(&at, policy, name), 0);
                ck_assert_uint_eq(at, i);
        }
        ck_assert_str_eq(policy->sources[1], "s1");
        ck_assert_str_eq(policy->sources[299], "s299");
}
END_TEST

START_TEST(an_origin_reads_as_name_and_line)
{
        _cleanup_(policy_freep) struct policy *policy = new_policy();
        struct origin origin = { .line = 7 };
        char buf[64];

        ck_assert_int_eq(policy_add_source(&origin.source, policy, "net.profile"), 0);
        ck_assert_str_eq(policy_origin_text(policy, origin, buf, sizeof(buf)), "net.profile:7");
        origin.line = 0;
        ck_assert_str_eq(policy_origin_text(policy, origin, buf, sizeof(buf)), "net.profile");
        origin = (struct origin){ .line = 7 };
        ck_assert_str_eq(policy_origin_text(policy, origin, buf, sizeof(buf)), "");
        origin = (struct origin){ .source = 2, .line = 7 };
        ck_assert_str_eq(policy_origin_text(policy, origin, buf, sizeof(buf)), "");
}
END_TEST

START_TEST(an_origin_is_cut_to_the_room_there_is)
{
        _cleanup_(policy_freep) struct policy *policy = new_policy();
        struct origin origin = { .line = 7 };
        char buf[5] = "####";

        ck_assert_int_eq(policy_add_source(&origin.source, policy, "net.profile"), 0);
        ck_assert_str_eq(policy_origin_text(policy, origin, buf, sizeof(buf)), "net.");
        buf[0] = '#';
        (void)policy_origin_text(policy, origin, buf, 0);
        ck_assert_int_eq(buf[0], '#');
        ck_assert_str_eq(policy_origin_text(policy, origin, buf, 1), "");
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("policy/policy");
        TCase *tests = tcase_create("policy");

        tcase_add_test(tests, a_new_policy_has_its_actions_and_no_filter);
        tcase_add_test(tests, source_zero_is_no_place);
        tcase_add_test(tests, freeing_nothing_is_fine);
        tcase_add_test(tests, a_filter_is_found_by_its_abi);
        tcase_add_test(tests, an_abi_is_added_once);
        tcase_add_test(tests, byte_orders_do_not_mix);
        tcase_add_test(tests, a_big_endian_abi_may_come_first);
        tcase_add_test(tests, source_names_are_copied_and_numbered);
        tcase_add_test(tests, many_sources_keep_their_names);
        tcase_add_test(tests, an_origin_reads_as_name_and_line);
        tcase_add_test(tests, an_origin_is_cut_to_the_room_there_is);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
