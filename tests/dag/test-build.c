/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dag/build.h"

#include <check.h>
#include <linux/seccomp.h>

#include "dag/decide.h"
#include "policy/action.h"
#include "support/random-policy.h"
#include "support/suite.h"

static const char *const x86_64[] = { "x86_64", NULL };

struct built {
        struct dag *dag;
        struct arena arena;
        struct interval *intervals;
        size_t n;
};

static void build(struct built *b, const struct policy *policy, uint32_t first, uint32_t last)
{
        *b = (struct built){ 0 };
        ck_assert_int_eq(dag_new(&b->dag), 0);
        ck_assert_int_eq(build_intervals(&b->intervals, &b->n, b->dag, &b->arena, policy,
                                         &policy->filters[0], first, last),
                         0);
        ck_assert_uint_ge(b->n, 1);
        ck_assert_uint_eq(b->intervals[0].first, first);
        for (size_t i = 1; i < b->n; i++)
                ck_assert_uint_gt(b->intervals[i].first, b->intervals[i - 1].first);
        ck_assert_uint_le(b->intervals[b->n - 1].first, last);
}

static void end(struct built *b)
{
        arena_deinit(&b->arena);
        dag_free(b->dag);
}

static const struct interval *interval_of(const struct built *b, uint32_t nr)
{
        size_t at = 0;

        while (at + 1 < b->n && b->intervals[at + 1].first <= nr)
                at++;
        return &b->intervals[at];
}

/* The action of a number whose decision looks at no argument. */
static uint32_t action_of(const struct built *b, uint32_t nr)
{
        const struct node *node = &b->dag->nodes[interval_of(b, nr)->target];

        ck_assert_int_eq(node->test, TEST_LEAF);
        return node->value;
}

static void add(struct policy *policy, uint32_t nr, uint32_t action)
{
        test_add_rule(policy, nr, action, NULL, 0);
}

START_TEST(a_filter_without_rules_is_one_interval_of_the_default)
{
        struct policy *policy = test_policy(ACTION_ERRNO(1), x86_64);
        struct built b;

        build(&b, policy, 0, UINT32_MAX);
        ck_assert_uint_eq(b.n, 1);
        ck_assert_uint_eq(action_of(&b, 77), ACTION_ERRNO(1));
        end(&b);
        policy_free(policy);
}
END_TEST

START_TEST(numbers_without_rules_get_the_default_also_between_and_around)
{
        struct policy *policy = test_policy(ACTION_ERRNO(1), x86_64);
        struct built b;

        add(policy, 3, SECCOMP_RET_ALLOW);
        add(policy, 5, SECCOMP_RET_LOG);
        build(&b, policy, 0, UINT32_MAX);
        ck_assert_uint_eq(action_of(&b, 2), ACTION_ERRNO(1));
        ck_assert_uint_eq(action_of(&b, 3), SECCOMP_RET_ALLOW);
        ck_assert_uint_eq(action_of(&b, 4), ACTION_ERRNO(1));
        ck_assert_uint_eq(action_of(&b, 5), SECCOMP_RET_LOG);
        ck_assert_uint_eq(action_of(&b, 6), ACTION_ERRNO(1));
        ck_assert_uint_eq(action_of(&b, UINT32_MAX), ACTION_ERRNO(1));
        end(&b);
        policy_free(policy);
}
END_TEST

START_TEST(the_first_and_the_last_number_may_have_rules)
{
        struct policy *policy = test_policy(ACTION_ERRNO(1), x86_64);
        struct built b;

        add(policy, 0, SECCOMP_RET_ALLOW);
        add(policy, UINT32_MAX, SECCOMP_RET_LOG);
        build(&b, policy, 0, UINT32_MAX);
        ck_assert_uint_eq(b.n, 3);
        ck_assert_uint_eq(action_of(&b, 0), SECCOMP_RET_ALLOW);
        ck_assert_uint_eq(action_of(&b, UINT32_MAX - 1), ACTION_ERRNO(1));
        ck_assert_uint_eq(action_of(&b, UINT32_MAX), SECCOMP_RET_LOG);
        end(&b);
        policy_free(policy);
}
END_TEST

START_TEST(slots_are_cut_to_the_range_that_is_asked_for)
{
        struct policy *policy = test_policy(ACTION_ERRNO(1), x86_64);
        struct built b;

        ck_assert_int_eq(
                filter_fill(&policy->filters[0], 10, 100, SECCOMP_RET_ALLOW, (struct origin){ 0 }),
                0);
        build(&b, policy, 50, 60);
        ck_assert_uint_eq(b.n, 1);
        ck_assert_uint_eq(action_of(&b, 50), SECCOMP_RET_ALLOW);
        end(&b);
        build(&b, policy, 0, 10);
        ck_assert_uint_eq(b.n, 2);
        ck_assert_uint_eq(action_of(&b, 9), ACTION_ERRNO(1));
        ck_assert_uint_eq(action_of(&b, 10), SECCOMP_RET_ALLOW);
        end(&b);
        build(&b, policy, 100, 101);
        ck_assert_uint_eq(b.n, 2);
        ck_assert_uint_eq(action_of(&b, 100), SECCOMP_RET_ALLOW);
        ck_assert_uint_eq(action_of(&b, 101), ACTION_ERRNO(1));
        end(&b);
        build(&b, policy, UINT32_MAX, UINT32_MAX);
        ck_assert_uint_eq(b.n, 1);
        ck_assert_uint_eq(action_of(&b, UINT32_MAX), ACTION_ERRNO(1));
        end(&b);
        policy_free(policy);
}
END_TEST

