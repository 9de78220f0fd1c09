/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/span.h"

#include <check.h>
#include <linux/audit.h>
#include <linux/seccomp.h>

#include "policy/action.h"
#include "policy/eval.h"
#include "support/open-rules.h"
#include "support/random-policy.h"
#include "support/suite.h"

#define DENY ACTION_ERRNO(1)

/* What a span says of a call, by the open predicates of its rules. */
static uint32_t span_action(const struct nr_span *span, const struct seccomp_data *call)
{
        struct arena arena = { 0 };
        struct residue start;
        uint32_t action, decided;

        claim(span_start(&start, &arena, span) == 0);
        action = residue_action(&start, call);
        arena_deinit(&arena);
        if (span_decided(span, &decided))
                claim(action == decided);
        return action;
}

static const struct nr_span *span_of_nr(const struct nr_span *spans, size_t n, uint32_t nr)
{
        size_t at = 0;

        while (at + 1 < n && spans[at].last < nr)
                at++;
        return &spans[at];
}

static void claim_covering(const struct nr_span *spans, size_t n)
{
        claim(n > 0 && spans[0].first == 0 && spans[n - 1].last == UINT32_MAX);
        for (size_t i = 0; i < n; i++) {
                claim(spans[i].first <= spans[i].last);
                claim(i == 0 || spans[i].first == spans[i - 1].last + 1);
        }
}

static const char *const sets[][4] = {
        { "x86_64" }, { "x32" }, { "x86_64", "x32" }, { "x86", "x32", "x86_64" }, { "aarch64" },
};

START_TEST(spans_cover_all_numbers_and_say_what_the_policy_says)
{
        static const struct shape shape = { 6, 3, 2, 2, 8, 0 };

        for (uint64_t seed = 0; seed < test_rounds(400); seed++) {
                struct chance chance = { seed };
                const struct abi *abis[4];
                unsigned int n_abis = 0;
                struct policy *policy;

                for (; sets[_i][n_abis]; n_abis++)
                        abis[n_abis] = test_abi(sets[_i][n_abis]);
                policy = random_policy(&chance, &shape, abis, n_abis);
                for (unsigned int k = 0; k < 100; k++) {
                        struct seccomp_data call = random_call(&chance, policy);
                        struct arena arena = { 0 };
                        struct nr_span *spans;
                        size_t n;

                        if (k % 10 == 0)
                                call.nr = -1;
                        claim(spans_make(&spans, &n, &arena, policy, call.arch) == 0);
                        claim_covering(spans, n);
                        claim(span_action(span_of_nr(spans, n, (uint32_t)call.nr), &call) ==
                              policy_eval(policy, &call).action);
                        arena_deinit(&arena);
                }
                policy_free(policy);
        }
}
END_TEST

/* The first and the last number of each span, and those beside them. */
START_TEST(spans_are_cut_wherever_the_policy_says_something_else)
{
        static const struct shape shape = { 6, 2, 0, 1, 8, 0 };
        const struct abi *const abis[] = { test_abi("x86_64"), test_abi("x32") };

        for (uint64_t seed = 0; seed < test_rounds(300); seed++) {
                struct chance chance = { seed };
                struct policy *policy = random_policy(&chance, &shape, abis, 1 + seed % 2);
                struct arena arena = { 0 };
                struct nr_span *spans;
                size_t n;

                claim(spans_make(&spans, &n, &arena, policy, AUDIT_ARCH_X86_64) == 0);
                for (size_t i = 0; i < n; i++) {
                        const uint32_t numbers[] = { spans[i].first, spans[i].last,
                                                     spans[i].first +
                                                             (spans[i].last - spans[i].first) / 2 };

                        for (unsigned int k = 0; k < 3; k++) {
                                const struct seccomp_data call = { .nr = (int)numbers[k],
                                                                   .arch = AUDIT_ARCH_X86_64 };

                                claim(span_action(&spans[i], &call) ==
                                      policy_eval(policy, &call).action);
                        }
                }
                arena_deinit(&arena);
                policy_free(policy);
        }
}
END_TEST

START_TEST(a_span_is_decided_if_its_first_rule_asks_nothing)
{
        const struct predicate p = { 0, CMP_EQ, UINT32_MAX, 1 };
        struct policy *policy = test_policy(DENY, (const char *[]){ "x86_64", NULL });
        struct arena arena = { 0 };
        struct nr_span *spans;
        uint32_t action;
        size_t n;

        test_add_rule(policy, 3, SECCOMP_RET_ALLOW, NULL, 0);
        test_add_rule(policy, 3, SECCOMP_RET_LOG, &p, 1);
        test_add_rule(policy, 4, SECCOMP_RET_LOG, &p, 1);
        test_add_rule(policy, 4, SECCOMP_RET_ALLOW, NULL, 0);
        ck_assert_int_eq(filter_set_priority(&policy->filters[0], 5, 1), 0);
        ck_assert_int_eq(spans_make(&spans, &n, &arena, policy, AUDIT_ARCH_X86_64), 0);
        ck_assert(span_decided(span_of_nr(spans, n, 3), &action));
        ck_assert_uint_eq(action, SECCOMP_RET_ALLOW);
        ck_assert(!span_decided(span_of_nr(spans, n, 4), &action));
        ck_assert(span_decided(span_of_nr(spans, n, 5), &action));
        ck_assert_uint_eq(action, DENY);
        arena_deinit(&arena);
        policy_free(policy);
}
END_TEST

START_TEST(an_unknown_architecture_gets_one_action_for_all_numbers)
{
        struct policy *policy = test_policy(DENY, (const char *[]){ "x86_64", NULL });
        struct arena arena = { 0 };
        struct nr_span *spans;
        size_t n;

        test_add_rule(policy, 3, SECCOMP_RET_ALLOW, NULL, 0);
        ck_assert_int_eq(spans_make(&spans, &n, &arena, policy, AUDIT_ARCH_I386), 0);
        claim_covering(spans, n);
        for (size_t i = 0; i < n; i++) {
                uint32_t action;

                ck_assert(span_decided(&spans[i], &action));
                ck_assert_uint_eq(action, SECCOMP_RET_KILL_PROCESS);
        }
        arena_deinit(&arena);
        policy_free(policy);
}
END_TEST

static Suite *span_suite(void)
{
        Suite *suite = suite_create("prove/span");
        TCase *tc = tcase_create("span");

        tcase_set_timeout(tc, 60);
        tcase_add_loop_test(tc, spans_cover_all_numbers_and_say_what_the_policy_says, 0,
                            sizeof(sets) / sizeof(sets[0]));
        tcase_add_test(tc, spans_are_cut_wherever_the_policy_says_something_else);
        tcase_add_test(tc, a_span_is_decided_if_its_first_rule_asks_nothing);
        tcase_add_test(tc, an_unknown_architecture_gets_one_action_for_all_numbers);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(span_suite());
}
