/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bpf/program.h"

#include <stdlib.h>

void program_deinit(struct program *program)
{
        free(program->insns);
        program->insns = NULL;
        program->n_insns = program->cap_insns = 0;
}

void call_to_words(uint32_t words[WORD_COUNT], const struct seccomp_data *call, bool big_endian)
{
        const uint64_t ip = call->instruction_pointer;

        words[WORD_NR] = (uint32_t)call->nr;
        words[WORD_ARCH] = call->arch;
        words[WORD_IP] = (uint32_t)(big_endian ? ip >> 32 : ip);
        words[WORD_IP + 1] = (uint32_t)(big_endian ? ip : ip >> 32);
        for (unsigned int i = 0; i < 6; i++) {
                words[word_of_arg(i, false, big_endian)] = (uint32_t)call->args[i];
                words[word_of_arg(i, true, big_endian)] = (uint32_t)(call->args[i] >> 32);
        }
}
