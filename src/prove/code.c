/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/code.h"

#include "abi/word.h"

bool code_is_branch(const struct sock_filter *insn)
{
        return BPF_CLASS(insn->code) == BPF_JMP && BPF_OP(insn->code) != BPF_JA;
}

static struct outlook look_ahead(const struct program *program, const struct outlook *outlook,
                                 size_t pc)
{
        const struct sock_filter *insn = &program->insns[pc];
        struct outlook seen;

        if (BPF_CLASS(insn->code) == BPF_RET)
                return (struct outlook){ .one_action = insn->code == (BPF_RET | BPF_K),
                                         .action = insn->k };
        if (code_is_branch(insn)) {
                const struct outlook *yes = &outlook[pc + 1 + insn->jt];
                const struct outlook *no = &outlook[pc + 1 + insn->jf];

                return (struct outlook){ .words = yes->words | no->words,
                                         .one_action = yes->one_action && no->one_action &&
                                                       yes->action == no->action,
                                         .action = yes->action };
        }
        seen = outlook[pc + 1 + (insn->code == (BPF_JMP | BPF_JA) ? insn->k : 0)];
        if (insn->code == (BPF_LD | BPF_W | BPF_ABS))
                seen.words |= 1u << (insn->k / 4);
        return seen;
}

const struct outlook *code_look_over(struct arena *arena, const struct program *program)
{
        struct outlook *outlook = arena_alloc(arena, program->n_insns, sizeof(*outlook));

        for (size_t pc = program->n_insns; outlook && pc-- > 0;)
                outlook[pc] = look_ahead(program, outlook, pc);
        return outlook;
}

/* The question that a conditional jump asks of a word; false: not one that we know. */
static bool question_of(struct question *out, bool *negated, const struct sock_filter *insn,
                        struct held held)
{
        *negated = false;
        out->mask = held.mask;
        out->last = UINT32_MAX;
        switch (insn->code) {
        case BPF_JMP | BPF_JEQ | BPF_K:
                out->first = out->last = insn->k;
                return held.loaded;
        case BPF_JMP | BPF_JGE | BPF_K:
                out->first = insn->k;
                return held.loaded;
        case BPF_JMP | BPF_JGT | BPF_K:
                /* "not at most k": k + 1 may not fit */
                out->first = 0;
                out->last = insn->k;
                *negated = true;
                return held.loaded;
        case BPF_JMP | BPF_JSET | BPF_K:
                out->mask = held.mask & insn->k;
                out->first = out->last = 0;
                *negated = true;
                return held.loaded;
        default:
                return false;
        }
}

bool code_branch(struct branch *out, const struct program *program, size_t pc, struct held held)
{
        const struct sock_filter *insn = &program->insns[pc];
        bool negated;

        if (!question_of(&out->question, &negated, insn, held))
                return false;
        out->word = held.word;
        out->yes = pc + 1 + (negated ? insn->jf : insn->jt);
        out->no = pc + 1 + (negated ? insn->jt : insn->jf);
        return true;
}

bool code_step(size_t *pc, struct held *held, const struct program *program)
{
        const struct sock_filter *insn = &program->insns[*pc];

        switch (insn->code) {
        case BPF_LD | BPF_W | BPF_ABS:
                *held = (struct held){ true, (uint8_t)(insn->k / 4), UINT32_MAX };
                *pc += 1;
                return held->word != WORD_IP && held->word != WORD_IP + 1;
        case BPF_ALU | BPF_AND | BPF_K:
                held->mask &= insn->k;
                *pc += 1;
                return held->loaded;
        case BPF_JMP | BPF_JA:
                *pc += 1 + (size_t)insn->k;
                return true;
        default:
                return false;
        }
}
