/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/witness.h"

#include <check.h>
#include <linux/audit.h>

#include "policy/action.h"
#include "policy/eval.h"
#include "support/suite.h"

#define DENY  ACTION_ERRNO(1)
#define ALLOW SECCOMP_RET_ALLOW

#define LOAD(word)      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 4 * (word))
#define JEQ(k, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, yes, no)
#define JGE(k, yes, no) BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, k, yes, no)
#define AND(k)          BPF_STMT(BPF_ALU | BPF_AND | BPF_K, k)
#define RET(k)          BPF_STMT(BPF_RET | BPF_K, k)

static const char *const x86_64[] = { "x86_64", NULL };
static const char *const s390x[] = { "s390x", NULL };

/* Walk one architecture; where that stops, look for a call. Whether there is one, and it is right. */
static bool find(struct seccomp_data *out, struct sock_filter *insns, size_t n,
                 const struct policy *policy)
{
        const struct abi *abi = policy->filters[0].abi;
        const struct program program = { .insns = insns,
                                         .n_insns = n,
                                         .big_endian = abi->big_endian };
        struct nr_span *spans;
        struct walk walk;
        size_t n_spans;
        bool found;

        ck_assert_int_eq(program_check(&program, NULL), 0);
        ck_assert_int_eq(walk_init(&walk, &program), 0);
        ck_assert_int_eq(spans_make(&spans, &n_spans, &walk.arena, policy, abi->audit_arch), 0);
        ck_assert_int_eq(walk_arch(&walk, abi->audit_arch, abi->audit_arch, spans, n_spans), 0);
        ck_assert(walk.stopped);
        found = witness_find(out, &walk, policy);
        walk_deinit(&walk);
        if (found) {
                struct run_result result;

                ck_assert_int_eq(program_run(&result, &program, out), 0);
                ck_assert_uint_ne(result.action, policy_eval(policy, out).action);
        }
        return found;
}

#define FIND(out, policy, ...)                                                                     \
        find(out, (struct sock_filter[]){ __VA_ARGS__ },                                           \
             sizeof((struct sock_filter[]){ __VA_ARGS__ }) / sizeof(struct sock_filter), policy)

static struct policy *policy_of(const char *const *abi, uint8_t op, uint64_t mask, uint64_t datum)
{
        const struct predicate p = { 2, op, mask, datum };
        struct policy *policy = test_policy(DENY, abi);

        test_add_rule(policy, 3, ALLOW, &p, 1);
        return policy;
}

START_TEST(one_value_out_of_four_thousand_million_is_found)
{
        struct policy *policy = policy_of(x86_64, CMP_EQ, UINT32_MAX, 0x12345678);
        struct seccomp_data call;

        /* off by one */
        ck_assert(FIND(&call, policy, LOAD(WORD_NR), JEQ(3, 0, 3), LOAD(8), JEQ(0x12345679, 0, 1),
                       RET(ALLOW), RET(DENY)));
        ck_assert_int_eq(call.nr, 3);
        policy_free(policy);
}
END_TEST

START_TEST(both_halves_of_a_64_bit_value_are_hit)
{
        struct policy *policy = policy_of(x86_64, CMP_EQ, UINT64_MAX, 0x1234567887654321);
        struct seccomp_data call;

        /* never allowed */
        ck_assert(FIND(&call, policy, LOAD(WORD_NR), JEQ(3, 0, 1), RET(DENY), RET(DENY)));
        ck_assert_uint_eq(call.args[2], 0x1234567887654321);
        policy_free(policy);
}
END_TEST

START_TEST(halves_are_put_where_a_big_endian_call_has_them)
{
        struct policy *policy = policy_of(s390x, CMP_EQ, UINT64_MAX, 0x1234567887654321);
        struct seccomp_data call;

        ck_assert(FIND(&call, policy, LOAD(WORD_NR), JEQ(3, 0, 1), RET(DENY), RET(DENY)));
        ck_assert_uint_eq(call.args[2], 0x1234567887654321);
        policy_free(policy);
}
END_TEST

