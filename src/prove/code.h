/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The instructions that a filter of ours is made of, as steps and questions. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf/program.h"
#include "prove/fact.h"
#include "util/arena.h"

/* The accumulator: (word & mask), once something was loaded. */
struct held {
        bool loaded;
        uint8_t word;
        uint32_t mask;
};

/* What is known of the code from one instruction on. */
struct outlook {
        uint32_t words;  /* bit mask of words that may still be loaded */
        bool one_action; /* every way from here returns the same: */
        uint32_t action;
};

/* A conditional jump: what it asks of which word, and where each answer leads. */
struct branch {
        unsigned int word;
        struct question question;
        size_t yes, no;
};

bool code_is_branch(const struct sock_filter *insn);

/* Return: by instruction; lives in @arena. NULL: out of memory. */
const struct outlook *code_look_over(struct arena *arena, const struct program *program);

/* Return: false for a jump that our programs do not contain. */
bool code_branch(struct branch *out, const struct program *program, size_t pc, struct held held);

/**
 * code_step() - one instruction that is neither branch nor return
 *
 * Return: false for what our programs do not contain: loading the instruction
 * pointer, and all arithmetic but AND.
 */
bool code_step(size_t *pc, struct held *held, const struct program *program);
