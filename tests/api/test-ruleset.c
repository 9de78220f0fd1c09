/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "api/ruleset.h"

#include <errno.h>
#include <linux/seccomp.h>

#include "abi/abi.h"
#include "api/seccomp.h"
#include "definition.h"
#include "policy/eval.h"
#include "support/random-policy.h"
#include "support/suite.h"

/* Actions that the tests tell apart, named by a letter. */
#define NO SCMP_ACT_ERRNO(1)
#define A  SCMP_ACT_ERRNO(10)
#define B  SCMP_ACT_ERRNO(11)
#define C  SCMP_ACT_ERRNO(12)
#define D  SCMP_ACT_ERRNO(13)

#define COND(a, o, d)                                                                              \
        {                                                                                          \
                .arg = (a), .op = (o), .mask = UINT64_MAX, .datum = (d)                            \
        }
#define ON(act, a, o, d)                                                                           \
        {                                                                                          \
                .action = (act), .n_conditions = 1, .conditions = { COND(a, o, d) }                \
        }
#define EQ(act, a, d) ON(act, a, CMP_EQ, d)
#define TWO(act, a1, d1, a2, d2)                                                                   \
        {                                                                                          \
                .action = (act), .n_conditions = 2, .conditions = {                                \
                        COND(a1, CMP_EQ, d1),                                                      \
                        COND(a2, CMP_EQ, d2)                                                       \
                }                                                                                  \
        }

static struct policy *one_filter(void)
{
        struct policy *policy;
        struct filter *filter;

        ck_assert_int_eq(policy_new(&policy, NO, SCMP_ACT_KILL), 0);
        ck_assert_int_eq(policy_add_filter(&filter, policy, abi_by_token(SCMP_ARCH_X86_64)), 0);
        return policy;
}

/* Add one; @expected is what ruleset_check() has to say. */
static void add(struct ruleset *rules, const struct addition *addition, int expected)
{
        ck_assert_int_eq(ruleset_check(rules, addition), expected);
        if (expected < 0)
                return;
        ck_assert_int_eq(ruleset_prepare(rules, addition), 0);
        ruleset_add(rules, addition);
}

/* The live rules, in the order in which they are tried, by the letters of their actions. */
static void expect_by_default(const struct ruleset *rules, uint32_t act_default,
                              const char *letters)
{
        struct policy *policy = one_filter();
        char got[16] = "";

        ck_assert_int_eq(ruleset_list(&policy->filters[0], 0, rules, act_default), 0);
        for (size_t i = 0; policy->filters[0].n_slots > 0 &&
                           i < policy->filters[0].slots[0].n_rules && i < sizeof(got) - 1;
             i++)
                got[i] = (char)('A' + (policy->filters[0].slots[0].rules[i].action - A));
        ck_assert_str_eq(got, letters);
        policy_free(policy);
}

static void expect(const struct ruleset *rules, const char *letters)
{
        expect_by_default(rules, NO, letters);
}

static void try_order(const struct addition additions[3], const char *letters)
{
        struct ruleset rules = { 0 };

        for (size_t i = 0; i < 3; i++)
                add(&rules, &additions[i], 0);
        expect(&rules, letters);
        ruleset_unref(&rules);
}

static struct addition random_addition(struct chance *chance)
{
        struct addition add = { .action = SCMP_ACT_ERRNO(10 + chance_below(chance, 3)) };

        for (uint8_t arg = 0; arg < 3; arg++) {
                struct predicate p =
                        COND(arg, (uint8_t)(1 + chance_below(chance, 7)), chance_below(chance, 4));

                if (chance_below(chance, 2))
                        continue;
                if (p.op == CMP_MASKED_EQ) {
                        p.mask = 1 + chance_below(chance, 3);
                        p.datum &= p.mask;
                }
                add.conditions[add.n_conditions++] = p;
        }
        if (add.n_conditions == 0 && chance_below(chance, 20)) /* rarely: it ends the story */
                add.conditions[add.n_conditions++] = (struct predicate)COND(0, CMP_EQ, 1);
        return add;
}

