/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dag/dispatch.h"

#include <check.h>
#include <linux/audit.h>

#include "abi/syscall.h"
#include "bpf/program.h"
#include "policy/action.h"
#include "policy/eval.h"
#include "support/graph.h"
#include "support/random-policy.h"
#include "support/suite.h"

#define DENY ACTION_ERRNO(1)
#define X32  X32_SYSCALL_BIT_NR

struct graph {
        struct dag *dag;
        uint32_t root;
};

static struct graph build(const struct policy *policy)
{
        struct graph graph;

        claim(dag_new(&graph.dag) == 0);
        claim(dispatch_build(&graph.root, graph.dag, policy) == 0);
        return graph;
}

static uint32_t decide(const struct graph *graph, uint32_t arch, uint32_t nr, uint64_t arg0)
{
        const struct seccomp_data call = { .nr = (int)nr, .arch = arch, .args = { arg0 } };
        uint32_t words[WORD_COUNT];

        call_to_words(words, &call, false);
        return graph_run(graph->dag, graph->root, words).action;
}

static void add(struct policy *policy, const char *abi_name, uint32_t nr, uint32_t action)
{
        const struct rule rule = { .action = action };
        struct filter *filter = policy_find_filter(policy, test_abi(abi_name));

        ck_assert_ptr_nonnull(filter);
        ck_assert_int_eq(filter_add_rule(filter, nr, &rule), 0);
}

START_TEST(x86_64_alone_sends_x32_numbers_to_the_bad_architecture)
{
        struct policy *policy = test_policy(DENY, (const char *[]){ "x86_64", NULL });
        struct graph graph;

        add(policy, "x86_64", 1, SECCOMP_RET_ALLOW);
        graph = build(policy);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, 1, 0), SECCOMP_RET_ALLOW);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, 2, 0), DENY);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, X32 - 1, 0), DENY);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, X32, 0), SECCOMP_RET_KILL_PROCESS);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, X32 + 1, 0), SECCOMP_RET_KILL_PROCESS);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, UINT32_MAX - 1, 0),
                          SECCOMP_RET_KILL_PROCESS);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, UINT32_MAX, 0), DENY);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_I386, 1, 0), SECCOMP_RET_KILL_PROCESS);
        dag_free(graph.dag);
        policy_free(policy);
}
END_TEST

START_TEST(x32_alone_sends_x86_64_numbers_to_the_bad_architecture)
{
        struct policy *policy = test_policy(DENY, (const char *[]){ "x32", NULL });
        struct graph graph;

        add(policy, "x32", X32 + 1, SECCOMP_RET_ALLOW);
        graph = build(policy);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, 1, 0), SECCOMP_RET_KILL_PROCESS);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, X32 - 1, 0), SECCOMP_RET_KILL_PROCESS);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, X32, 0), DENY);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, X32 + 1, 0), SECCOMP_RET_ALLOW);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, UINT32_MAX, 0), DENY);
        dag_free(graph.dag);
        policy_free(policy);
}
END_TEST

START_TEST(x86_64_and_x32_share_their_word_and_part_at_bit_30)
{
        struct policy *policy = test_policy(DENY, (const char *[]){ "x32", "x86_64", NULL });
        struct graph graph;

        add(policy, "x86_64", 1, SECCOMP_RET_ALLOW);
        add(policy, "x32", X32 + 2, SECCOMP_RET_LOG);
        graph = build(policy);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, 1, 0), SECCOMP_RET_ALLOW);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, X32 + 1, 0), DENY);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, 2, 0), DENY);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, X32 + 2, 0), SECCOMP_RET_LOG);
        dag_free(graph.dag);
        policy_free(policy);
}
END_TEST

/* Who has a rule for -1, and what it then gets. */
START_TEST(the_number_minus_1_gets_the_rules_of_whichever_filter_has_some)
{
        static const struct {
                const char *abis[3];
                bool x86_64_has_one, x32_has_one, x32_has_priority;
                uint32_t wanted;
        } cases[] = {
                { { "x86_64" }, false, false, false, DENY },
                { { "x86_64" }, true, false, false, SECCOMP_RET_ALLOW },
                { { "x32" }, false, true, false, SECCOMP_RET_LOG },
                { { "x86_64", "x32" }, false, false, false, DENY },
                { { "x86_64", "x32" }, true, false, false, SECCOMP_RET_ALLOW },
                { { "x86_64", "x32" }, false, true, false, SECCOMP_RET_LOG },
                { { "x86_64", "x32" }, true, true, false, SECCOMP_RET_LOG },
                { { "x86_64", "x32" }, true, false, true, SECCOMP_RET_ALLOW },
                { { "x32", "x86_64" }, true, false, true, SECCOMP_RET_ALLOW },
        };

        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                struct policy *policy = test_policy(DENY, cases[i].abis);
                const struct seccomp_data call = { .nr = -1, .arch = AUDIT_ARCH_X86_64 };
                struct graph graph;

                if (cases[i].x86_64_has_one)
                        add(policy, "x86_64", UINT32_MAX, SECCOMP_RET_ALLOW);
                if (cases[i].x32_has_one)
                        add(policy, "x32", UINT32_MAX, SECCOMP_RET_LOG);
                if (cases[i].x32_has_priority)
                        ck_assert_int_eq(
                                filter_set_priority(policy_find_filter(policy, test_abi("x32")),
                                                    UINT32_MAX, 9),
                                0);
                graph = build(policy);
                ck_assert_uint_eq(policy_eval(policy, &call).action, cases[i].wanted);
                ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, UINT32_MAX, 0),
                                  cases[i].wanted);
                dag_free(graph.dag);
                policy_free(policy);
        }
}
END_TEST

