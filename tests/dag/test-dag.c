/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dag/dag.h"

#include <check.h>
#include <errno.h>

#include "support/graph.h"
#include "support/random-policy.h"
#include "support/suite.h"

static uint32_t leaf_of(struct dag *dag, uint32_t action)
{
        uint32_t leaf;

        ck_assert_int_eq(dag_leaf(&leaf, dag, action), 0);
        return leaf;
}

static uint32_t test_of(struct dag *dag, struct node node)
{
        uint32_t test;

        ck_assert_int_eq(dag_test(&test, dag, &node), 0);
        return test;
}

START_TEST(equal_leaves_are_one_node)
{
        struct dag *dag;
        uint32_t allow;

        ck_assert_int_eq(dag_new(&dag), 0);
        allow = leaf_of(dag, 1);
        ck_assert_uint_ne(leaf_of(dag, 2), allow);
        ck_assert_uint_eq(leaf_of(dag, 1), allow);
        ck_assert_uint_eq(dag->n_nodes, 2);
        dag_free(dag);
}
END_TEST

START_TEST(tests_are_one_node_only_if_every_field_is_equal)
{
        struct dag *dag;
        uint32_t a, b, c, first;
        struct node node;

        ck_assert_int_eq(dag_new(&dag), 0);
        a = leaf_of(dag, 1);
        b = leaf_of(dag, 2);
        c = leaf_of(dag, 3);
        node = (struct node){ 4, TEST_EQ, 0xff, 7, a, b };
        first = test_of(dag, node);
        ck_assert_uint_eq(test_of(dag, node), first);
        ck_assert_uint_ne(test_of(dag, (struct node){ 5, TEST_EQ, 0xff, 7, a, b }), first);
        ck_assert_uint_ne(test_of(dag, (struct node){ 4, TEST_GE, 0xff, 7, a, b }), first);
        ck_assert_uint_ne(test_of(dag, (struct node){ 4, TEST_EQ, 0xfe, 7, a, b }), first);
        ck_assert_uint_ne(test_of(dag, (struct node){ 4, TEST_EQ, 0xff, 6, a, b }), first);
        ck_assert_uint_ne(test_of(dag, (struct node){ 4, TEST_EQ, 0xff, 7, c, b }), first);
        ck_assert_uint_ne(test_of(dag, (struct node){ 4, TEST_EQ, 0xff, 7, a, c }), first);
        ck_assert_uint_eq(dag->n_nodes, 3 + 7);
        dag_free(dag);
}
END_TEST

START_TEST(a_test_with_one_outcome_is_no_test)
{
        struct dag *dag;
        uint32_t a;

        ck_assert_int_eq(dag_new(&dag), 0);
        a = leaf_of(dag, 1);
        ck_assert_uint_eq(test_of(dag, (struct node){ 4, TEST_GE, UINT32_MAX, 7, a, a }), a);
        ck_assert_uint_eq(dag->n_nodes, 1);
        dag_free(dag);
}
END_TEST

START_TEST(nodes_stay_one_while_the_table_grows)
{
        const uint32_t n = 20000;
        struct dag *dag;
        uint32_t yes, no;

        ck_assert_int_eq(dag_new(&dag), 0);
        yes = leaf_of(dag, 1);
        no = leaf_of(dag, 2);
        for (unsigned int again = 0; again < 2; again++)
                for (uint32_t value = 0; value < n; value++) {
                        const struct node node = { 4, TEST_EQ, UINT32_MAX, value, yes, no };
                        uint32_t at;

                        claim(dag_test(&at, dag, &node) == 0);
                        claim(at == value + 2);
                }
        ck_assert_uint_eq(dag->n_nodes, n + 2);
        dag_free(dag);
}
END_TEST

