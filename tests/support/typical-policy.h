/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Policies such as profiles and programs really ask for. */

#include <stddef.h>

#include "policy/policy.h"

struct typical_policy {
        const char *name;
        struct policy *(*make)(void);
};

#define N_TYPICAL_POLICIES 8

extern const struct typical_policy typical_policies[N_TYPICAL_POLICIES];
