/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/prove.h"

#include <check.h>
#include <linux/audit.h>
#include <stdlib.h>

#include "dag/dispatch.h"
#include "engine/compile.h"
#include "lower/lower.h"
#include "policy/action.h"
#include "support/random-policy.h"
#include "support/suite.h"

#define DENY ACTION_ERRNO(1)

static const char *const x86_64[] = { "x86_64", NULL };

static enum proof_verdict verdict_of(const struct program *program, const struct policy *policy)
{
        struct proof proof;

        claim(prove_program(&proof, program, policy) == 0);
        return proof.verdict;
}

static enum proof_verdict prove_insns(struct sock_filter *insns, size_t n,
                                      const struct policy *policy)
{
        return verdict_of(&(struct program){ .insns = insns, .n_insns = n }, policy);
}

#define PROVE(policy, ...)                                                                         \
        prove_insns((struct sock_filter[]){ __VA_ARGS__ },                                         \
                    sizeof((struct sock_filter[]){ __VA_ARGS__ }) / sizeof(struct sock_filter),    \
                    policy)

#define LOAD(word)       BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 4 * (word))
#define JEQ(k, yes, no)  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, yes, no)
#define JGE(k, yes, no)  BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, k, yes, no)
#define JGT(k, yes, no)  BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, k, yes, no)
#define JSET(k, yes, no) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, k, yes, no)
#define AND(k)           BPF_STMT(BPF_ALU | BPF_AND | BPF_K, k)
#define RET(k)           BPF_STMT(BPF_RET | BPF_K, k)

#define ARCH_OK LOAD(WORD_ARCH), JEQ(AUDIT_ARCH_X86_64, 1, 0), RET(SECCOMP_RET_KILL_PROCESS)
#define NUMBER_OK                                                                                  \
        LOAD(WORD_NR), JGE(X32_SYSCALL_BIT_NR, 0, 2), JEQ(UINT32_MAX, 1, 0),                       \
                RET(SECCOMP_RET_KILL_PROCESS)

START_TEST(a_program_written_by_hand_is_proven)
{
        const struct predicate p[] = { { 0, CMP_GT, UINT64_MAX, 0x500000007 } };
        struct policy *policy = test_policy(DENY, x86_64);

        test_add_rule(policy, 3, SECCOMP_RET_ALLOW, p, 1);
        ck_assert_int_eq(PROVE(policy, ARCH_OK, NUMBER_OK, JEQ(3, 0, 5), LOAD(5), JGT(5, 4, 0),
                               JEQ(5, 0, 2), LOAD(4), JGT(7, 1, 0), RET(DENY),
                               RET(SECCOMP_RET_ALLOW)),
                         PROOF_EQUIVALENT);
        policy_free(policy);
}
END_TEST

/* Comparison, bound and word wrong by the least: each of them is found. */
START_TEST(a_program_that_is_wrong_for_one_value_is_different)
{
        const struct predicate p[] = { { 0, CMP_GT, UINT64_MAX, 0x500000007 } };
        struct policy *policy = test_policy(DENY, x86_64);

        test_add_rule(policy, 3, SECCOMP_RET_ALLOW, p, 1);
        ck_assert_int_eq(PROVE(policy, ARCH_OK, NUMBER_OK, JEQ(3, 0, 5), LOAD(5), JGT(5, 4, 0),
                               JEQ(5, 0, 2), LOAD(4), JGE(7, 1, 0), RET(DENY),
                               RET(SECCOMP_RET_ALLOW)),
                         PROOF_DIFFERENT);
        ck_assert_int_eq(PROVE(policy, ARCH_OK, NUMBER_OK, JEQ(3, 0, 5), LOAD(5), JGE(5, 4, 0),
                               JEQ(5, 0, 2), LOAD(4), JGT(7, 1, 0), RET(DENY),
                               RET(SECCOMP_RET_ALLOW)),
                         PROOF_DIFFERENT);
        ck_assert_int_eq(PROVE(policy, ARCH_OK, NUMBER_OK, JEQ(3, 0, 5), LOAD(5), JGT(5, 4, 0),
                               JEQ(5, 0, 2), LOAD(6), JGT(7, 1, 0), RET(DENY),
                               RET(SECCOMP_RET_ALLOW)),
                         PROOF_DIFFERENT);
        ck_assert_int_eq(PROVE(policy, ARCH_OK, NUMBER_OK, JEQ(4, 0, 5), LOAD(5), JGT(5, 4, 0),
                               JEQ(5, 0, 2), LOAD(4), JGT(7, 1, 0), RET(DENY),
                               RET(SECCOMP_RET_ALLOW)),
                         PROOF_DIFFERENT);
        policy_free(policy);
}
END_TEST

