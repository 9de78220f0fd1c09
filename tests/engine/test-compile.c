/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/compile.h"

#include <check.h>
#include <errno.h>
#include <linux/audit.h>
#include <stdio.h>
#include <string.h>

#include "dag/dag.h"
#include "lower/lower.h"
#include "policy/action.h"
#include "policy/eval.h"
#include "support/random-policy.h"
#include "support/suite.h"

/* Compile (which proves), then ask the interpreter about many calls. */
static void check_policy(struct chance *chance, const struct policy *policy, unsigned int n_calls,
                         uint64_t seed)
{
        struct compile_report report;
        struct program program = { 0 };
        int r = engine_compile(&program, policy, &report);

        ck_assert_msg(r == 0, "seed %llu: %s", (unsigned long long)seed, report.err.message);
        for (unsigned int i = 0; i < n_calls; i++) {
                const struct seccomp_data call = random_call(chance, policy);
                const uint32_t wanted = policy_eval(policy, &call).action;
                struct run_result result;

                ck_assert_int_eq(program_run(&result, &program, &call), 0);
                ck_assert_msg(result.action == wanted,
                              "seed %llu: nr %#x arch %#x args %#llx %#llx %#llx %#llx %#llx "
                              "%#llx: %#x, not %#x",
                              (unsigned long long)seed, (unsigned int)call.nr, call.arch,
                              (unsigned long long)call.args[0], (unsigned long long)call.args[1],
                              (unsigned long long)call.args[2], (unsigned long long)call.args[3],
                              (unsigned long long)call.args[4], (unsigned long long)call.args[5],
                              result.action, wanted);
        }
        program_deinit(&program);
}

static void check_shape(const struct shape *shape, const char *const *names, unsigned int n_abis,
                        unsigned int n_policies)
{
        const struct abi *abis[8];

        for (unsigned int i = 0; i < n_abis; i++)
                abis[i] = test_abi(names[i]);
        for (uint64_t seed = 0; seed < n_policies; seed++) {
                struct chance chance = { seed };
                struct policy *policy = random_policy(&chance, shape, abis, n_abis);

                check_policy(&chance, policy, 200, seed);
                policy_free(policy);
        }
}

START_TEST(random_rules_that_overlap_are_decided_right)
{
        const struct shape shape = { 4, 6, 3, 2, 8, 0 };
        const char *const abis[] = { "x86_64" };

        check_shape(&shape, abis, 1, test_rounds(1500));
}
END_TEST

START_TEST(random_rules_on_all_arguments_are_decided_right)
{
        const struct shape shape = { 3, 8, 6, 6, 15, 0 };
        const char *const abis[] = { "x86_64" };

        check_shape(&shape, abis, 1, test_rounds(400));
}
END_TEST

START_TEST(many_rules_on_one_argument_are_decided_right)
{
        const struct shape shape = { 2, 60, 1, 1, 100, 0 };
        const char *const abis[] = { "x86_64" };

        check_shape(&shape, abis, 1, test_rounds(200));
}
END_TEST

START_TEST(x32_and_i386_beside_x86_64_are_decided_right)
{
        const struct shape shape = { 8, 3, 2, 2, 8, 0 };
        const char *const abis[] = { "x86_64", "x86", "x32" };

        check_shape(&shape, abis, 3, test_rounds(400));
}
END_TEST

START_TEST(x32_alone_is_decided_right)
{
        const struct shape shape = { 6, 3, 2, 2, 8, 0 };
        const char *const abis[] = { "x32" };

        check_shape(&shape, abis, 1, test_rounds(200));
}
END_TEST

START_TEST(aarch64_is_decided_right)
{
        const struct shape shape = { 6, 4, 3, 3, 8, 0 };
        const char *const abis[] = { "aarch64" };

        check_shape(&shape, abis, 1, test_rounds(200));
}
END_TEST

static struct policy *allow_list(const char *abi_name)
{
        struct policy *policy;
        struct filter *filter;

        ck_assert_int_eq(policy_new(&policy, ACTION_ERRNO(EPERM), SECCOMP_RET_KILL_PROCESS), 0);
        ck_assert_int_eq(policy_add_filter(&filter, policy, test_abi(abi_name)), 0);
        return policy;
}

static uint32_t run(const struct program *program, uint32_t arch, int nr, uint64_t arg0,
                    uint64_t arg1)
{
        const struct seccomp_data call = { .nr = nr, .arch = arch, .args = { arg0, arg1 } };
        struct run_result result;

        ck_assert_int_eq(program_run(&result, program, &call), 0);
        return result.action;
}

