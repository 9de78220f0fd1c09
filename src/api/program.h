/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* From a context to what the rest of the engine works on. */

#include "api/context.h"
#include "policy/policy.h"

/* Return: 0 or -ENOMEM. */
int context_policy(struct policy **out, const struct context *ctx);

/**
 * context_compile() - have ctx->program be that of the state
 *
 * Does nothing when it is already, which makes what follows async-signal-safe.
 *
 * Return: 0, -ENOMEM, or another code of engine_compile().
 */
int context_compile(struct context *ctx);
