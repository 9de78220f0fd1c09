/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * All syscall numbers of one architecture word, cut where the policy may
 * begin to say something else.
 */

#include <stddef.h>
#include <stdint.h>

#include "policy/policy.h"
#include "prove/residue.h"
#include "util/arena.h"

struct nr_span {
        uint32_t first, last;
        struct residue start; /* of its rules, before anything is known of arguments */
};

/**
 * spans_make() - ascending spans that cover 0..0xffffffff
 * @arch: any word, also one that the policy does not know
 *
 * Return: 0 or -ENOMEM.
 */
int spans_make(struct nr_span **out, size_t *n, struct arena *arena, const struct policy *policy,
               uint32_t arch);