static void compare_with_definition(struct chance *chance)
{
        struct definition definition = { .n = 0 };
        struct ruleset rules = { 0 };
        struct policy *policy = one_filter();
        const unsigned int n = 1 + chance_below(chance, 12);

        for (unsigned int i = 0; i < n; i++) {
                const struct addition addition = random_addition(chance);

                add(&rules, &addition, define(&definition, &addition));
        }
        ck_assert_int_eq(ruleset_list(&policy->filters[0], 0, &rules, NO), 0);
        for (unsigned int i = 0; i < 64; i++) {
                const struct seccomp_data call = { .arch = SCMP_ARCH_X86_64,
                                                   .args = { i & 3, i >> 2 & 3, i >> 4 } };

                claim(policy_eval(policy, &call).action == defined(&definition, &call, NO));
        }
        policy_free(policy);
        ruleset_unref(&rules);
}

START_TEST(higher_arguments_are_tried_first)
{
        try_order((struct addition[]){ EQ(A, 0, 1), EQ(B, 1, 1), EQ(C, 2, 1) }, "CBA");
        try_order((struct addition[]){ EQ(C, 2, 1), EQ(A, 0, 1), EQ(B, 1, 1) }, "CBA");
}
END_TEST

START_TEST(equalities_before_upper_bounds_before_lower_bounds)
{
        try_order((struct addition[]){ ON(A, 0, CMP_GT, 9), ON(B, 0, CMP_LT, 1), EQ(C, 0, 5) },
                  "CBA");
        try_order((struct addition[]){ ON(A, 0, CMP_GE, 9), ON(B, 0, CMP_LE, 1),
                                       ON(C, 0, CMP_NE, 5) },
                  "CBA");
}
END_TEST

START_TEST(larger_values_first_and_tighter_bounds_first)
{
        try_order((struct addition[]){ EQ(A, 0, 1), EQ(B, 0, 3), EQ(C, 0, 2) }, "BCA");
        try_order((struct addition[]){ ON(A, 0, CMP_LT, 2), ON(B, 0, CMP_LE, 3),
                                       ON(C, 0, CMP_LT, 1) },
                  "CAB");
        try_order((struct addition[]){ ON(A, 0, CMP_GT, 2), ON(B, 0, CMP_GE, 3),
                                       ON(C, 0, CMP_GT, 1) },
                  "BAC");
        try_order((struct addition[]){ EQ(A, 0, 0x7fffffff), EQ(B, 0, 0x8000000000000000),
                                       EQ(C, 0, 1) },
                  "BAC");
}
END_TEST

START_TEST(otherwise_whoever_came_first)
{
        try_order((struct addition[]){ ON(A, 0, CMP_LE, 3), ON(B, 0, CMP_LT, 3),
                                       ON(C, 0, CMP_LE, 4) },
                  "ABC");
        try_order((struct addition[]){ ON(B, 0, CMP_LT, 3), ON(A, 0, CMP_LE, 3),
                                       ON(C, 0, CMP_LE, 4) },
                  "BAC");
        try_order((struct addition[]){ ON(A, 0, CMP_NE, 3), EQ(B, 0, 3), ON(C, 0, CMP_NE, 9) },
                  "CAB");
}
END_TEST

START_TEST(a_common_beginning_keeps_rules_together)
{
        try_order((struct addition[]){ TWO(A, 0, 5, 1, 1), TWO(B, 0, 4, 1, 9), TWO(C, 0, 5, 1, 2) },
                  "CAB");
}
END_TEST

START_TEST(with_the_same_action_a_shorter_list_replaces_longer_ones)
{
        try_order((struct addition[]){ TWO(A, 0, 5, 1, 1), TWO(A, 0, 5, 2, 2), EQ(A, 0, 5) }, "A");
        try_order((struct addition[]){ EQ(A, 0, 5), TWO(A, 0, 5, 1, 1), TWO(B, 0, 5, 2, 1) }, "A");
}
END_TEST

START_TEST(without_conditions_nothing_else_is_left)
{
        try_order((struct addition[]){ EQ(A, 0, 5), { .action = B }, EQ(C, 1, 1) }, "B");
        try_order((struct addition[]){ { .action = C }, { .action = B }, EQ(A, 1, 1) }, "C");
}
END_TEST

