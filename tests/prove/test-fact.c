/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/fact.h"

#include <check.h>
#include <string.h>

#include "support/random-policy.h"
#include "support/suite.h"

#define ALL UINT32_MAX

/*
 * What is true of a word, by trying: the values below 256, the same with all
 * higher bits set, and some between. Masks and data lie in the low eight bits,
 * or are all ones and up to 256 from either end.
 */
#define N_VALUES 520

struct truth {
        uint32_t values[N_VALUES];
        bool possible[N_VALUES];
};

static void truth_init(struct truth *truth)
{
        for (uint32_t i = 0; i < N_VALUES; i++) {
                truth->values[i] = i < 256 ? i : i < 512 ? 0xffffff00 | i : 0x100u << (i - 512);
                truth->possible[i] = true;
        }
}

static bool answer_for(uint32_t value, const struct question *question)
{
        const uint32_t seen = value & question->mask;

        return question->first <= seen && seen <= question->last;
}

static void truth_learn(struct truth *truth, const struct question *question, bool yes)
{
        for (unsigned int i = 0; i < N_VALUES; i++)
                truth->possible[i] =
                        truth->possible[i] && answer_for(truth->values[i], question) == yes;
}

/* Nothing that a fact claims may be false of a value that is possible. */
static void claim_sound(const struct fact *fact, const struct truth *truth,
                        const struct question *question)
{
        const enum answer answer = fact_ask(fact, question);
        const struct extent extent = fact_extent(fact, question->mask);
        const bool possible = fact_possible(fact);

        for (unsigned int i = 0; i < N_VALUES; i++) {
                const uint32_t value = truth->values[i], seen = value & question->mask;

                if (!truth->possible[i])
                        continue;
                claim(possible);
                claim(fact_admits(fact, value));
                claim(extent.least <= seen && seen <= extent.greatest);
                claim(answer == ANSWER_OPEN ||
                      (answer == ANSWER_YES) == answer_for(value, question));
        }
}

/* As the conditional jumps of a program and the cuts of a predicate ask. */
static struct question random_question(struct chance *chance, unsigned int n_masks)
{
        static const uint32_t masks[] = { ALL, 0xff, 0xf, 0x3c, 0x81, 0xf0, 0x10, 0x7f };
        struct question q = { .mask = masks[chance_below(chance, n_masks)] };
        const uint32_t value = chance_below(chance, 256);
        const uint32_t edge = q.mask == ALL && chance_below(chance, 3) == 0 ? ALL - value : value;

        q.first = chance_below(chance, 2) ? edge : 0;
        q.last = q.first == edge && chance_below(chance, 2) ? edge : ALL;
        if (q.first == 0 && q.last == ALL)
                q.last = edge;
        return q;
}

START_TEST(no_claim_is_false_of_a_possible_word)
{
        const unsigned int n_masks = _i ? 8 : 1;

        for (uint64_t seed = 0; seed < test_rounds(1500); seed++) {
                struct chance chance = { seed };
                struct fact fact = { 0 };
                struct truth truth;

                truth_init(&truth);
                for (unsigned int i = 0; i < 24; i++) {
                        const struct question q = random_question(&chance, n_masks);
                        const struct question other = random_question(&chance, n_masks);
                        const uint32_t lucky = truth.values[chance_below(&chance, N_VALUES)];
                        const bool yes = answer_for(lucky, &q);

                        claim_sound(&fact, &truth, &other);
                        /* as a walk does: a side that is impossible is not taken */
                        if (fact_ask(&fact, &q) != ANSWER_OPEN)
                                continue;
                        fact_learn(&fact, &q, yes);
                        truth_learn(&truth, &q, yes);
                        claim_sound(&fact, &truth, &q);
                        if (!fact_possible(&fact))
                                break;
                }
        }
}
END_TEST

/* Also of what is learned against all that was known before. */
START_TEST(learning_the_impossible_is_noticed_or_forgotten_but_never_wrong)
{
        for (uint64_t seed = 0; seed < test_rounds(3000); seed++) {
                struct chance chance = { seed };
                struct fact fact = { 0 };
                struct truth truth;

                truth_init(&truth);
                for (unsigned int i = 0; i < 12; i++) {
                        const struct question q = random_question(&chance, 8);
                        const bool yes = chance_below(&chance, 2);

                        fact_learn(&fact, &q, yes);
                        truth_learn(&truth, &q, yes);
                        claim_sound(&fact, &truth, &q);
                }
        }
}
END_TEST

