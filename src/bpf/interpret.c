/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Runs a program as the kernel would. Registers and scratch memory are 32 bits
 * wide and start at zero. Two things are easily taken for something else:
 * dividing by an X of zero ends the program with 0 (SECCOMP_RET_KILL_THREAD),
 * and a shift by X uses the low five bits of X only.
 *
 * Source: bpf_convert_filter() in net/core/filter.c, what it makes of each
 * instruction, and ___bpf_prog_run() in kernel/bpf/core.c.
 */

#include "bpf/program.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

struct machine {
        const uint32_t *words; /* of the call */
        uint32_t a, x;
        uint32_t memory[BPF_MEMWORDS];
        bool is_done;
        struct run_result result;
};

static void machine_return(struct machine *m, uint32_t action)
{
        m->is_done = true;
        m->result.action = action;
}

static uint32_t load_word(struct machine *m, uint32_t offset)
{
        const unsigned int word = offset / 4;

        if (word != WORD_NR && word != WORD_ARCH)
                m->result.looked_at_args = true;
        return m->words[word];
}

static uint32_t load(struct machine *m, const struct sock_filter *insn)
{
        switch (BPF_MODE(insn->code)) {
        case BPF_ABS:
                return load_word(m, insn->k);
        case BPF_LEN:
                return sizeof(struct seccomp_data);
        case BPF_MEM:
                return m->memory[insn->k];
        case BPF_IMM:
                return insn->k;
        }
        abort(); /* program_check() refused it */
}

static void calculate(struct machine *m, const struct sock_filter *insn)
{
        const uint32_t operand = BPF_SRC(insn->code) == BPF_X ? m->x : insn->k;

        switch (BPF_OP(insn->code)) {
        case BPF_ADD:
                m->a += operand;
                return;
        case BPF_SUB:
                m->a -= operand;
                return;
        case BPF_MUL:
                m->a *= operand;
                return;
        case BPF_DIV:
                if (operand == 0)
                        machine_return(m, 0);
                else
                        m->a /= operand;
                return;
        case BPF_AND:
                m->a &= operand;
                return;
        case BPF_OR:
                m->a |= operand;
                return;
        case BPF_XOR:
                m->a ^= operand;
                return;
        case BPF_LSH:
                m->a <<= operand & 31;
                return;
        case BPF_RSH:
                m->a >>= operand & 31;
                return;
        case BPF_NEG:
                m->a = -m->a;
                return;
        }
        abort(); /* program_check() refused it */
}

/* How many instructions to skip. */
static uint32_t jump(const struct machine *m, const struct sock_filter *insn)
{
        const uint32_t operand = BPF_SRC(insn->code) == BPF_X ? m->x : insn->k;

        switch (BPF_OP(insn->code)) {
        case BPF_JA:
                return insn->k;
        case BPF_JEQ:
                return m->a == operand ? insn->jt : insn->jf;
        case BPF_JGT:
                return m->a > operand ? insn->jt : insn->jf;
        case BPF_JGE:
                return m->a >= operand ? insn->jt : insn->jf;
        case BPF_JSET:
                return m->a & operand ? insn->jt : insn->jf;
        }
        abort(); /* program_check() refused it */
}

/* Return: how many instructions to skip before the next one. */
static uint32_t step(struct machine *m, const struct sock_filter *insn)
{
        switch (BPF_CLASS(insn->code)) {
        case BPF_LD:
                m->a = load(m, insn);
                return 0;
        case BPF_LDX:
                m->x = load(m, insn);
                return 0;
        case BPF_ST:
                m->memory[insn->k] = m->a;
                return 0;
        case BPF_STX:
                m->memory[insn->k] = m->x;
                return 0;
        case BPF_ALU:
                calculate(m, insn);
                return 0;
        case BPF_JMP:
                return jump(m, insn);
        case BPF_RET:
                machine_return(m, BPF_RVAL(insn->code) == BPF_A ? m->a : insn->k);
                return 0;
        case BPF_MISC:
                if (BPF_MISCOP(insn->code) == BPF_TAX)
                        m->x = m->a;
                else
                        m->a = m->x;
                return 0;
        }
        abort(); /* there are eight classes */
}

void program_run_words(struct run_result *out, const struct program *program,
                       const uint32_t words[WORD_COUNT])
{
        struct machine m = { .words = words };
        size_t pc = 0;

        while (!m.is_done) {
                assert(pc < program->n_insns); /* program_check() saw all jumps */
                m.result.n_executed++;
                pc += (size_t)step(&m, &program->insns[pc]) + 1;
        }
        *out = m.result;
}

int program_run(struct run_result *out, const struct program *program,
                const struct seccomp_data *call)
{
        uint32_t words[WORD_COUNT];
        int r;

        r = program_check(program, NULL);
        if (r < 0)
                return r;
        call_to_words(words, call, program->big_endian);
        program_run_words(out, program, words);
        return 0;
}