START_TEST(equal_rules_of_different_syscalls_are_one_decision)
{
        const struct predicate p[] = { { 1, CMP_GT, UINT64_MAX, 0x300000003 } };
        struct policy *policy = test_policy(ACTION_ERRNO(1), x86_64);
        struct built b;

        test_add_rule(policy, 3, SECCOMP_RET_ALLOW, p, 1);
        test_add_rule(policy, 9, SECCOMP_RET_ALLOW, p, 1);
        build(&b, policy, 0, UINT32_MAX);
        ck_assert_uint_eq(interval_of(&b, 3)->target, interval_of(&b, 9)->target);
        ck_assert_uint_ne(interval_of(&b, 3)->target, interval_of(&b, 4)->target);
        end(&b);
        policy_free(policy);
}
END_TEST

START_TEST(every_number_leads_to_the_decision_of_its_rules)
{
        const struct shape shape = { 12, 3, 2, 3, 8, 0 };
        const struct abi *const abi = test_abi("x86_64");
        const unsigned int n_rounds = test_rounds(200);

        for (uint64_t seed = 0; seed < n_rounds; seed++) {
                struct chance chance = { seed };
                struct policy *policy = random_policy(&chance, &shape, &abi, 1);
                struct built b;

                build(&b, policy, 0, UINT32_MAX);
                for (uint32_t nr = 0; nr < 1100; nr++) {
                        const struct slot *slot = filter_find_slot(&policy->filters[0], nr);
                        uint32_t node;

                        claim(decide_rules(&node, b.dag, slot ? slot->rules : NULL,
                                           slot ? slot->n_rules : 0, policy->act_default,
                                           false) == 0);
                        claim(node == interval_of(&b, nr)->target);
                }
                end(&b);
                policy_free(policy);
        }
}
END_TEST

START_TEST(an_interval_weighs_what_the_syscalls_in_it_weigh)
{
        struct policy *policy = test_policy(ACTION_ERRNO(1), x86_64);
        struct built b;

        add(policy, 0, SECCOMP_RET_ALLOW);
        add(policy, 1, SECCOMP_RET_LOG);
        add(policy, 100000, SECCOMP_RET_LOG);
        ck_assert_int_eq(filter_set_priority(&policy->filters[0], 1, 200), 0);
        build(&b, policy, 0, UINT32_MAX);
        for (size_t i = 0; i < b.n; i++)
                ck_assert_uint_ge(b.intervals[i].weight, 1);
        /* hundreds of syscalls lie between 2 and 99999; nobody calls 100000 and above */
        ck_assert_uint_gt(interval_of(&b, 2)->weight, interval_of(&b, 0)->weight);
        ck_assert_uint_gt(interval_of(&b, 0)->weight, interval_of(&b, 100000)->weight);
        ck_assert_uint_gt(interval_of(&b, 1)->weight, interval_of(&b, 0)->weight);
        ck_assert_uint_eq(interval_of(&b, 100000)->weight, interval_of(&b, 100001)->weight);
        end(&b);
        policy_free(policy);
}
END_TEST

START_TEST(a_priority_without_rules_changes_no_decision)
{
        struct policy *policy = test_policy(ACTION_ERRNO(1), x86_64);
        struct built b;

        ck_assert_int_eq(filter_set_priority(&policy->filters[0], 7, 200), 0);
        build(&b, policy, 0, UINT32_MAX);
        ck_assert_uint_eq(action_of(&b, 7), ACTION_ERRNO(1));
        ck_assert_uint_gt(interval_of(&b, 7)->weight, interval_of(&b, 100000)->weight);
        end(&b);
        policy_free(policy);
}
END_TEST

static Suite *build_suite(void)
{
        Suite *suite = suite_create("dag/build");
        TCase *tc = tcase_create("build");

        tcase_set_timeout(tc, 60);
        tcase_add_test(tc, a_filter_without_rules_is_one_interval_of_the_default);
        tcase_add_test(tc, numbers_without_rules_get_the_default_also_between_and_around);
        tcase_add_test(tc, the_first_and_the_last_number_may_have_rules);
        tcase_add_test(tc, slots_are_cut_to_the_range_that_is_asked_for);
        tcase_add_test(tc, equal_rules_of_different_syscalls_are_one_decision);
        tcase_add_test(tc, every_number_leads_to_the_decision_of_its_rules);
        tcase_add_test(tc, an_interval_weighs_what_the_syscalls_in_it_weigh);
        tcase_add_test(tc, a_priority_without_rules_changes_no_decision);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(build_suite());
}
