/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The launch, decided but not done: everything that can be looked up, opened
 * or refused happens while the plan is made; the world is untouched until
 * plan_apply(). --dry-run prints the plan and stops.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "bpf/program.h"
#include "launch/capability.h"
#include "util/error.h"

/* What the user asked for beyond the policy, from options and profile lines. */
struct launch_settings {
        uint64_t keep_caps; /* bit mask of CAP_* to keep; default 0 */
};

struct plan {
        char *path;        /* PROGRAM as found, what execve() gets */
        char *const *argv; /* borrowed; argv[0] as the user wrote it */
        char *const *envp; /* borrowed */
        struct launch_settings settings;
        const struct program *program; /* borrowed; proven */
        unsigned int filter_flags;     /* SECCOMP_FILTER_FLAG_* */
        struct capability_sets before; /* of this process, when the plan was made */
        uint64_t bounding_drop;        /* what leaves the bounding set */
        uint64_t bounding_after;       /* keep_caps at most, unless it cannot be changed */
};

/* Exit statuses, as env(1) and timeout(1) have them. */
enum {
        EXIT_OURS = 125,        /* scmp-run itself failed */
        EXIT_CANNOT_EXEC = 126, /* PROGRAM found but not executable */
        EXIT_NOT_FOUND = 127,
};

/**
 * plan_make() - decide everything
 * @out:    zeroed by the caller; freed by plan_deinit()
 * @status: the exit status that an error asks for: EXIT_OURS, …
 *
 * Return: 0 or -errno with words in @err.
 */
int plan_make(struct plan *out, const struct launch_settings *settings,
              const struct program *program, char *const argv[], char *const envp[], int *status,
              struct error *err);
void plan_deinit(struct plan *plan);

/*
 * For --dry-run: the steps in the order in which they would happen. Return: 0
 * or the stream's -errno.
 */
int plan_print(FILE *to, const struct plan *plan);

/**
 * plan_apply() - the irreversible steps in order, each or none
 *
 * Return: 0 with the process confined as far as possible before the filter;
 * -errno with words in @err if a step failed: the caller must exit.
 */
int plan_apply(const struct plan *plan, struct error *err);

/**
 * target_exec() - filter, then execve; does not return on success
 *
 * When it returns the filter may be in force already: nothing may be tried any
 * more but to write the message (if target_can_write()) and to _exit().
 *
 * Return: -errno with words in @err, and the exit status in @status.
 */
int target_exec(const struct plan *plan, int *status, struct error *err);

/* Whether writing to standard error is something that the filter lets pass or fail, not kill. */
bool target_can_write(const struct plan *plan);
