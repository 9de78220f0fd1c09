/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bpf/program.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/live-filter.h"
#include "bpf/random-program.h"
#include "support/suite.h"

#define RET INSN(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static bool accepts(struct sock_filter *insns, size_t n)
{
        const struct program program = { .insns = insns, .n_insns = n };

        return program_check(&program, NULL) == 0;
}

/* Whether "insn; ret" is accepted. */
static bool accepts_insn(struct sock_filter insn)
{
        struct sock_filter insns[] = { insn, RET };

        return accepts(insns, 2);
}

/* The instruction that is refused. */
static size_t refused_at(struct sock_filter *insns, size_t n)
{
        const struct program program = { .insns = insns, .n_insns = n };
        size_t where = SIZE_MAX;

        ck_assert_int_eq(program_check(&program, &where), -EINVAL);
        return where;
}

START_TEST(a_program_has_1_to_4096_instructions)
{
        static struct sock_filter insns[PROGRAM_MAX + 1];

        for (size_t i = 0; i <= PROGRAM_MAX; i++)
                insns[i] = RET;
        ck_assert(!accepts(insns, 0));
        ck_assert(!accepts(NULL, 0));
        ck_assert(accepts(insns, 1));
        ck_assert(accepts(insns, PROGRAM_MAX));
        ck_assert(!accepts(insns, PROGRAM_MAX + 1));
}
END_TEST

START_TEST(a_program_ends_with_a_return)
{
        struct sock_filter insns[] = { RET, INSN(BPF_LD | BPF_IMM, 0) };

        ck_assert_uint_eq(refused_at(insns, 2), 1);
        insns[1] = INSN(BPF_RET | BPF_A, 0);
        ck_assert(accepts(insns, 2));
        insns[1] = INSN(BPF_RET | BPF_X, 0);
        ck_assert(!accepts(insns, 2));
}
END_TEST

START_TEST(a_load_is_of_an_aligned_word_of_the_call)
{
        for (uint32_t k = 0; k < 200; k++)
                ck_assert_int_eq(accepts_insn(INSN(BPF_LD | BPF_W | BPF_ABS, k)),
                                 k < 64 && k % 4 == 0);
        ck_assert(!accepts_insn(INSN(BPF_LD | BPF_W | BPF_ABS, 0xfffffffc)));
        ck_assert(!accepts_insn(INSN(BPF_LD | BPF_W | BPF_ABS, (uint32_t)SKF_AD_OFF)));
}
END_TEST

START_TEST(packet_instructions_are_refused)
{
        ck_assert(!accepts_insn(INSN(BPF_LD | BPF_H | BPF_ABS, 0)));
        ck_assert(!accepts_insn(INSN(BPF_LD | BPF_B | BPF_ABS, 0)));
        ck_assert(!accepts_insn(INSN(BPF_LD | BPF_W | BPF_IND, 0)));
        ck_assert(!accepts_insn(INSN(BPF_LDX | BPF_B | BPF_MSH, 0)));
        ck_assert(!accepts_insn(INSN(BPF_LDX | BPF_W | BPF_ABS, 0)));
}
END_TEST

START_TEST(mod_is_refused_although_classic_bpf_has_it)
{
        ck_assert(!accepts_insn(INSN(BPF_ALU | BPF_MOD | BPF_K, 3)));
        ck_assert(!accepts_insn(INSN(BPF_ALU | BPF_MOD | BPF_X, 0)));
}
END_TEST

START_TEST(constants_that_cannot_work_are_refused)
{
        ck_assert(accepts_insn(INSN(BPF_ALU | BPF_DIV | BPF_K, 1)));
        ck_assert(!accepts_insn(INSN(BPF_ALU | BPF_DIV | BPF_K, 0)));
        ck_assert(accepts_insn(INSN(BPF_ALU | BPF_DIV | BPF_X, 0)));
        ck_assert(accepts_insn(INSN(BPF_ALU | BPF_LSH | BPF_K, 31)));
        ck_assert(!accepts_insn(INSN(BPF_ALU | BPF_LSH | BPF_K, 32)));
        ck_assert(accepts_insn(INSN(BPF_ALU | BPF_LSH | BPF_X, 32)));
        ck_assert(accepts_insn(INSN(BPF_ALU | BPF_RSH | BPF_K, 31)));
        ck_assert(!accepts_insn(INSN(BPF_ALU | BPF_RSH | BPF_K, 0xffffffff)));
}
END_TEST

START_TEST(opcodes_fit_a_byte)
{
        ck_assert(accepts_insn(INSN(BPF_LD | BPF_IMM, 0)));
        ck_assert(!accepts_insn(INSN(0x100 | BPF_LD | BPF_IMM, 0)));
        ck_assert(!accepts_insn(INSN(0xffff, 0)));
}
END_TEST

