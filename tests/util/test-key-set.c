/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/key-set.h"

#include <check.h>

#include "support/suite.h"

static void write_key(struct key *key, const uint32_t *words, size_t n)
{
        key->n_words = 0;
        ck_assert_int_eq(key_reserve(key, n), 0);
        for (size_t i = 0; i < n; i++)
                key_put(key, words[i]);
}

static bool add(struct key_set *set, struct key *key, const uint32_t *words, size_t n)
{
        bool was_there;

        write_key(key, words, n);
        ck_assert_int_eq(key_set_add(set, key, &was_there), 0);
        return was_there;
}

START_TEST(a_key_is_new_once)
{
        const uint32_t words[] = { 1, 2, 3 };
        struct key_set set = { 0 };
        struct key key = { 0 };

        ck_assert(!add(&set, &key, words, 3));
        ck_assert(add(&set, &key, words, 3));
        ck_assert_uint_eq(set.n_keys, 1);
        key_deinit(&key);
        key_set_deinit(&set);
}
END_TEST

START_TEST(length_and_order_and_every_word_count)
{
        const uint32_t words[] = { 1, 2, 3 }, other[] = { 1, 2, 4 }, turned[] = { 2, 1, 3 };
        struct key_set set = { 0 };
        struct key key = { 0 };

        ck_assert(!add(&set, &key, words, 3));
        ck_assert(!add(&set, &key, words, 2));
        ck_assert(!add(&set, &key, words, 0));
        ck_assert(!add(&set, &key, other, 3));
        ck_assert(!add(&set, &key, turned, 3));
        ck_assert(add(&set, &key, words, 0));
        key_deinit(&key);
        key_set_deinit(&set);
}
END_TEST

START_TEST(pointers_are_told_apart)
{
        struct key_set set = { 0 };
        struct key key = { 0 };
        bool was_there;
        int a[2];

        for (unsigned int i = 0; i < 4; i++) {
                key.n_words = 0;
                ck_assert_int_eq(key_reserve(&key, 2), 0);
                key_put_pointer(&key, &a[i % 2]);
                ck_assert_int_eq(key_set_add(&set, &key, &was_there), 0);
                ck_assert_int_eq(was_there, i >= 2);
        }
        key_deinit(&key);
        key_set_deinit(&set);
}
END_TEST

START_TEST(thousands_are_remembered)
{
        struct key_set set = { 0 };
        struct key key = { 0 };

        for (unsigned int round = 0; round < 2; round++) {
                for (uint32_t i = 0; i < 10000; i++) {
                        const uint32_t words[] = { i, i % 7, i / 3 };

                        claim(add(&set, &key, words, 1 + i % 3) == (round == 1));
                }
        }
        ck_assert_uint_eq(set.n_keys, 10000);
        key_deinit(&key);
        key_set_deinit(&set);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("util/key-set");
        TCase *tc = tcase_create("key-set");

        tcase_add_test(tc, a_key_is_new_once);
        tcase_add_test(tc, length_and_order_and_every_word_count);
        tcase_add_test(tc, pointers_are_told_apart);
        tcase_add_test(tc, thousands_are_remembered);
        suite_add_tcase(suite, tc);
        return test_run(suite);
}