/* Two rules of which a careless generator loses track of what is loaded. */
START_TEST(the_second_rule_reads_its_own_word)
{
        struct policy *policy = allow_list("x86_64");
        struct predicate first[] = { { 0, CMP_NE, UINT64_MAX, 10 } };
        struct predicate second[] = { { 0, CMP_NE, UINT64_MAX, 20 }, { 1, CMP_EQ, UINT64_MAX, 7 } };
        const struct rule rules[] = {
                { first, 1, SECCOMP_RET_ALLOW, { 0 } },
                { second, 2, SECCOMP_RET_ALLOW, { 0 } },
        };
        struct program program = { 0 };

        for (unsigned int i = 0; i < 2; i++)
                ck_assert_int_eq(filter_add_rule(&policy->filters[0], 16, &rules[i]), 0);
        ck_assert_int_eq(engine_compile(&program, policy, NULL), 0);
        ck_assert_uint_eq(run(&program, AUDIT_ARCH_X86_64, 16, 10, 0x3a), ACTION_ERRNO(EPERM));
        ck_assert_uint_eq(run(&program, AUDIT_ARCH_X86_64, 16, 10, 7), SECCOMP_RET_ALLOW);
        ck_assert_uint_eq(run(&program, AUDIT_ARCH_X86_64, 16, 11, 0x3a), SECCOMP_RET_ALLOW);
        program_deinit(&program);
        policy_free(policy);
}
END_TEST

START_TEST(a_rule_that_leaves_nothing_to_an_argument_reads_none)
{
        struct policy *policy = allow_list("x86_64");
        struct predicate p[] = { { 0, CMP_EQ, UINT32_MAX, 0 } };
        const struct rule rules[] = {
                { p, 1, SECCOMP_RET_ALLOW, { 0 } },
                { NULL, 0, SECCOMP_RET_ALLOW, { 0 } },
        };
        const struct seccomp_data call = { .nr = 0, .arch = AUDIT_ARCH_X86_64 };
        struct program program = { 0 };
        struct run_result result;

        for (unsigned int i = 0; i < 2; i++)
                ck_assert_int_eq(filter_add_rule(&policy->filters[0], 0, &rules[i]), 0);
        ck_assert_int_eq(engine_compile(&program, policy, NULL), 0);
        ck_assert_int_eq(program_run(&result, &program, &call), 0);
        ck_assert_uint_eq(result.action, SECCOMP_RET_ALLOW);
        ck_assert(!result.looked_at_args);
        program_deinit(&program);
        policy_free(policy);
}
END_TEST

/* Values with gaps, so that no interval joins two of them. */
static void allow_values(struct policy *policy, uint32_t n)
{
        for (uint32_t i = 0; i < n; i++) {
                struct predicate p = { 0, CMP_EQ, UINT32_MAX, 3 * (uint64_t)i + 1 };
                const struct rule rule = { &p, 1, SECCOMP_RET_ALLOW, { 0 } };

                ck_assert_int_eq(filter_add_rule(&policy->filters[0], 7, &rule), 0);
        }
}

START_TEST(values_of_one_argument_are_searched_not_chained)
{
        struct policy *policy = allow_list("x86_64");
        struct program program = { 0 };
        unsigned int longest = 0;

        allow_values(policy, 500);
        ck_assert_int_eq(engine_compile(&program, policy, NULL), 0);
        for (uint64_t value = 0; value < 1600; value++) {
                const struct seccomp_data call = { .nr = 7,
                                                   .arch = AUDIT_ARCH_X86_64,
                                                   .args = { value } };
                struct run_result result;

                ck_assert_int_eq(program_run(&result, &program, &call), 0);
                ck_assert_uint_eq(result.action, value % 3 == 1 && value < 1500
                                                         ? SECCOMP_RET_ALLOW
                                                         : ACTION_ERRNO(EPERM));
                if (result.n_executed > longest)
                        longest = result.n_executed;
        }
        ck_assert_uint_le(longest, 26);
        program_deinit(&program);
        policy_free(policy);
}
END_TEST

