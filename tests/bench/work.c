/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bench/work.h"

static uint64_t n_branches;

/* The compiler puts a call of this in front of every basic block. */
void __sanitizer_cov_trace_pc(void);

__attribute__((visibility("default"))) void __sanitizer_cov_trace_pc(void)
{
        n_branches++;
}

uint64_t work_done(void)
{
        return n_branches;
}
