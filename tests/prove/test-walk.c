/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/walk.h"

#include <check.h>
#include <linux/audit.h>
#include <stdlib.h>

#include "policy/action.h"
#include "policy/eval.h"
#include "support/random-policy.h"
#include "support/suite.h"

#define DENY  ACTION_ERRNO(1)
#define ARCH  AUDIT_ARCH_X86_64
#define ALLOW SECCOMP_RET_ALLOW

#define LOAD(word)       BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 4 * (word))
#define JEQ(k, yes, no)  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, yes, no)
#define JGE(k, yes, no)  BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, k, yes, no)
#define JGT(k, yes, no)  BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, k, yes, no)
#define JSET(k, yes, no) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, k, yes, no)
#define JA(k)            BPF_STMT(BPF_JMP | BPF_JA, k)
#define AND(k)           BPF_STMT(BPF_ALU | BPF_AND | BPF_K, k)
#define RET(k)           BPF_STMT(BPF_RET | BPF_K, k)

/* What became of a walk. */
struct outcome {
        bool stopped;
        size_t n_steps;
        struct facts facts;
};

/*
 * Walk @insns for the architecture of a policy of one rule on number 3, and
 * for nothing else: what is returned elsewhere does not matter here.
 */
static struct outcome walk_insns(struct sock_filter *insns, size_t n, const struct policy *policy)
{
        const struct program program = { .insns = insns, .n_insns = n };
        struct nr_span *spans, three[1];
        struct outcome outcome;
        struct walk walk;
        size_t n_spans;

        ck_assert_int_eq(program_check(&program, NULL), 0);
        ck_assert_int_eq(walk_init(&walk, &program), 0);
        ck_assert_int_eq(spans_make(&spans, &n_spans, &walk.arena, policy, ARCH), 0);
        for (size_t i = 0; i < n_spans; i++)
                if (spans[i].first <= 3 && spans[i].last >= 3)
                        three[0] = spans[i];
        three[0].first = 0; /* its rules for all numbers */
        three[0].last = UINT32_MAX;
        ck_assert_int_eq(walk_arch(&walk, ARCH, ARCH, three, 1), 0);
        outcome = (struct outcome){ walk.stopped, walk.n_steps + walk.flow.n_steps, walk.facts };
        walk_deinit(&walk);
        return outcome;
}

#define WALK(policy, ...)                                                                          \
        walk_insns((struct sock_filter[]){ __VA_ARGS__ },                                          \
                   sizeof((struct sock_filter[]){ __VA_ARGS__ }) / sizeof(struct sock_filter),     \
                   policy)

static struct policy *policy_of(struct predicate p)
{
        struct policy *policy = test_policy(DENY, (const char *[]){ "x86_64", NULL });

        test_add_rule(policy, 3, ALLOW, &p, 1);
        return policy;
}

START_TEST(every_jump_is_followed_both_ways)
{
        struct policy *policy = policy_of((struct predicate){ 0, CMP_EQ, UINT32_MAX, 5 });

        ck_assert(!WALK(policy, LOAD(4), JEQ(5, 0, 1), RET(ALLOW), RET(DENY)).stopped);
        ck_assert(WALK(policy, LOAD(4), JEQ(5, 1, 0), RET(ALLOW), RET(DENY)).stopped);
        ck_assert(WALK(policy, LOAD(4), JEQ(5, 0, 0), RET(ALLOW)).stopped);
        ck_assert(WALK(policy, LOAD(4), JEQ(5, 0, 0), RET(DENY)).stopped);
        policy_free(policy);
}
END_TEST

START_TEST(each_comparison_means_what_it_does_in_the_kernel)
{
        struct policy *ge = policy_of((struct predicate){ 0, CMP_GE, UINT32_MAX, 5 });
        struct policy *gt = policy_of((struct predicate){ 0, CMP_GT, UINT32_MAX, 5 });
        struct policy *set = policy_of((struct predicate){ 0, CMP_MASKED_EQ, 6, 0 });

        ck_assert(!WALK(ge, LOAD(4), JGE(5, 0, 1), RET(ALLOW), RET(DENY)).stopped);
        ck_assert(WALK(ge, LOAD(4), JGT(5, 0, 1), RET(ALLOW), RET(DENY)).stopped);
        ck_assert(!WALK(ge, LOAD(4), JGT(4, 0, 1), RET(ALLOW), RET(DENY)).stopped);
        ck_assert(!WALK(gt, LOAD(4), JGT(5, 0, 1), RET(ALLOW), RET(DENY)).stopped);
        ck_assert(!WALK(gt, LOAD(4), JGE(6, 0, 1), RET(ALLOW), RET(DENY)).stopped);
        ck_assert(!WALK(set, LOAD(4), JSET(6, 1, 0), RET(ALLOW), RET(DENY)).stopped);
        ck_assert(WALK(set, LOAD(4), JSET(2, 1, 0), RET(ALLOW), RET(DENY)).stopped);
        ck_assert(!WALK(set, LOAD(4), AND(6), JEQ(0, 0, 1), RET(ALLOW), RET(DENY)).stopped);
        ck_assert(!WALK(set, LOAD(4), AND(7), JSET(6, 1, 0), RET(ALLOW), RET(DENY)).stopped);
        policy_free(ge);
        policy_free(gt);
        policy_free(set);
}
END_TEST

