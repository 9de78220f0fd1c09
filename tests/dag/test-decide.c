/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dag/decide.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/program.h"
#include "policy/action.h"
#include "policy/eval.h"
#include "support/graph.h"
#include "support/random-policy.h"
#include "support/suite.h"

#define DENY    ACTION_ERRNO(1)
#define N_CALLS 60 /* for each list */

static uint32_t decide(struct dag *dag, const struct rule *rules, size_t n_rules, bool big_endian)
{
        uint32_t root;
        int r = decide_rules(&root, dag, rules, n_rules, DENY, big_endian);

        if (r != 0)
                ck_abort_msg("decide_rules: %d", r);
        return root;
}

static uint32_t leaf_of(struct dag *dag, uint32_t action)
{
        uint32_t leaf;

        ck_assert_int_eq(dag_leaf(&leaf, dag, action), 0);
        return leaf;
}

static uint32_t first_match(const struct rule *rules, size_t n_rules,
                            const struct seccomp_data *call)
{
        for (size_t i = 0; i < n_rules; i++)
                if (rule_matches(&rules[i], call))
                        return rules[i].action;
        return DENY;
}

static uint32_t graph_action(const struct dag *dag, uint32_t root, const struct seccomp_data *call,
                             bool big_endian)
{
        uint32_t words[WORD_COUNT];

        call_to_words(words, call, big_endian);
        return graph_run(dag, root, words).action;
}

/* The list of one syscall of a random policy; NULL if it has none. */
static const struct slot *any_slot(struct chance *chance, const struct policy *policy)
{
        const struct filter *filter = &policy->filters[0];

        if (filter->n_slots == 0)
                return NULL;
        return &filter->slots[chance_below(chance, (uint32_t)filter->n_slots)];
}

static void check_list(struct chance *chance, const struct policy *policy, const struct slot *slot,
                       bool big_endian)
{
        struct dag *dag;
        uint32_t root;

        claim(dag_new(&dag) == 0);
        root = decide(dag, slot->rules, slot->n_rules, big_endian);
        for (unsigned int i = 0; i < N_CALLS; i++) {
                const struct seccomp_data call = random_call(chance, policy);

                claim(graph_action(dag, root, &call, big_endian) ==
                      first_match(slot->rules, slot->n_rules, &call));
        }
        dag_free(dag);
}

static void check_shape(const struct shape *shape, unsigned int n_rounds)
{
        const struct abi *const abi = test_abi("x86_64");

        for (uint64_t seed = 0; seed < n_rounds; seed++) {
                struct chance chance = { seed };
                struct policy *policy = random_policy(&chance, shape, &abi, 1);
                const struct slot *slot = any_slot(&chance, policy);

                if (slot)
                        check_list(&chance, policy, slot, seed % 2);
                policy_free(policy);
        }
}

START_TEST(the_graph_decides_as_the_first_rule_that_matches)
{
        static const struct shape shapes[] = {
                { 1, 3, 2, 1, 6, 1 },
                { 1, 8, 3, 2, 8, 1 },
                { 1, 12, 6, 6, 15, 1 },
                { 1, 100, 1, 1, 200, 1 },
        };

        check_shape(&shapes[_i], test_rounds(1500));
}
END_TEST

START_TEST(no_rule_is_the_default)
{
        struct dag *dag;

        ck_assert_int_eq(dag_new(&dag), 0);
        ck_assert_uint_eq(decide(dag, NULL, 0, false), leaf_of(dag, DENY));
        dag_free(dag);
}
END_TEST

START_TEST(rules_that_leave_nothing_to_an_argument_are_a_leaf)
{
        struct predicate is_5[] = { { 0, CMP_EQ, UINT64_MAX, 5 } };
        struct predicate is_not_5[] = { { 0, CMP_NE, UINT64_MAX, 5 } };
        struct predicate never[] = { { 0, CMP_LT, UINT64_MAX, 0 } };
        struct predicate neither[] = { { 1, CMP_EQ, UINT32_MAX, 1 }, { 1, CMP_EQ, UINT32_MAX, 2 } };
        const struct rule then_always[] = { { is_5, 1, SECCOMP_RET_ALLOW, { 0 } },
                                            { NULL, 0, SECCOMP_RET_ALLOW, { 0 } } };
        const struct rule complements[] = { { is_5, 1, SECCOMP_RET_ALLOW, { 0 } },
                                            { is_not_5, 1, SECCOMP_RET_ALLOW, { 0 } } };
        const struct rule impossible[] = { { never, 1, SECCOMP_RET_ALLOW, { 0 } },
                                           { neither, 2, SECCOMP_RET_ALLOW, { 0 } } };
        const struct rule as_the_default[] = { { is_5, 1, DENY, { 0 } } };
        struct dag *dag;

        ck_assert_int_eq(dag_new(&dag), 0);
        ck_assert_uint_eq(decide(dag, then_always, 2, false), leaf_of(dag, SECCOMP_RET_ALLOW));
        ck_assert_uint_eq(decide(dag, complements, 2, false), leaf_of(dag, SECCOMP_RET_ALLOW));
        ck_assert_uint_eq(decide(dag, impossible, 2, false), leaf_of(dag, DENY));
        ck_assert_uint_eq(decide(dag, as_the_default, 1, false), leaf_of(dag, DENY));
        dag_free(dag);
}
END_TEST

