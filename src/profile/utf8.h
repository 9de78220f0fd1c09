/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Just enough UTF-8 to count columns and to refuse what is not text. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * utf8_decode() - one character
 * @out: the code point
 * @s:   @n bytes, at least one
 *
 * Return: how many bytes it takes, or 0 if they are no valid character
 * (overlong forms, surrogates and values above U+10FFFF are not).
 */
size_t utf8_decode(uint32_t *out, const char *s, size_t n);

/* Number of characters in @n bytes; each byte that is not part of one counts as one. */
size_t utf8_count(const char *s, size_t n);

/* Whether a terminal would act on it, or show text in another order because of it. */
bool utf8_is_control(uint32_t c);
