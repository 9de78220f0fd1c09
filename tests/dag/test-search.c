/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dag/search.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/graph.h"
#include "support/random-policy.h"
#include "support/suite.h"

#define WORD    6
#define MOST    1024
#define TARGETS 8

/* A search, and the list that it was made from, which search_build() changes. */
struct searched {
        struct dag *dag;
        struct arena arena;
        uint32_t mask, root;
        struct interval intervals[MOST];
        size_t n;
};

/* Targets are the leaves 0..TARGETS-1, each of which returns its own index. */
static void start(struct searched *s)
{
        *s = (struct searched){ .mask = UINT32_MAX };
        ck_assert_int_eq(dag_new(&s->dag), 0);
        for (uint32_t i = 0; i < TARGETS; i++) {
                uint32_t leaf;

                ck_assert_int_eq(dag_leaf(&leaf, s->dag, i), 0);
                ck_assert_uint_eq(leaf, i);
        }
}

static void end(struct searched *s)
{
        arena_deinit(&s->arena);
        dag_free(s->dag);
}

static void add(struct searched *s, uint32_t first, uint32_t target, uint64_t weight)
{
        claim(s->n < MOST);
        s->intervals[s->n++] = (struct interval){ first, target, weight };
}

static void build(struct searched *s)
{
        struct interval copy[MOST];

        memcpy(copy, s->intervals, s->n * sizeof(copy[0]));
        ck_assert_int_eq(search_build(&s->root, s->dag, &s->arena, WORD, s->mask, copy, s->n, 0),
                         0);
}

static struct graph_result look_up(const struct searched *s, uint32_t value)
{
        uint32_t words[WORD_COUNT];

        memset(words, 0xa5, sizeof(words));
        words[WORD] = value;
        return graph_run(s->dag, s->root, words);
}

static uint32_t target_of(const struct searched *s, uint32_t value)
{
        size_t at = 0;

        while (at + 1 < s->n && s->intervals[at + 1].first <= (value & s->mask))
                at++;
        return s->intervals[at].target;
}

/* Neighbours with one target count once. */
static size_t n_different(const struct searched *s)
{
        size_t n = 1;

        for (size_t i = 1; i < s->n; i++)
                n += s->intervals[i].target != s->intervals[i - 1].target;
        return n;
}

static unsigned int log2_up(size_t n)
{
        unsigned int bits = 0;

        while (((size_t)1 << bits) < n)
                bits++;
        return bits;
}

/* @n intervals; runs, single values and wide gaps in about equal parts. */
static void random_intervals(struct searched *s, struct chance *chance, size_t n,
                             uint64_t most_weight)
{
        uint64_t next = 0;

        for (size_t i = 0; i < n && next <= s->mask; i++) {
                add(s, (uint32_t)next, chance_below(chance, TARGETS),
                    1 + (most_weight > 1 ? chance_next(chance) % most_weight : 0));
                switch (chance_below(chance, 3)) {
                case 0:
                        next += 1;
                        break;
                case 1:
                        next += 1 + chance_below(chance, 8);
                        break;
                default:
                        next += 1 + chance_below(chance, s->mask / 2 / (uint32_t)n + 1);
                }
        }
}

static void check_boundaries(const struct searched *s)
{
        for (size_t i = 0; i < s->n; i++) {
                const uint32_t first = s->intervals[i].first;
                const uint32_t values[] = { first - 1, first, first + 1 };

                for (size_t k = 0; k < 3; k++)
                        claim(look_up(s, values[k]).action == target_of(s, values[k]));
        }
        claim(look_up(s, UINT32_MAX).action == target_of(s, UINT32_MAX));
        claim(look_up(s, UINT32_MAX - 1).action == target_of(s, UINT32_MAX - 1));
}