START_TEST(equal_lists_and_beginnings_with_another_action_are_eexist)
{
        struct ruleset rules = { 0 };

        add(&rules, &(struct addition)TWO(A, 0, 5, 1, 1), 0);
        add(&rules, &(struct addition)TWO(B, 0, 5, 1, 1), -EEXIST);
        add(&rules, &(struct addition)EQ(B, 0, 5), -EEXIST);
        add(&rules, &(struct addition)EQ(B, 1, 1), 0); /* no beginning of it */
        add(&rules, &(struct addition)ON(B, 0, CMP_NE, 5), 0);
        add(&rules, &(struct addition)EQ(A, 0, 5), 0);
        add(&rules, &(struct addition)EQ(B, 0, 5), -EEXIST);
        add(&rules, &(struct addition)TWO(B, 0, 5, 1, 1), 0); /* dead: what is live is shorter */
        add(&rules, &(struct addition){ .action = B }, 0);
        ruleset_unref(&rules);
}
END_TEST

START_TEST(a_dead_rule_is_in_nobodys_way)
{
        struct ruleset rules = { 0 };

        add(&rules, &(struct addition)TWO(A, 0, 5, 1, 1), 0);
        add(&rules, &(struct addition)EQ(A, 0, 5), 0); /* the first is dead now */
        add(&rules, &(struct addition)TWO(B, 0, 5, 1, 1), 0);
        ruleset_unref(&rules);
}
END_TEST

START_TEST(a_shared_set_is_copied_before_it_changes)
{
        struct ruleset rules = { 0 }, shared;

        add(&rules, &(struct addition)EQ(A, 0, 5), 0);
        shared = rules;
        ruleset_ref(&shared);
        add(&rules, &(struct addition)EQ(B, 0, 4), 0);
        ck_assert_ptr_ne(rules.tree, shared.tree);
        expect(&shared, "A");
        expect(&rules, "AB");
        ruleset_unref(&rules);
        ruleset_unref(&shared);
}
END_TEST

START_TEST(a_blind_rule_counts_only_where_it_is_stricter)
{
        struct ruleset rules = { 0 };
        struct addition blind = EQ(D, 0, 5);

        blind.is_blind = true;
        add(&rules, &blind, 0);
        expect_by_default(&rules, SCMP_ACT_ALLOW, "D");
        expect_by_default(&rules, D, "");
        expect_by_default(&rules, SCMP_ACT_KILL, "");
        add(&rules, &(struct addition)EQ(A, 0, 5), 0);
        expect_by_default(&rules, SCMP_ACT_ALLOW, "A");
        ruleset_unref(&rules);
}
END_TEST

START_TEST(ten_thousand_rules_take_no_time)
{
        struct ruleset rules = { 0 };
        struct policy *policy = one_filter();

        for (uint64_t i = 0; i < 10000; i++)
                add(&rules, &(struct addition)TWO(A, 0, i, 1, i), 0);
        ck_assert_int_eq(ruleset_list(&policy->filters[0], 0, &rules, NO), 0);
        ck_assert_uint_eq(policy->filters[0].slots[0].n_rules, 10000);
        for (size_t i = 0; i < 10000; i++)
                ck_assert_uint_eq(policy->filters[0].slots[0].rules[i].predicates[0].datum,
                                  9999 - i);
        policy_free(policy);
        ruleset_unref(&rules);
}
END_TEST

START_TEST(any_order_of_adding_gives_the_order_of_the_definition)
{
        struct chance chance = { 1 };

        for (unsigned int round = 0; round < test_rounds(2000); round++)
                compare_with_definition(&chance);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("api/ruleset");
        TCase *tests = tcase_create("ruleset");

        tcase_add_test(tests, higher_arguments_are_tried_first);
        tcase_add_test(tests, equalities_before_upper_bounds_before_lower_bounds);
        tcase_add_test(tests, larger_values_first_and_tighter_bounds_first);
        tcase_add_test(tests, otherwise_whoever_came_first);
        tcase_add_test(tests, a_common_beginning_keeps_rules_together);
        tcase_add_test(tests, with_the_same_action_a_shorter_list_replaces_longer_ones);
        tcase_add_test(tests, without_conditions_nothing_else_is_left);
        tcase_add_test(tests, equal_lists_and_beginnings_with_another_action_are_eexist);
        tcase_add_test(tests, a_dead_rule_is_in_nobodys_way);
        tcase_add_test(tests, a_shared_set_is_copied_before_it_changes);
        tcase_add_test(tests, a_blind_rule_counts_only_where_it_is_stricter);
        tcase_add_test(tests, ten_thousand_rules_take_no_time);
        tcase_add_test(tests, any_order_of_adding_gives_the_order_of_the_definition);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
