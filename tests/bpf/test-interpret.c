/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bpf/program.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/live-filter.h"
#include "bpf/random-program.h"
#include "support/suite.h"

#define CALL_NR 100000 /* no system call has it: nothing happens when it is allowed */
#define N_CALLS 64     /* for each program */

/* Run @n instructions on a call; the program is one that the kernel accepts. */
static struct run_result run(struct sock_filter *insns, size_t n, const struct seccomp_data *call)
{
        const struct program program = { .insns = insns, .n_insns = n };
        struct run_result result;

        ck_assert_int_eq(program_run(&result, &program, call), 0);
        return result;
}

/* What is in A after "A = a; X = x" and one instruction. */
static uint32_t calculate(uint32_t a, uint32_t x, struct sock_filter insn)
{
        struct sock_filter insns[] = {
                INSN(BPF_LDX | BPF_IMM, x),
                INSN(BPF_LD | BPF_IMM, a),
                insn,
                INSN(BPF_RET | BPF_A, 0),
        };

        return run(insns, 4, &(struct seccomp_data){ 0 }).action;
}

static uint32_t alu_k(uint16_t op, uint32_t a, uint32_t k)
{
        return calculate(a, 0, INSN((uint16_t)(BPF_ALU | op | BPF_K), k));
}

static uint32_t alu_x(uint16_t op, uint32_t a, uint32_t x)
{
        return calculate(a, x, INSN((uint16_t)(BPF_ALU | op | BPF_X), 0));
}

START_TEST(arithmetic_wraps_at_32_bits)
{
        ck_assert_uint_eq(alu_k(BPF_ADD, 0xffffffff, 2), 1);
        ck_assert_uint_eq(alu_x(BPF_ADD, 7, 8), 15);
        ck_assert_uint_eq(alu_k(BPF_SUB, 1, 2), 0xffffffff);
        ck_assert_uint_eq(alu_x(BPF_SUB, 8, 7), 1);
        ck_assert_uint_eq(alu_k(BPF_MUL, 0x10000, 0x10001), 0x10000);
        ck_assert_uint_eq(alu_x(BPF_MUL, 6, 7), 42);
        ck_assert_uint_eq(alu_k(BPF_DIV, 0xffffffff, 2), 0x7fffffff);
        ck_assert_uint_eq(alu_x(BPF_DIV, 42, 6), 7);
        ck_assert_uint_eq(calculate(1, 0, INSN(BPF_ALU | BPF_NEG, 0)), 0xffffffff);
}
END_TEST

START_TEST(bits_are_combined)
{
        ck_assert_uint_eq(alu_k(BPF_AND, 0xff00ff, 0x0ff0f0), 0x0f00f0);
        ck_assert_uint_eq(alu_x(BPF_AND, 12, 10), 8);
        ck_assert_uint_eq(alu_k(BPF_OR, 12, 10), 14);
        ck_assert_uint_eq(alu_x(BPF_OR, 12, 10), 14);
        ck_assert_uint_eq(alu_k(BPF_XOR, 12, 10), 6);
        ck_assert_uint_eq(alu_x(BPF_XOR, 12, 10), 6);
        ck_assert_uint_eq(alu_k(BPF_LSH, 0x80000001, 1), 2);
        ck_assert_uint_eq(alu_k(BPF_RSH, 0x80000001, 31), 1);
}
END_TEST

START_TEST(a_shift_by_x_uses_five_bits)
{
        ck_assert_uint_eq(alu_x(BPF_LSH, 1, 31), 0x80000000);
        ck_assert_uint_eq(alu_x(BPF_LSH, 1, 33), 2);
        ck_assert_uint_eq(alu_x(BPF_RSH, 4, 0xffffffe1), 2);
        ck_assert_uint_eq(alu_x(BPF_RSH, 4, 32), 4);
}
END_TEST