START_TEST(bits_under_and_beside_a_mask_are_hit)
{
        struct policy *policy = policy_of(x86_64, CMP_MASKED_EQ, 0xff00ff, 0x120034);
        struct seccomp_data call;

        /* one bit less, and one bit more, than is asked for */
        ck_assert(FIND(&call, policy, LOAD(WORD_NR), JEQ(3, 0, 4), LOAD(8), AND(0xff00fe),
                       JEQ(0x120034, 0, 1), RET(ALLOW), RET(DENY)));
        ck_assert_uint_eq(call.args[2] & 0xff00ff, 0x120035);
        ck_assert(FIND(&call, policy, LOAD(WORD_NR), JEQ(3, 0, 4), LOAD(8), AND(0x80ff00ff),
                       JEQ(0x120034, 0, 1), RET(ALLOW), RET(DENY)));
        ck_assert_uint_eq(call.args[2] & 0x80ff00ff, 0x80120034);
        policy_free(policy);
}
END_TEST

START_TEST(the_end_of_a_range_is_hit)
{
        struct policy *policy = policy_of(x86_64, CMP_GT, UINT64_MAX, 0x5ffffffff);
        struct seccomp_data call;

        ck_assert(FIND(&call, policy, LOAD(WORD_NR), JEQ(3, 0, 3), LOAD(9), JGE(7, 0, 1),
                       RET(ALLOW), RET(DENY)));
        ck_assert_uint_eq(call.args[2] >> 32, 6);
        policy_free(policy);
}
END_TEST

/* What stops the walk at once says nothing of where the difference lies. */
START_TEST(a_difference_off_the_path_is_found)
{
        struct policy *policy = policy_of(x86_64, CMP_EQ, UINT32_MAX, 0x12345678);
        struct seccomp_data call;

        ck_assert(FIND(&call, policy, BPF_STMT(BPF_LD | BPF_IMM, 0), LOAD(WORD_NR), JEQ(4, 0, 3),
                       LOAD(8), JEQ(0x12345678, 0, 1), RET(ALLOW), RET(DENY)));
        policy_free(policy);
}
END_TEST

START_TEST(the_same_question_has_the_same_answer)
{
        struct policy *policy = policy_of(x86_64, CMP_GT, UINT64_MAX, 0x5ffffffff);
        struct seccomp_data one, two;

        ck_assert(FIND(&one, policy, LOAD(WORD_NR), JEQ(3, 0, 1), RET(ALLOW), RET(DENY)));
        ck_assert(FIND(&two, policy, LOAD(WORD_NR), JEQ(3, 0, 1), RET(ALLOW), RET(DENY)));
        ck_assert_mem_eq(&one, &two, sizeof(one));
        policy_free(policy);
}
END_TEST

START_TEST(where_nothing_differs_nothing_is_found)
{
        struct policy *policy = test_policy(ALLOW, s390x);
        struct seccomp_data call;

        /* right for the architecture, and for the others: but not in our language */
        ck_assert(!FIND(&call, policy, LOAD(WORD_ARCH), JEQ(AUDIT_ARCH_S390X, 1, 0),
                        RET(SECCOMP_RET_KILL_PROCESS), BPF_STMT(BPF_LD | BPF_IMM, 0), RET(ALLOW)));
        policy_free(policy);
}
END_TEST

static Suite *witness_suite(void)
{
        Suite *suite = suite_create("prove/witness");
        TCase *tc = tcase_create("witness");

        tcase_set_timeout(tc, 60);
        tcase_add_test(tc, one_value_out_of_four_thousand_million_is_found);
        tcase_add_test(tc, both_halves_of_a_64_bit_value_are_hit);
        tcase_add_test(tc, halves_are_put_where_a_big_endian_call_has_them);
        tcase_add_test(tc, bits_under_and_beside_a_mask_are_hit);
        tcase_add_test(tc, the_end_of_a_range_is_hit);
        tcase_add_test(tc, a_difference_off_the_path_is_found);
        tcase_add_test(tc, the_same_question_has_the_same_answer);
        tcase_add_test(tc, where_nothing_differs_nothing_is_found);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(witness_suite());
}
