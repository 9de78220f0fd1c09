/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* That what the benchmark counts is what it says: by examples counted by hand. */

#include "bench/quality.h"

#include <errno.h>
#include <linux/audit.h>
#include <stdlib.h>
#include <string.h>

#include "abi/syscall.h"
#include "bench/intervals.h"
#include "bench/rule-list.h"
#include "policy/action.h"
#include "support/suite.h"

#define DENY ACTION_ERRNO(1)

static const char *const x86_64[] = { "x86_64", NULL };

/* read and write, and open if its first argument is 5. */
static struct policy *three_calls(void)
{
        const struct predicate five = { 0, CMP_EQ, UINT32_MAX, 5 };
        struct policy *policy = test_policy(DENY, x86_64);

        test_add_rule(policy, 0, SECCOMP_RET_ALLOW, NULL, 0);
        test_add_rule(policy, 1, SECCOMP_RET_ALLOW, NULL, 0);
        test_add_rule(policy, 2, SECCOMP_RET_ALLOW, &five, 1);
        return policy;
}

/* A program for that which shows each number of its own. */
static struct sock_filter insns[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 4),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, 6),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 3, 5, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 2, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 16),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 5, 0, 2),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_RET | BPF_K, DENY),
};
static const struct program program = { .insns = insns, .n_insns = sizeof(insns) / sizeof(*insns) };

static struct usage usage_of(const char *one, const char *other)
{
        struct usage usage = { .share = calloc(syscall_count(), sizeof(*usage.share)) };

        claim(usage.share);
        usage.share[syscall_by_name(span_of(one))] += 0.25;
        usage.share[syscall_by_name(span_of(other))] += 0.75;
        return usage;
}

START_TEST(instructions_are_counted_as_by_hand)
{
        struct policy *policy = three_calls();
        struct usage usage = usage_of("read", "open");
        struct quality quality;

        quality_measure(&quality, &program, policy, &usage);
        ck_assert_uint_eq(quality.size, 10);
        ck_assert_uint_eq(quality.longest, 8);
        ck_assert_uint_eq(quality.n_allowed, 3);
        ck_assert_double_eq_tol(quality.uniform, (6 + 6 + 8) / 3., 1e-9);
        ck_assert_double_eq_tol(quality.traced, 6 * 0.25 + 8 * 0.75, 1e-9);
        ck_assert_double_eq_tol(quality.covered, 1, 1e-9);
        ck_assert_uint_eq(quality.before, 6);      /* instruction 5 is the sixth */
        ck_assert_uint_eq(quality.n_intervals, 5); /* 0..1, 2, 3.., those of x32, -1 */
        ck_assert_uint_eq(quality.allowed, 10);
        usage_deinit(&usage);
        policy_free(policy);
}
END_TEST

START_TEST(calls_that_are_not_allowed_weigh_nothing)
{
        struct policy *policy = three_calls();
        struct usage usage = usage_of("write", "close");
        struct quality quality;

        quality_measure(&quality, &program, policy, &usage);
        ck_assert_double_eq_tol(quality.traced, 6, 1e-9);
        ck_assert_double_eq_tol(quality.covered, 0.25, 1e-9);
        usage_deinit(&usage);
        policy_free(policy);
}
END_TEST

static size_t n_intervals(const struct policy *policy)
{
        struct pieces pieces;
        size_t n;

        pieces_init(&pieces, policy, AUDIT_ARCH_X86_64);
        n = pieces.n_intervals;
        pieces_deinit(&pieces);
        return n;
}

START_TEST(neighbours_that_are_decided_alike_are_one_interval)
{
        const struct predicate five = { 0, CMP_EQ, UINT32_MAX, 5 };
        struct policy *policy = test_policy(DENY, x86_64);
        const size_t n_empty = n_intervals(policy);

        ck_assert_uint_eq(n_empty, 3); /* x86_64, x32, -1 */
        test_add_rule(policy, 10, SECCOMP_RET_ALLOW, NULL, 0);
        ck_assert_uint_eq(n_intervals(policy), n_empty + 2);
        test_add_rule(policy, 11, SECCOMP_RET_ALLOW, NULL, 0);
        ck_assert_uint_eq(n_intervals(policy), n_empty + 2);
        test_add_rule(policy, 12, SECCOMP_RET_ALLOW, &five, 1);
        test_add_rule(policy, 13, SECCOMP_RET_ALLOW, &five, 1);
        ck_assert_uint_eq(n_intervals(policy), n_empty + 3);
        test_add_rule(policy, 13, SECCOMP_RET_LOG, &five, 1);
        ck_assert_uint_eq(n_intervals(policy), n_empty + 4);
        policy_free(policy);
}
END_TEST

START_TEST(rules_that_change_nothing_make_no_interval)
{
        const struct predicate five = { 0, CMP_EQ, UINT32_MAX, 5 };
        struct policy *policy = test_policy(DENY, x86_64);
        const size_t n_empty = n_intervals(policy);

        test_add_rule(policy, 10, DENY, NULL, 0);
        test_add_rule(policy, 20, DENY, &five, 1);
        ck_assert_uint_eq(n_intervals(policy), n_empty);
        test_add_rule(policy, 11, SECCOMP_RET_ALLOW, NULL, 0);
        test_add_rule(policy, 11, SECCOMP_RET_LOG, &five, 1);
        test_add_rule(policy, 12, SECCOMP_RET_ALLOW, NULL, 0);
        ck_assert_uint_eq(n_intervals(policy), n_empty + 2);
        policy_free(policy);
}
END_TEST

/* Files */

static char directory[] = "/tmp/scmp-bench-test-XXXXXX";

