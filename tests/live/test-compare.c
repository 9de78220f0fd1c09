/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Comparisons of 64-bit arguments: what the kernel does under the compiled
 * filter against what policy_eval() says. The calls have numbers that no
 * kernel uses, so that an allowed one fails with ENOSYS and nothing happens.
 */
#include <check.h>
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "live/confined.h"
#include "policy/action.h"
#include "policy/eval.h"
#include "support/suite.h"

#define FIRST_NR 4000     /* far from any syscall, below x32's */
#define DENIED   ENOTUNIQ /* as good as any; no unknown call gives it */

static const uint64_t values[] = {
        0,
        1,
        0x7fffffff,
        0x80000000,
        0xfffffffe,
        0xffffffff,
        0x100000000,
        0x100000001,
        0x1ffffffff,
        0x200000000,
        0x7fffffff00000000,
        0x7fffffffffffffff,
        0x8000000000000000,
        0x8000000000000001,
        0xffffffff00000000,
        0xffffffff7fffffff,
        0xfffffffffffffffe,
        0xffffffffffffffff,
};
#define N_VALUES (sizeof(values) / sizeof(*values))

static const uint64_t masks[] = {
        0xffffffffffffffff, 0xffffffff, 0xffffffff00000000, 0x8000000080000000, 0xf,
};
#define N_MASKS (sizeof(masks) / sizeof(*masks))

/* errno of each call, by the number of its rule and of its argument's value. */
struct findings {
        size_t n_rules;
        int errors[N_VALUES * N_MASKS][N_VALUES];
};

static void call_all(void *shared)
{
        struct findings *findings = shared;

        for (size_t i = 0; i < findings->n_rules; i++) {
                for (size_t v = 0; v < N_VALUES; v++) {
                        errno = 0;
                        (void)syscall((long)(FIRST_NR + i), 0, 0, values[v]);
                        findings->errors[i][v] = errno;
                }
        }
}

static int expected(const struct policy *policy, size_t rule, uint64_t value)
{
        const struct seccomp_data call = {
                .nr = (int)(FIRST_NR + rule),
                .arch = abi_native()->audit_arch,
                .args = { 0, 0, value },
        };

        return policy_eval(policy, &call).action == SECCOMP_RET_ALLOW ? ENOSYS : DENIED;
}

static void compare_all(const struct policy *policy, size_t n_rules)
{
        struct findings *findings = shared_new(sizeof(*findings));

        findings->n_rules = n_rules;
        ck_assert_int_eq(confined(policy, call_all, findings), 0);
        for (size_t i = 0; i < n_rules; i++)
                for (size_t v = 0; v < N_VALUES; v++)
                        ck_assert_msg(findings->errors[i][v] == expected(policy, i, values[v]),
                                      "rule %zu, argument %#llx: kernel %d, policy %d", i,
                                      (unsigned long long)values[v], findings->errors[i][v],
                                      expected(policy, i, values[v]));
        shared_free(findings, sizeof(*findings));
}

/* Each value as the datum, under each mask, for one comparison. */
START_TEST(the_kernel_decides_a_comparison_as_the_policy_does)
{
        _cleanup_(policy_freep) struct policy *policy = native_policy(SECCOMP_RET_ALLOW);
        size_t n = 0;

        for (size_t m = 0; m < N_MASKS; m++) {
                for (size_t d = 0; d < N_VALUES; d++) {
                        const struct predicate predicate = {
                                .arg = 2,
                                .op = (uint8_t)_i,
                                .mask = masks[m],
                                .datum = values[d],
                        };

                        test_add_rule(policy, (uint32_t)(FIRST_NR + n++), ACTION_ERRNO(DENIED),
                                      &predicate, 1);
                }
        }
        compare_all(policy, n);
}
END_TEST

/* Several rules on one call: the first that matches decides. */
START_TEST(the_kernel_takes_the_first_rule_that_matches)
{
        _cleanup_(policy_freep) struct policy *policy = native_policy(ACTION_ERRNO(DENIED));
        uint32_t allowed[] = { SYS_exit_group };

        test_add_rule(policy, allowed[0], SECCOMP_RET_ALLOW, NULL, 0);
        for (size_t i = 0; i < N_VALUES; i++) {
                const struct predicate below = { 2, CMP_LT, UINT64_MAX, values[i] };
                const struct predicate even = { 2, CMP_MASKED_EQ, 1, 0 };
                const struct predicate not_this = { 2, CMP_NE, UINT64_MAX, values[N_VALUES / 2] };
                const struct predicate both[] = { not_this, even };

                test_add_rule(policy, (uint32_t)(FIRST_NR + i), SECCOMP_RET_ALLOW, both, 2);
                test_add_rule(policy, (uint32_t)(FIRST_NR + i), ACTION_ERRNO(DENIED), &below, 1);
                test_add_rule(policy, (uint32_t)(FIRST_NR + i), SECCOMP_RET_ALLOW, NULL, 0);
        }
        compare_all(policy, N_VALUES);
}
END_TEST

/*
 * Two allowed calls with a not-equal each; the pair (10, 0x3a) matches neither
 * and must not come through.
 */
static void call_pair(void *shared)
{
        int *errors = shared;

        (void)syscall(FIRST_NR, 10, 0x3a);
        errors[0] = errno;
        (void)syscall(FIRST_NR, 10, 7);
        errors[1] = errno;
        (void)syscall(FIRST_NR, 11, 0);
        errors[2] = errno;
}

START_TEST(a_nested_comparison_reads_the_right_argument)
{
        _cleanup_(policy_freep) struct policy *policy = native_policy(ACTION_ERRNO(DENIED));
        const struct predicate first[] = { { 0, CMP_NE, UINT64_MAX, 10 } };
        const struct predicate second[] = { { 0, CMP_NE, UINT64_MAX, 20 },
                                            { 1, CMP_EQ, UINT64_MAX, 7 } };
        int *errors = shared_new(3 * sizeof(*errors));

        test_add_rule(policy, SYS_exit_group, SECCOMP_RET_ALLOW, NULL, 0);
        test_add_rule(policy, FIRST_NR, SECCOMP_RET_ALLOW, first, 1);
        test_add_rule(policy, FIRST_NR, SECCOMP_RET_ALLOW, second, 2);
        ck_assert_int_eq(confined(policy, call_pair, errors), 0);
        ck_assert_int_eq(errors[0], DENIED);
        ck_assert_int_eq(errors[1], ENOSYS);
        ck_assert_int_eq(errors[2], ENOSYS);
        shared_free(errors, 3 * sizeof(*errors));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("live/compare");
        TCase *tests = tcase_create("compare");

        tcase_add_loop_test(tests, the_kernel_decides_a_comparison_as_the_policy_does, CMP_NE,
                            CMP_MASKED_EQ + 1);
        tcase_add_test(tests, the_kernel_takes_the_first_rule_that_matches);
        tcase_add_test(tests, a_nested_comparison_reads_the_right_argument);
        tcase_set_timeout(tests, 60);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
