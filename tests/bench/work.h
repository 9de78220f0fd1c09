/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * How much was executed, as a number that is the same on every machine and in
 * every run: the branches that were gone through in code that was compiled
 * with -fsanitize-coverage=trace-pc. In a program without such code it is 0.
 */

#include <stdint.h>

uint64_t work_done(void);
