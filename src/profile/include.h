/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Includes: each file is parsed once, and expanded wherever it is asked for. */

#include "profile/load.h"

/**
 * include_expand() - append the statements of a source to the program
 *
 * Errors are reported and do not fail the call.
 *
 * Return: 0 or -ENOMEM.
 */
int include_expand(struct loader *loader, uint32_t source);