START_TEST(every_abi_decides_by_its_own_filter)
{
        struct policy *policy =
                test_policy(DENY, (const char *[]){ "aarch64", "x86", "x32", "x86_64", NULL });
        struct graph graph;

        add(policy, "x86_64", 1, SECCOMP_RET_ALLOW);
        add(policy, "x86", 2, SECCOMP_RET_LOG);
        add(policy, "x32", X32 + 3, ACTION_ERRNO(3));
        add(policy, "aarch64", 4, ACTION_ERRNO(4));
        graph = build(policy);
        for (uint32_t nr = 0; nr < 6; nr++) {
                ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, nr, 0),
                                  nr == 1 ? SECCOMP_RET_ALLOW : DENY);
                ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_I386, nr, 0),
                                  nr == 2 ? SECCOMP_RET_LOG : DENY);
                ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_X86_64, X32 + nr, 0),
                                  nr == 3 ? ACTION_ERRNO(3) : DENY);
                ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_AARCH64, nr, 0),
                                  nr == 4 ? ACTION_ERRNO(4) : DENY);
        }
        /* bit 30 means nothing elsewhere */
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_I386, X32 + 3, 0), DENY);
        ck_assert_uint_eq(decide(&graph, AUDIT_ARCH_ARM, 1, 0), SECCOMP_RET_KILL_PROCESS);
        dag_free(graph.dag);
        policy_free(policy);
}
END_TEST

static bool is_known(const struct policy *policy, uint32_t arch)
{
        for (size_t i = 0; i < policy->n_filters; i++)
                if (policy->filters[i].abi->audit_arch == arch)
                        return true;
        return false;
}

/* What is returned for architecture words around and far from those of the policy. */
START_TEST(no_other_architecture_word_gets_anything_but_the_bad_architecture)
{
        static const struct shape shape = { 8, 2, 2, 2, 8, 0 };
        const struct abi *const abis[] = { test_abi("x86_64"), test_abi("x86"), test_abi("x32"),
                                           test_abi("aarch64") };
        const unsigned int n_rounds = test_rounds(200);

        for (uint64_t seed = 0; seed < n_rounds; seed++) {
                struct chance chance = { seed };
                struct policy *policy =
                        random_policy(&chance, &shape, abis, 1 + chance_below(&chance, 4));
                struct graph graph = build(policy);

                for (unsigned int k = 0; k < 300; k++) {
                        const uint32_t near = abis[k % 4]->audit_arch;
                        struct seccomp_data call = random_call(&chance, policy);
                        uint32_t words[WORD_COUNT];

                        switch (chance_below(&chance, 4)) {
                        case 0:
                                call.arch = near + chance_below(&chance, 3) - 1;
                                break;
                        case 1:
                                call.arch = near ^ (1u << chance_below(&chance, 32));
                                break;
                        case 2:
                                call.arch = k % 2 ? UINT32_MAX : 0;
                                break;
                        default:
                                call.arch = (uint32_t)chance_next(&chance);
                        }
                        call_to_words(words, &call, false);
                        if (!is_known(policy, call.arch))
                                claim(graph_run(graph.dag, graph.root, words).action ==
                                      policy->act_badarch);
                }
                dag_free(graph.dag);
                policy_free(policy);
        }
}
END_TEST

static bool leads_to(const struct dag *dag, uint32_t at, uint16_t word)
{
        return dag->nodes[at].test != TEST_LEAF && dag->nodes[at].word == word;
}

