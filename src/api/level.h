/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The two facts that the interface keeps for the whole process, because its
 * functions have no context to keep them in: the API level, asked of the
 * kernel once, and the descriptor of the filter that notifies (the kernel
 * gives a thread only one).
 */

/* 1..7, as in seccomp_api_get(). Async-signal-safe. */
unsigned int level_get(void);
void level_set(unsigned int level);

/* Ask the kernel again when next needed. */
void level_reset(void);

/* -1 when there is none. */
int listener_get(void);
void listener_set(int fd);

/* Close it and forget it. */
void listener_reset(void);
