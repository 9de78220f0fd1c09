/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What a residue says, by the definition of rules and not by its own lists of cases. */

#include <linux/seccomp.h>

#include "prove/residue.h"

/* The action of @call: of each rule, only what is open counts. */
uint32_t residue_action(const struct residue *residue, const struct seccomp_data *call);