/* Every path: first tests of the architecture, then of the number, then of arguments. */
START_TEST(the_architecture_is_tested_first_and_the_number_second)
{
        static const struct shape shape = { 8, 2, 2, 2, 8, 1 };
        const struct abi *const abis[] = { test_abi("x86"), test_abi("x86_64"), test_abi("x32"),
                                           test_abi("aarch64") };
        const unsigned int n_rounds = test_rounds(200);

        for (uint64_t seed = 0; seed < n_rounds; seed++) {
                struct chance chance = { seed };
                struct policy *policy =
                        random_policy(&chance, &shape, abis, 1 + chance_below(&chance, 4));
                struct graph graph = build(policy);

                claim(leads_to(graph.dag, graph.root, WORD_ARCH) ||
                      policy->act_default == policy->act_badarch);
                for (size_t i = 0; i <= graph.root; i++) {
                        const struct node *node = &graph.dag->nodes[i];

                        if (node->test == TEST_LEAF)
                                continue;
                        if (node->word != WORD_ARCH)
                                claim(!leads_to(graph.dag, node->yes, WORD_ARCH) &&
                                      !leads_to(graph.dag, node->no, WORD_ARCH));
                        if (node->word >= WORD_ARGS)
                                claim(!leads_to(graph.dag, node->yes, WORD_NR) &&
                                      !leads_to(graph.dag, node->no, WORD_NR));
                }
                dag_free(graph.dag);
                policy_free(policy);
        }
}
END_TEST

START_TEST(the_graph_decides_every_call_as_the_policy)
{
        static const struct shape shape = { 8, 3, 2, 2, 8, 0 };
        const struct abi *const abis[] = { test_abi("x86"), test_abi("x86_64"), test_abi("x32"),
                                           test_abi("aarch64") };
        const unsigned int n_rounds = test_rounds(400);

        for (uint64_t seed = 0; seed < n_rounds; seed++) {
                struct chance chance = { seed };
                const unsigned int first = chance_below(&chance, 4);
                struct policy *policy = random_policy(&chance, &shape, abis + first,
                                                      1 + chance_below(&chance, 4 - first));
                struct graph graph = build(policy);

                for (unsigned int k = 0; k < 200; k++) {
                        const struct seccomp_data call = random_call(&chance, policy);
                        uint32_t words[WORD_COUNT];

                        call_to_words(words, &call, false);
                        claim(graph_run(graph.dag, graph.root, words).action ==
                              policy_eval(policy, &call).action);
                }
                dag_free(graph.dag);
                policy_free(policy);
        }
}
END_TEST

START_TEST(equal_filters_of_two_abis_share_their_decisions)
{
        const struct predicate p[] = { { 0, CMP_EQ, UINT32_MAX, 7 }, { 1, CMP_LE, UINT32_MAX, 9 } };
        struct predicate copy[2] = { p[0], p[1] };
        const struct rule rule = { copy, 2, SECCOMP_RET_ALLOW, { 0 } };
        struct policy *one = test_policy(DENY, (const char *[]){ "x86_64", NULL });
        struct policy *two = test_policy(DENY, (const char *[]){ "x86_64", "aarch64", NULL });
        struct graph alone, both;

        for (uint32_t nr = 0; nr < 100; nr += 2) {
                ck_assert_int_eq(filter_add_rule(&one->filters[0], nr, &rule), 0);
                for (size_t i = 0; i < 2; i++)
                        ck_assert_int_eq(filter_add_rule(&two->filters[i], nr, &rule), 0);
        }
        alone = build(one);
        both = build(two);
        /* what is decided of arguments is there once, whatever is searched for */
        ck_assert_uint_lt(graph_measure(both.dag, both.root).n_tests,
                          2 * graph_measure(alone.dag, alone.root).n_tests);
        dag_free(alone.dag);
        dag_free(both.dag);
        policy_free(one);
        policy_free(two);
}
END_TEST

static Suite *dispatch_suite(void)
{
        Suite *suite = suite_create("dag/dispatch");
        TCase *tc = tcase_create("dispatch");

        tcase_set_timeout(tc, 60);
        tcase_add_test(tc, x86_64_alone_sends_x32_numbers_to_the_bad_architecture);
        tcase_add_test(tc, x32_alone_sends_x86_64_numbers_to_the_bad_architecture);
        tcase_add_test(tc, x86_64_and_x32_share_their_word_and_part_at_bit_30);
        tcase_add_test(tc, the_number_minus_1_gets_the_rules_of_whichever_filter_has_some);
        tcase_add_test(tc, every_abi_decides_by_its_own_filter);
        tcase_add_test(tc, no_other_architecture_word_gets_anything_but_the_bad_architecture);
        tcase_add_test(tc, the_architecture_is_tested_first_and_the_number_second);
        tcase_add_test(tc, the_graph_decides_every_call_as_the_policy);
        tcase_add_test(tc, equal_filters_of_two_abis_share_their_decisions);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(dispatch_suite());
}
