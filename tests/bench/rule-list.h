/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A policy as a list of calls to seccomp_rule_add(), read from a file:
 *
 *  default ERRNO:1
 *  rule ALLOW read write close
 *  rule ALLOW clone a0 meq 0x7e020000 0
 *
 * An action, names, and conditions on the arguments of the last of them: eq, ne,
 * lt, le, gt, ge with a value, meq with a mask and a value.
 */

#include <stddef.h>
#include <stdint.h>

#include "api/seccomp.h"
#include "util/error.h"

struct listed_rule {
        char *name;
        uint32_t action;
        unsigned int n_args;
        struct scmp_arg_cmp args[6];
};

struct rule_list {
        uint32_t act_default;
        struct listed_rule *rules;
        size_t n_rules, cap_rules;
};

/**
 * rule_list_read() - read the file @name.txt in @directory
 * @out: rule_list_deinit() frees it, also after an error
 *
 * Return: 0; -ENOMEM; -EINVAL or what opening the file gave.
 */
int rule_list_read(struct rule_list *out, const char *directory, const char *name,
                   struct error *err);
void rule_list_deinit(struct rule_list *list);
