/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Random programs that use every instruction which a filter may have. */

#include <linux/filter.h>
#include <stdlib.h>

#include "bpf/program.h"

#define RANDOM_INSNS_MAX 96
#define N_SCRATCH        4 /* scratch words in use, so that they are often read back */

#define INSN(op, value)         ((struct sock_filter){ .code = (op), .k = (value) })
#define BRANCH(op, value, t, f) ((struct sock_filter){ (op), (t), (f), (value) })

static inline uint32_t random_below(uint32_t n)
{
        return (uint32_t)random() % n;
}

/* Mostly values at which something changes. */
static inline uint32_t random_word(void)
{
        static const uint32_t edges[] = { 0,          1,          2,          31,
                                          32,         33,         0xff,       0x7fffffff,
                                          0x80000000, 0x80000001, 0xfffffffe, 0xffffffff,
                                          0x10000,    0xffff };

        if (random_below(2))
                return edges[random_below(sizeof(edges) / sizeof(edges[0]))];
        return (uint32_t)random() << 1 ^ (uint32_t)random();
}

static inline struct sock_filter random_alu(void)
{
        static const uint16_t ops[] = { BPF_ADD, BPF_SUB, BPF_MUL, BPF_DIV, BPF_AND,
                                        BPF_OR,  BPF_XOR, BPF_LSH, BPF_RSH, BPF_NEG };
        const uint16_t op = ops[random_below(sizeof(ops) / sizeof(ops[0]))];
        uint32_t k = random_word();

        if (op == BPF_NEG)
                return INSN(BPF_ALU | BPF_NEG, k);
        if (random_below(2))
                return INSN((uint16_t)(BPF_ALU | op | BPF_X), k);
        if (op == BPF_LSH || op == BPF_RSH)
                k %= 32;
        if (op == BPF_DIV && k == 0)
                k = 3;
        return INSN((uint16_t)(BPF_ALU | op | BPF_K), k);
}

/* @n_after: how many instructions follow, at least one. */
static inline struct sock_filter random_jump(uint32_t n_after)
{
        static const uint16_t ops[] = { BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET };
        const uint16_t op = ops[random_below(4)];
        const uint16_t source = random_below(2) ? BPF_X : BPF_K;
        const uint32_t reach = n_after < 6 ? n_after : 6;

        if (random_below(5) == 0)
                return INSN(BPF_JMP | BPF_JA, random_below(reach));
        return BRANCH((uint16_t)(BPF_JMP | op | source), random_word(),
                      (uint8_t)random_below(reach), (uint8_t)random_below(reach));
}

/* A load of anything but the instruction pointer, whose value no test knows. */
static inline struct sock_filter random_load(void)
{
        uint32_t word = random_below(WORD_COUNT);

        if (word == WORD_IP || word == WORD_IP + 1)
                word = WORD_ARGS;
        return INSN(BPF_LD | BPF_W | BPF_ABS, word * 4);
}

static inline struct sock_filter random_insn(uint32_t n_after)
{
        switch (random_below(14)) {
        case 0:
        case 1:
        case 2:
                return random_load();
        case 3:
        case 4:
        case 5:
                return random_alu();
        case 6:
        case 7:
                return random_jump(n_after);
        case 8:
                return INSN(random_below(2) ? BPF_ST : BPF_STX, random_below(N_SCRATCH));
        case 9:
                return INSN((random_below(2) ? BPF_LD : BPF_LDX) | BPF_MEM,
                            random_below(N_SCRATCH));
        case 10:
                return INSN((random_below(2) ? BPF_LD : BPF_LDX) | BPF_IMM, random_word());
        case 11:
                return INSN((random_below(2) ? BPF_LD : BPF_LDX) | BPF_W | BPF_LEN, 0);
        case 12:
                return INSN(BPF_MISC | BPF_TAX, 0);
        default:
                return INSN(BPF_MISC | BPF_TXA, 0);
        }
}

/* Append @n random instructions and three that return an errno made of A. */
static inline void random_body(struct program *program, uint32_t n)
{
        for (uint32_t i = 0; i < n; i++)
                program->insns[program->n_insns++] = random_insn(n - i);
        program->insns[program->n_insns++] = INSN(BPF_ALU | BPF_AND | BPF_K, 0xfff);
        program->insns[program->n_insns++] = INSN(BPF_ALU | BPF_OR | BPF_K, SECCOMP_RET_ERRNO);
        program->insns[program->n_insns++] = INSN(BPF_RET | BPF_A, 0);
}
