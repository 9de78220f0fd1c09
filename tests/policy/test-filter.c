/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/policy.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/suite.h"

static const struct abi wide = { .name = "wide", .token = 1, .word_bits = 64, .long_bits = 64 };
static const struct abi narrow = { .name = "narrow", .token = 2, .word_bits = 32, .long_bits = 32 };

static struct policy *policy;
static struct filter *filter; /* the one filter of it */

static void setup(void)
{
        ck_assert_int_eq(policy_new(&policy, 1, 2), 0);
        ck_assert_int_eq(policy_add_filter(&filter, policy, &wide), 0);
}

static void teardown(void)
{
        policy = policy_free(policy);
}

static void add(uint32_t nr, uint32_t action)
{
        const struct rule rule = { .action = action };

        ck_assert_int_eq(filter_add_rule(filter, nr, &rule), 0);
}

static void insert(uint32_t nr, size_t at, uint32_t action)
{
        const struct rule rule = { .action = action };

        ck_assert_int_eq(filter_insert_rule(filter, nr, at, &rule), 0);
}

static void fill(uint32_t first, uint32_t last, uint32_t action)
{
        ck_assert_int_eq(filter_fill(filter, first, last, action, (struct origin){ 0 }), 0);
}

/* The action of the only rule that @nr has; 0 when it has none. */
static uint32_t only_action(uint32_t nr)
{
        const struct slot *slot = filter_find_slot(filter, nr);

        if (!slot || slot->n_rules == 0)
                return 0;
        ck_assert_uint_eq(slot->n_rules, 1);
        return slot->rules[0].action;
}

static void assert_ascending_and_disjoint(void)
{
        for (size_t i = 0; i < filter->n_slots; i++) {
                ck_assert_uint_le(filter->slots[i].first, filter->slots[i].last);
                if (i > 0)
                        ck_assert_uint_gt(filter->slots[i].first, filter->slots[i - 1].last);
        }
}

START_TEST(rules_keep_the_order_in_which_they_were_added)
{
        const struct slot *slot;

        for (uint32_t i = 0; i < 100; i++)
                add(7, i);
        slot = filter_find_slot(filter, 7);
        ck_assert_uint_eq(slot->n_rules, 100);
        for (uint32_t i = 0; i < 100; i++)
                ck_assert_uint_eq(slot->rules[i].action, i);
}
END_TEST

START_TEST(numbers_are_found_whatever_the_order_they_came_in)
{
        static const uint32_t numbers[] = { 5, 0, UINT32_MAX, 3, 0x40000000, 0x7fffffff, 4 };
        const size_t n = sizeof(numbers) / sizeof(numbers[0]);

        for (size_t i = 0; i < n; i++)
                add(numbers[i], numbers[i] ^ 0x55);
        assert_ascending_and_disjoint();
        for (size_t i = 0; i < n; i++)
                ck_assert_uint_eq(only_action(numbers[i]), numbers[i] ^ 0x55);
        ck_assert_ptr_null(filter_find_slot(filter, 1));
        ck_assert_ptr_null(filter_find_slot(filter, 6));
        ck_assert_ptr_null(filter_find_slot(filter, UINT32_MAX - 1));
}
END_TEST

START_TEST(an_appended_action_is_the_only_rule_until_others_come)
{
        const struct rule rule = { .action = 30 };

        ck_assert_int_eq(filter_append_action(filter, 5, 10), 0);
        ck_assert_int_eq(filter_append_action(filter, 7, 20), 0);
        ck_assert_int_eq(filter_append_action(filter, UINT32_MAX, 40), 0);
        assert_ascending_and_disjoint();
        ck_assert_uint_eq(only_action(5), 10);
        ck_assert_uint_eq(only_action(6), 0);
        ck_assert_uint_eq(only_action(7), 20);
        ck_assert_uint_eq(only_action(UINT32_MAX), 40);
        ck_assert_uint_eq(filter_find_slot(filter, 7)->rules[0].n_predicates, 0);
        ck_assert_int_eq(filter_add_rule(filter, 7, &rule), 0);
        ck_assert_uint_eq(filter_find_slot(filter, 7)->n_rules, 2);
        ck_assert_uint_eq(filter_find_slot(filter, 7)->rules[0].action, 20);
        ck_assert_uint_eq(filter_find_slot(filter, 7)->rules[1].action, 30);
        ck_assert_uint_eq(only_action(5), 10);
}
END_TEST