START_TEST(forgetting_the_architecture_or_x32_is_different)
{
        struct policy *policy = test_policy(SECCOMP_RET_ALLOW, x86_64);

        ck_assert_int_eq(PROVE(policy, ARCH_OK, NUMBER_OK, RET(SECCOMP_RET_ALLOW)),
                         PROOF_EQUIVALENT);
        ck_assert_int_eq(PROVE(policy, NUMBER_OK, RET(SECCOMP_RET_ALLOW)), PROOF_DIFFERENT);
        ck_assert_int_eq(PROVE(policy, ARCH_OK, RET(SECCOMP_RET_ALLOW)), PROOF_DIFFERENT);
        policy_free(policy);
}
END_TEST

START_TEST(the_data_of_an_action_counts)
{
        struct policy *policy = test_policy(ACTION_ERRNO(1), x86_64);

        ck_assert_int_eq(PROVE(policy, ARCH_OK, NUMBER_OK, RET(ACTION_ERRNO(1))), PROOF_EQUIVALENT);
        ck_assert_int_eq(PROVE(policy, ARCH_OK, NUMBER_OK, RET(ACTION_ERRNO(2))), PROOF_DIFFERENT);
        policy_free(policy);
}
END_TEST

START_TEST(what_the_kernel_would_refuse_is_undecided)
{
        struct policy *policy = test_policy(SECCOMP_RET_ALLOW, x86_64);

        ck_assert_int_eq(PROVE(policy, LOAD(WORD_ARCH)), PROOF_UNDECIDED);
        ck_assert_int_eq(PROVE(policy, LOAD(16), RET(SECCOMP_RET_ALLOW)), PROOF_UNDECIDED);
        ck_assert_int_eq(PROVE(policy, JEQ(0, 9, 9), RET(SECCOMP_RET_ALLOW)), PROOF_UNDECIDED);
        ck_assert_int_eq(verdict_of(&(struct program){ 0 }, policy), PROOF_UNDECIDED);
        policy_free(policy);
}
END_TEST

/* Right, but not in our language: nothing is claimed of it. */
START_TEST(instructions_that_we_never_write_are_not_followed)
{
        struct policy *policy = test_policy(SECCOMP_RET_ALLOW, x86_64);

        ck_assert_int_eq(PROVE(policy, BPF_STMT(BPF_LD | BPF_IMM, 0), ARCH_OK, NUMBER_OK,
                               RET(SECCOMP_RET_ALLOW)),
                         PROOF_UNDECIDED);
        ck_assert_int_eq(PROVE(policy, LOAD(WORD_IP), ARCH_OK, NUMBER_OK, RET(SECCOMP_RET_ALLOW)),
                         PROOF_UNDECIDED);
        ck_assert_int_eq(PROVE(policy, ARCH_OK, NUMBER_OK,
                               BPF_STMT(BPF_LD | BPF_IMM, SECCOMP_RET_ALLOW),
                               BPF_STMT(BPF_RET | BPF_A, 0)),
                         PROOF_UNDECIDED);
        ck_assert_int_eq(PROVE(policy, JEQ(1, 0, 0), ARCH_OK, NUMBER_OK, RET(SECCOMP_RET_ALLOW)),
                         PROOF_UNDECIDED);
        policy_free(policy);
}
END_TEST

START_TEST(a_policy_without_an_architecture_is_undecided)
{
        struct policy *policy = test_policy(SECCOMP_RET_ALLOW, (const char *[]){ NULL });

        ck_assert_int_eq(PROVE(policy, RET(SECCOMP_RET_KILL_PROCESS)), PROOF_UNDECIDED);
        policy_free(policy);
}
END_TEST

