/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/arena.h"

#include <check.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support/suite.h"

START_TEST(memory_is_aligned_and_apart)
{
        struct arena arena = { 0 };
        unsigned char *all[2000];

        for (size_t i = 0; i < 2000; i++) {
                all[i] = arena_alloc(&arena, 1, i % 77 + 1);
                ck_assert_ptr_nonnull(all[i]);
                ck_assert_uint_eq((uintptr_t)all[i] % alignof(max_align_t), 0);
                memset(all[i], (int)(i % 251), i % 77 + 1);
        }
        for (size_t i = 0; i < 2000; i++)
                for (size_t k = 0; k < i % 77 + 1; k++)
                        ck_assert_uint_eq(all[i][k], i % 251);
        arena_deinit(&arena);
}
END_TEST

START_TEST(large_and_small_pieces_mix)
{
        struct arena arena = { 0 };
        unsigned char *small, *large, *after;

        small = arena_alloc(&arena, 1, 8);
        large = arena_alloc(&arena, 1000, 1000);
        after = arena_alloc(&arena, 1, 8);
        ck_assert(small && large && after);
        memset(large, 1, 1000000);
        memset(small, 2, 8);
        memset(after, 3, 8);
        ck_assert_uint_eq(large[0], 1);
        ck_assert_uint_eq(large[999999], 1);
        arena_deinit(&arena);
}
END_TEST

START_TEST(nothing_is_somewhere_too)
{
        struct arena arena = { 0 };

        ck_assert_ptr_nonnull(arena_alloc(&arena, 0, 8));
        ck_assert_ptr_nonnull(arena_alloc(&arena, 8, 0));
        arena_deinit(&arena);
}
END_TEST

START_TEST(a_size_that_overflows_is_refused)
{
        struct arena arena = { 0 };

        ck_assert_ptr_null(arena_alloc(&arena, SIZE_MAX, 2));
        ck_assert_ptr_null(arena_alloc(&arena, SIZE_MAX / 2 + 1, 2));
        ck_assert_ptr_null(arena_alloc(&arena, 1, SIZE_MAX));
        ck_assert_ptr_null(arena_alloc(&arena, 1, SIZE_MAX / 2 + 1));
        ck_assert_ptr_nonnull(arena_alloc(&arena, 1, 1));
        arena_deinit(&arena);
}
END_TEST

START_TEST(an_arena_can_be_used_again)
{
        struct arena arena = { 0 };

        arena_deinit(&arena);
        ck_assert_ptr_nonnull(arena_alloc(&arena, 100, 100));
        arena_deinit(&arena);
        ck_assert_ptr_null(arena.blocks);
        ck_assert_ptr_nonnull(arena_alloc(&arena, 1, 1));
        arena_deinit(&arena);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("util/arena");
        TCase *tests = tcase_create("arena");

        tcase_add_test(tests, memory_is_aligned_and_apart);
        tcase_add_test(tests, large_and_small_pieces_mix);
        tcase_add_test(tests, nothing_is_somewhere_too);
        tcase_add_test(tests, a_size_that_overflows_is_refused);
        tcase_add_test(tests, an_arena_can_be_used_again);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