START_TEST(a_rule_for_one_number_is_not_one_for_its_neighbours)
{
        for (uint32_t nr = 0; nr < 4; nr++)
                ck_assert_int_eq(filter_append_action(filter, nr, 10), 0);
        insert(1, 0, 20);
        add(2, 30);
        insert(3, 1, 40);
        ck_assert_int_eq(filter_append_action(filter, 4, 10), 0);
        ck_assert_uint_eq(only_action(0), 10);
        ck_assert_uint_eq(filter_find_slot(filter, 1)->n_rules, 2);
        ck_assert_uint_eq(filter_find_slot(filter, 1)->rules[0].action, 20);
        ck_assert_uint_eq(filter_find_slot(filter, 1)->rules[1].action, 10);
        ck_assert_uint_eq(filter_find_slot(filter, 2)->n_rules, 2);
        ck_assert_uint_eq(filter_find_slot(filter, 2)->rules[0].action, 10);
        ck_assert_uint_eq(filter_find_slot(filter, 2)->rules[1].action, 30);
        ck_assert_uint_eq(filter_find_slot(filter, 3)->rules[1].action, 40);
        ck_assert_uint_eq(only_action(4), 10);
}
END_TEST

START_TEST(an_appended_action_has_no_origin_and_no_condition_of_the_number_before)
{
        struct predicate predicate = { .op = CMP_EQ, .mask = 1, .datum = 1 };
        const struct rule placed = { .action = 10, .origin = { 1, 7 } };
        const struct rule conditional = {
                .predicates = &predicate,
                .n_predicates = 1,
                .action = 10,
        };

        ck_assert_int_eq(filter_add_rule(filter, 1, &placed), 0);
        ck_assert_int_eq(filter_append_action(filter, 2, 10), 0);
        ck_assert_int_eq(filter_add_rule(filter, 3, &conditional), 0);
        ck_assert_int_eq(filter_append_action(filter, 4, 10), 0);
        ck_assert_int_eq(filter_set_priority(filter, 5, 1), 0);
        ck_assert_int_eq(filter_append_action(filter, 6, 10), 0);
        ck_assert_uint_eq(filter_find_slot(filter, 2)->rules[0].origin.source, 0);
        ck_assert_uint_eq(filter_find_slot(filter, 4)->rules[0].n_predicates, 0);
        ck_assert_uint_eq(only_action(5), 0);
        ck_assert_uint_eq(only_action(6), 10);
}
END_TEST

START_TEST(an_inserted_rule_moves_the_later_ones_down)
{
        const struct slot *slot;

        add(7, 10);
        add(7, 30);
        insert(7, 1, 20);
        insert(7, 0, 5);
        insert(7, 4, 40);
        slot = filter_find_slot(filter, 7);
        ck_assert_uint_eq(slot->n_rules, 5);
        ck_assert_uint_eq(slot->rules[0].action, 5);
        ck_assert_uint_eq(slot->rules[1].action, 10);
        ck_assert_uint_eq(slot->rules[2].action, 20);
        ck_assert_uint_eq(slot->rules[3].action, 30);
        ck_assert_uint_eq(slot->rules[4].action, 40);
}
END_TEST

START_TEST(a_rule_owns_a_copy_of_its_predicates)
{
        struct predicate predicates[] = {
                { .arg = 5, .op = CMP_NE, .mask = UINT64_MAX, .datum = 1 },
                { .arg = 0, .op = CMP_MASKED_EQ, .mask = 0xf0, .datum = 0x10 },
        };
        const struct rule rule = { .predicates = predicates,
                                   .n_predicates = 2,
                                   .action = 9,
                                   .origin = { .source = 3, .line = 4 } };
        const struct rule *kept;

        ck_assert_int_eq(filter_add_rule(filter, 1, &rule), 0);
        memset(predicates, 0, sizeof(predicates));
        kept = &filter_find_slot(filter, 1)->rules[0];
        ck_assert_uint_eq(kept->n_predicates, 2);
        ck_assert_uint_eq(kept->predicates[0].arg, 5);
        ck_assert_uint_eq(kept->predicates[0].op, CMP_NE);
        ck_assert_uint_eq(kept->predicates[1].mask, 0xf0);
        ck_assert_uint_eq(kept->predicates[1].datum, 0x10);
        ck_assert_uint_eq(kept->origin.source, 3);
        ck_assert_uint_eq(kept->origin.line, 4);
}
END_TEST

