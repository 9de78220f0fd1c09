/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/array.h"

#include <check.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "support/suite.h"

struct list {
        uint32_t *items;
        size_t n_items, cap_items;
};

START_TEST(an_array_keeps_its_items_as_it_grows)
{
        struct list list = { 0 };

        for (uint32_t i = 0; i < 10000; i++) {
                ck_assert_int_eq(ARRAY_RESERVE(&list, items, 1), 0);
                list.items[list.n_items++] = i;
        }
        for (uint32_t i = 0; i < 10000; i++)
                ck_assert_uint_eq(list.items[i], i);
        free(list.items);
}
END_TEST

START_TEST(growth_doubles)
{
        struct list list = { 0 };
        size_t n_moves = 0, cap = 0;

        for (uint32_t i = 0; i < 100000; i++) {
                ck_assert_int_eq(ARRAY_RESERVE(&list, items, 1), 0);
                list.n_items++;
                n_moves += list.cap_items != cap;
                cap = list.cap_items;
        }
        ck_assert_uint_le(n_moves, 17);
        free(list.items);
}
END_TEST

START_TEST(room_that_is_there_is_kept)
{
        struct list list = { 0 };
        uint32_t *items;

        ck_assert_int_eq(ARRAY_RESERVE(&list, items, 100), 0);
        ck_assert_uint_ge(list.cap_items, 100);
        items = list.items;
        list.n_items = 50;
        ck_assert_int_eq(ARRAY_RESERVE(&list, items, 50), 0);
        ck_assert_int_eq(ARRAY_RESERVE(&list, items, 0), 0);
        ck_assert_ptr_eq(list.items, items);
        free(list.items);
}
END_TEST

START_TEST(no_room_is_needed_for_nothing)
{
        struct list list = { 0 };

        ck_assert_int_eq(ARRAY_RESERVE(&list, items, 0), 0);
        ck_assert_ptr_null(list.items);
        ck_assert_uint_eq(list.cap_items, 0);
}
END_TEST

START_TEST(what_cannot_be_counted_is_out_of_memory)
{
        struct list list = { 0 };
        uint32_t *items;
        size_t cap;

        ck_assert_int_eq(ARRAY_RESERVE(&list, items, 3), 0);
        items = list.items;
        cap = list.cap_items;
        ck_assert_int_eq(array_grow(&list.items, &list.cap_items, SIZE_MAX, 1), -ENOMEM);
        ck_assert_int_eq(array_grow(&list.items, &list.cap_items, SIZE_MAX / 2, 4), -ENOMEM);
        ck_assert_int_eq(array_grow(&list.items, &list.cap_items, SIZE_MAX / 8, 16), -ENOMEM);
        ck_assert_ptr_eq(list.items, items);
        ck_assert_uint_eq(list.cap_items, cap);
        free(list.items);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("util/array");
        TCase *tests = tcase_create("array");

        tcase_add_test(tests, an_array_keeps_its_items_as_it_grows);
        tcase_add_test(tests, growth_doubles);
        tcase_add_test(tests, room_that_is_there_is_kept);
        tcase_add_test(tests, no_room_is_needed_for_nothing);
        tcase_add_test(tests, what_cannot_be_counted_is_out_of_memory);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
