/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Any bytes as a program and a call. What program_check() accepts must run to
 * a return, and say truthfully whether it looked at more than nr and arch.
 */

#include <errno.h>
#include <string.h>

#include "bpf/program.h"
#include "input.h"

#define MAX_INSNS  512
#define INSN_BYTES 8

/* The opcode is one byte, or seldom one that does not fit a byte. */
static struct sock_filter insn_of(const uint8_t bytes[INSN_BYTES])
{
        struct sock_filter insn = { .jt = bytes[2], .jf = bytes[3] };

        insn.code = (uint16_t)(bytes[0] | (bytes[1] == 0xff ? 0x100 : 0));
        memcpy(&insn.k, bytes + 4, sizeof(insn.k));
        return insn;
}

static const uint8_t opcodes[] = {
        BPF_LD | BPF_W | BPF_ABS,
        BPF_LD | BPF_W | BPF_LEN,
        BPF_LDX | BPF_W | BPF_LEN,
        BPF_LD | BPF_IMM,
        BPF_LDX | BPF_IMM,
        BPF_LD | BPF_MEM,
        BPF_LDX | BPF_MEM,
        BPF_ST,
        BPF_STX,
        BPF_MISC | BPF_TAX,
        BPF_MISC | BPF_TXA,
        BPF_RET | BPF_K,
        BPF_RET | BPF_A,
        BPF_JMP | BPF_JA,
        BPF_JMP | BPF_JEQ | BPF_K,
        BPF_JMP | BPF_JEQ | BPF_X,
        BPF_JMP | BPF_JGE | BPF_K,
        BPF_JMP | BPF_JGE | BPF_X,
        BPF_JMP | BPF_JGT | BPF_K,
        BPF_JMP | BPF_JGT | BPF_X,
        BPF_JMP | BPF_JSET | BPF_K,
        BPF_JMP | BPF_JSET | BPF_X,
        BPF_ALU | BPF_ADD | BPF_K,
        BPF_ALU | BPF_ADD | BPF_X,
        BPF_ALU | BPF_SUB | BPF_K,
        BPF_ALU | BPF_SUB | BPF_X,
        BPF_ALU | BPF_MUL | BPF_K,
        BPF_ALU | BPF_MUL | BPF_X,
        BPF_ALU | BPF_DIV | BPF_K,
        BPF_ALU | BPF_DIV | BPF_X,
        BPF_ALU | BPF_AND | BPF_K,
        BPF_ALU | BPF_AND | BPF_X,
        BPF_ALU | BPF_OR | BPF_K,
        BPF_ALU | BPF_OR | BPF_X,
        BPF_ALU | BPF_XOR | BPF_K,
        BPF_ALU | BPF_XOR | BPF_X,
        BPF_ALU | BPF_LSH | BPF_K,
        BPF_ALU | BPF_LSH | BPF_X,
        BPF_ALU | BPF_RSH | BPF_K,
        BPF_ALU | BPF_RSH | BPF_X,
        BPF_ALU | BPF_NEG,
};

/* Bend an instruction towards what is accepted: chance alone seldom gets there. */
static void mend(struct sock_filter *insn, size_t n_after)
{
        insn->code = opcodes[insn->code % sizeof(opcodes)];
        switch (BPF_CLASS(insn->code)) {
        case BPF_LD:
        case BPF_LDX:
                if (BPF_MODE(insn->code) == BPF_ABS)
                        insn->k = insn->k % WORD_COUNT * 4;
                if (BPF_MODE(insn->code) == BPF_MEM)
                        insn->k %= BPF_MEMWORDS;
                return;
        case BPF_ST:
        case BPF_STX:
                insn->k %= BPF_MEMWORDS;
                return;
        case BPF_ALU:
                if (BPF_OP(insn->code) == BPF_LSH || BPF_OP(insn->code) == BPF_RSH)
                        insn->k %= 32;
                return;
        case BPF_JMP:
                if (n_after == 0)
                        return;
                insn->jt = (uint8_t)(insn->jt % n_after);
                insn->jf = (uint8_t)(insn->jf % n_after);
                if (BPF_OP(insn->code) == BPF_JA)
                        insn->k = (uint32_t)(insn->k % n_after);
                return;
        }
}

static void mend_all(struct program *program)
{
        for (size_t pc = 0; pc < program->n_insns; pc++)
                mend(&program->insns[pc], program->n_insns - pc - 1);
        if (program->n_insns > 0)
                program->insns[program->n_insns - 1].code = BPF_RET | BPF_A;
}

static void print_all(const struct program *program)
{
        char buf[INSN_TEXT_MAX];

        for (size_t pc = 0; pc < program->n_insns; pc++) {
                const char *text = insn_text(program, pc, abi_native(), buf);

                require(*text && strlen(text) < INSN_TEXT_MAX);
        }
}

static void run_valid(const struct program *program, const struct seccomp_data *call)
{
        struct seccomp_data other = *call;
        struct run_result result, again;

        require(program_run(&result, program, call) == 0);
        require(result.n_executed >= 1 && result.n_executed <= program->n_insns);
        if (result.looked_at_args)
                return;
        other.instruction_pointer = ~other.instruction_pointer;
        for (unsigned int i = 0; i < 6; i++)
                other.args[i] = ~other.args[i];
        require(program_run(&again, program, &other) == 0);
        require(again.action == result.action && again.n_executed == result.n_executed);
        require(!again.looked_at_args);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct sock_filter insns[MAX_INSNS];
        struct program program = { .insns = insns };
        struct seccomp_data call;
        struct run_result result;
        size_t where = SIZE_MAX;

        if (size < 1 + sizeof(call))
                return 0;
        program.big_endian = data[0] & 1;
        memcpy(&call, data + 1, sizeof(call));
        for (size_t at = 1 + sizeof(call); at + INSN_BYTES <= size; at += INSN_BYTES) {
                if (program.n_insns == MAX_INSNS)
                        break;
                insns[program.n_insns++] = insn_of(data + at);
        }
        if (data[0] & 2)
                mend_all(&program);
        print_all(&program);
        if (program_check(&program, &where) < 0) {
                require(where < program.n_insns || (where == 0 && program.n_insns == 0));
                require(program_run(&result, &program, &call) == -EINVAL);
                return 0;
        }
        run_valid(&program, &call);
        return 0;
}