START_TEST(masks_lose_their_upper_half_where_registers_have_none)
{
        struct predicate predicates[] = {
                { .arg = 0, .op = CMP_EQ, .mask = UINT64_MAX, .datum = 1 },
                { .arg = 1, .op = CMP_EQ, .mask = UINT64_C(0xff000000ff), .datum = 1 },
        };
        const struct rule rule = { .predicates = predicates, .n_predicates = 2 };
        struct filter *other;

        ck_assert_int_eq(policy_add_filter(&other, policy, &narrow), 0);
        filter = policy_find_filter(policy, &wide);
        ck_assert_int_eq(filter_add_rule(other, 1, &rule), 0);
        ck_assert_int_eq(filter_add_rule(filter, 1, &rule), 0);
        ck_assert_uint_eq(filter_find_slot(other, 1)->rules[0].predicates[0].mask, UINT32_MAX);
        ck_assert_uint_eq(filter_find_slot(other, 1)->rules[0].predicates[1].mask, 0xff);
        ck_assert_uint_eq(filter_find_slot(filter, 1)->rules[0].predicates[0].mask, UINT64_MAX);
        ck_assert_uint_eq(predicates[0].mask, UINT64_MAX);
}
END_TEST

START_TEST(a_rule_on_a_seventh_argument_is_refused)
{
        struct predicate predicates[] = { { .arg = 0, .op = CMP_EQ }, { .arg = 6, .op = CMP_EQ } };
        const struct rule rule = { .predicates = predicates, .n_predicates = 2 };

        ck_assert_int_eq(filter_add_rule(filter, 1, &rule), -EINVAL);
        ck_assert_uint_eq(filter->n_slots, 0);
        predicates[1].arg = 5;
        ck_assert_int_eq(filter_add_rule(filter, 1, &rule), 0);
}
END_TEST

START_TEST(an_unknown_comparison_is_refused)
{
        struct predicate predicate = { .arg = 0, .op = 0 };
        const struct rule rule = { .predicates = &predicate, .n_predicates = 1 };

        ck_assert_int_eq(filter_add_rule(filter, 1, &rule), -EINVAL);
        predicate.op = CMP_MASKED_EQ + 1;
        ck_assert_int_eq(filter_insert_rule(filter, 1, 0, &rule), -EINVAL);
        for (predicate.op = CMP_NE; predicate.op <= CMP_MASKED_EQ; predicate.op++)
                ck_assert_int_eq(filter_add_rule(filter, 1, &rule), 0);
}
END_TEST

START_TEST(a_fill_covers_every_number)
{
        fill(0, UINT32_MAX, 9);
        ck_assert_uint_eq(filter->n_slots, 1);
        ck_assert_uint_eq(only_action(0), 9);
        ck_assert_uint_eq(only_action(UINT32_MAX), 9);
        ck_assert_uint_eq(only_action(12345), 9);
}
END_TEST

START_TEST(a_fill_goes_around_what_is_there)
{
        add(0, 1);
        add(5, 2);
        add(6, 3);
        add(UINT32_MAX, 4);
        fill(0, UINT32_MAX, 9);
        assert_ascending_and_disjoint();
        ck_assert_uint_eq(filter->n_slots, 6);
        ck_assert_uint_eq(only_action(0), 1);
        ck_assert_uint_eq(only_action(1), 9);
        ck_assert_uint_eq(only_action(4), 9);
        ck_assert_uint_eq(only_action(5), 2);
        ck_assert_uint_eq(only_action(6), 3);
        ck_assert_uint_eq(only_action(7), 9);
        ck_assert_uint_eq(only_action(UINT32_MAX - 1), 9);
        ck_assert_uint_eq(only_action(UINT32_MAX), 4);
}
END_TEST

START_TEST(a_fill_stays_within_its_range)
{
        add(10, 1);
        add(20, 2);
        fill(12, 15, 9);
        ck_assert_uint_eq(filter->n_slots, 3);
        ck_assert_uint_eq(only_action(11), 0);
        ck_assert_uint_eq(only_action(12), 9);
        ck_assert_uint_eq(only_action(15), 9);
        ck_assert_uint_eq(only_action(16), 0);
        fill(9, 11, 8);
        ck_assert_uint_eq(only_action(8), 0);
        ck_assert_uint_eq(only_action(9), 8);
        ck_assert_uint_eq(only_action(10), 1);
        ck_assert_uint_eq(only_action(11), 8);
        assert_ascending_and_disjoint();
}
END_TEST

