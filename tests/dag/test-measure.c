/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dag/measure.h"

#include <check.h>

#include "abi/word.h"
#include "support/graph.h"
#include "support/random-policy.h"
#include "support/suite.h"

/* Leaves 0 and 1, and @n tests on random nodes below. */
static struct dag *random_dag(struct chance *chance, unsigned int n)
{
        struct dag *dag;
        uint32_t at;

        claim(dag_new(&dag) == 0);
        claim(dag_leaf(&at, dag, 1) == 0 && dag_leaf(&at, dag, 2) == 0);
        for (unsigned int i = 0; i < n; i++) {
                const uint32_t n_nodes = (uint32_t)dag->n_nodes;
                const struct node node = { (uint16_t)chance_below(chance, WORD_COUNT),
                                           TEST_GE,
                                           UINT32_MAX,
                                           chance_below(chance, 1000),
                                           chance_below(chance, n_nodes),
                                           chance_below(chance, n_nodes) };

                claim(dag_test(&at, dag, &node) == 0);
        }
        return dag;
}

START_TEST(tests_are_counted_once_and_the_longest_path_is_found)
{
        const unsigned int n_rounds = test_rounds(300);
        struct chance chance = { 1 };

        for (unsigned int i = 0; i < n_rounds; i++) {
                struct dag *dag = random_dag(&chance, 1 + chance_below(&chance, 100));
                struct measure measure = { 0 };

                for (unsigned int k = 0; k < 10; k++) {
                        const uint32_t root = chance_below(&chance, (uint32_t)dag->n_nodes);
                        const struct graph_extent wanted = graph_measure(dag, root);
                        struct graph_size size;

                        claim(measure_start(&measure, dag) == 0);
                        size = measure_graph(&measure, dag, root);
                        claim(size.n_tests == wanted.n_tests && size.longest == wanted.longest);
                }
                measure_deinit(&measure);
                dag_free(dag);
        }
}
END_TEST

/* leaf 0, leaf 1, a chain of @n tests on top of them; the root is the last. */
static struct dag *chain(uint32_t n)
{
        struct dag *dag;
        uint32_t at;

        claim(dag_new(&dag) == 0);
        claim(dag_leaf(&at, dag, 1) == 0 && dag_leaf(&at, dag, 2) == 0);
        for (uint32_t i = 0; i < n; i++) {
                const struct node node = { 4, TEST_EQ, UINT32_MAX, i, 0, at };

                claim(dag_test(&at, dag, &node) == 0 && at == i + 2);
        }
        return dag;
}

START_TEST(what_lies_below_where_the_graph_ends_is_not_part_of_it)
{
        struct dag *dag = chain(10);
        struct measure measure = { 0 };
        struct graph_size size;

        ck_assert_int_eq(measure_start(&measure, dag), 0);
        measure_stop_at(&measure, 2 + 3);
        size = measure_graph(&measure, dag, 2 + 9);
        ck_assert_uint_eq(size.n_tests, 6);
        ck_assert_uint_eq(size.longest, 6);
        ck_assert_int_eq(measure_start(&measure, dag), 0);
        measure_stop_at(&measure, 2 + 9);
        size = measure_graph(&measure, dag, 2 + 9);
        ck_assert_uint_eq(size.n_tests, 0);
        ck_assert_uint_eq(size.longest, 0);
        measure_deinit(&measure);
        dag_free(dag);
}
END_TEST

START_TEST(one_run_counts_what_two_graphs_share_once)
{
        struct dag *dag = chain(10);
        struct measure measure = { 0 };

        ck_assert_int_eq(measure_start(&measure, dag), 0);
        ck_assert_uint_eq(measure_graph(&measure, dag, 2 + 3).n_tests, 4);
        ck_assert_uint_eq(measure_graph(&measure, dag, 2 + 9).n_tests, 6);
        ck_assert_uint_eq(measure_graph(&measure, dag, 2 + 9).n_tests, 0);
        measure_deinit(&measure);
        dag_free(dag);
}
END_TEST

START_TEST(a_chain_may_be_as_deep_as_a_graph_can_be)
{
        const uint32_t n = DAG_MAX_NODES - 2;
        struct dag *dag = chain(n);
        struct measure measure = { 0 };

        ck_assert_int_eq(measure_start(&measure, dag), 0);
        ck_assert_uint_eq(measure_graph(&measure, dag, n + 1).longest, n);
        measure_deinit(&measure);
        dag_free(dag);
}
END_TEST

START_TEST(a_graph_that_grew_is_measured_anew)
{
        struct measure measure = { 0 };
        struct chance chance = { 2 };

        for (unsigned int n = 1; n < 3000; n = n * 2 + 1) {
                struct dag *dag = random_dag(&chance, n);
                const uint32_t root = (uint32_t)dag->n_nodes - 1;

                ck_assert_int_eq(measure_start(&measure, dag), 0);
                ck_assert_uint_eq(measure_graph(&measure, dag, root).n_tests,
                                  graph_measure(dag, root).n_tests);
                dag_free(dag);
        }
        measure_deinit(&measure);
}
END_TEST

static Suite *measure_suite(void)
{
        Suite *suite = suite_create("dag/measure");
        TCase *tc = tcase_create("measure");

        tcase_add_test(tc, tests_are_counted_once_and_the_longest_path_is_found);
        tcase_add_test(tc, what_lies_below_where_the_graph_ends_is_not_part_of_it);
        tcase_add_test(tc, one_run_counts_what_two_graphs_share_once);
        tcase_add_test(tc, a_chain_may_be_as_deep_as_a_graph_can_be);
        tcase_add_test(tc, a_graph_that_grew_is_measured_anew);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(measure_suite());
}