START_TEST(jumps_stay_inside)
{
        static const uint16_t ops[] = { BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET };
        struct sock_filter insns[] = { INSN(BPF_JMP | BPF_JA, 0), RET, RET };

        for (uint32_t k = 0; k < 5; k++) {
                insns[0] = INSN(BPF_JMP | BPF_JA, k);
                ck_assert_int_eq(accepts(insns, 3), k < 2);
                for (size_t i = 0; i < 8; i++) {
                        const uint16_t source = i < 4 ? BPF_K : BPF_X;
                        const uint16_t code = (uint16_t)(BPF_JMP | ops[i % 4] | source);

                        insns[0] = BRANCH(code, 7, (uint8_t)k, 0);
                        ck_assert_int_eq(accepts(insns, 3), k < 2);
                        insns[0] = BRANCH(code, 7, 0, (uint8_t)k);
                        ck_assert_int_eq(accepts(insns, 3), k < 2);
                }
        }
        insns[0] = INSN(BPF_JMP | BPF_JA, 0xffffffff);
        ck_assert_uint_eq(refused_at(insns, 3), 0);
        insns[0] = INSN(BPF_JMP | BPF_JA, 0xfffffffe);
        ck_assert_uint_eq(refused_at(insns, 3), 0);
}
END_TEST

START_TEST(there_are_16_scratch_words)
{
        static const uint16_t stores[] = { BPF_ST, BPF_STX };
        static const uint16_t loads[] = { BPF_LD | BPF_MEM, BPF_LDX | BPF_MEM };

        for (unsigned int i = 0; i < 2; i++) {
                for (uint32_t k = 0; k < 40; k++) {
                        struct sock_filter insns[] = { INSN(stores[i], k), INSN(loads[i], k), RET };

                        ck_assert_int_eq(accepts(insns, 3), k < 16);
                }
        }
}
END_TEST

START_TEST(a_scratch_word_is_written_before_it_is_read)
{
        struct sock_filter insns[] = {
                INSN(BPF_ST, 3),
                INSN(BPF_LD | BPF_MEM, 3),
                INSN(BPF_LDX | BPF_MEM, 4),
                RET,
        };

        ck_assert_uint_eq(refused_at(insns, 4), 2);
        insns[2].k = 3;
        ck_assert(accepts(insns, 4));
}
END_TEST

START_TEST(both_ways_to_a_read_must_have_written)
{
        struct sock_filter insns[] = {
                BRANCH(BPF_JMP | BPF_JEQ | BPF_K, 7, 0, 1),
                INSN(BPF_ST, 3),
                INSN(BPF_LD | BPF_MEM, 3),
                RET,
        };

        ck_assert_uint_eq(refused_at(insns, 4), 2);
        insns[0].jf = 0;
        ck_assert(accepts(insns, 4));
        insns[0] = INSN(BPF_JMP | BPF_JA, 1);
        ck_assert_uint_eq(refused_at(insns, 4), 2);
}
END_TEST

START_TEST(what_no_path_reaches_may_read_anything)
{
        struct sock_filter after_jump[] = {
                INSN(BPF_JMP | BPF_JA, 1),
                INSN(BPF_LD | BPF_MEM, 3),
                RET,
        };
        struct sock_filter after_return[] = {
                RET,
                INSN(BPF_LD | BPF_MEM, 3),
                RET,
        };

        ck_assert(accepts(after_jump, 3));
        ck_assert(!accepts(after_return, 3)); /* the kernel does not look that closely */
}
END_TEST

/* What becomes of a program when one of its instructions is hit by chance. */
static void mutate(struct program *program)
{
        struct sock_filter *insn = &program->insns[random_below((uint32_t)program->n_insns)];

        switch (random_below(9)) {
        case 0:
                insn->code = (uint16_t)random_below(256);
                return;
        case 1:
                insn->code = (uint16_t)random_word();
                return;
        case 2:
                insn->k = random_below(80);
                return;
        case 3:
                insn->k = random_word();
                return;
        case 4:
                insn->jt = (uint8_t)random_below(12);
                return;
        case 5:
                insn->jf = (uint8_t)random_below(12);
                return;
        case 6:
                program->n_insns = 1 + random_below((uint32_t)program->n_insns);
                return;
        case 7: /* a scratch word is read that may not have been written */
                *insn = INSN((random_below(2) ? BPF_LD : BPF_LDX) | BPF_MEM, random_below(17));
                return;
        case 8:
                *insn = random_insn(1 + random_below(4));
                return;
        }
}

