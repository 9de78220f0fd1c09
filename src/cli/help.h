/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <stdio.h>

/* --help of scmp-run, made from the table of options. */
void help_print(FILE *to);
