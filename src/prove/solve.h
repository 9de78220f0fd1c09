/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Facts under several masks, taken together. */

#include <stdbool.h>
#include <stdint.h>

#include "prove/fact.h"

/**
 * solve_fact() - look for a word of which all of a fact is true
 * @value: it; written when one was found
 *
 * Each mask may leave values and all of them together none: no word ends in
 * the bits of 0x13 or 0x14 and has (word & 3) in 1..2.
 *
 * Return: false if there is none for certain; true if one was found, or if
 * the search became too long, with @found telling which.
 */
bool solve_fact(uint32_t *value, bool *found, const struct fact *fact);