static void random_mutant(struct program *program)
{
        program->n_insns = 0;
        if (random_below(2))
                for (uint32_t i = 0; i < N_SCRATCH; i++)
                        program->insns[program->n_insns++] = INSN(BPF_ST, i);
        random_body(program, random_below(16));
        for (uint32_t i = random_below(3); i > 0; i--)
                mutate(program);
}

/* What a child found out, program by program, up to the first that was accepted. */
struct trial {
        volatile size_t n_refused;
        volatile int last_error; /* of the last attempt; 0: it was accepted */
};

#define N_MUTANTS 400

static void attempt(struct trial *trial, const struct program *programs, size_t n)
{
        prepare_child();
        for (size_t i = 0; i < n; i++) {
                trial->last_error = install(&programs[i]);
                if (trial->last_error != -EINVAL)
                        die(); /* a filter is in force: no system call from here */
                trial->n_refused++;
        }
        die();
}

/* How many of @programs the kernel refuses before it accepts one. */
static size_t count_refused(struct trial *trial, const struct program *programs, size_t n)
{
        pid_t child;

        memset(trial, 0, sizeof(*trial));
        child = fork();
        ck_assert_int_ge(child, 0);
        if (child == 0)
                attempt(trial, programs, n);
        ck_assert_int_eq(await_signal(child), SIGILL);
        ck_assert_uint_le(trial->n_refused, n);
        if (trial->n_refused < n)
                ck_assert_int_eq(trial->last_error, 0);
        return trial->n_refused;
}

START_TEST(the_kernel_accepts_the_same)
{
        static struct sock_filter insns[N_MUTANTS][RANDOM_INSNS_MAX];
        struct program programs[N_MUTANTS];
        struct trial *trial = shared_memory(sizeof(*trial));
        size_t n_accepted = 0, next = 0;

        srandom((unsigned int)_i);
        for (size_t i = 0; i < N_MUTANTS; i++) {
                programs[i] = (struct program){ .insns = insns[i] };
                random_mutant(&programs[i]);
        }
        while (next < N_MUTANTS) {
                const size_t n = count_refused(trial, programs + next, N_MUTANTS - next);

                for (size_t i = next; i < next + n; i++)
                        ck_assert_int_eq(program_check(&programs[i], NULL), -EINVAL);
                next += n;
                if (next == N_MUTANTS)
                        break;
                ck_assert_int_eq(program_check(&programs[next], NULL), 0);
                n_accepted++;
                next++;
        }
        /* Both answers must have been put to the test. */
        ck_assert_uint_gt(n_accepted, N_MUTANTS / 8);
        ck_assert_uint_lt(n_accepted, N_MUTANTS - N_MUTANTS / 8);
        ck_assert_int_eq(munmap(trial, sizeof(*trial)), 0);
}
END_TEST

/* Every opcode, each with a constant that suits it if anything does. */
START_TEST(the_kernel_knows_the_same_opcodes)
{
        struct trial *trial = shared_memory(sizeof(*trial));

        for (uint32_t code = 0; code < 512; code++) {
                struct sock_filter insns[] = {
                        INSN(BPF_ST, 4), INSN((uint16_t)code, 4), RET, RET, RET, RET, RET, RET,
                };
                const struct program program = { .insns = insns, .n_insns = 8 };
                const bool accepted = count_refused(trial, &program, 1) == 0;

                ck_assert_int_eq(program_check(&program, NULL), accepted ? 0 : -EINVAL);
        }
        ck_assert_int_eq(munmap(trial, sizeof(*trial)), 0);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("bpf/check");
        TCase *units = tcase_create("rules"), *live = tcase_create("kernel");

        tcase_add_test(units, a_program_has_1_to_4096_instructions);
        tcase_add_test(units, a_program_ends_with_a_return);
        tcase_add_test(units, a_load_is_of_an_aligned_word_of_the_call);
        tcase_add_test(units, packet_instructions_are_refused);
        tcase_add_test(units, mod_is_refused_although_classic_bpf_has_it);
        tcase_add_test(units, constants_that_cannot_work_are_refused);
        tcase_add_test(units, opcodes_fit_a_byte);
        tcase_add_test(units, jumps_stay_inside);
        tcase_add_test(units, there_are_16_scratch_words);
        tcase_add_test(units, a_scratch_word_is_written_before_it_is_read);
        tcase_add_test(units, both_ways_to_a_read_must_have_written);
        tcase_add_test(units, what_no_path_reaches_may_read_anything);
        suite_add_tcase(suite, units);
        tcase_set_timeout(live, 60);
        tcase_add_loop_test(live, the_kernel_accepts_the_same, 0, (int)test_rounds(5));
        tcase_add_test(live, the_kernel_knows_the_same_opcodes);
        suite_add_tcase(suite, live);
        return test_run(suite);
}