START_TEST(dividing_by_zero_kills)
{
        struct sock_filter insns[] = {
                INSN(BPF_LD | BPF_IMM, 5),
                INSN(BPF_ALU | BPF_DIV | BPF_X, 0),
                INSN(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        };
        const struct run_result result = run(insns, 3, &(struct seccomp_data){ 0 });

        ck_assert_uint_eq(result.action, SECCOMP_RET_KILL_THREAD);
        ck_assert_uint_eq(result.n_executed, 2);
}
END_TEST

START_TEST(registers_start_at_zero)
{
        struct sock_filter a[] = { INSN(BPF_RET | BPF_A, 0) };
        struct sock_filter x[] = {
                INSN(BPF_LD | BPF_IMM, 5),
                INSN(BPF_MISC | BPF_TXA, 0),
                INSN(BPF_RET | BPF_A, 0),
        };

        ck_assert_uint_eq(run(a, 1, &(struct seccomp_data){ 0 }).action, 0);
        ck_assert_uint_eq(run(x, 3, &(struct seccomp_data){ 0 }).action, 0);
}
END_TEST

START_TEST(len_is_the_size_of_the_call)
{
        struct sock_filter insns[] = {
                INSN(BPF_LDX | BPF_W | BPF_LEN, 0),
                INSN(BPF_LD | BPF_W | BPF_LEN, 0),
                INSN(BPF_ALU | BPF_ADD | BPF_X, 0),
                INSN(BPF_RET | BPF_A, 0),
        };
        const struct run_result result = run(insns, 4, &(struct seccomp_data){ 0 });

        ck_assert_uint_eq(result.action, 2 * sizeof(struct seccomp_data));
        ck_assert(!result.looked_at_args);
}
END_TEST

START_TEST(scratch_words_keep_what_is_stored)
{
        struct sock_filter insns[] = {
                INSN(BPF_LD | BPF_IMM, 1),
                INSN(BPF_LDX | BPF_IMM, 2),
                INSN(BPF_ST, 0),
                INSN(BPF_STX, 15),
                INSN(BPF_LDX | BPF_MEM, 0),
                INSN(BPF_LD | BPF_MEM, 15),
                INSN(BPF_ALU | BPF_LSH | BPF_K, 8),
                INSN(BPF_ALU | BPF_OR | BPF_X, 0),
                INSN(BPF_MISC | BPF_TAX, 0),
                INSN(BPF_MISC | BPF_TXA, 0),
                INSN(BPF_RET | BPF_A, 0),
        };

        ck_assert_uint_eq(run(insns, 11, &(struct seccomp_data){ 0 }).action, 0x201);
}
END_TEST

/* Whether "A op operand" takes the true branch, with the operand in K and in X. */
static bool branches(uint16_t op, uint32_t a, uint32_t operand)
{
        bool taken[2];

        for (unsigned int x = 0; x < 2; x++) {
                struct sock_filter insns[] = {
                        INSN(BPF_LDX | BPF_IMM, x ? operand : ~operand),
                        INSN(BPF_LD | BPF_IMM, a),
                        BRANCH((uint16_t)(BPF_JMP | op | (x ? BPF_X : BPF_K)),
                               x ? ~operand : operand, 1, 0),
                        INSN(BPF_RET | BPF_K, 0),
                        INSN(BPF_RET | BPF_K, 1),
                };

                taken[x] = run(insns, 5, &(struct seccomp_data){ 0 }).action == 1;
        }
        ck_assert_int_eq(taken[0], taken[1]);
        return taken[0];
}

START_TEST(jumps_compare_unsigned)
{
        ck_assert(branches(BPF_JEQ, 5, 5));
        ck_assert(!branches(BPF_JEQ, 5, 4));
        ck_assert(branches(BPF_JGT, 0x80000000, 0x7fffffff));
        ck_assert(!branches(BPF_JGT, 5, 5));
        ck_assert(!branches(BPF_JGT, 0, 0xffffffff));
        ck_assert(branches(BPF_JGE, 5, 5));
        ck_assert(branches(BPF_JGE, 0xffffffff, 0));
        ck_assert(!branches(BPF_JGE, 4, 5));
        ck_assert(branches(BPF_JSET, 0x80000001, 0x80000000));
        ck_assert(!branches(BPF_JSET, 0x80000001, 0x7ffffffe));
        ck_assert(!branches(BPF_JSET, 0xffffffff, 0));
}
END_TEST

START_TEST(executed_instructions_are_counted)
{
        struct sock_filter insns[] = {
                INSN(BPF_JMP | BPF_JA, 1),
                INSN(BPF_RET | BPF_K, 1),
                BRANCH(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
                INSN(BPF_RET | BPF_K, 2),
                INSN(BPF_RET | BPF_K, 3),
        };
        const struct run_result result = run(insns, 5, &(struct seccomp_data){ 0 });

        ck_assert_uint_eq(result.action, 3);
        ck_assert_uint_eq(result.n_executed, 3);
}
END_TEST

START_TEST(only_nr_and_arch_are_not_arguments)
{
        for (uint32_t word = 0; word < WORD_COUNT; word++) {
                struct sock_filter insns[] = {
                        INSN(BPF_LD | BPF_W | BPF_ABS, word * 4),
                        INSN(BPF_RET | BPF_K, 0),
                };
                const struct run_result result = run(insns, 2, &(struct seccomp_data){ 0 });

                ck_assert_int_eq(result.looked_at_args, word != WORD_NR && word != WORD_ARCH);
        }
}
END_TEST

START_TEST(a_program_reads_its_own_byte_order)
{
        struct sock_filter insns[] = {
                INSN(BPF_LD | BPF_W | BPF_ABS, 4 * WORD_ARGS),
                INSN(BPF_RET | BPF_A, 0),
        };
        struct program program = { .insns = insns, .n_insns = 2 };
        const struct seccomp_data call = { .args = { UINT64_C(0x100000002) } };
        struct run_result result;

        ck_assert_int_eq(program_run(&result, &program, &call), 0);
        ck_assert_uint_eq(result.action, 2);
        program.big_endian = true;
        ck_assert_int_eq(program_run(&result, &program, &call), 0);
        ck_assert_uint_eq(result.action, 1);
}
END_TEST

START_TEST(what_the_kernel_refuses_does_not_run)
{
        struct sock_filter insns[] = { INSN(BPF_LD | BPF_IMM, 1) };
        const struct program open_ended = { .insns = insns, .n_insns = 1 };
        const struct program empty = { 0 };
        struct run_result result = { .action = 77 };

        ck_assert_int_eq(program_run(&result, &open_ended, &(struct seccomp_data){ 0 }), -EINVAL);
        ck_assert_int_eq(program_run(&result, &empty, &(struct seccomp_data){ 0 }), -EINVAL);
        ck_assert_uint_eq(result.action, 77);
}
END_TEST

/* What a child under a filter saw. */
struct observation {
        int install_error;
        volatile size_t n_done;
        long results[N_CALLS];
};

static void observe(struct observation *seen, const struct program *program,
                    uint64_t args[N_CALLS][6])
{
        prepare_child();
        seen->install_error = install(program);
        if (seen->install_error < 0)
                die();
        for (size_t i = 0; i < N_CALLS; i++) {
                long r = syscall(CALL_NR, args[i][0], args[i][1], args[i][2], args[i][3],
                                 args[i][4], args[i][5]);

                seen->results[i] = r < 0 ? -errno : r;
                seen->n_done = i + 1;
        }
        die();
}

/* Our test call gets a random program, all others pass. */
static void random_filter(struct program *program)
{
        program->n_insns = 0;
        program->insns[program->n_insns++] = INSN(BPF_LD | BPF_W | BPF_ABS, 4 * WORD_NR);
        program->insns[program->n_insns++] = BRANCH(BPF_JMP | BPF_JEQ | BPF_K, CALL_NR, 1, 0);
        program->insns[program->n_insns++] = INSN(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
        for (uint32_t i = 0; i < N_SCRATCH; i++)
                program->insns[program->n_insns++] = INSN(BPF_ST, i);
        random_body(program, 4 + random_below(60));
}

static uint32_t native_arch(void)
{
        return abi_native()->audit_arch;
}

/* @seen covers what happened up to the first kill, if there was one. */
static void compare(const struct observation *seen, const struct program *program,
                    uint64_t args[N_CALLS][6], int signal_number)
{
        struct seccomp_data call = { .nr = CALL_NR, .arch = native_arch() };
        struct run_result result;

        ck_assert_int_eq(seen->install_error, 0);
        for (size_t i = 0; i < N_CALLS; i++) {
                memcpy(call.args, args[i], sizeof(call.args));
                ck_assert_int_eq(program_run(&result, program, &call), 0);
                if (i == seen->n_done) {
                        ck_assert_int_eq(signal_number, SIGSYS);
                        ck_assert_uint_eq(result.action, SECCOMP_RET_KILL_THREAD);
                        return;
                }
                ck_assert_uint_eq(result.action & SECCOMP_RET_ACTION_FULL, SECCOMP_RET_ERRNO);
                ck_assert_int_eq(seen->results[i], -(long)(result.action & SECCOMP_RET_DATA));
        }
        ck_assert_int_eq(signal_number, SIGILL);
}

START_TEST(the_kernel_decides_the_same)
{
        struct observation *seen = shared_memory(sizeof(*seen));
        struct sock_filter insns[RANDOM_INSNS_MAX];
        struct program program = { .insns = insns, .big_endian = HOST_IS_BIG_ENDIAN };
        uint64_t args[N_CALLS][6];
        pid_t child;

        srandom((unsigned int)_i);
        for (unsigned int round = 0; round < 40; round++) {
                random_filter(&program);
                for (size_t i = 0; i < N_CALLS; i++)
                        for (size_t j = 0; j < 6; j++)
                                args[i][j] = (uint64_t)random_word() << 32 | random_word();
                memset(seen, 0, sizeof(*seen));
                child = fork();
                ck_assert_int_ge(child, 0);
                if (child == 0)
                        observe(seen, &program, args);
                compare(seen, &program, args, await_signal(child));
        }
        ck_assert_int_eq(munmap(seen, sizeof(*seen)), 0);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("bpf/interpret");
        TCase *units = tcase_create("instructions"), *live = tcase_create("kernel");

        tcase_add_test(units, arithmetic_wraps_at_32_bits);
        tcase_add_test(units, bits_are_combined);
        tcase_add_test(units, a_shift_by_x_uses_five_bits);
        tcase_add_test(units, dividing_by_zero_kills);
        tcase_add_test(units, registers_start_at_zero);
        tcase_add_test(units, len_is_the_size_of_the_call);
        tcase_add_test(units, scratch_words_keep_what_is_stored);
        tcase_add_test(units, jumps_compare_unsigned);
        tcase_add_test(units, executed_instructions_are_counted);
        tcase_add_test(units, only_nr_and_arch_are_not_arguments);
        tcase_add_test(units, a_program_reads_its_own_byte_order);
        tcase_add_test(units, what_the_kernel_refuses_does_not_run);
        suite_add_tcase(suite, units);
        tcase_set_timeout(live, 60);
        tcase_add_loop_test(live, the_kernel_decides_the_same, 0, (int)test_rounds(10));
        suite_add_tcase(suite, live);
        return test_run(suite);
}