START_TEST(a_filter_past_the_kernels_limit_is_refused_with_words)
{
        struct policy *policy = allow_list("x86_64");
        struct compile_report report;
        struct program program = { 0 };

        allow_values(policy, 10000);
        ck_assert_int_eq(engine_compile(&program, policy, &report), -E2BIG);
        ck_assert_uint_gt(report.n_insns, PROGRAM_MAX);
        ck_assert_ptr_nonnull(strstr(report.err.message, "4096"));
        ck_assert_ptr_nonnull(strstr(report.err.message, "The most are for poll (over 4096)"));
        ck_assert_ptr_null(program.insns);
        program_deinit(&program);
        policy_free(policy);
}
END_TEST

static void allow_odd(struct policy *policy, uint32_t nr, unsigned int n)
{
        for (uint64_t value = 0; value < n; value++) {
                const struct predicate p = { 0, CMP_EQ, UINT32_MAX, 2 * value + 1 };

                test_add_rule(policy, nr, SECCOMP_RET_ALLOW, &p, 1);
        }
}

START_TEST(a_filter_that_is_too_long_names_what_makes_it_so)
{
        struct policy *policy =
                test_policy(ACTION_ERRNO(EPERM), (const char *[]){ "x86_64", "x86", NULL });
        struct program program = { 0 };
        struct compile_report report;
        const char *ioctl, *fcntl, *read;

        allow_odd(policy, 0, 900);
        allow_odd(policy, 16, 2500);
        allow_odd(policy, 72, 1700);
        allow_odd(policy, 9, 50);
        test_add_rule(policy, 3, SECCOMP_RET_ALLOW, NULL, 0);
        ck_assert_int_eq(engine_compile(&program, policy, &report), -E2BIG);
        ioctl = strstr(report.err.message, "ioctl on x86_64 (2");
        fcntl = strstr(report.err.message, "fcntl on x86_64 (1");
        read = strstr(report.err.message, "read on x86_64 (");
        ck_assert(ioctl && fcntl && read);
        ck_assert(ioctl < fcntl && fcntl < read);
        ck_assert_ptr_null(strstr(report.err.message, "mmap"));
        ck_assert_ptr_null(strstr(report.err.message, "close"));
        program_deinit(&program);
        policy_free(policy);
}
END_TEST

START_TEST(a_filter_just_below_the_limit_jumps_far_and_right)
{
        struct policy *policy = allow_list("x86_64");
        struct program program = { 0 };

        allow_values(policy, 2000);
        ck_assert_int_eq(engine_compile(&program, policy, NULL), 0);
        ck_assert_uint_gt(program.n_insns, 2000);
        ck_assert_int_eq(program_check(&program, NULL), 0);
        for (uint64_t value = 0; value < 6100; value++)
                ck_assert_uint_eq(run(&program, AUDIT_ARCH_X86_64, 7, value, 0),
                                  value % 3 == 1 && value < 6000 ? SECCOMP_RET_ALLOW
                                                                 : ACTION_ERRNO(EPERM));
        program_deinit(&program);
        policy_free(policy);
}
END_TEST

START_TEST(without_an_architecture_there_is_no_filter)
{
        struct compile_report report;
        struct program program = { 0 };
        struct policy *policy;

        ck_assert_int_eq(policy_new(&policy, SECCOMP_RET_ALLOW, SECCOMP_RET_KILL_PROCESS), 0);
        ck_assert_int_eq(engine_compile(&program, policy, &report), -EINVAL);
        policy_free(policy);
}
END_TEST

static Suite *compile_suite(void)
{
        Suite *suite = suite_create("engine/compile");
        TCase *tc = tcase_create("compile");

        tcase_set_timeout(tc, 600);
        tcase_add_test(tc, random_rules_that_overlap_are_decided_right);
        tcase_add_test(tc, random_rules_on_all_arguments_are_decided_right);
        tcase_add_test(tc, many_rules_on_one_argument_are_decided_right);
        tcase_add_test(tc, x32_and_i386_beside_x86_64_are_decided_right);
        tcase_add_test(tc, x32_alone_is_decided_right);
        tcase_add_test(tc, aarch64_is_decided_right);
        tcase_add_test(tc, the_second_rule_reads_its_own_word);
        tcase_add_test(tc, a_rule_that_leaves_nothing_to_an_argument_reads_none);
        tcase_add_test(tc, values_of_one_argument_are_searched_not_chained);
        tcase_add_test(tc, a_filter_past_the_kernels_limit_is_refused_with_words);
        tcase_add_test(tc, a_filter_that_is_too_long_names_what_makes_it_so);
        tcase_add_test(tc, a_filter_just_below_the_limit_jumps_far_and_right);
        tcase_add_test(tc, without_an_architecture_there_is_no_filter);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(compile_suite());
}