/* Bounds of one mask, which is all that a search over a word asks: nothing may be left open. */
START_TEST(questions_of_one_mask_are_answered_exactly)
{
        static const uint32_t masks[] = { ALL, 0xff, 0xf, 0x3c, 0x81, 0xf0, 0x10, 0x7f };
        const uint32_t mask = masks[_i];

        for (uint64_t seed = 0; seed < test_rounds(2000); seed++) {
                struct chance chance = { seed };
                struct fact fact = { 0 };
                uint32_t low = 0, high = mask & 0xff; /* what is possible, by our own count */

                for (unsigned int i = 0; i < 8; i++) {
                        const uint32_t bound = chance_below(&chance, 256);
                        const struct question q = { mask, bound, ALL };
                        const struct question top = { mask, 0, 0xff };
                        bool some_yes = false, some_no = false, lucky;
                        enum answer answer;

                        if (i == 0 && mask == ALL)
                                fact_learn(&fact, &top, true), high = 0xff;
                        for (uint32_t v = 0; v < 256; v++) {
                                const uint32_t seen = v & mask;

                                if (seen != v || seen < low || seen > high)
                                        continue;
                                some_yes = some_yes || seen >= bound;
                                some_no = some_no || seen < bound;
                        }
                        answer = fact_ask(&fact, &q);
                        claim(answer == (some_yes && some_no ? ANSWER_OPEN
                                         : some_yes          ? ANSWER_YES
                                                             : ANSWER_NO));
                        if (answer != ANSWER_OPEN)
                                continue;
                        lucky = chance_below(&chance, 2);
                        fact_learn(&fact, &q, lucky);
                        if (lucky)
                                low = bound;
                        else
                                high = bound - 1;
                }
        }
}
END_TEST

static struct fact fact_of(const struct question *questions, const bool *yes, size_t n)
{
        struct fact fact = { 0 };

        for (size_t i = 0; i < n; i++)
                fact_learn(&fact, &questions[i], yes[i]);
        return fact;
}

START_TEST(a_value_that_is_excluded_at_the_edge_moves_the_bound)
{
        const struct question qs[] = { { ALL, 3, 9 }, { ALL, 9, 9 }, { ALL, 3, 3 }, { ALL, 8, 8 } };
        const bool yes[] = { true, false, false, false };
        const struct fact fact = fact_of(qs, yes, 4);
        const struct extent extent = fact_extent(&fact, ALL);

        ck_assert_uint_eq(extent.least, 4);
        ck_assert_uint_eq(extent.greatest, 7);
}
END_TEST

START_TEST(two_masks_together_fix_bits)
{
        const struct question qs[] = { { 0xf0, 0x30, 0x30 }, { 0xf, 5, 5 } };
        const bool yes[] = { true, true };
        const struct fact fact = fact_of(qs, yes, 2);

        ck_assert_int_eq(fact_ask(&fact, &(struct question){ 0xff, 0x35, 0x35 }), ANSWER_YES);
        ck_assert_int_eq(fact_ask(&fact, &(struct question){ 0xff, 0x36, ALL }), ANSWER_NO);
        ck_assert_int_eq(fact_ask(&fact, &(struct question){ 0x1ff, 0x135, 0x135 }), ANSWER_OPEN);
}
END_TEST

START_TEST(bits_that_two_facts_want_differently_are_impossible)
{
        const struct question qs[] = { { 0x30, 0x10, 0x10 }, { 0x18, 0x08, 0x08 } };
        const bool yes[] = { true, true };
        const struct fact fact = fact_of(qs, yes, 2);

        ck_assert(!fact_possible(&fact));
}
END_TEST

START_TEST(a_mask_without_a_value_in_the_bounds_is_impossible)
{
        const struct question qs[] = { { 0xf0, 0x11, 0x1f } };
        const bool yes[] = { true };
        const struct fact fact = fact_of(qs, yes, 1);

        ck_assert(!fact_possible(&fact));
}
END_TEST

START_TEST(excluding_what_is_certain_is_impossible)
{
        const struct question qs[] = { { 0xffff0000, 0, 0 }, { 0xff, 1, 1 }, { 0x100ff, 1, 1 } };
        const bool yes[] = { true, true, false };
        const struct fact fact = fact_of(qs, yes, 3);

        ck_assert(!fact_possible(&fact));
}
END_TEST

START_TEST(nothing_known_is_everything_possible)
{
        const struct fact fact = { 0 };
        const struct extent extent = fact_extent(&fact, 0xf0);

        ck_assert(fact_possible(&fact));
        ck_assert_uint_eq(extent.least, 0);
        ck_assert_uint_eq(extent.greatest, 0xf0);
        ck_assert_int_eq(fact_ask(&fact, &(struct question){ ALL, 0, ALL }), ANSWER_YES);
        ck_assert_int_eq(fact_ask(&fact, &(struct question){ ALL, 0, ALL - 1 }), ANSWER_OPEN);
        ck_assert_int_eq(fact_ask(&fact, &(struct question){ 0xf0, 0xf1, ALL }), ANSWER_NO);
        ck_assert_int_eq(fact_ask(&fact, &(struct question){ 0, 0, 0 }), ANSWER_YES);
}
END_TEST