START_TEST(a_load_replaces_what_was_masked_and_a_mask_stays)
{
        struct policy *policy = policy_of((struct predicate){ 0, CMP_EQ, UINT32_MAX, 5 });

        ck_assert(WALK(policy, LOAD(4), AND(0xf), JEQ(5, 0, 1), RET(ALLOW), RET(DENY)).stopped);
        ck_assert(!WALK(policy, LOAD(4), AND(0xf), LOAD(4), JEQ(5, 0, 1), RET(ALLOW), RET(DENY))
                           .stopped);
        ck_assert(WALK(policy, LOAD(4), LOAD(6), JEQ(5, 0, 1), RET(ALLOW), RET(DENY)).stopped);
        policy_free(policy);
}
END_TEST

START_TEST(a_way_that_no_call_takes_may_return_anything)
{
        struct policy *policy = policy_of((struct predicate){ 0, CMP_GE, UINT32_MAX, 5 });

        ck_assert(!WALK(policy, LOAD(4), JGE(5, 0, 2), JEQ(4, 2, 0), RET(ALLOW), RET(DENY),
                        RET(SECCOMP_RET_TRAP))
                           .stopped);
        ck_assert(!WALK(policy, LOAD(4), JGE(5, 0, 2), JGE(5, 0, 2), RET(ALLOW), RET(DENY),
                        RET(SECCOMP_RET_TRAP))
                           .stopped);
        ck_assert(WALK(policy, LOAD(4), JGE(5, 0, 2), JEQ(6, 2, 0), RET(ALLOW), RET(DENY),
                       RET(SECCOMP_RET_TRAP))
                          .stopped);
        policy_free(policy);
}
END_TEST

START_TEST(a_number_that_is_loaded_again_is_still_known)
{
        struct policy *policy = policy_of((struct predicate){ 0, CMP_GE, UINT32_MAX, 5 });

        ck_assert(!WALK(policy, LOAD(WORD_NR), JGE(10, 3, 0), LOAD(4), JGE(5, 4, 0), JA(4), LOAD(4),
                        JGE(5, 1, 0), JA(1), RET(ALLOW), RET(DENY))
                           .stopped);
        ck_assert(!WALK(policy, LOAD(WORD_NR), JGE(10, 0, 4), LOAD(4), LOAD(WORD_NR), JGE(10, 1, 0),
                        RET(SECCOMP_RET_TRAP), LOAD(4), JGE(5, 0, 1), RET(ALLOW), RET(DENY))
                           .stopped);
        policy_free(policy);
}
END_TEST

START_TEST(a_test_before_any_load_stops)
{
        struct policy *policy = policy_of((struct predicate){ 0, CMP_GE, UINT32_MAX, 5 });

        ck_assert(WALK(policy, JEQ(0, 0, 0), LOAD(4), JGE(5, 0, 1), RET(ALLOW), RET(DENY)).stopped);
        ck_assert(WALK(policy, AND(1), LOAD(4), JGE(5, 0, 1), RET(ALLOW), RET(DENY)).stopped);
        policy_free(policy);
}
END_TEST