static void write_text(const char *name, const char *text)
{
        char path[128];
        FILE *to;

        (void)snprintf(path, sizeof(path), "%s/%s", directory, name);
        to = fopen(path, "w");
        ck_assert_ptr_nonnull(to);
        ck_assert_int_ge(fputs(text, to), 0);
        ck_assert_int_eq(fclose(to), 0);
}

static void remove_file(const char *name)
{
        char path[128];

        (void)snprintf(path, sizeof(path), "%s/%s", directory, name);
        ck_assert_int_eq(remove(path), 0);
}

START_TEST(rules_are_read_as_they_are_written)
{
        struct rule_list list;
        struct error err = { 0 };

        ck_assert_ptr_nonnull(mkdtemp(directory));
        write_text("a.txt", "# nothing\ndefault ERRNO:7\n\nrule ALLOW read write\n"
                            "rule ERRNO:38 clone a0 meq 0xf0 0x10 a5 lt 3\n");
        ck_assert_int_eq(rule_list_read(&list, directory, "a", &err), 0);
        ck_assert_uint_eq(list.act_default, ACTION_ERRNO(7));
        ck_assert_uint_eq(list.n_rules, 3);
        ck_assert_str_eq(list.rules[1].name, "write");
        ck_assert_uint_eq(list.rules[1].action, SECCOMP_RET_ALLOW);
        ck_assert_uint_eq(list.rules[1].n_args, 0);
        ck_assert_uint_eq(list.rules[2].action, ACTION_ERRNO(38));
        ck_assert_uint_eq(list.rules[2].n_args, 2);
        ck_assert_int_eq(list.rules[2].args[0].op, SCMP_CMP_MASKED_EQ);
        ck_assert_uint_eq(list.rules[2].args[0].datum_a, 0xf0);
        ck_assert_uint_eq(list.rules[2].args[0].datum_b, 0x10);
        ck_assert_uint_eq(list.rules[2].args[1].arg, 5);
        ck_assert_int_eq(list.rules[2].args[1].op, SCMP_CMP_LT);
        rule_list_deinit(&list);
        remove_file("a.txt");
        ck_assert_int_eq(remove(directory), 0);
}
END_TEST

START_TEST(rules_with_mistakes_are_refused_with_their_line)
{
        static const char *const wrong[] = {
                "rule MAYBE read\n",           "rule ALLOW read a0\n",
                "rule ALLOW read a0 eq\n",     "rule ALLOW read a0 is 1",
                "rule ALLOW read a0 eq x\n",   "rule ALLOW a0 eq 1\n",
                "rule ALLOW read a0 eq 1 b\n", "ALLOW read\n",
        };
        struct rule_list list;

        ck_assert_ptr_nonnull(mkdtemp(directory));
        for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
                struct error err = { 0 };
                char text[64];

                (void)snprintf(text, sizeof(text), "\n%s", wrong[i]);
                write_text("a.txt", text);
                ck_assert_msg(rule_list_read(&list, directory, "a", &err) == -EINVAL, "%s",
                              wrong[i]);
                ck_assert_ptr_nonnull(strstr(err.message, "a.txt:2: "));
                rule_list_deinit(&list);
        }
        remove_file("a.txt");
        ck_assert_int_eq(remove(directory), 0);
}
END_TEST

START_TEST(traces_are_added_up_by_calls_or_by_programs)
{
        const int id_read = syscall_by_name(span_of("read"));
        const int id_write = syscall_by_name(span_of("write"));
        struct error err = { 0 };
        struct usage usage;

        ck_assert_ptr_nonnull(mkdtemp(directory));
        write_text("a.trace", "90 read\n");
        write_text("b.trace", "1 read\n9 write\n");
        ck_assert_int_eq(usage_read(&usage, directory, false, &err), 0);
        ck_assert_double_eq_tol(usage.share[id_read], 0.91, 1e-9);
        ck_assert_double_eq_tol(usage.share[id_write], 0.09, 1e-9);
        ck_assert_uint_eq(usage.priority[id_read], 255);
        ck_assert_uint_eq(usage.priority[id_write], 25);
        usage_deinit(&usage);
        ck_assert_int_eq(usage_read(&usage, directory, true, &err), 0);
        ck_assert_double_eq_tol(usage.share[id_read], 0.55, 1e-9);
        ck_assert_double_eq_tol(usage.share[id_write], 0.45, 1e-9);
        usage_deinit(&usage);
        write_text("b.trace", "1 nothing_of_that_name\n");
        ck_assert_int_eq(usage_read(&usage, directory, false, &err), -EINVAL);
        usage_deinit(&usage);
        remove_file("a.trace");
        remove_file("b.trace");
        ck_assert_int_eq(usage_read(&usage, directory, false, &err), -ENOENT);
        usage_deinit(&usage);
        ck_assert_int_eq(remove(directory), 0);
}
END_TEST

static Suite *quality_suite(void)
{
        Suite *suite = suite_create("bench/quality");
        TCase *tc = tcase_create("quality");

        tcase_add_test(tc, instructions_are_counted_as_by_hand);
        tcase_add_test(tc, calls_that_are_not_allowed_weigh_nothing);
        tcase_add_test(tc, neighbours_that_are_decided_alike_are_one_interval);
        tcase_add_test(tc, rules_that_change_nothing_make_no_interval);
        tcase_add_test(tc, rules_are_read_as_they_are_written);
        tcase_add_test(tc, rules_with_mistakes_are_refused_with_their_line);
        tcase_add_test(tc, traces_are_added_up_by_calls_or_by_programs);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(quality_suite());
}
