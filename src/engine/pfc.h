/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Pseudo filter code: what a policy decides, for people, in the layout that
 * seccomp_export_pfc(3) made familiar; and the program, disassembled.
 */

#include <stdio.h>

#include "bpf/program.h"
#include "policy/policy.h"

/*
 * From the top, the first action that is reached decides. Syscalls of higher
 * priority come first. Return: 0, -ENOMEM, or the stream's -errno.
 */
int engine_write_pfc(FILE *to, const struct policy *policy);

/*
 * One line an instruction; numbers are named where only one ABI can be meant.
 * Return: 0, -ENOMEM, or the stream's -errno.
 */
int engine_write_disasm(FILE *to, const struct program *program, const struct policy *policy);
