/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/solve.h"

#include <check.h>

#include "support/random-policy.h"
#include "support/suite.h"

#define ALL UINT32_MAX

static struct fact fact_of(const struct question *questions, const bool *yes, size_t n)
{
        struct fact fact = { 0 };

        for (size_t i = 0; i < n; i++)
                fact_learn(&fact, &questions[i], yes[i]);
        return fact;
}

/* A fact by chance, all of whose masks lie in the low eight bits: 256 values show everything. */
static struct fact random_fact(struct chance *chance, unsigned int n)
{
        struct fact fact = { 0 };

        for (unsigned int i = 0; i < n; i++) {
                const uint32_t mask = chance_below(chance, 3) ? chance_below(chance, 256) : 0xff;
                const uint32_t a = chance_below(chance, 256), b = chance_below(chance, 256);

                if (chance_below(chance, 2) && fact.n_bounds < FACT_BOUNDS) {
                        fact.bounds[fact.n_bounds++] =
                                (struct question){ mask, a < b ? a : b, a < b ? b : a };
                } else if (fact.n_nots < FACT_NOTS) {
                        fact.nots[fact.n_nots].mask = mask;
                        fact.nots[fact.n_nots++].value = a & mask;
                }
        }
        return fact;
}

START_TEST(a_word_is_found_exactly_if_there_is_one)
{
        unsigned int n_with = 0, n_without = 0;

        for (uint64_t seed = 0; seed < test_rounds(20000); seed++) {
                struct chance chance = { seed };
                const struct fact fact = random_fact(&chance, 1 + chance_below(&chance, 12));
                bool exists = false, found;
                uint32_t value;

                for (uint32_t v = 0; v < 256; v++)
                        exists = exists || fact_admits(&fact, v);
                claim(solve_fact(&value, &found, &fact) == exists);
                claim(found == exists);
                claim(!found || fact_admits(&fact, value));
                n_with += exists;
                n_without += !exists;
        }
        /* both happen, or the claim says little */
        ck_assert_uint_gt(n_with, 1000);
        ck_assert_uint_gt(n_without, 1000);
}
END_TEST

/* Around a word that is sure to have them all. */
START_TEST(a_word_of_32_bits_is_found_where_there_is_one)
{
        for (uint64_t seed = 0; seed < test_rounds(5000); seed++) {
                struct chance chance = { seed };
                const uint32_t there = (uint32_t)chance_next(&chance);
                struct fact fact = { 0 };
                uint32_t value;
                bool found;

                for (unsigned int i = 0; i < 10; i++) {
                        const uint32_t mask =
                                i % 3 ? (uint32_t)(chance_next(&chance) & chance_next(&chance))
                                      : ALL;
                        const uint32_t seen = there & mask;
                        const uint32_t below = chance_below(&chance, 100);
                        const struct question q = { mask, seen < below ? 0 : seen - below,
                                                    seen > ALL - below ? ALL : seen + below };
                        const struct question one = { mask, seen + 1 + below, seen + 1 + below };

                        fact_learn(&fact, &q, true);
                        fact_learn(&fact, &one, one.first == seen);
                }
                claim(solve_fact(&value, &found, &fact));
                claim(!found || fact_admits(&fact, value));
        }
}
END_TEST

START_TEST(bounds_of_two_masks_may_leave_nothing_together)
{
        const struct question qs[] = { { ALL, 0x13, 0x14 }, { 3, 1, 2 } };
        const bool yes[] = { true, true };
        const struct fact fact = fact_of(qs, yes, 2);
        uint32_t value;
        bool found;

        ck_assert(!solve_fact(&value, &found, &fact));
        ck_assert(!found);
        ck_assert(!fact_possible(&fact));
}
END_TEST

START_TEST(an_exclusion_and_two_masks_may_leave_nothing_together)
{
        const struct question qs[] = { { 3, 1, 3 }, { 0xf, 0xc, 0xd }, { 0xf, 0xd, 0xd } };
        const bool yes[] = { true, true, false };
        const struct fact fact = fact_of(qs, yes, 3);

        ck_assert(!fact_possible(&fact));
}
END_TEST

START_TEST(nothing_known_is_true_of_some_word)
{
        const struct fact fact = { 0 };
        uint32_t value;
        bool found;

        ck_assert(solve_fact(&value, &found, &fact));
        ck_assert(found);
}
END_TEST

/* All words but one are excluded: of 2^32, or of the two that a bound leaves. */
START_TEST(the_only_word_that_is_left_is_never_denied)
{
        for (uint64_t seed = 0; seed < test_rounds(1000); seed++) {
                struct chance chance = { seed };
                const uint32_t there = (uint32_t)chance_next(&chance);
                struct fact fact = { .n_bounds = 1, .n_nots = FACT_NOTS };
                uint32_t value;
                bool found;

                fact.bounds[0] = (struct question){ ALL ^ 1u, there & ~1u, there & ~1u };
                for (unsigned int i = 0; i < FACT_NOTS; i++) {
                        fact.nots[i].mask = (uint32_t)chance_next(&chance) | 1u;
                        fact.nots[i].value = (there & fact.nots[i].mask) ^ 1u;
                }
                claim(solve_fact(&value, &found, &fact));
                claim(!found || value == there);
        }
}
END_TEST

static Suite *solve_suite(void)
{
        Suite *suite = suite_create("prove/solve");
        TCase *tc = tcase_create("solve");

        tcase_set_timeout(tc, 60);
        tcase_add_test(tc, a_word_is_found_exactly_if_there_is_one);
        tcase_add_test(tc, a_word_of_32_bits_is_found_where_there_is_one);
        tcase_add_test(tc, bounds_of_two_masks_may_leave_nothing_together);
        tcase_add_test(tc, an_exclusion_and_two_masks_may_leave_nothing_together);
        tcase_add_test(tc, nothing_known_is_true_of_some_word);
        tcase_add_test(tc, the_only_word_that_is_left_is_never_denied);
        suite_add_tcase(suite, tc);
        return suite;
}

int main(void)
{
        return test_run(solve_suite());
}
