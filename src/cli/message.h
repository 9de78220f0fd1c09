/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Messages to people, on standard error. One write(2) and nothing else, so
 * that it also works when a filter is in force.
 */

/* "PROGRAM: TEXT\n"; what a terminal would act on is made visible. */
void message_print(const char *program, const char *text);