START_TEST(rules_behind_one_that_always_matches_do_not_count)
{
        struct predicate p[] = { { 0, CMP_EQ, UINT64_MAX, 5 } };
        const struct rule rules[] = { { p, 1, SECCOMP_RET_LOG, { 0 } },
                                      { NULL, 0, SECCOMP_RET_ALLOW, { 0 } },
                                      { p, 1, SECCOMP_RET_KILL_PROCESS, { 0 } } };
        struct dag *dag;
        uint32_t root;

        ck_assert_int_eq(dag_new(&dag), 0);
        root = decide(dag, rules, 3, false);
        ck_assert_uint_eq(decide(dag, rules, 2, false), root);
        ck_assert_uint_eq(graph_measure(dag, root).n_leaves, 2);
        dag_free(dag);
}
END_TEST

/* Also when other lists were decided before: what they left in the graph must not matter. */
START_TEST(equal_lists_are_one_node_whatever_came_before)
{
        static const struct shape shape = { 6, 30, 3, 6, 1000, 1 };
        const struct abi *const abi = test_abi("x86_64");
        const unsigned int n_rounds = test_rounds(60);

        for (uint64_t seed = 0; seed < n_rounds; seed++) {
                struct chance chance = { seed };
                struct policy *policy = random_policy(&chance, &shape, &abi, 1);
                const struct filter *filter = &policy->filters[0];
                uint32_t roots[64];
                struct dag *dag;

                claim(dag_new(&dag) == 0);
                claim(filter->n_slots <= 64);
                for (size_t i = 0; i < filter->n_slots; i++)
                        roots[i] = decide(dag, filter->slots[i].rules, filter->slots[i].n_rules,
                                          false);
                for (size_t i = 0; i < filter->n_slots; i++)
                        claim(roots[i] ==
                              decide(dag, filter->slots[i].rules, filter->slots[i].n_rules, false));
                dag_free(dag);
                policy_free(policy);
        }
}
END_TEST

START_TEST(a_list_costs_the_same_whatever_came_before)
{
        static const struct shape shape = { 6, 30, 3, 6, 1000, 1 };
        const struct abi *const abi = test_abi("x86_64");
        const unsigned int n_rounds = test_rounds(60);

        for (uint64_t seed = 0; seed < n_rounds; seed++) {
                struct chance chance = { seed };
                struct policy *policy = random_policy(&chance, &shape, &abi, 1);
                const struct filter *filter = &policy->filters[0];
                struct dag *shared;

                claim(dag_new(&shared) == 0);
                for (size_t i = 0; i < filter->n_slots; i++) {
                        const struct slot *slot = &filter->slots[i];
                        const uint32_t among = decide(shared, slot->rules, slot->n_rules, false);
                        struct graph_extent a, b;
                        struct dag *own;

                        claim(dag_new(&own) == 0);
                        a = graph_measure(shared, among);
                        b = graph_measure(own, decide(own, slot->rules, slot->n_rules, false));
                        claim(a.n_tests == b.n_tests && a.longest == b.longest);
                        dag_free(own);
                }
                dag_free(shared);
                policy_free(policy);
        }
}
END_TEST

/* All values that tell apart what rules with data below 16 (and high halves below 4) can say. */
static const uint32_t samples[] = {
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, UINT32_MAX,
};

#define N_SAMPLES (sizeof(samples) / sizeof(samples[0]))

/* Which samples each word may still be, on a path; whether some test has only one outcome. */
static bool asks_in_vain(const struct dag *dag, uint32_t at, uint32_t possible[WORD_COUNT])
{
        const struct node *node = &dag->nodes[at];
        uint32_t before, yes = 0;
        bool in_vain;

        if (node->test == TEST_LEAF)
                return false;
        before = possible[node->word];
        for (unsigned int i = 0; i < N_SAMPLES; i++)
                if ((before & (1u << i)) && node_holds(node, samples[i]))
                        yes |= 1u << i;
        if (yes == 0 || yes == before)
                return true;
        possible[node->word] = yes;
        in_vain = asks_in_vain(dag, node->yes, possible);
        possible[node->word] = before & ~yes;
        in_vain = in_vain || asks_in_vain(dag, node->no, possible);
        possible[node->word] = before;
        return in_vain;
}

/*
 * A chain, where it is so much shorter than the best tree that it is taken,
 * may ask again; that is rare when all rules are about one argument.
 */
