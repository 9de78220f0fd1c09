/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/hash.h"

#include <check.h>
#include <stdbool.h>
#include <stdlib.h>

#include "support/suite.h"

START_TEST(order_matters)
{
        ck_assert_uint_ne(hash_mix(hash_mix(0, 1), 2), hash_mix(hash_mix(0, 2), 1));
}
END_TEST

START_TEST(zeros_are_counted)
{
        ck_assert_uint_ne(hash_mix(0, 0), 0);
        ck_assert_uint_ne(hash_mix(hash_mix(0, 0), 0), hash_mix(0, 0));
}
END_TEST

/*
 * Small neighbouring numbers, as nodes of a graph are made of, spread over the
 * slots of a half-full table about as chance would have it: e^-0.5 = 61 % of
 * the slots stay empty.
 */
START_TEST(neighbours_spread_over_a_table)
{
        static bool taken[1 << 14];
        unsigned int n_taken = 0;

        for (uint64_t a = 0; a < 8; a++) {
                for (uint64_t b = 0; b < 1024; b++) {
                        const uint64_t h = hash_mix(hash_mix(HASH_SEED, a), b);
                        bool *slot = &taken[h & ((1 << 14) - 1)];

                        n_taken += !*slot;
                        *slot = true;
                }
        }
        ck_assert_uint_gt(n_taken, (1 << 14) * 37 / 100);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("util/hash");
        TCase *tests = tcase_create("hash");

        tcase_add_test(tests, order_matters);
        tcase_add_test(tests, zeros_are_counted);
        tcase_add_test(tests, neighbours_spread_over_a_table);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
