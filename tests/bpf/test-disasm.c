/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bpf/program.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "abi/syscall.h"
#include "support/suite.h"

/* The text of one instruction at index 10. */
static const char *text_of(struct sock_filter insn, const struct abi *abi, bool big_endian)
{
        static char buf[INSN_TEXT_MAX];
        struct sock_filter insns[11] = { [10] = insn };
        const struct program program = { .insns = insns, .n_insns = 11, .big_endian = big_endian };

        return insn_text(&program, 10, abi, buf);
}

static void assert_text(uint16_t code, uint32_t k, const char *text)
{
        const struct sock_filter insn = { .code = code, .k = k };

        ck_assert_str_eq(text_of(insn, NULL, false), text);
}

START_TEST(loaded_words_have_names)
{
        static const char *const names[WORD_COUNT] = {
                "ld nr",       "ld arch",      "ld ip.low",   "ld ip.high",
                "ld arg0.low", "ld arg0.high", "ld arg1.low", "ld arg1.high",
                "ld arg2.low", "ld arg2.high", "ld arg3.low", "ld arg3.high",
                "ld arg4.low", "ld arg4.high", "ld arg5.low", "ld arg5.high",
        };

        for (uint32_t word = 0; word < WORD_COUNT; word++)
                assert_text(BPF_LD | BPF_W | BPF_ABS, word * 4, names[word]);
}
END_TEST

START_TEST(halves_swap_names_with_the_byte_order)
{
        const struct sock_filter arg = { .code = BPF_LD | BPF_W | BPF_ABS, .k = 16 };
        const struct sock_filter ip = { .code = BPF_LD | BPF_W | BPF_ABS, .k = 8 };

        ck_assert_str_eq(text_of(arg, NULL, true), "ld arg0.high");
        ck_assert_str_eq(text_of(ip, NULL, true), "ld ip.high");
}
END_TEST

START_TEST(loads_outside_of_the_call_show_their_offset)
{
        assert_text(BPF_LD | BPF_W | BPF_ABS, 64, "ld [64]");
        assert_text(BPF_LD | BPF_W | BPF_ABS, 18, "ld [18]");
}
END_TEST

START_TEST(each_load_and_store_has_its_text)
{
        assert_text(BPF_LD | BPF_IMM, 7, "ld #7");
        assert_text(BPF_LDX | BPF_IMM, 0x12345, "ldx #0x12345");
        assert_text(BPF_LD | BPF_W | BPF_LEN, 0, "ld len");
        assert_text(BPF_LDX | BPF_W | BPF_LEN, 0, "ldx len");
        assert_text(BPF_LD | BPF_MEM, 3, "ld mem[3]");
        assert_text(BPF_LDX | BPF_MEM, 15, "ldx mem[15]");
        assert_text(BPF_ST, 3, "st mem[3]");
        assert_text(BPF_STX, 3, "stx mem[3]");
        assert_text(BPF_MISC | BPF_TAX, 0, "tax");
        assert_text(BPF_MISC | BPF_TXA, 0, "txa");
}
END_TEST

START_TEST(each_calculation_has_its_text)
{
        assert_text(BPF_ALU | BPF_ADD | BPF_K, 1, "add 1");
        assert_text(BPF_ALU | BPF_SUB | BPF_X, 0, "sub x");
        assert_text(BPF_ALU | BPF_MUL | BPF_X, 0, "mul x");
        assert_text(BPF_ALU | BPF_DIV | BPF_K, 9, "div 9");
        assert_text(BPF_ALU | BPF_AND | BPF_K, 0x80000, "and 0x80000");
        assert_text(BPF_ALU | BPF_OR | BPF_K, 3, "or 3");
        assert_text(BPF_ALU | BPF_XOR | BPF_X, 0, "xor x");
        assert_text(BPF_ALU | BPF_LSH | BPF_K, 3, "lsh 3");
        assert_text(BPF_ALU | BPF_RSH | BPF_K, 3, "rsh 3");
        assert_text(BPF_ALU | BPF_NEG, 0, "neg");
}
END_TEST

START_TEST(jumps_name_the_instructions_they_go_to)
{
        struct sock_filter insn = { BPF_JMP | BPF_JEQ | BPF_K, 0, 5, 59 };

        ck_assert_str_eq(text_of(insn, NULL, false), "jeq 59, 11, 16");
        insn.code = BPF_JMP | BPF_JGT | BPF_X;
        ck_assert_str_eq(text_of(insn, NULL, false), "jgt x, 11, 16");
        insn.code = BPF_JMP | BPF_JGE | BPF_K;
        ck_assert_str_eq(text_of(insn, NULL, false), "jge 59, 11, 16");
        insn.code = BPF_JMP | BPF_JSET | BPF_K;
        ck_assert_str_eq(text_of(insn, NULL, false), "jset 59, 11, 16");
        assert_text(BPF_JMP | BPF_JA, 300, "ja 311");
}
END_TEST

