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
        const struct slot *slot; /* its rules; NULL: none */
        uint32_t otherwise;      /* the action when none of them matches */
        bool big_endian;
};

/* Whether no argument matters; the action that all of the span gets then. */
bool span_decided(const struct nr_span *span, uint32_t *action);

/**
 * span_start() - what is open before anything is known of the arguments
 *
 * Return: 0 or -ENOMEM.
 */
int span_start(struct residue *out, struct arena *arena, const struct nr_span *span);

/**
 * spans_make() - ascending spans that cover 0..0xffffffff
 * @arch: any word, also one that the policy does not know
 *
 * Return: 0 or -ENOMEM.
 */
int spans_make(struct nr_span **out, size_t *n, struct arena *arena, const struct policy *policy,
               uint32_t arch);