START_TEST(a_second_fill_takes_what_the_first_left)
{
        fill(10, 20, 8);
        fill(15, 30, 9);
        fill(12, 18, 7);
        ck_assert_uint_eq(only_action(10), 8);
        ck_assert_uint_eq(only_action(20), 8);
        ck_assert_uint_eq(only_action(21), 9);
        ck_assert_uint_eq(only_action(30), 9);
        ck_assert_uint_eq(only_action(31), 0);
        ck_assert_uint_eq(filter->n_slots, 2);
}
END_TEST

START_TEST(a_fill_of_nothing_but_rules_changes_nothing)
{
        add(0, 1);
        add(UINT32_MAX, 2);
        fill(0, 0, 9);
        fill(UINT32_MAX, UINT32_MAX, 9);
        ck_assert_uint_eq(filter->n_slots, 2);
        ck_assert_uint_eq(only_action(0), 1);
        ck_assert_uint_eq(only_action(UINT32_MAX), 2);
}
END_TEST

START_TEST(a_rule_cuts_its_number_out_of_a_fill)
{
        fill(0, UINT32_MAX, 9);
        insert(7, 0, 1);
        insert(0, 0, 2);
        insert(UINT32_MAX, 0, 3);
        assert_ascending_and_disjoint();
        ck_assert_uint_eq(filter->n_slots, 5);
        ck_assert_uint_eq(filter_find_slot(filter, 7)->n_rules, 2);
        ck_assert_uint_eq(filter_find_slot(filter, 7)->rules[0].action, 1);
        ck_assert_uint_eq(filter_find_slot(filter, 7)->rules[1].action, 9);
        ck_assert_uint_eq(filter_find_slot(filter, 0)->rules[0].action, 2);
        ck_assert_uint_eq(filter_find_slot(filter, UINT32_MAX)->rules[0].action, 3);
        ck_assert_uint_eq(only_action(6), 9);
        ck_assert_uint_eq(only_action(8), 9);
        ck_assert_uint_eq(only_action(1), 9);
        ck_assert_uint_eq(only_action(UINT32_MAX - 1), 9);
}
END_TEST

START_TEST(a_filled_number_keeps_its_priority)
{
        ck_assert_int_eq(filter_set_priority(filter, 7, 100), 0);
        ck_assert_uint_eq(filter_find_slot(filter, 7)->n_rules, 0);
        fill(0, 10, 9);
        ck_assert_uint_eq(only_action(7), 9);
        ck_assert_uint_eq(filter_find_slot(filter, 7)->priority, 100);
        ck_assert_uint_eq(filter_find_slot(filter, 8)->priority, 0);
}
END_TEST

START_TEST(a_fill_does_not_reach_an_empty_number_outside)
{
        ck_assert_int_eq(filter_set_priority(filter, 4, 1), 0);
        ck_assert_int_eq(filter_set_priority(filter, 8, 1), 0);
        fill(5, 7, 9);
        ck_assert_uint_eq(only_action(4), 0);
        ck_assert_uint_eq(only_action(8), 0);
        ck_assert_uint_eq(only_action(5), 9);
        ck_assert_uint_eq(only_action(7), 9);
}
END_TEST

START_TEST(the_largest_priority_counts)
{
        add(7, 1);
        ck_assert_int_eq(filter_set_priority(filter, 7, 10), 0);
        ck_assert_int_eq(filter_set_priority(filter, 7, 200), 0);
        ck_assert_int_eq(filter_set_priority(filter, 7, 30), 0);
        ck_assert_uint_eq(filter_find_slot(filter, 7)->priority, 200);
        ck_assert_uint_eq(only_action(7), 1);
}
END_TEST

START_TEST(a_priority_cuts_its_number_out_of_a_fill)
{
        fill(0, 10, 9);
        ck_assert_int_eq(filter_set_priority(filter, 5, 3), 0);
        ck_assert_uint_eq(filter->n_slots, 3);
        ck_assert_uint_eq(filter_find_slot(filter, 4)->priority, 0);
        ck_assert_uint_eq(filter_find_slot(filter, 5)->priority, 3);
        ck_assert_uint_eq(filter_find_slot(filter, 6)->priority, 0);
        ck_assert_uint_eq(only_action(5), 9);
}
END_TEST

