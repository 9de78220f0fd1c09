/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bpf/program.h"

#include <check.h>
#include <stdlib.h>

#include "support/suite.h"

#define HOST_IS_BIG_ENDIAN (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

START_TEST(words_lie_as_the_byte_order_has_them)
{
        const struct seccomp_data call = {
                .nr = -2,
                .arch = 0xc000003e,
                .instruction_pointer = UINT64_C(0x1122334455667788),
                .args = { UINT64_C(0xa0a1a2a3b0b1b2b3), 1, 2, 3, 4, UINT64_C(0xc0c1c2c3d0d1d2d3) },
        };
        uint32_t words[WORD_COUNT];

        call_to_words(words, &call, false);
        ck_assert_uint_eq(words[0], 0xfffffffe);
        ck_assert_uint_eq(words[1], 0xc000003e);
        ck_assert_uint_eq(words[2], 0x55667788);
        ck_assert_uint_eq(words[3], 0x11223344);
        ck_assert_uint_eq(words[4], 0xb0b1b2b3);
        ck_assert_uint_eq(words[5], 0xa0a1a2a3);
        ck_assert_uint_eq(words[14], 0xd0d1d2d3);
        ck_assert_uint_eq(words[15], 0xc0c1c2c3);
        call_to_words(words, &call, true);
        ck_assert_uint_eq(words[0], 0xfffffffe);
        ck_assert_uint_eq(words[1], 0xc000003e);
        ck_assert_uint_eq(words[2], 0x11223344);
        ck_assert_uint_eq(words[3], 0x55667788);
        ck_assert_uint_eq(words[4], 0xa0a1a2a3);
        ck_assert_uint_eq(words[5], 0xb0b1b2b3);
        ck_assert_uint_eq(words[7], 1);
        ck_assert_uint_eq(words[15], 0xd0d1d2d3);
}
END_TEST

START_TEST(words_in_host_order_are_the_call_itself)
{
        struct seccomp_data call;
        unsigned char *bytes = (unsigned char *)&call;
        uint32_t words[WORD_COUNT];

        for (size_t i = 0; i < sizeof(call); i++)
                bytes[i] = (unsigned char)(i + 1);
        call_to_words(words, &call, HOST_IS_BIG_ENDIAN);
        ck_assert_mem_eq(words, &call, sizeof(call));
}
END_TEST

START_TEST(each_half_of_each_argument_has_its_word)
{
        bool taken[WORD_COUNT] = { false };

        for (unsigned int arg = 0; arg < 6; arg++) {
                const unsigned int low = word_of_arg(arg, false, false);
                const unsigned int high = word_of_arg(arg, true, false);

                ck_assert_uint_eq(high, low + 1);
                ck_assert_uint_eq(word_of_arg(arg, true, true), low);
                ck_assert_uint_eq(word_of_arg(arg, false, true), high);
                ck_assert(!taken[low] && !taken[high]);
                taken[low] = taken[high] = true;
        }
        for (unsigned int word = 0; word < WORD_COUNT; word++)
                ck_assert_int_eq(taken[word], word >= WORD_ARGS);
}
END_TEST

START_TEST(a_program_can_be_emptied_twice)
{
        struct program program = { .n_insns = 1, .cap_insns = 2 };

        program.insns = calloc(2, sizeof(*program.insns));
        ck_assert_ptr_nonnull(program.insns);
        program_deinit(&program);
        ck_assert_ptr_null(program.insns);
        ck_assert_uint_eq(program.n_insns, 0);
        ck_assert_uint_eq(program.cap_insns, 0);
        program_deinit(&program);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("bpf/program");
        TCase *tests = tcase_create("program");

        tcase_add_test(tests, words_lie_as_the_byte_order_has_them);
        tcase_add_test(tests, words_in_host_order_are_the_call_itself);
        tcase_add_test(tests, each_half_of_each_argument_has_its_word);
        tcase_add_test(tests, a_program_can_be_emptied_twice);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