START_TEST(what_we_never_write_stops)
{
        struct policy *policy = policy_of((struct predicate){ 0, CMP_GE, UINT32_MAX, 5 });
        static const struct sock_filter others[] = {
                BPF_STMT(BPF_LD | BPF_IMM, 5),
                BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
                BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, 0),
                BPF_STMT(BPF_ALU | BPF_OR | BPF_K, 0),
                BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, 0),
                BPF_STMT(BPF_ALU | BPF_AND | BPF_X, 0),
                BPF_STMT(BPF_ALU | BPF_NEG, 0),
                BPF_STMT(BPF_ST, 0),
                BPF_STMT(BPF_LDX | BPF_IMM, 5),
                BPF_STMT(BPF_MISC | BPF_TXA, 0),
                BPF_STMT(BPF_MISC | BPF_TAX, 0),
                LOAD(WORD_IP),
                BPF_STMT(BPF_RET | BPF_A, 0),
                LOAD(WORD_IP + 1),
                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_X, 0, 0, 0),
                BPF_JUMP(BPF_JMP | BPF_JGE | BPF_X, 0, 0, 0),
        };

        for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
                ck_assert(WALK(policy, others[i], LOAD(4), JGE(5, 0, 1), RET(ALLOW), RET(DENY))
                                  .stopped);
                ck_assert(WALK(policy, LOAD(4), others[i], LOAD(4), JGE(5, 0, 1), RET(ALLOW),
                               RET(DENY))
                                  .stopped);
        }
        policy_free(policy);
}
END_TEST

START_TEST(where_it_stopped_the_facts_describe_the_way)
{
        struct policy *policy = policy_of((struct predicate){ 0, CMP_GE, UINT32_MAX, 5 });
        const struct outcome outcome =
                WALK(policy, LOAD(4), JGE(5, 0, 2), JEQ(77, 1, 0), RET(ALLOW), RET(DENY));

        ck_assert(outcome.stopped);
        ck_assert_uint_eq(fact_extent(&outcome.facts.words[4], UINT32_MAX).least, 77);
        ck_assert_uint_eq(fact_extent(&outcome.facts.words[4], UINT32_MAX).greatest, 77);
        ck_assert_uint_eq(fact_extent(&outcome.facts.words[WORD_ARCH], UINT32_MAX).least, ARCH);
        policy_free(policy);
}
END_TEST

/* Code that several ways lead to is walked once for all that come with the same to know. */
START_TEST(code_that_ways_share_is_walked_once)
{
        struct policy *policy = policy_of((struct predicate){ 5, CMP_EQ, UINT32_MAX, 5 });
        struct sock_filter insns[3 * 10 + 4];
        size_t n = 0;
        struct outcome outcome;

        /* ten forks that join again: a thousand ways */
        for (unsigned int i = 0; i < 10; i++) {
                insns[n++] = (struct sock_filter)LOAD(4u + i);
                insns[n++] = (struct sock_filter)JEQ(i + 1, 0, 1);
                insns[n++] = (struct sock_filter)JA(0);
        }
        insns[n++] = (struct sock_filter)LOAD(14);
        insns[n++] = (struct sock_filter)JEQ(5, 0, 1);
        insns[n++] = (struct sock_filter)RET(ALLOW);
        insns[n++] = (struct sock_filter)RET(DENY);
        outcome = walk_insns(insns, n, policy);
        ck_assert(!outcome.stopped);
        ck_assert_uint_le(outcome.n_steps, 100);
        policy_free(policy);
}
END_TEST

/* What was walked with one word in the accumulator says nothing of another. */
START_TEST(a_way_with_another_accumulator_is_walked_again)
{
        struct policy *policy = policy_of((struct predicate){ 0, CMP_EQ, UINT32_MAX, 5 });

        /* the right word and another one meet before the test */
        ck_assert(WALK(policy, LOAD(8), JEQ(1, 0, 2), LOAD(4), JA(1), LOAD(6), JEQ(5, 0, 3),
                       LOAD(6), LOAD(4), RET(ALLOW), RET(DENY))
                          .stopped);
        ck_assert(!WALK(policy, LOAD(8), JEQ(1, 0, 2), LOAD(4), JA(1), LOAD(4), JEQ(5, 0, 3),
                        LOAD(6), LOAD(4), RET(ALLOW), RET(DENY))
                           .stopped);
        /* all of the word and a part of it */
        ck_assert(WALK(policy, LOAD(8), JEQ(1, 0, 2), LOAD(4), JA(2), LOAD(4), AND(0xf),
                       JEQ(5, 0, 1), RET(ALLOW), RET(DENY))
                          .stopped);
        policy_free(policy);
}
END_TEST

