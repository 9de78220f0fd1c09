/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The kernel as a witness: calls that are really made under a filter, and what
 * came of each. On x86_64 a process can make calls of three ABIs: its own,
 * those of x86 through int 0x80, and x32's, which are numbers with bit 30.
 *
 * Whoever asks sees to it that a call which is allowed does no harm.
 */

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf/program.h"

enum outcome {
        OUTCOME_RETURNED, /* with a result: of the call, or of the filter instead */
        OUTCOME_NOTIFIED, /* the listener was asked */
        OUTCOME_TRAPPED,  /* SIGSYS for the handler */
        OUTCOME_THREAD_KILLED,
        OUTCOME_PROCESS_KILLED,
};

struct observation {
        enum outcome outcome;
        long result;   /* OUTCOME_RETURNED: as the kernel gives it, errors as -errno */
        uint32_t data; /* OUTCOME_TRAPPED: si_errno */
};

/* Whether calls of this architecture word can be made here. */
bool kernel_answers_for(uint32_t arch);

/**
 * kernel_ask() - make calls under a filter
 * @out:     what came of each
 * @program: the filter; may forbid everything
 * @calls:   those that kernel_answers_for(); instruction pointers are not looked at
 *
 * Fails the test if the kernel does not take the filter, or tells a handler or
 * a listener of another call than the one that was made.
 */
void kernel_ask(struct observation *out, const struct program *program,
                const struct seccomp_data *calls, size_t n_calls);

/**
 * observation_shows() - whether this is how the kernel carries out an action
 * @is_unused: no system call has the number: one that comes through is ENOSYS
 *
 * An allowed and a logged call look alike. So does a traced one where there is
 * no tracer, as here, if the number is unused.
 */
bool observation_shows(const struct observation *seen, uint32_t action, bool is_unused);

/* "result -38", "trap 7": for messages. */
#define OBSERVATION_TEXT_MAX 48
const char *observation_text(const struct observation *seen, char buf[OBSERVATION_TEXT_MAX]);