START_TEST(a_path_hardly_ever_asks_what_it_knows_of_an_argument)
{
        const uint64_t mask = _i ? UINT64_MAX : UINT32_MAX;
        const unsigned int n_rounds = test_rounds(3000);
        unsigned int n_in_vain = 0;

        for (uint64_t seed = 0; seed < n_rounds; seed++) {
                struct predicate predicates[20];
                struct rule rules[20];
                struct chance chance = { seed };
                const size_t n = 1 + chance_below(&chance, 20);
                uint32_t possible[WORD_COUNT];
                struct dag *dag;

                for (size_t i = 0; i < n; i++) {
                        predicates[i] =
                                (struct predicate){ 0, (uint8_t)(1 + chance_below(&chance, 7)),
                                                    mask, chance_below(&chance, 16) };
                        if (_i)
                                predicates[i].datum |= (uint64_t)chance_below(&chance, 4) << 32;
                        rules[i] = (struct rule){
                                &predicates[i], 1, ACTION_ERRNO(chance_below(&chance, 4)), { 0 }
                        };
                }
                for (size_t i = 0; i < WORD_COUNT; i++)
                        possible[i] = (1u << N_SAMPLES) - 1;
                claim(dag_new(&dag) == 0);
                n_in_vain += asks_in_vain(dag, decide(dag, rules, n, false), possible);
                dag_free(dag);
        }
        ck_assert_uint_le(n_in_vain, n_rounds / 500);
}
END_TEST

/* @n values of one argument that are allowed. */
static struct rule *value_rules(struct predicate *predicates, struct rule *rules, size_t n,
                                uint64_t mask)
{
        for (size_t i = 0; i < n; i++) {
                predicates[i] = (struct predicate){ 0, CMP_EQ, mask, 3 * i };
                rules[i] = (struct rule){ &predicates[i], 1, SECCOMP_RET_ALLOW, { 0 } };
        }
        return rules;
}

START_TEST(many_values_of_one_argument_make_a_search_of_linear_size)
{
        static struct predicate predicates[2000];
        static struct rule rules[2000];

        for (size_t n = 10; n <= 2000; n *= 2) {
                struct graph_extent size;
                struct dag *dag;

                ck_assert_int_eq(dag_new(&dag), 0);
                value_rules(predicates, rules, n, _i ? UINT64_MAX : UINT32_MAX);
                size = graph_measure(dag, decide(dag, rules, n, false));
                ck_assert_uint_le(size.n_tests, 2 * n);
                ck_assert_uint_le(size.longest, 16);
                ck_assert_uint_le(dag->n_nodes, 2 * n + 2);
                dag_free(dag);
        }
}
END_TEST

/* Conditions on many arguments have no small tree: the graph must fall back to chains. */
START_TEST(rules_on_many_arguments_make_a_graph_of_linear_size)
{
        static struct predicate predicates[1600][2];
        static struct rule rules[1600];
        struct chance chance = { 1 };

        for (size_t n = 25; n <= 1600; n *= 2) {
                struct graph_extent size;
                struct dag *dag;

                for (size_t i = 0; i < n; i++) {
                        for (size_t k = 0; k < 2; k++)
                                predicates[i][k] =
                                        (struct predicate){ (uint8_t)chance_below(&chance, 6),
                                                            CMP_EQ, UINT32_MAX,
                                                            chance_below(&chance, 60000) };
                        rules[i] = (struct rule){ predicates[i], 2, SECCOMP_RET_ALLOW, { 0 } };
                }
                ck_assert_int_eq(dag_new(&dag), 0);
                size = graph_measure(dag, decide(dag, rules, n, false));
                ck_assert_uint_le(size.n_tests, 4 * n);
                /* attempts that were not taken must not use up the graph's room */
                ck_assert_uint_le(dag->n_nodes, size.n_tests + 16);
                dag_free(dag);
        }
}
END_TEST

static Suite *decide_suite(void)
{
        Suite *suite = suite_create("dag/decide");
        TCase *tc = tcase_create("decide");

        tcase_set_timeout(tc, 120);
        tcase_add_loop_test(tc, the_graph_decides_as_the_first_rule_that_matches, 0, 4);
        tcase_add_test(tc, no_rule_is_the_default);
        tcase_add_test(tc, rules_that_leave_nothing_to_an_argument_are_a_leaf);
        tcase_add_test(tc, rules_behind_one_that_always_matches_do_not_count);
        tcase_add_test(tc, equal_lists_are_one_node_whatever_came_before);
        tcase_add_test(tc, a_list_costs_the_same_whatever_came_before);
        tcase_add_loop_test(tc, a_path_hardly_ever_asks_what_it_knows_of_an_argument, 0, 2);
        tcase_add_loop_test(tc, many_values_of_one_argument_make_a_search_of_linear_size, 0, 2);
        tcase_add_test(tc, rules_on_many_arguments_make_a_graph_of_linear_size);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(decide_suite());
}