START_TEST(numbers_of_an_abi_are_named)
{
        const struct abi *abi = abi_native();
        struct sock_filter insn = { BPF_JMP | BPF_JEQ | BPF_K, 0, 5, 0 };

        ck_assert(abi_syscall_number(&insn.k, abi, syscall_by_name(span_of("openat"))));
        ck_assert_str_eq(text_of(insn, abi, false), "jeq openat, 11, 16");
        insn.code = BPF_JMP | BPF_JGT | BPF_K;
        ck_assert_str_eq(text_of(insn, abi, false), "jgt openat, 11, 16");
        insn.k = 0x12345678;
        ck_assert_str_eq(text_of(insn, abi, false), "jgt 0x12345678, 11, 16");
}
END_TEST

START_TEST(bits_of_a_number_are_not_a_syscall)
{
        struct sock_filter insn = { BPF_JMP | BPF_JSET | BPF_K, 0, 5, 1 };

        ck_assert_str_eq(text_of(insn, abi_native(), false), "jset 1, 11, 16");
}
END_TEST

START_TEST(returns_show_their_word)
{
        assert_text(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, "ret 0x7fff0000");
        assert_text(BPF_RET | BPF_A, 0, "ret a");
}
END_TEST

START_TEST(what_is_no_instruction_is_shown_as_numbers)
{
        assert_text(0x1234, 5, "unknown 0x1234, 0, 0, 0x5");
        assert_text(BPF_ALU | 0xf0, 5, "unknown 0x00f4, 0, 0, 0x5");
        assert_text(BPF_LD | BPF_H | BPF_ABS, 5, "unknown 0x0028, 0, 0, 0x5");
        assert_text(BPF_LDX | BPF_W | BPF_ABS, 4, "unknown 0x0021, 0, 0, 0x4");
        assert_text(BPF_RET | BPF_X, 4, "unknown 0x000e, 0, 0, 0x4");
        assert_text(BPF_JMP | 0x70, 4, "unknown 0x0075, 0, 0, 0x4");
}
END_TEST

/* Whatever the bytes are: a text, and it fits. */
START_TEST(every_opcode_has_a_text)
{
        for (uint32_t code = 0; code <= UINT16_MAX; code++) {
                const struct sock_filter insn = { (uint16_t)code, 255, 255, UINT32_MAX };
                const char *text = text_of(insn, abi_native(), code & 1);

                ck_assert_uint_gt(strlen(text), 0);
                ck_assert_uint_lt(strlen(text), INSN_TEXT_MAX);
                if (code > UINT8_MAX)
                        ck_assert_int_eq(strncmp(text, "unknown ", 8), 0);
        }
}
END_TEST

/* What is valid must not be called unknown. */
START_TEST(every_valid_opcode_is_known)
{
        for (uint32_t code = 0; code <= UINT8_MAX; code++) {
                struct sock_filter insns[] = {
                        { .code = BPF_ST, .k = 4 },  { .code = (uint16_t)code, .k = 4 },
                        { .code = BPF_RET | BPF_K }, { .code = BPF_RET | BPF_K },
                        { .code = BPF_RET | BPF_K }, { .code = BPF_RET | BPF_K },
                        { .code = BPF_RET | BPF_K },
                };
                const struct program program = { .insns = insns, .n_insns = 7 };
                char buf[INSN_TEXT_MAX];
                const bool is_known =
                        strncmp(insn_text(&program, 1, NULL, buf), "unknown ", 8) != 0;

                if (program_check(&program, NULL) == 0)
                        ck_assert(is_known);
        }
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("bpf/disasm");
        TCase *tests = tcase_create("disasm");

        tcase_add_test(tests, loaded_words_have_names);
        tcase_add_test(tests, halves_swap_names_with_the_byte_order);
        tcase_add_test(tests, loads_outside_of_the_call_show_their_offset);
        tcase_add_test(tests, each_load_and_store_has_its_text);
        tcase_add_test(tests, each_calculation_has_its_text);
        tcase_add_test(tests, jumps_name_the_instructions_they_go_to);
        tcase_add_test(tests, numbers_of_an_abi_are_named);
        tcase_add_test(tests, bits_of_a_number_are_not_a_syscall);
        tcase_add_test(tests, returns_show_their_word);
        tcase_add_test(tests, what_is_no_instruction_is_shown_as_numbers);
        tcase_add_test(tests, every_opcode_has_a_text);
        tcase_add_test(tests, every_valid_opcode_is_known);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
