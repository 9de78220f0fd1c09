/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bpf/program.h"

#include <stdio.h>

#include "abi/syscall.h"

#define OPERAND_MAX 64

/* "nr", "arg2.high", …: what lies at an offset of seccomp_data. */
static const char *word_text(uint32_t offset, bool big_endian, char buf[OPERAND_MAX])
{
        const unsigned int word = offset / 4, arg = (word - WORD_ARGS) / 2;

        if (offset % 4 || word >= WORD_COUNT)
                (void)snprintf(buf, OPERAND_MAX, "[%u]", offset);
        else if (word == WORD_NR)
                return "nr";
        else if (word == WORD_ARCH)
                return "arch";
        else if (word < WORD_ARGS)
                return (word == WORD_IP) == big_endian ? "ip.high" : "ip.low";
        else
                (void)snprintf(buf, OPERAND_MAX, "arg%u.%s", arg,
                               word == word_of_arg(arg, true, big_endian) ? "high" : "low");
        return buf;
}

/* Small constants are counted, large ones are usually made of bits. */
static const char *constant_text(uint32_t k, char buf[OPERAND_MAX])
{
        (void)snprintf(buf, OPERAND_MAX, k < 1024 ? "%u" : "0x%x", k);
        return buf;
}

static const char *const alu_names[16] = {
        [BPF_ADD >> 4] = "add", [BPF_SUB >> 4] = "sub", [BPF_MUL >> 4] = "mul",
        [BPF_DIV >> 4] = "div", [BPF_OR >> 4] = "or",   [BPF_AND >> 4] = "and",
        [BPF_LSH >> 4] = "lsh", [BPF_RSH >> 4] = "rsh", [BPF_NEG >> 4] = "neg",
        [BPF_XOR >> 4] = "xor",
};

static const char *const jump_names[16] = {
        [BPF_JA >> 4] = "ja",   [BPF_JEQ >> 4] = "jeq",   [BPF_JGT >> 4] = "jgt",
        [BPF_JGE >> 4] = "jge", [BPF_JSET >> 4] = "jset",
};

static const char *unknown_text(const struct sock_filter *insn, char buf[INSN_TEXT_MAX])
{
        (void)snprintf(buf, INSN_TEXT_MAX, "unknown 0x%04x, %u, %u, 0x%x", insn->code, insn->jt,
                       insn->jf, insn->k);
        return buf;
}

static const char *load_text(const struct sock_filter *insn, bool big_endian,
                             char buf[INSN_TEXT_MAX])
{
        const bool is_x = BPF_CLASS(insn->code) == BPF_LDX;
        const char *name = is_x ? "ldx" : "ld";
        char operand[OPERAND_MAX];

        if (insn->code & BPF_SIZE(0xff)) /* half words and bytes are for packets */
                return unknown_text(insn, buf);
        switch (BPF_MODE(insn->code)) {
        case BPF_ABS:
                if (is_x)
                        break;
                (void)snprintf(buf, INSN_TEXT_MAX, "ld %s",
                               word_text(insn->k, big_endian, operand));
                return buf;
        case BPF_LEN:
                (void)snprintf(buf, INSN_TEXT_MAX, "%s len", name);
                return buf;
        case BPF_MEM:
                (void)snprintf(buf, INSN_TEXT_MAX, "%s mem[%u]", name, insn->k);
                return buf;
        case BPF_IMM:
                (void)snprintf(buf, INSN_TEXT_MAX, "%s #%s", name, constant_text(insn->k, operand));
                return buf;
        }
        return unknown_text(insn, buf);
}

static const char *alu_text(const struct sock_filter *insn, char buf[INSN_TEXT_MAX])
{
        const char *name = alu_names[BPF_OP(insn->code) >> 4];
        char operand[OPERAND_MAX];

        if (!name)
                return unknown_text(insn, buf);
        if (BPF_OP(insn->code) == BPF_NEG)
                (void)snprintf(buf, INSN_TEXT_MAX, "neg");
        else if (BPF_SRC(insn->code) == BPF_X)
                (void)snprintf(buf, INSN_TEXT_MAX, "%s x", name);
        else
                (void)snprintf(buf, INSN_TEXT_MAX, "%s %s", name, constant_text(insn->k, operand));
        return buf;
}

static const char *jump_text(const struct sock_filter *insn, size_t pc, const struct abi *abi,
                             char buf[INSN_TEXT_MAX])
{
        const char *name = jump_names[BPF_OP(insn->code) >> 4];
        const int id = abi ? abi_syscall_by_number(abi, insn->k) : -1;
        char constant[OPERAND_MAX];
        const char *operand;

        if (!name)
                return unknown_text(insn, buf);
        if (BPF_OP(insn->code) == BPF_JA) {
                (void)snprintf(buf, INSN_TEXT_MAX, "ja %zu", pc + 1 + insn->k);
                return buf;
        }
        if (BPF_SRC(insn->code) == BPF_X)
                operand = "x";
        else if (id >= 0 && BPF_OP(insn->code) != BPF_JSET)
                operand = syscall_name(id);
        else
                operand = constant_text(insn->k, constant);
        (void)snprintf(buf, INSN_TEXT_MAX, "%s %s, %zu, %zu", name, operand, pc + 1 + insn->jt,
                       pc + 1 + insn->jf);
        return buf;
}

static const char *return_text(const struct sock_filter *insn, char buf[INSN_TEXT_MAX])
{
        if (BPF_RVAL(insn->code) == BPF_A)
                (void)snprintf(buf, INSN_TEXT_MAX, "ret a");
        else if (BPF_RVAL(insn->code) == BPF_K)
                (void)snprintf(buf, INSN_TEXT_MAX, "ret 0x%08x", insn->k);
        else
                return unknown_text(insn, buf);
        return buf;
}

const char *insn_text(const struct program *program, size_t pc, const struct abi *abi,
                      char buf[INSN_TEXT_MAX])
{
        const struct sock_filter *insn = &program->insns[pc];

        if (insn->code > UINT8_MAX)
                return unknown_text(insn, buf);
        switch (BPF_CLASS(insn->code)) {
        case BPF_LD:
        case BPF_LDX:
                return load_text(insn, program->big_endian, buf);
        case BPF_ALU:
                return alu_text(insn, buf);
        case BPF_JMP:
                return jump_text(insn, pc, abi, buf);
        case BPF_RET:
                return return_text(insn, buf);
        }
        switch (insn->code) {
        case BPF_ST:
                (void)snprintf(buf, INSN_TEXT_MAX, "st mem[%u]", insn->k);
                return buf;
        case BPF_STX:
                (void)snprintf(buf, INSN_TEXT_MAX, "stx mem[%u]", insn->k);
                return buf;
        case BPF_MISC | BPF_TAX:
                return "tax";
        case BPF_MISC | BPF_TXA:
                return "txa";
        }
        return unknown_text(insn, buf);
}