START_TEST(every_boundary_value_leads_where_its_interval_does)
{
        const unsigned int n_rounds = test_rounds(3000);
        struct chance chance = { 1 };

        for (unsigned int i = 0; i < n_rounds; i++) {
                struct searched s;

                start(&s);
                random_intervals(&s, &chance, 1 + chance_below(&chance, i % 50 ? 40 : 900),
                                 i % 3 ? 1000 : 1);
                build(&s);
                check_boundaries(&s);
                claim(graph_measure(s.dag, s.root).n_tests <= n_different(&s) - 1);
                end(&s);
        }
}
END_TEST

START_TEST(every_value_under_a_mask_leads_where_its_interval_does)
{
        static const uint32_t masks[] = { 0xff, 0xf0, 0x81, 1, 0x80000000, 0xf000000f };
        const unsigned int n_rounds = test_rounds(300);
        struct chance chance = { 2 };

        for (unsigned int i = 0; i < n_rounds; i++) {
                struct searched s;

                start(&s);
                s.mask = masks[i % 6];
                random_intervals(&s, &chance, 1 + chance_below(&chance, 20), 1);
                build(&s);
                for (uint32_t value = 0; value < 256; value++) {
                        claim(look_up(&s, value).action == target_of(&s, value));
                        claim(look_up(&s, value << 24).action == target_of(&s, value << 24));
                }
                check_boundaries(&s);
                end(&s);
        }
}
END_TEST

START_TEST(one_target_needs_no_test)
{
        struct searched s;

        start(&s);
        for (uint32_t i = 0; i < 10; i++)
                add(&s, i * 7, 3, 1);
        build(&s);
        ck_assert_uint_eq(s.root, 3);
        end(&s);
}
END_TEST

START_TEST(equal_weights_give_paths_of_logarithmic_length)
{
        struct chance chance = { 3 };

        for (size_t n = 1; n <= 1000; n += 1 + n / 8) {
                struct searched s;

                start(&s);
                random_intervals(&s, &chance, n, 1);
                build(&s);
                claim(graph_measure(s.dag, s.root).longest <= 2 * log2_up(n_different(&s)) + 4);
                end(&s);
        }
}
END_TEST

START_TEST(weights_never_cost_a_path_more_than_a_few_tests)
{
        const unsigned int n_rounds = test_rounds(200);
        struct chance chance = { 4 };

        for (unsigned int i = 0; i < n_rounds; i++) {
                struct searched s;

                start(&s);
                random_intervals(&s, &chance, 2 + chance_below(&chance, i % 10 ? 150 : 900), 1);
                for (size_t k = 0; k < s.n; k++)
                        s.intervals[k].weight = UINT64_C(1) << chance_below(&chance, 40);
                build(&s);
                claim(graph_measure(s.dag, s.root).longest <=
                      2 * (2 * log2_up(n_different(&s)) + 4));
                check_boundaries(&s);
                end(&s);
        }
}
END_TEST

START_TEST(what_is_looked_up_most_is_found_first)
{
        for (uint32_t heavy = 1; heavy < 200; heavy += 13) {
                struct searched s;

                start(&s);
                for (uint32_t i = 0; i < 200; i++)
                        add(&s, i * 10, i % TARGETS, i == heavy ? 100000 : 1);
                build(&s);
                /* two bounds enclose it */
                ck_assert_uint_le(look_up(&s, heavy * 10 + 5).n_tests, 3);
                end(&s);
        }
}
END_TEST

/* The mean number of tests, by weight, and the least that any tree could do. */
START_TEST(the_mean_path_is_near_the_entropy_of_the_weights)
{
        const unsigned int n_rounds = test_rounds(200);
        struct chance chance = { 5 };

        for (unsigned int i = 0; i < n_rounds; i++) {
                double total = 0, entropy = 0, mean = 0;
                struct searched s;

                start(&s);
                random_intervals(&s, &chance, 2 + chance_below(&chance, 150), 1);
                for (size_t k = 0; k < s.n; k++) {
                        s.intervals[k].target = (uint32_t)k % TARGETS;
                        s.intervals[k].weight = UINT64_C(1) << chance_below(&chance, 16);
                        total += (double)s.intervals[k].weight;
                }
                build(&s);
                for (size_t k = 0; k < s.n; k++) {
                        const double share = (double)s.intervals[k].weight / total;

                        entropy -= share * log2(share);
                        mean += share * look_up(&s, s.intervals[k].first).n_tests;
                }
                if (mean > entropy + 2)
                        ck_abort_msg("%f tests for an entropy of %f bits", mean, entropy);
                end(&s);
        }
}
END_TEST

