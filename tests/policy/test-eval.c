/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/eval.h"

#include <check.h>
#include <linux/audit.h>
#include <stdlib.h>

#include "support/suite.h"

#define DEFAULT SECCOMP_RET_ERRNO
#define BADARCH SECCOMP_RET_KILL_PROCESS
#define TWO_32  UINT64_C(0x100000000)

/* Facts of the ABIs that eval looks at; the rest does not matter here. */
static const struct abi x86_64 = {
        .name = "x86_64", .token = 1, .audit_arch = AUDIT_ARCH_X86_64, .long_bits = 64
};
static const struct abi x32 = { .name = "x32",
                                .token = 2,
                                .audit_arch = AUDIT_ARCH_X86_64,
                                .nr_base = X32_SYSCALL_BIT_NR,
                                .long_bits = 64 };
static const struct abi x86 = {
        .name = "x86", .token = 3, .audit_arch = AUDIT_ARCH_I386, .long_bits = 32
};

static struct policy *policy;

static void setup(void)
{
        ck_assert_int_eq(policy_new(&policy, DEFAULT, BADARCH), 0);
}

static void teardown(void)
{
        policy = policy_free(policy);
}

static void add_filter(const struct abi *abi)
{
        struct filter *filter;

        ck_assert_int_eq(policy_add_filter(&filter, policy, abi), 0);
}

static void add_rule(const struct abi *abi, uint32_t nr, uint32_t action,
                     const struct predicate *predicates, size_t n)
{
        struct predicate copy[6];
        const struct rule rule = { .predicates = copy, .n_predicates = n, .action = action };

        for (size_t i = 0; i < n; i++)
                copy[i] = predicates[i];
        ck_assert_int_eq(filter_add_rule(policy_find_filter(policy, abi), nr, &rule), 0);
}

static struct verdict eval(uint32_t arch, uint32_t nr, uint64_t arg0, uint64_t arg1)
{
        const struct seccomp_data call = { .nr = (int)nr, .arch = arch, .args = { arg0, arg1 } };

        return policy_eval(policy, &call);
}

static uint32_t action_of(uint32_t arch, uint32_t nr)
{
        return eval(arch, nr, 0, 0).action;
}

/* Values around which a 64-bit comparison done in halves goes wrong. */
static const uint64_t edges[] = {
        0,
        1,
        2,
        INT32_MAX,
        (uint64_t)INT32_MAX + 1,
        UINT32_MAX - 1,
        UINT32_MAX,
        TWO_32,
        TWO_32 + 1,
        TWO_32 + UINT32_MAX,
        2 * TWO_32 - 1,
        2 * TWO_32,
        INT64_MAX,
        (uint64_t)INT64_MAX + 1,
        UINT64_MAX - TWO_32,
        UINT64_MAX - UINT32_MAX,
        UINT64_MAX - 1,
        UINT64_MAX,
};
#define N_EDGES (sizeof(edges) / sizeof(edges[0]))

static bool holds(enum compare op, uint64_t value, uint64_t mask, uint64_t datum)
{
        const struct predicate p = { .op = (uint8_t)op, .mask = mask, .datum = datum };

        return predicate_holds(&p, value);
}

/* -1, 0 or 1, worked out bit by bit from the top: no 64-bit comparison involved. */
static int order_by_bits(uint64_t a, uint64_t b)
{
        for (int bit = 63; bit >= 0; bit--) {
                const int x = (int)(a >> bit & 1), y = (int)(b >> bit & 1);

                if (x != y)
                        return x - y;
        }
        return 0;
}

START_TEST(comparisons_order_64_bits_unsigned)
{
        for (size_t i = 0; i < N_EDGES; i++) {
                for (size_t j = 0; j < N_EDGES; j++) {
                        const uint64_t v = edges[i], d = edges[j];
                        const int order = order_by_bits(v, d);

                        ck_assert_int_eq(holds(CMP_NE, v, UINT64_MAX, d), order != 0);
                        ck_assert_int_eq(holds(CMP_LT, v, UINT64_MAX, d), order < 0);
                        ck_assert_int_eq(holds(CMP_LE, v, UINT64_MAX, d), order <= 0);
                        ck_assert_int_eq(holds(CMP_EQ, v, UINT64_MAX, d), order == 0);
                        ck_assert_int_eq(holds(CMP_GE, v, UINT64_MAX, d), order >= 0);
                        ck_assert_int_eq(holds(CMP_GT, v, UINT64_MAX, d), order > 0);
                        ck_assert_int_eq(holds(CMP_MASKED_EQ, v, UINT64_MAX, d), order == 0);
                }
        }
}
END_TEST

