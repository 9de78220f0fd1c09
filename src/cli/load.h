/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Profiles from the standard places, with our options as option-lines. */

#include <stdio.h>

#include "profile/profile.h"
#include "util/error.h"

/**
 * load_profiles() - profile_load() with the usual surroundings
 *
 * Return: as profile_load(): findings are in @diags.
 */
int load_profiles(struct ast **out, const struct profile_input *inputs, size_t n_inputs,
                  struct diagnostics *diags);

/* Return: 0, or the stream's -errno with words in @err. */
int finish_output(FILE *to, struct error *err);
