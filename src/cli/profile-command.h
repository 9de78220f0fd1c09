/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The commands of scmp-profile. Each takes the words after its name and
 * returns the exit status.
 */

#include "policy/policy.h"
#include "profile/profile.h"
#include "util/error.h"

enum {
        STATUS_CLEAN = 0,
        STATUS_FINDINGS = 1,
        STATUS_FAILED = 2, /* usage; could not be read; could not be checked */
};

int profile_check_command(int argc, char *const argv[]);
int profile_show_command(int argc, char *const argv[]);
int profile_list_command(int argc, char *const argv[]);

/* "scmp-profile: TEXT". Return: STATUS_FAILED. */
int profile_fail(const struct error *err);

/**
 * profile_argument() - what a word of the command line names
 *
 * 'web.profile' is the file in the working directory, 'web' is looked for on
 * the search path.
 *
 * Return: the name for profile_load(), freed by the caller; NULL when memory
 * ran out.
 */
char *profile_argument(const char *word);
