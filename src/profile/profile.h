/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The profile language, from names and texts to a policy.
 *
 * Everything that a command line says about the policy is a line of the same
 * language, after all profiles: --allow 'socket if …' is the line
 * "allow socket if …" of the source "--allow". So there is one grammar, one
 * resolver, and one rule: the last line that matches decides.
 */

#include <stdbool.h>
#include <stddef.h>

#include "policy/policy.h"
#include "profile/diagnostic.h"
#include "util/cleanup.h"

struct profile_input {
        const char *profile; /* name or path of a profile, or NULL: */
        const char *label;   /* what the line is called in messages: "--allow" */
        const char *verb;    /* its first word, not counted in columns: "allow" */
        const char *text;    /* the rest of the line */
};

struct profile_request {
        const struct profile_input *inputs; /* in order; the last that matches decides */
        size_t n_inputs;
        /* Directories to look in before the embedded copies, NULL-terminated. */
        const char *const *directories;
        /* Whether a line that starts with this word is an option-line; NULL: none is. */
        bool (*is_option)(const char *word);
};

struct ast; /* profile/ast.h */

struct ast *ast_free(struct ast *ast);
DEFINE_CLEANUP(struct ast, ast_free);

/**
 * profile_load() - read, parse, and expand includes
 * @out: the syntax tree; the caller calls ast_free()
 *
 * Return: 0; -ENOMEM; -EINVAL when there are errors, all of them in @diags.
 */
int profile_load(struct ast **out, const struct profile_request *request,
                 struct diagnostics *diags);

/* An option-line, as written: long option without dashes, and its value. */
struct profile_setting {
        char *name;
        char *value; /* NULL when the line has only the word */
        struct origin origin;
};

/* What a profile means. */
struct resolved {
        struct policy *policy;
        struct profile_setting *settings; /* in the order of the lines */
        size_t n_settings, cap_settings;
        bool no_exec;        /* a "no-exec" line */
        unsigned int kernel; /* KERNEL_VERSION_OF() of the last "kernel" line; 0: none */
};

void resolved_deinit(struct resolved *resolved);

/**
 * profile_resolve() - syntax tree to policy
 * @out: zeroed by the caller; resolved_deinit() frees it, also after an error
 *
 * Groups, constants, argument names and widths are looked up for each ABI of
 * the "arch" lines (the native one if there is none).
 *
 * Return: 0; -ENOMEM; -EINVAL with the errors in @diags.
 */
int profile_resolve(struct resolved *out, const struct ast *ast, struct diagnostics *diags);

/**
 * profile_directories() - the standard search path
 *
 * $XDG_CONFIG_HOME/scmp-run (or ~/.config/scmp-run), /etc/scmp-run,
 * /usr/share/scmp-run. The user's is left out when real and effective ids
 * differ.
 *
 * Return: a NULL-terminated list, freed with profile_directories_free(), or
 * NULL when memory ran out.
 */
char **profile_directories(void);
void profile_directories_free(char **directories);