START_TEST(a_32_bit_argument_has_no_upper_half)
{
        ck_assert(holds(CMP_EQ, TWO_32 + 5, UINT32_MAX, 5));
        ck_assert(!holds(CMP_NE, UINT64_MAX - UINT32_MAX + 5, UINT32_MAX, 5));
        ck_assert(holds(CMP_LT, UINT64_MAX - UINT32_MAX, UINT32_MAX, 1));
        ck_assert(holds(CMP_LE, TWO_32 + 5, UINT32_MAX, 5));
        ck_assert(!holds(CMP_GE, TWO_32, UINT32_MAX, 1));
        ck_assert(!holds(CMP_GT, TWO_32 + UINT32_MAX, UINT32_MAX, UINT32_MAX));
        ck_assert(holds(CMP_MASKED_EQ, TWO_32 + 5, UINT32_MAX, 5));
}
END_TEST

START_TEST(a_datum_beyond_the_mask_is_out_of_reach)
{
        ck_assert(!holds(CMP_EQ, TWO_32 + 5, UINT32_MAX, TWO_32 + 5));
        ck_assert(holds(CMP_NE, TWO_32 + 5, UINT32_MAX, TWO_32 + 5));
        ck_assert(holds(CMP_LT, UINT64_MAX, UINT32_MAX, TWO_32));
        ck_assert(!holds(CMP_GE, UINT64_MAX, UINT32_MAX, TWO_32));
}
END_TEST

START_TEST(masked_eq_ignores_bits_outside_the_mask)
{
        ck_assert(holds(CMP_MASKED_EQ, 0xf2, 0x0f, 0x02));
        ck_assert(!holds(CMP_MASKED_EQ, 0xf3, 0x0f, 0x02));
        ck_assert(holds(CMP_MASKED_EQ, 0xf2, 0x0f, 0xa2));
        ck_assert(holds(CMP_MASKED_EQ, UINT64_MAX, TWO_32, TWO_32));
        ck_assert(!holds(CMP_MASKED_EQ, UINT32_MAX, TWO_32, TWO_32));
}
END_TEST

START_TEST(masked_eq_of_no_bits_always_holds)
{
        for (size_t i = 0; i < N_EDGES; i++)
                for (size_t j = 0; j < N_EDGES; j++)
                        ck_assert(holds(CMP_MASKED_EQ, edges[i], 0, edges[j]));
}
END_TEST

START_TEST(a_rule_holds_when_all_its_predicates_do)
{
        struct predicate predicates[] = {
                { .arg = 0, .op = CMP_EQ, .mask = UINT64_MAX, .datum = 1 },
                { .arg = 5, .op = CMP_GT, .mask = UINT64_MAX, .datum = TWO_32 },
        };
        const struct rule rule = { .predicates = predicates, .n_predicates = 2 };
        struct seccomp_data call = { .args = { 1, 0, 0, 0, 0, TWO_32 + 1 } };

        ck_assert(rule_matches(&rule, &call));
        call.args[5] = TWO_32;
        ck_assert(!rule_matches(&rule, &call));
        call.args[5] = UINT64_MAX;
        call.args[0] = TWO_32 + 1;
        ck_assert(!rule_matches(&rule, &call));
}
END_TEST

START_TEST(the_first_rule_that_matches_decides)
{
        const struct predicate one = { .op = CMP_EQ, .mask = UINT64_MAX, .datum = 1 };
        const struct predicate small = { .op = CMP_LT, .mask = UINT64_MAX, .datum = 9 };
        struct verdict verdict;

        add_filter(&x86_64);
        add_rule(&x86_64, 7, 101, &one, 1);
        add_rule(&x86_64, 7, 102, &small, 1);
        add_rule(&x86_64, 7, 103, NULL, 0);
        add_rule(&x86_64, 7, 104, &one, 1);
        ck_assert_uint_eq(eval(AUDIT_ARCH_X86_64, 7, 1, 0).action, 101);
        ck_assert_uint_eq(eval(AUDIT_ARCH_X86_64, 7, 2, 0).action, 102);
        verdict = eval(AUDIT_ARCH_X86_64, 7, 9, 0);
        ck_assert_uint_eq(verdict.action, 103);
        ck_assert_int_eq(verdict.reason, VERDICT_RULE);
        ck_assert_ptr_eq(verdict.filter, &policy->filters[0]);
        ck_assert_ptr_eq(verdict.rule, &policy->filters[0].slots[0].rules[2]);
}
END_TEST

START_TEST(no_matching_rule_is_the_default)
{
        const struct predicate one = { .op = CMP_EQ, .mask = UINT64_MAX, .datum = 1 };
        struct verdict verdict;

        add_filter(&x86_64);
        add_rule(&x86_64, 7, SECCOMP_RET_ALLOW, &one, 1);
        verdict = eval(AUDIT_ARCH_X86_64, 7, TWO_32 + 1, 0);
        ck_assert_uint_eq(verdict.action, DEFAULT);
        ck_assert_int_eq(verdict.reason, VERDICT_DEFAULT);
        ck_assert_ptr_eq(verdict.filter, &policy->filters[0]);
        ck_assert_ptr_null(verdict.rule);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 8), DEFAULT);
}
END_TEST

