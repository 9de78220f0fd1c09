/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/ranges.h"

#include "helper.h"

/* Sets over 0..MAX, small enough to be compared number by number. */
#define MAX 40

static bool contains(const struct ranges *set, uint64_t value)
{
        for (size_t i = 0; i < set->n; i++)
                if (value >= set->items[i].lo && value <= set->items[i].hi)
                        return true;
        return false;
}

static void check_canonical(const struct ranges *set)
{
        for (size_t i = 0; i < set->n; i++) {
                ck_assert_uint_le(set->items[i].lo, set->items[i].hi);
                if (i)
                        ck_assert_uint_gt(set->items[i].lo, set->items[i - 1].hi + 1);
        }
}

static struct ranges random_set(struct scratch *scratch, bool truth[MAX + 1])
{
        struct range items[6];
        struct ranges set;
        size_t n = (size_t)(rand() % 6);

        memset(truth, 0, (MAX + 1) * sizeof(*truth));
        for (size_t i = 0; i < n; i++) {
                items[i].lo = (uint64_t)(rand() % (MAX + 1));
                items[i].hi = items[i].lo + (uint64_t)(rand() % 8);
                for (uint64_t v = items[i].lo; v <= items[i].hi && v <= MAX; v++)
                        truth[v] = true;
        }
        ck_assert_int_eq(ranges_make(&set, scratch, items, n), 0);
        check_canonical(&set);
        return set;
}

START_TEST(operations_agree_with_sets_of_single_numbers)
{
        struct scratch scratch = { .limit = SIZE_MAX };

        srand(1);
        for (int round = 0; round < 5000; round++) {
                bool in_a[MAX + 1], in_b[MAX + 1];
                struct ranges a = random_set(&scratch, in_a), b = random_set(&scratch, in_b);
                struct ranges both, either, none;

                ck_assert_int_eq(ranges_intersect(&both, &scratch, &a, &b), 0);
                ck_assert_int_eq(ranges_unite(&either, &scratch, &a, &b), 0);
                ck_assert_int_eq(ranges_complement(&none, &scratch, &a, MAX), 0);
                check_canonical(&both);
                check_canonical(&either);
                check_canonical(&none);
                for (uint64_t v = 0; v <= MAX; v++) {
                        ck_assert_int_eq(contains(&both, v), in_a[v] && in_b[v]);
                        ck_assert_int_eq(contains(&either, v), in_a[v] || in_b[v]);
                        ck_assert_int_eq(contains(&none, v), !in_a[v]);
                }
        }
        scratch_deinit(&scratch);
}
END_TEST

START_TEST(submasks_are_found_as_by_trying_all)
{
        for (uint64_t mask = 0; mask < 256; mask++) {
                for (uint64_t value = 0; value < 256; value++) {
                        uint64_t up = value, down = value, found;

                        while (up < 256 && (up & ~mask))
                                up++;
                        while (down & ~mask)
                                down--;
                        ck_assert_uint_eq(submask_up_to(value, mask), down);
                        if (up < 256) {
                                ck_assert(submask_from(&found, value, mask));
                                ck_assert_uint_eq(found, up);
                        } else {
                                ck_assert(!submask_from(&found, value, mask));
                        }
                }
        }
}
END_TEST

START_TEST(submasks_reach_the_top_bit)
{
        uint64_t found;

        ck_assert(submask_from(&found, UINT64_C(1) << 62, UINT64_C(1) << 63));
        ck_assert_uint_eq(found, UINT64_C(1) << 63);
        ck_assert(!submask_from(&found, UINT64_C(1) << 63, UINT64_MAX >> 1));
        ck_assert_uint_eq(submask_up_to(UINT64_C(1) << 63, 5), 5);
        ck_assert_uint_eq(submask_up_to(UINT64_MAX, UINT64_C(1) << 63), UINT64_C(1) << 63);
}
END_TEST

START_TEST(the_last_number_does_not_wrap)
{
        struct scratch scratch = { .limit = SIZE_MAX };
        struct range items[] = { { 5, UINT64_MAX }, { 0, 3 }, { UINT64_MAX, UINT64_MAX } };
        struct ranges set, rest;

        ck_assert_int_eq(ranges_make(&set, &scratch, items, 3), 0);
        ck_assert_uint_eq(set.n, 2);
        ck_assert_int_eq(ranges_complement(&rest, &scratch, &set, UINT64_MAX), 0);
        ck_assert_uint_eq(rest.n, 1);
        ck_assert_uint_eq(rest.items[0].lo, 4);
        ck_assert_uint_eq(rest.items[0].hi, 4);
        ck_assert_int_eq(ranges_complement(&rest, &scratch, &rest, UINT64_MAX), 0);
        ck_assert(ranges_equal(&rest, &set));
        scratch_deinit(&scratch);
}
END_TEST

START_TEST(the_limit_ends_it_with_too_big)
{
        struct scratch scratch = { .limit = 64 };
        struct range items[8] = { { 0, 0 } };
        struct ranges set;

        ck_assert_int_eq(ranges_make(&set, &scratch, items, 1), 0);
        for (size_t i = 0; i < 8; i++)
                items[i] = (struct range){ i * 3, i * 3 };
        ck_assert_int_eq(ranges_make(&set, &scratch, items, 8), -E2BIG);
        scratch_deinit(&scratch);
}
END_TEST

static void add_tests(TCase *tcase)
{
        tcase_add_test(tcase, operations_agree_with_sets_of_single_numbers);
        tcase_add_test(tcase, submasks_are_found_as_by_trying_all);
        tcase_add_test(tcase, submasks_reach_the_top_bit);
        tcase_add_test(tcase, the_last_number_does_not_wrap);
        tcase_add_test(tcase, the_limit_ends_it_with_too_big);
}

TEST_MAIN("ranges", add_tests)
