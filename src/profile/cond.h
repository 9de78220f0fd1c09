/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* A condition of the tree, for one call of one ABI, as terms. */

#include "profile/argument.h"
#include "profile/terms.h"

/**
 * cond_resolve() - condition to disjunctive normal form
 * @out:  lives as long as what @scratch holds
 * @cond: index in the tree's conditions
 *
 * Return: 0; -EINVAL, reported (all of the condition's errors); -E2BIG if the
 * condition is too complex, not reported; -ENOMEM.
 */
int cond_resolve(struct terms *out, const struct subject *subject, struct scratch *scratch,
                 uint32_t cond);