START_TEST(an_architecture_outside_the_policy_is_bad)
{
        struct verdict verdict;

        add_filter(&x86_64);
        add_rule(&x86_64, 7, SECCOMP_RET_ALLOW, NULL, 0);
        verdict = eval(AUDIT_ARCH_I386, 7, 0, 0);
        ck_assert_uint_eq(verdict.action, BADARCH);
        ck_assert_int_eq(verdict.reason, VERDICT_BADARCH);
        ck_assert_ptr_null(verdict.filter);
        ck_assert_ptr_null(verdict.rule);
        ck_assert_uint_eq(action_of(0, 7), BADARCH);
}
END_TEST

START_TEST(each_architecture_has_its_own_numbers)
{
        add_filter(&x86_64);
        add_filter(&x86);
        add_rule(&x86_64, 7, 101, NULL, 0);
        add_rule(&x86, 7, 102, NULL, 0);
        add_rule(&x86, 0xffffffff, 103, NULL, 0);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 7), 101);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_I386, 7), 102);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0xffffffff), DEFAULT);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_I386, 0xffffffff), 103);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_I386, 0x40000007), DEFAULT);
}
END_TEST

START_TEST(x32_numbers_are_bad_where_only_x86_64_is_meant)
{
        add_filter(&x86_64);
        add_rule(&x86_64, 7, 101, NULL, 0);
        add_rule(&x86_64, 0x40000007, 102, NULL, 0);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0x3fffffff), DEFAULT);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0x40000000), BADARCH);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0x40000007), BADARCH);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0x80000000), BADARCH);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0xfffffffe), BADARCH);
}
END_TEST

START_TEST(minus_one_is_nobodys_number_but_not_a_bad_one)
{
        struct verdict verdict;

        add_filter(&x86_64);
        verdict = eval(AUDIT_ARCH_X86_64, 0xffffffff, 0, 0);
        ck_assert_uint_eq(verdict.action, DEFAULT);
        ck_assert_int_eq(verdict.reason, VERDICT_DEFAULT);
        add_rule(&x86_64, 0xffffffff, SECCOMP_RET_ALLOW, NULL, 0);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0xffffffff), SECCOMP_RET_ALLOW);
}
END_TEST

START_TEST(x86_64_numbers_are_bad_where_only_x32_is_meant)
{
        add_filter(&x32);
        add_rule(&x32, 0x40000007, 101, NULL, 0);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0x40000007), 101);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0x40000008), DEFAULT);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0xffffffff), DEFAULT);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 7), BADARCH);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0x3fffffff), BADARCH);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_I386, 0x40000007), BADARCH);
}
END_TEST

START_TEST(bit_30_tells_x32_from_x86_64)
{
        add_filter(&x32);
        add_filter(&x86_64);
        add_rule(&x86_64, 7, 101, NULL, 0);
        add_rule(&x32, 0x40000007, 102, NULL, 0);
        add_rule(&x32, 0x80000007, 103, NULL, 0);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 7), 101);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0x40000007), 102);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0x80000007), 103);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0x3fffffff), DEFAULT);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0x40000000), DEFAULT);
}
END_TEST

START_TEST(a_rule_for_minus_one_is_heard_in_either_filter)
{
        add_filter(&x86_64);
        add_filter(&x32);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0xffffffff), DEFAULT);
        add_rule(&x86_64, 0xffffffff, 101, NULL, 0);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0xffffffff), 101);
        ck_assert_int_eq(filter_set_priority(policy_find_filter(policy, &x32), 0xffffffff, 1), 0);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0xffffffff), 101);
        add_rule(&x32, 0xffffffff, 102, NULL, 0);
        ck_assert_uint_eq(action_of(AUDIT_ARCH_X86_64, 0xffffffff), 102);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("policy/eval");
        TCase *tests = tcase_create("eval");

        tcase_add_checked_fixture(tests, setup, teardown);
        tcase_add_test(tests, comparisons_order_64_bits_unsigned);
        tcase_add_test(tests, a_32_bit_argument_has_no_upper_half);
        tcase_add_test(tests, a_datum_beyond_the_mask_is_out_of_reach);
        tcase_add_test(tests, masked_eq_ignores_bits_outside_the_mask);
        tcase_add_test(tests, masked_eq_of_no_bits_always_holds);
        tcase_add_test(tests, a_rule_holds_when_all_its_predicates_do);
        tcase_add_test(tests, the_first_rule_that_matches_decides);
        tcase_add_test(tests, no_matching_rule_is_the_default);
        tcase_add_test(tests, an_architecture_outside_the_policy_is_bad);
        tcase_add_test(tests, each_architecture_has_its_own_numbers);
        tcase_add_test(tests, x32_numbers_are_bad_where_only_x86_64_is_meant);
        tcase_add_test(tests, minus_one_is_nobodys_number_but_not_a_bad_one);
        tcase_add_test(tests, x86_64_numbers_are_bad_where_only_x32_is_meant);
        tcase_add_test(tests, bit_30_tells_x32_from_x86_64);
        tcase_add_test(tests, a_rule_for_minus_one_is_heard_in_either_filter);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
