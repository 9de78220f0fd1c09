/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What runs: classic BPF over struct seccomp_data.
 *
 * Programs are in host byte order. Which half of an argument comes first is a
 * matter of the ABI that the program is for.
 */

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/abi.h"
#include "abi/word.h"
#include "util/cleanup.h"

#define PROGRAM_MAX BPF_MAXINSNS /* 4096 */

struct program {
        struct sock_filter *insns;
        size_t n_insns, cap_insns;
        bool big_endian; /* how the arguments lie in the data that it reads */
};

void program_deinit(struct program *program);

/* The call as the words that a program loads. */
void call_to_words(uint32_t words[WORD_COUNT], const struct seccomp_data *call, bool big_endian);

/* What a run of a program gave. */
struct run_result {
        uint32_t action;
        unsigned int n_executed; /* instructions, the return included */
        bool looked_at_args;     /* loaded a word other than nr and arch */
};

/**
 * program_run() - execute as the kernel would
 *
 * Return: 0, or -EINVAL if the program is not one that the kernel accepts
 * (see program_check()).
 */
int program_run(struct run_result *out, const struct program *program,
                const struct seccomp_data *call);

/* The same for a program that program_check() accepted: for many runs of one program. */
void program_run_words(struct run_result *out, const struct program *program,
                       const uint32_t words[WORD_COUNT]);

/**
 * program_check() - the kernel's own rules for a seccomp program
 *
 * Source: bpf_check_classic() in net/core/filter.c, seccomp_check_filter() in
 * kernel/seccomp.c.
 *
 * Return: 0, or -EINVAL with the number of the offending instruction in
 * @where (may be NULL).
 */
int program_check(const struct program *program, size_t *where);

/* Longest line that insn_text() writes. */
#define INSN_TEXT_MAX 128

/**
 * insn_text() - one instruction in symbols: "ld nr", "jeq openat, 4, 9"
 * @pc:  its index; jump targets are printed as absolute indices
 * @abi: where the accumulator holds nr, whose numbers these are; constants
 *       are then printed as its syscalls. NULL prints them as numbers
 * @buf: room for it
 *
 * Return: the text, in @buf or static.
 */
const char *insn_text(const struct program *program, size_t pc, const struct abi *abi,
                      char buf[INSN_TEXT_MAX]);