/* Tests in another order than that of the rules, and one that no rule asks for. */
START_TEST(the_order_of_tests_does_not_matter)
{
        const struct predicate p[] = { { 0, CMP_EQ, UINT32_MAX, 5 }, { 1, CMP_EQ, UINT32_MAX, 6 } };
        struct policy *policy = test_policy(DENY, x86_64);

        test_add_rule(policy, 3, SECCOMP_RET_ALLOW, p, 2);
        ck_assert_int_eq(PROVE(policy, ARCH_OK, NUMBER_OK, JEQ(3, 0, 6), LOAD(6), JSET(1, 4, 0),
                               JEQ(6, 0, 3), LOAD(4), JEQ(5, 0, 1), RET(SECCOMP_RET_ALLOW),
                               RET(DENY)),
                         PROOF_EQUIVALENT);
        policy_free(policy);
}
END_TEST

START_TEST(a_mask_is_the_same_as_its_bits_one_by_one)
{
        const struct predicate p[] = { { 0, CMP_MASKED_EQ, 0x9, 0x8 } };
        struct policy *policy = test_policy(DENY, x86_64);

        test_add_rule(policy, 3, SECCOMP_RET_ALLOW, p, 1);
        ck_assert_int_eq(PROVE(policy, ARCH_OK, NUMBER_OK, JEQ(3, 0, 4), LOAD(4), JSET(8, 0, 2),
                               JSET(1, 1, 0), RET(SECCOMP_RET_ALLOW), RET(DENY)),
                         PROOF_EQUIVALENT);
        ck_assert_int_eq(PROVE(policy, ARCH_OK, NUMBER_OK, JEQ(3, 0, 4), LOAD(4), AND(0xf),
                               JEQ(8, 0, 1), RET(SECCOMP_RET_ALLOW), RET(DENY)),
                         PROOF_DIFFERENT);
        ck_assert_int_eq(PROVE(policy, ARCH_OK, NUMBER_OK, JEQ(3, 0, 4), LOAD(4), AND(9),
                               JEQ(8, 0, 1), RET(SECCOMP_RET_ALLOW), RET(DENY)),
                         PROOF_EQUIVALENT);
        policy_free(policy);
}
END_TEST

/* engine_compile() proves what it makes. */
static void check_proven(const struct shape *shape, const char *const *names, unsigned int n_names,
                         unsigned int n_rounds)
{
        const struct abi *abis[4];

        for (unsigned int i = 0; i < n_names; i++)
                abis[i] = test_abi(names[i]);
        for (uint64_t seed = 0; seed < n_rounds; seed++) {
                struct chance chance = { seed ^ UINT64_C(0x5eed) << 32 };
                struct policy *policy = random_policy(&chance, shape, abis, n_names);
                struct compile_report report;
                struct program program = { 0 };

                if (engine_compile(&program, policy, &report) != 0)
                        ck_abort_msg("seed %llu: %s", (unsigned long long)seed, report.err.message);
                program_deinit(&program);
                policy_free(policy);
        }
}

START_TEST(what_the_engine_makes_is_proven)
{
        static const struct {
                struct shape shape;
                const char *abis[4];
                unsigned int n_abis, n_rounds;
        } cases[] = {
                { { 4, 6, 3, 2, 8, 0 }, { "x86_64" }, 1, 4000 },
                { { 2, 6, 3, 3, 8, 1 }, { "x86_64" }, 1, 2000 },
                { { 3, 8, 6, 6, 15, 0 }, { "aarch64" }, 1, 1000 },
                { { 2, 60, 1, 1, 100, 1 }, { "x86_64" }, 1, 500 },
                { { 8, 3, 2, 2, 8, 0 }, { "x86_64", "x86", "x32" }, 3, 1000 },
                { { 4, 6, 3, 2, 8, 0 }, { "s390x" }, 1, 1000 },
                { { 4, 6, 3, 2, 8, 0 }, { "s390x", "ppc64", "s390" }, 3, 500 },
                { { 4, 4, 3, 2, 8, 0 }, { "mips", "mips64", "mips64n32" }, 3, 500 },
        };

        check_proven(&cases[_i].shape, cases[_i].abis, cases[_i].n_abis,
                     test_rounds(cases[_i].n_rounds));
}
END_TEST

/* The conjunctions that "a in {…} and b & m in {…} and …" stands for. */
static void add_product(struct policy *policy, uint32_t action, struct predicate terms[3][4],
                        const size_t n_items[3], size_t n_terms)
{
        size_t at[3] = { 0 };

        for (;;) {
                struct predicate predicates[3];
                size_t term = 0;

                for (size_t i = 0; i < n_terms; i++)
                        predicates[i] = terms[i][at[i]];
                test_add_rule(policy, 5, action, predicates, n_terms);
                while (term < n_terms && ++at[term] == n_items[term])
                        at[term++] = 0;
                if (term == n_terms)
                        return;
        }
}