START_TEST(single_values_in_a_run_are_picked_by_equality)
{
        const uint32_t n_singles = 60;
        struct graph_extent size;
        struct searched s;

        start(&s);
        add(&s, 0, 0, 1);
        for (uint32_t i = 0; i < n_singles; i++) {
                add(&s, 100 + 10 * i, 1, 1);
                add(&s, 101 + 10 * i, 0, 1);
        }
        build(&s);
        size = graph_measure(s.dag, s.root);
        /* two bounds for each would be 120 */
        ck_assert_uint_le(size.n_tests, n_singles + n_singles / 2);
        ck_assert_uint_le(size.longest, log2_up(n_singles) + 4);
        end(&s);
}
END_TEST

START_TEST(one_value_in_a_run_costs_one_test)
{
        struct searched s;

        start(&s);
        add(&s, 0, 0, 1);
        add(&s, 42, 1, 1);
        add(&s, 43, 0, 1);
        build(&s);
        ck_assert_uint_eq(graph_measure(s.dag, s.root).n_tests, 1);
        ck_assert_uint_eq(s.dag->nodes[s.root].test, TEST_EQ);
        end(&s);
}
END_TEST

START_TEST(the_first_and_the_last_value_of_a_word_can_be_picked)
{
        struct searched s;

        start(&s);
        add(&s, 0, 1, 1);
        add(&s, 1, 0, 1);
        add(&s, UINT32_MAX, 2, 1);
        build(&s);
        ck_assert_uint_eq(graph_measure(s.dag, s.root).n_tests, 2);
        ck_assert_uint_eq(look_up(&s, 0).action, 1);
        ck_assert_uint_eq(look_up(&s, UINT32_MAX).action, 2);
        ck_assert_uint_eq(look_up(&s, UINT32_MAX - 1).action, 0);
        end(&s);
}
END_TEST

START_TEST(the_same_list_gives_the_same_node)
{
        struct chance chance = { 6 };
        struct searched s;
        size_t n_nodes;
        uint32_t root;

        start(&s);
        random_intervals(&s, &chance, 100, 50);
        build(&s);
        root = s.root;
        n_nodes = s.dag->n_nodes;
        build(&s);
        ck_assert_uint_eq(s.root, root);
        ck_assert_uint_eq(s.dag->n_nodes, n_nodes);
        end(&s);
}
END_TEST

static Suite *search_suite(void)
{
        Suite *suite = suite_create("dag/search");
        TCase *tc = tcase_create("search");

        tcase_set_timeout(tc, 60);
        tcase_add_test(tc, every_boundary_value_leads_where_its_interval_does);
        tcase_add_test(tc, every_value_under_a_mask_leads_where_its_interval_does);
        tcase_add_test(tc, one_target_needs_no_test);
        tcase_add_test(tc, equal_weights_give_paths_of_logarithmic_length);
        tcase_add_test(tc, weights_never_cost_a_path_more_than_a_few_tests);
        tcase_add_test(tc, what_is_looked_up_most_is_found_first);
        tcase_add_test(tc, the_mean_path_is_near_the_entropy_of_the_weights);
        tcase_add_test(tc, single_values_in_a_run_are_picked_by_equality);
        tcase_add_test(tc, one_value_in_a_run_costs_one_test);
        tcase_add_test(tc, the_first_and_the_last_value_of_a_word_can_be_picked);
        tcase_add_test(tc, the_same_list_gives_the_same_node);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(search_suite());
}
