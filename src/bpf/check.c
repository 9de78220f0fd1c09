/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the kernel accepts as a seccomp filter. Two of its checks are put
 * together here: the one for every classic program, and the one that leaves
 * out what makes no sense without a packet (and, for whatever reason, MOD).
 */

#include "bpf/program.h"

#include <errno.h>
#include <string.h>

/* What an instruction's other fields must satisfy. */
enum insn_rule {
        RULE_REFUSED = 0,
        RULE_ANY,     /* nothing */
        RULE_NONZERO, /* k is a divisor */
        RULE_SHIFT,   /* k counts bits of a word */
        RULE_WORD,    /* k is the offset of a word of seccomp_data */
        RULE_MEMORY,  /* k names a scratch word */
        RULE_JUMP,    /* k is a distance */
        RULE_BRANCH,  /* jt and jf are distances */
};

/* Classic opcodes fit a byte, although their field is wider. */
static const uint8_t insn_rules[UINT8_MAX + 1] = {
        [BPF_ALU | BPF_ADD | BPF_K] = RULE_ANY,
        [BPF_ALU | BPF_ADD | BPF_X] = RULE_ANY,
        [BPF_ALU | BPF_SUB | BPF_K] = RULE_ANY,
        [BPF_ALU | BPF_SUB | BPF_X] = RULE_ANY,
        [BPF_ALU | BPF_MUL | BPF_K] = RULE_ANY,
        [BPF_ALU | BPF_MUL | BPF_X] = RULE_ANY,
        [BPF_ALU | BPF_DIV | BPF_K] = RULE_NONZERO,
        [BPF_ALU | BPF_DIV | BPF_X] = RULE_ANY,
        [BPF_ALU | BPF_AND | BPF_K] = RULE_ANY,
        [BPF_ALU | BPF_AND | BPF_X] = RULE_ANY,
        [BPF_ALU | BPF_OR | BPF_K] = RULE_ANY,
        [BPF_ALU | BPF_OR | BPF_X] = RULE_ANY,
        [BPF_ALU | BPF_XOR | BPF_K] = RULE_ANY,
        [BPF_ALU | BPF_XOR | BPF_X] = RULE_ANY,
        [BPF_ALU | BPF_LSH | BPF_K] = RULE_SHIFT,
        [BPF_ALU | BPF_LSH | BPF_X] = RULE_ANY,
        [BPF_ALU | BPF_RSH | BPF_K] = RULE_SHIFT,
        [BPF_ALU | BPF_RSH | BPF_X] = RULE_ANY,
        [BPF_ALU | BPF_NEG] = RULE_ANY,
        [BPF_LD | BPF_W | BPF_ABS] = RULE_WORD,
        [BPF_LD | BPF_W | BPF_LEN] = RULE_ANY,
        [BPF_LDX | BPF_W | BPF_LEN] = RULE_ANY,
        [BPF_LD | BPF_IMM] = RULE_ANY,
        [BPF_LDX | BPF_IMM] = RULE_ANY,
        [BPF_LD | BPF_MEM] = RULE_MEMORY,
        [BPF_LDX | BPF_MEM] = RULE_MEMORY,
        [BPF_ST] = RULE_MEMORY,
        [BPF_STX] = RULE_MEMORY,
        [BPF_MISC | BPF_TAX] = RULE_ANY,
        [BPF_MISC | BPF_TXA] = RULE_ANY,
        [BPF_RET | BPF_K] = RULE_ANY,
        [BPF_RET | BPF_A] = RULE_ANY,
        [BPF_JMP | BPF_JA] = RULE_JUMP,
        [BPF_JMP | BPF_JEQ | BPF_K] = RULE_BRANCH,
        [BPF_JMP | BPF_JEQ | BPF_X] = RULE_BRANCH,
        [BPF_JMP | BPF_JGE | BPF_K] = RULE_BRANCH,
        [BPF_JMP | BPF_JGE | BPF_X] = RULE_BRANCH,
        [BPF_JMP | BPF_JGT | BPF_K] = RULE_BRANCH,
        [BPF_JMP | BPF_JGT | BPF_X] = RULE_BRANCH,
        [BPF_JMP | BPF_JSET | BPF_K] = RULE_BRANCH,
        [BPF_JMP | BPF_JSET | BPF_X] = RULE_BRANCH,
};

/* @n_after: how many instructions follow. */
static bool insn_is_valid(const struct sock_filter *insn, size_t n_after)
{
        if (insn->code > UINT8_MAX)
                return false;
        switch ((enum insn_rule)insn_rules[insn->code]) {
        case RULE_REFUSED:
                return false;
        case RULE_ANY:
                return true;
        case RULE_NONZERO:
                return insn->k != 0;
        case RULE_SHIFT:
                return insn->k < 32;
        case RULE_WORD:
                return insn->k < sizeof(struct seccomp_data) && insn->k % 4 == 0;
        case RULE_MEMORY:
                return insn->k < BPF_MEMWORDS;
        case RULE_JUMP:
                return insn->k < n_after;
        case RULE_BRANCH:
                return insn->jt < n_after && insn->jf < n_after;
        }
        return false;
}

/*
 * Whether no path reads a scratch word before it was written. All jumps go
 * forward, so one pass in program order has seen every way into an instruction
 * when it gets there. What follows a jump and is no jump's target counts as
 * having everything written, as in the kernel: it never runs. What follows a
 * return is not so lucky there, and not here: the kernel lets the state before
 * the return flow on.
 */
static bool memory_is_valid(const struct program *program, size_t *where)
{
        uint16_t written_at[PROGRAM_MAX]; /* one bit for each scratch word */
        uint16_t written = 0;

        memset(written_at, 0xff, program->n_insns * sizeof(written_at[0]));
        for (size_t pc = 0; pc < program->n_insns; pc++) {
                const struct sock_filter *insn = &program->insns[pc];

                written &= written_at[pc];
                switch (insn->code) {
                case BPF_ST:
                case BPF_STX:
                        written = (uint16_t)(written | 1u << insn->k);
                        break;
                case BPF_LD | BPF_MEM:
                case BPF_LDX | BPF_MEM:
                        *where = pc;
                        if (!(written & 1u << insn->k))
                                return false;
                        break;
                case BPF_JMP | BPF_JA:
                        written_at[pc + 1 + insn->k] &= written;
                        written = UINT16_MAX;
                        break;
                default:
                        if (BPF_CLASS(insn->code) != BPF_JMP)
                                break;
                        written_at[pc + 1 + insn->jt] &= written;
                        written_at[pc + 1 + insn->jf] &= written;
                        written = UINT16_MAX;
                }
        }
        return true;
}

static bool program_is_valid(const struct program *program, size_t *where)
{
        const size_t n = program->n_insns;

        *where = 0;
        if (n == 0 || n > PROGRAM_MAX)
                return false;
        for (size_t pc = 0; pc < n; pc++) {
                *where = pc;
                if (!insn_is_valid(&program->insns[pc], n - pc - 1))
                        return false;
        }
        if (BPF_CLASS(program->insns[n - 1].code) != BPF_RET)
                return false;
        return memory_is_valid(program, where);
}

int program_check(const struct program *program, size_t *where)
{
        size_t at;

        if (program_is_valid(program, &at))
                return 0;
        if (where)
                *where = at;
        return -EINVAL;
}