static struct predicate random_item(struct chance *chance, uint8_t arg, unsigned int kind)
{
        static const uint32_t masks[] = { 0xf, 0x3, 0x7e020000, 0x40, 0x1000, 0xff0, 0x4 };
        const uint32_t mask = masks[chance_below(chance, 7)];
        const uint64_t width = arg == 3 ? UINT64_MAX : UINT32_MAX;

        switch (kind) {
        case 0:
                return (struct predicate){ arg, CMP_EQ, width, chance_below(chance, 40) };
        case 1:
                return (struct predicate){ arg, CMP_MASKED_EQ, mask,
                                           (uint32_t)chance_next(chance) & mask };
        case 2:
                return (struct predicate){ arg, CMP_NE, width, chance_below(chance, 40) };
        case 3:
                return (struct predicate){ arg, chance_below(chance, 2) ? CMP_LE : CMP_GT, width,
                                           chance_below(chance, 1000) };
        default:
                return (struct predicate){ arg, CMP_MASKED_EQ, mask, 0 };
        }
}

/* One line of a profile; its words are compared in several ways. */
static void add_line(struct policy *policy, struct chance *chance)
{
        const size_t n_terms = 1 + chance_below(chance, 3);
        struct predicate terms[3][4];
        size_t n_items[3];

        for (size_t t = 0; t < n_terms; t++) {
                const uint8_t arg = (uint8_t)chance_below(chance, 4);
                const unsigned int kind = chance_below(chance, 5);

                n_items[t] = 1 + chance_below(chance, 4);
                for (size_t i = 0; i < n_items[t]; i++)
                        terms[t][i] = random_item(chance, arg, kind);
        }
        add_product(policy, chance_below(chance, 3) ? SECCOMP_RET_ALLOW : ACTION_ERRNO(2), terms,
                    n_items, n_terms);
}

START_TEST(conditions_as_profiles_have_them_are_proven)
{
        for (uint64_t seed = 0; seed < test_rounds(1500); seed++) {
                struct chance chance = { seed };
                struct policy *policy = test_policy(DENY, x86_64);
                struct compile_report report;
                struct program program = { 0 };

                for (unsigned int i = 1 + chance_below(&chance, 6); i > 0; i--)
                        add_line(policy, &chance);
                if (engine_compile(&program, policy, &report) != 0)
                        ck_abort_msg("seed %llu: %s", (unsigned long long)seed, report.err.message);
                program_deinit(&program);
                policy_free(policy);
        }
}
END_TEST

/* A filter with @n values of one argument. */
static size_t steps_for_values(unsigned int n, uint64_t mask)
{
        struct policy *policy = test_policy(DENY, x86_64);
        struct compile_report report;
        struct program program = { 0 };

        for (unsigned int i = 0; i < n; i++) {
                const struct predicate p = { 1, CMP_EQ, mask, 3 * i };

                test_add_rule(policy, 16, SECCOMP_RET_ALLOW, &p, 1);
        }
        ck_assert_int_eq(engine_compile(&program, policy, &report), 0);
        ck_assert_uint_le(report.n_nodes, 2 * n + 16);
        program_deinit(&program);
        policy_free(policy);
        return report.n_proof_steps;
}

START_TEST(a_proof_about_one_argument_takes_steps_in_proportion_to_its_rules)
{
        for (unsigned int n = 10; n <= 2000; n += n / 2)
                ck_assert_uint_le(steps_for_values(n, _i ? UINT64_MAX : UINT32_MAX), 3 * n + 64);
}
END_TEST

START_TEST(a_proof_about_many_syscalls_takes_steps_in_proportion_to_them)
{
        for (unsigned int n = 10; n <= 500; n *= 2) {
                struct policy *policy = test_policy(DENY, x86_64);
                struct compile_report report;
                struct program program = { 0 };

                for (unsigned int i = 0; i < n; i++) {
                        const struct predicate p = { (uint8_t)(i % 6), CMP_EQ, UINT64_MAX, i };

                        test_add_rule(policy, 2 * i, SECCOMP_RET_ALLOW, &p, 1);
                }
                ck_assert_int_eq(engine_compile(&program, policy, &report), 0);
                ck_assert_uint_le(report.n_proof_steps, 12 * n + 64);
                program_deinit(&program);
                policy_free(policy);
        }
}
END_TEST