/*
 * The same operations on a filter and on plain arrays, one entry for each
 * number. The numbers are few, and lie at both ends.
 */
#define N_NUMBERS 24
#define N_KEPT    8

static uint32_t model[N_NUMBERS][N_KEPT];
static size_t n_model[N_NUMBERS];

static uint32_t number_at(unsigned int i)
{
        return i < N_NUMBERS / 2 ? i : UINT32_MAX - (N_NUMBERS - 1 - i);
}

static void model_insert(unsigned int i, size_t at, uint32_t action)
{
        memmove(&model[i][at + 1], &model[i][at], (n_model[i] - at) * sizeof(model[i][0]));
        model[i][at] = action;
        n_model[i]++;
}

static void model_fill(unsigned int first, unsigned int last, uint32_t action)
{
        for (unsigned int i = first; i <= last; i++)
                if (n_model[i] == 0)
                        model_insert(i, 0, action);
}

static void model_compare(void)
{
        for (unsigned int i = 0; i < N_NUMBERS; i++) {
                const struct slot *slot = filter_find_slot(filter, number_at(i));

                ck_assert_uint_eq(slot ? slot->n_rules : 0, n_model[i]);
                for (size_t j = 0; j < n_model[i]; j++)
                        ck_assert_uint_eq(slot->rules[j].action, model[i][j]);
        }
}

static void random_step(uint32_t action)
{
        unsigned int i = (unsigned int)random() % N_NUMBERS;
        unsigned int j = i + (unsigned int)random() % (N_NUMBERS - i);
        size_t at;

        switch (random() % 4) {
        case 0:
                fill(number_at(i), number_at(j), action);
                model_fill(i, j, action);
                return;
        case 1:
                ck_assert_int_eq(filter_set_priority(filter, number_at(i), 1), 0);
                return;
        default:
                if (n_model[i] == N_KEPT)
                        return;
                at = (size_t)random() % (n_model[i] + 1);
                if (at == n_model[i])
                        add(number_at(i), action);
                else
                        insert(number_at(i), at, action);
                model_insert(i, at, action);
        }
}

START_TEST(random_changes_mean_the_same_as_on_plain_lists)
{
        srandom((unsigned int)_i);
        for (uint32_t action = 1; action <= 40; action++) {
                random_step(action);
                assert_ascending_and_disjoint();
                model_compare();
        }
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("policy/filter");
        TCase *tests = tcase_create("filter");

        tcase_add_checked_fixture(tests, setup, teardown);
        tcase_add_test(tests, rules_keep_the_order_in_which_they_were_added);
        tcase_add_test(tests, numbers_are_found_whatever_the_order_they_came_in);
        tcase_add_test(tests, an_appended_action_is_the_only_rule_until_others_come);
        tcase_add_test(tests, a_rule_for_one_number_is_not_one_for_its_neighbours);
        tcase_add_test(tests,
                       an_appended_action_has_no_origin_and_no_condition_of_the_number_before);
        tcase_add_test(tests, an_inserted_rule_moves_the_later_ones_down);
        tcase_add_test(tests, a_rule_owns_a_copy_of_its_predicates);
        tcase_add_test(tests, masks_lose_their_upper_half_where_registers_have_none);
        tcase_add_test(tests, a_rule_on_a_seventh_argument_is_refused);
        tcase_add_test(tests, an_unknown_comparison_is_refused);
        tcase_add_test(tests, a_fill_covers_every_number);
        tcase_add_test(tests, a_fill_goes_around_what_is_there);
        tcase_add_test(tests, a_fill_stays_within_its_range);
        tcase_add_test(tests, a_second_fill_takes_what_the_first_left);
        tcase_add_test(tests, a_fill_of_nothing_but_rules_changes_nothing);
        tcase_add_test(tests, a_rule_cuts_its_number_out_of_a_fill);
        tcase_add_test(tests, a_filled_number_keeps_its_priority);
        tcase_add_test(tests, a_fill_does_not_reach_an_empty_number_outside);
        tcase_add_test(tests, the_largest_priority_counts);
        tcase_add_test(tests, a_priority_cuts_its_number_out_of_a_fill);
        tcase_add_loop_test(tests, random_changes_mean_the_same_as_on_plain_lists, 0,
                            (int)test_rounds(200));
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