START_TEST(children_lie_below_their_parents)
{
        struct chance chance = { 1 };
        struct dag *dag;

        ck_assert_int_eq(dag_new(&dag), 0);
        leaf_of(dag, 1);
        leaf_of(dag, 2);
        for (unsigned int i = 0; i < 1000; i++) {
                const uint32_t n = (uint32_t)dag->n_nodes;
                const struct node node = { (uint16_t)chance_below(&chance, WORD_COUNT),
                                           TEST_GE,
                                           UINT32_MAX,
                                           chance_below(&chance, 10),
                                           chance_below(&chance, n),
                                           chance_below(&chance, n) };
                uint32_t at;

                claim(dag_test(&at, dag, &node) == 0);
                claim(node.yes == node.no ? at == node.yes : at > node.yes && at > node.no);
        }
        dag_free(dag);
}
END_TEST

START_TEST(past_the_limit_only_what_is_there_is_found)
{
        const struct node there = { 4, TEST_EQ, UINT32_MAX, 5, 0, 1 };
        const struct node one_more = { 5, TEST_EQ, UINT32_MAX, 5, 0, 1 };
        struct dag *dag;
        uint32_t at;

        ck_assert_int_eq(dag_new(&dag), 0);
        leaf_of(dag, 1);
        leaf_of(dag, 2);
        for (uint32_t value = 0; value < DAG_MAX_NODES - 2; value++) {
                const struct node node = { 4, TEST_EQ, UINT32_MAX, value, 0, 1 };

                claim(dag_test(&at, dag, &node) == 0);
        }
        ck_assert_int_eq(dag_test(&at, dag, &one_more), -E2BIG);
        ck_assert_int_eq(dag_leaf(&at, dag, 3), -E2BIG);
        ck_assert_uint_eq(test_of(dag, there), 5 + 2);
        ck_assert_uint_eq(leaf_of(dag, 2), 1);
        dag_free(dag);
}
END_TEST

START_TEST(truncating_forgets_the_newest_nodes_and_no_others)
{
        const unsigned int n_rounds = test_rounds(200);
        struct chance chance = { 2 };

        for (unsigned int i = 0; i < n_rounds; i++) {
                const uint32_t n = 3 + chance_below(&chance, 2000);
                const uint32_t kept = 2 + chance_below(&chance, n - 2);
                struct node nodes[2003];
                struct dag *dag;
                uint32_t at;

                claim(dag_new(&dag) == 0);
                claim(dag_leaf(&at, dag, 1) == 0 && dag_leaf(&at, dag, 2) == 0);
                for (uint32_t k = 2; k < n; k++) {
                        nodes[k] = (struct node){ 4, TEST_EQ, UINT32_MAX, k, 0, 1 };
                        claim(dag_test(&at, dag, &nodes[k]) == 0 && at == k);
                }
                dag_truncate(dag, kept);
                claim(dag->n_nodes == kept);
                for (uint32_t k = n; k-- > 2;) {
                        claim(dag_test(&at, dag, &nodes[k]) == 0);
                        claim(k < kept ? at == k : at == kept + n - 1 - k);
                }
                claim(dag->n_nodes == n);
                dag_free(dag);
        }
}
END_TEST

START_TEST(freeing_no_graph_is_harmless)
{
        ck_assert_ptr_null(dag_free(NULL));
}
END_TEST

static Suite *dag_suite(void)
{
        Suite *suite = suite_create("dag/dag");
        TCase *tc = tcase_create("dag");

        tcase_add_test(tc, equal_leaves_are_one_node);
        tcase_add_test(tc, tests_are_one_node_only_if_every_field_is_equal);
        tcase_add_test(tc, a_test_with_one_outcome_is_no_test);
        tcase_add_test(tc, nodes_stay_one_while_the_table_grows);
        tcase_add_test(tc, children_lie_below_their_parents);
        tcase_add_test(tc, past_the_limit_only_what_is_there_is_found);
        tcase_add_test(tc, truncating_forgets_the_newest_nodes_and_no_others);
        tcase_add_test(tc, freeing_no_graph_is_harmless);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(dag_suite());
}
