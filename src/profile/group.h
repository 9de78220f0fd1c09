/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Groups, "@name": lists of system calls and other groups in NAME.group.
 * A member that some ABI lacks is no error there, as with names in rules.
 */

#include "profile/load.h"

/**
 * group_find() - a group by name, read when it is first asked for
 * @out:  index in the tree's groups
 * @mark: where it was named
 *
 * Return: 0; -EINVAL, reported; -ENOMEM.
 */
int group_find(uint32_t *out, struct loader *loader, struct span name, struct mark mark);

/**
 * names_check() - look up every name in the tree's rules and arch lines
 *
 * Unknown ones are reported and do not fail the call.
 *
 * Return: 0 or -ENOMEM.
 */
int names_check(struct loader *loader);