/* What was walked with one thing known says nothing where another is, if code below asks. */
START_TEST(a_way_with_other_facts_is_walked_again)
{
        struct policy *policy = policy_of((struct predicate){ 0, CMP_EQ, UINT32_MAX, 5 });

        /* right if word 8 is 1, wrong if not; in between, both come to one place */
        ck_assert(WALK(policy, LOAD(8), JEQ(1, 0, 0), LOAD(6), JEQ(7, 0, 0), LOAD(8), JEQ(1, 0, 2),
                       LOAD(4), JEQ(5, 0, 1), RET(ALLOW), RET(DENY))
                          .stopped);
        policy_free(policy);
}
END_TEST

/* The same place with another rule open, of another number. */
START_TEST(a_way_with_other_rules_open_is_walked_again)
{
        const struct predicate five = { 0, CMP_EQ, UINT32_MAX, 5 };
        const struct predicate six = { 0, CMP_EQ, UINT32_MAX, 6 };
        struct policy *policy = test_policy(DENY, (const char *[]){ "x86_64", NULL });
        struct sock_filter insns[] = { LOAD(4), JEQ(5, 0, 1), RET(ALLOW), RET(DENY) };
        const struct program program = { .insns = insns, .n_insns = 4 };
        struct nr_span *spans;
        struct walk walk;
        size_t n_spans;

        test_add_rule(policy, 3, ALLOW, &five, 1);
        test_add_rule(policy, 4, ALLOW, &six, 1);
        ck_assert_int_eq(walk_init(&walk, &program), 0);
        ck_assert_int_eq(spans_make(&spans, &n_spans, &walk.arena, policy, ARCH), 0);
        for (size_t i = 0; i + 1 < n_spans; i++)
                if (spans[i].first == 3)
                        ck_assert_int_eq(walk_arch(&walk, ARCH, ARCH, &spans[i], 2), 0);
        ck_assert(walk.stopped);
        ck_assert_uint_eq(fact_extent(&walk.facts.words[WORD_NR], UINT32_MAX).least, 4);
        walk_deinit(&walk);
        policy_free(policy);
}
END_TEST

START_TEST(all_numbers_that_come_to_a_place_are_asked_for)
{
        const struct predicate p = { 0, CMP_EQ, UINT32_MAX, 5 };
        struct policy *policy = test_policy(DENY, (const char *[]){ "x86_64", NULL });
        struct sock_filter insns[] = { LOAD(4), JEQ(5, 0, 1), RET(ALLOW), RET(DENY) };
        const struct program program = { .insns = insns, .n_insns = 4 };
        struct nr_span *spans;
        struct walk walk;
        size_t n_spans;

        /* the same rules for all numbers up to 9, but for 7 */
        for (uint32_t nr = 0; nr < 10; nr++)
                if (nr != 7)
                        test_add_rule(policy, nr, ALLOW, &p, 1);
        ck_assert_int_eq(walk_init(&walk, &program), 0);
        ck_assert_int_eq(spans_make(&spans, &n_spans, &walk.arena, policy, ARCH), 0);
        ck_assert_int_eq(walk_arch(&walk, ARCH, ARCH, spans, n_spans), 0);
        ck_assert(walk.stopped);
        ck_assert_uint_eq(fact_extent(&walk.facts.words[WORD_NR], UINT32_MAX).least, 7);
        ck_assert_uint_eq(fact_extent(&walk.facts.words[WORD_NR], UINT32_MAX).greatest, 7);
        walk_deinit(&walk);
        policy_free(policy);
}
END_TEST

static Suite *walk_suite(void)
{
        Suite *suite = suite_create("prove/walk");
        TCase *tc = tcase_create("walk");

        tcase_set_timeout(tc, 60);
        tcase_add_test(tc, every_jump_is_followed_both_ways);
        tcase_add_test(tc, each_comparison_means_what_it_does_in_the_kernel);
        tcase_add_test(tc, a_load_replaces_what_was_masked_and_a_mask_stays);
        tcase_add_test(tc, a_way_that_no_call_takes_may_return_anything);
        tcase_add_test(tc, a_number_that_is_loaded_again_is_still_known);
        tcase_add_test(tc, a_test_before_any_load_stops);
        tcase_add_test(tc, what_we_never_write_stops);
        tcase_add_test(tc, where_it_stopped_the_facts_describe_the_way);
        tcase_add_test(tc, code_that_ways_share_is_walked_once);
        tcase_add_test(tc, a_way_with_another_accumulator_is_walked_again);
        tcase_add_test(tc, a_way_with_other_facts_is_walked_again);
        tcase_add_test(tc, a_way_with_other_rules_open_is_walked_again);
        tcase_add_test(tc, all_numbers_that_come_to_a_place_are_asked_for);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(walk_suite());
}