START_TEST(facts_are_equal_if_the_same_was_learned)
{
        for (uint64_t seed = 0; seed < test_rounds(1000); seed++) {
                struct chance a = { seed }, b = { seed };
                struct fact one = { 0 }, two = { 0 }, before;
                struct question q;

                for (unsigned int i = 0; i < 10; i++) {
                        q = random_question(&a, 8);
                        fact_learn(&one, &q, i % 2);
                        q = random_question(&b, 8);
                        fact_learn(&two, &q, i % 2);
                        claim(fact_equal(&one, &two));
                }
                before = one;
                q = (struct question){ 0x800, 0x800, 0x800 };
                fact_learn(&one, &q, true);
                claim(!fact_equal(&one, &before));
        }
}
END_TEST

/* What one way through the code tells, and the words that take it. */
static void one_way(struct fact *fact, struct truth *truth, struct chance *chance)
{
        const uint32_t lucky = chance_below(chance, N_VALUES);

        truth_init(truth);
        for (unsigned int i = 0; i < 8; i++) {
                const struct question q = random_question(chance, 8);
                const bool yes = answer_for(truth->values[lucky], &q);

                if (fact_ask(fact, &q) != ANSWER_OPEN)
                        continue;
                fact_learn(fact, &q, yes);
                truth_learn(truth, &q, yes);
        }
}

START_TEST(what_two_facts_have_in_common_is_true_of_either)
{
        unsigned int n_known = 0;

        for (uint64_t seed = 0; seed < test_rounds(2000); seed++) {
                struct chance chance = { seed };
                struct fact a = { 0 }, b = { 0 }, joined, turned;
                struct truth of_a, of_b;

                one_way(&a, &of_a, &chance);
                one_way(&b, &of_b, &chance);
                fact_join(&joined, &a, &b);
                for (unsigned int i = 0; i < N_VALUES; i++)
                        of_a.possible[i] = of_a.possible[i] || of_b.possible[i];
                for (unsigned int i = 0; i < 20; i++) {
                        const struct question q = random_question(&chance, 8);

                        claim_sound(&joined, &of_a, &q);
                }
                n_known += !fact_is_empty(&joined);
                fact_join(&turned, &a, &a);
                for (unsigned int i = 0; i < a.n_bounds; i++)
                        claim(fact_ask(&turned, &a.bounds[i]) == ANSWER_YES);
        }
        claim(n_known > 0);
}
END_TEST

START_TEST(what_only_one_knows_is_not_known_of_both)
{
        const struct question low = { ALL, 0, 9 }, high = { ALL, 20, 29 }, all = { ALL, 0, 29 };
        const struct fact a = fact_of(&low, (const bool[]){ true }, 1);
        const struct fact b = fact_of(&high, (const bool[]){ true }, 1);
        const struct fact nothing = { 0 };
        struct fact joined;

        fact_join(&joined, &a, &b);
        ck_assert_int_eq(fact_ask(&joined, &all), ANSWER_YES);
        ck_assert_int_eq(fact_ask(&joined, &low), ANSWER_OPEN);
        fact_join(&joined, &a, &nothing);
        ck_assert(fact_is_empty(&joined));
}
END_TEST

static Suite *fact_suite(void)
{
        Suite *suite = suite_create("prove/fact");
        TCase *tc = tcase_create("fact");

        tcase_set_timeout(tc, 60);
        tcase_add_loop_test(tc, no_claim_is_false_of_a_possible_word, 0, 2);
        tcase_add_test(tc, learning_the_impossible_is_noticed_or_forgotten_but_never_wrong);
        tcase_add_loop_test(tc, questions_of_one_mask_are_answered_exactly, 0, 8);
        tcase_add_test(tc, a_value_that_is_excluded_at_the_edge_moves_the_bound);
        tcase_add_test(tc, two_masks_together_fix_bits);
        tcase_add_test(tc, bits_that_two_facts_want_differently_are_impossible);
        tcase_add_test(tc, a_mask_without_a_value_in_the_bounds_is_impossible);
        tcase_add_test(tc, excluding_what_is_certain_is_impossible);
        tcase_add_test(tc, nothing_known_is_everything_possible);
        tcase_add_test(tc, facts_are_equal_if_the_same_was_learned);
        tcase_add_test(tc, what_two_facts_have_in_common_is_true_of_either);
        tcase_add_test(tc, what_only_one_knows_is_not_known_of_both);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(fact_suite());
}
