/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Tables of policies, calls and verdicts, as text:
 *
 *     # a comment
 *     == what this policy is about
 *     default errno 3001
 *     rule allow getppid if a0 == 5 and a1 & 0xf <= 3
 *     ? x86_64 getppid 5 0x13        = allow
 *     ? x86_64 getppid 5 0x14        = errno 3001
 *
 * A line of a policy that is not a profile is one of
 *
 *     default ACTION
 *     badarch ACTION
 *     abi NAME...                    the ABIs from here on
 *     rule ACTION CALL [if CONDITION [and CONDITION]...] [gives ERROR]
 *     fill ACTION FIRST LAST         for numbers without rules
 *     priority CALL NUMBER
 *
 * An action is a word and, where it has one, its number; a call is a name or a
 * number; a condition is aN [& mask] and ==, !=, <, <=, >, >= with a number.
 * Whatever is not understood fails the test.
 */

#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/abi.h"
#include "policy/policy.h"

#define TABLE_LINE_MAX 512
#define TABLE_TEXT_MAX 4096
#define TABLE_CALLS    64 /* of one policy, at most */

/* A call and the verdict that a person worked out. */
struct table_row {
        unsigned int line;
        struct seccomp_data call;
        uint32_t wanted;
        char text[TABLE_LINE_MAX];
};

struct table_case {
        unsigned int line;
        char title[TABLE_LINE_MAX];
        char policy[TABLE_TEXT_MAX]; /* its lines as they stand */
        struct table_row rows[TABLE_CALLS];
        size_t n_rows;
};

struct table {
        char path[256];
        struct table_case *cases;
        size_t n_cases;
};

void table_read(struct table *out, const char *path);
void table_deinit(struct table *table);

enum step_kind { STEP_DEFAULT, STEP_BADARCH, STEP_ABI, STEP_RULE, STEP_FILL, STEP_PRIORITY };

/* A line of a policy that is not a profile. Names of calls are kept: ABIs differ. */
struct step {
        enum step_kind kind;
        uint32_t action;
        const struct abi *abis[8];
        size_t n_abis;
        char call[64];
        uint32_t first, last; /* of a fill; a priority is in first */
        struct predicate predicates[6];
        size_t n_predicates;
        int code; /* what adding the rule gives: 0 or -errno */
};

/**
 * step_next() - one line of a case's policy
 * @at: where to go on in the text; at first its beginning
 *
 * Return: false at the end.
 */
bool step_next(struct step *out, const char **at);

/* As in seccomp_data.nr; fails the test if @abi has no such call. */
uint32_t call_number(const struct abi *abi, const char *call);