/* Pairs of arguments, each with each: more ways through the code than could be looked at. */
START_TEST(many_rules_over_all_arguments_are_proven)
{
        for (unsigned int n = 10; n <= 60; n += 10) {
                struct policy *policy = test_policy(DENY, (const char *[]){ "x86_64", NULL });
                struct chance chance = { n };
                struct program program = { 0 };
                struct compile_report report;

                for (unsigned int i = 0; i < n; i++) {
                        const uint8_t one = (uint8_t)chance_below(&chance, 6);
                        const uint8_t other = (uint8_t)((one + 1 + chance_below(&chance, 5)) % 6);
                        const uint64_t x = chance_below(&chance, 40), y = chance_below(&chance, 40);
                        const struct predicate pair[] = { { one, CMP_EQ, UINT64_MAX, x },
                                                          { other, CMP_EQ, UINT64_MAX, y } };

                        test_add_rule(policy, 3, SECCOMP_RET_ALLOW, pair, 2);
                }
                ck_assert_int_eq(engine_compile(&program, policy, &report), 0);
                /* in proportion to the code, not to the ways */
                ck_assert_uint_le(report.n_proof_steps, 20 * program.n_insns);
                program_deinit(&program);
                policy_free(policy);
        }
}
END_TEST

/* What is made where the shorter program could not be seen through. */
START_TEST(rules_one_after_another_are_nearly_always_proven)
{
        static const struct shape shapes[] = {
                { 2, 40, 2, 6, 40, 2 },
                { 2, 12, 6, 6, 15, 3 },
                { 2, 30, 3, 2, 8, 0 },
        };
        const struct abi *const abi = test_abi("x86_64");
        const unsigned int n = test_rounds(300);
        unsigned int n_undecided = 0;

        for (uint64_t seed = 0; seed < n; seed++) {
                struct chance chance = { seed };
                struct policy *policy = random_policy(&chance, &shapes[seed % 3], &abi, 1);
                struct program program = { 0 };
                struct dag *dag = NULL;
                uint32_t root;

                claim(dag_new(&dag) == 0);
                dag->plain = true;
                claim(dispatch_build(&root, dag, policy) == 0);
                claim(lower_emit(&program, dag, root) == 0);
                if (program.n_insns <= PROGRAM_MAX) {
                        const enum proof_verdict verdict = verdict_of(&program, policy);

                        claim(verdict != PROOF_DIFFERENT);
                        n_undecided += verdict != PROOF_EQUIVALENT;
                }
                program_deinit(&program);
                dag_free(dag);
                policy_free(policy);
        }
        ck_assert_uint_le(200 * n_undecided, n);
}
END_TEST

static Suite *prove_suite(void)
{
        Suite *suite = suite_create("prove/prove");
        TCase *tc = tcase_create("prove");

        tcase_set_timeout(tc, 600);
        tcase_add_test(tc, a_program_written_by_hand_is_proven);
        tcase_add_test(tc, a_program_that_is_wrong_for_one_value_is_different);
        tcase_add_test(tc, forgetting_the_architecture_or_x32_is_different);
        tcase_add_test(tc, the_data_of_an_action_counts);
        tcase_add_test(tc, what_the_kernel_would_refuse_is_undecided);
        tcase_add_test(tc, instructions_that_we_never_write_are_not_followed);
        tcase_add_test(tc, a_policy_without_an_architecture_is_undecided);
        tcase_add_test(tc, the_order_of_tests_does_not_matter);
        tcase_add_test(tc, a_mask_is_the_same_as_its_bits_one_by_one);
        tcase_add_loop_test(tc, what_the_engine_makes_is_proven, 0, 8);
        tcase_add_test(tc, conditions_as_profiles_have_them_are_proven);
        tcase_add_loop_test(tc, a_proof_about_one_argument_takes_steps_in_proportion_to_its_rules,
                            0, 2);
        tcase_add_test(tc, a_proof_about_many_syscalls_takes_steps_in_proportion_to_them);
        tcase_add_test(tc, many_rules_over_all_arguments_are_proven);
        tcase_add_test(tc, rules_one_after_another_are_nearly_always_proven);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(prove_suite());
}
