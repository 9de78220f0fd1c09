/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The options of scmp-run as one table: parsing, help and the option-lines of
 * profiles all read it.
 */

#include <stdbool.h>
#include <stddef.h>

#include "launch/plan.h"
#include "profile/profile.h"
#include "util/error.h"

enum command { COMMAND_RUN, COMMAND_SHOW, COMMAND_DRY_RUN, COMMAND_HELP, COMMAND_VERSION };

enum show_format { SHOW_RULES, SHOW_PFC, SHOW_DISASM, SHOW_BPF };

struct options {
        enum command command;
        enum show_format format;
        struct profile_input *inputs; /* profiles first, then what came as options */
        size_t n_inputs, cap_inputs;
        size_t n_profiles;               /* of them */
        bool has_default;                /* --default was given */
        struct launch_settings settings; /* strings and lists are borrowed from argv */
        char *const *program;            /* PROGRAM and its arguments; NULL if there is none */
};

enum option_id {
        OPTION_PROFILE,
        OPTION_ALLOW,
        OPTION_DENY,
        OPTION_DEFAULT,
        OPTION_ARCH,
        OPTION_KERNEL,
        OPTION_KEEP_CAP,
        OPTION_SHOW,
        OPTION_DRY_RUN,
        OPTION_HELP,
        OPTION_VERSION,
};

enum value_kind { VALUE_NONE, VALUE_REQUIRED, VALUE_OPTIONAL };

struct option_spec {
        enum option_id id;
        const char *name; /* without its dashes */
        enum value_kind value;
        const char *value_name; /* in the help: NAME, LIST; NULL without a value */
        const char *help;       /* lines of at most 54 characters */
        bool in_profile;        /* may stand in a profile as an option-line */
        const char *group;      /* heading before it in the help; NULL: none */
};

/* The table; NULL past the end. */
const struct option_spec *option_at(size_t i);

/**
 * options_parse() - argv to options; touches nothing
 * @out: zeroed by the caller; options_deinit() frees it, also after an error
 *
 * Return: 0, -ENOMEM, or -EINVAL with words in @err.
 */
int options_parse(struct options *out, int argc, char *const argv[], struct error *err);
void options_deinit(struct options *options);

/* Whether a line of a profile that starts with this word is an option-line. */
bool option_is_line(const char *word);

/**
 * options_take_settings() - add the option-lines of a resolved profile
 *
 * Return: 0, or -EINVAL with words in @err that name the line.
 */
int options_take_settings(struct launch_settings *settings, const struct resolved *resolved,
                          struct error *err);
