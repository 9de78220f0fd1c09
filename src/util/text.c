/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "util/text.h"

#include <string.h>

#define LONGEST_WORD 63 /* no syscall, constant or option is longer */

struct span span_of(const char *s)
{
        return span(s, strlen(s));
}

bool span_is(struct span a, const char *b)
{
        return strlen(b) == a.n && (a.n == 0 || memcmp(a.s, b, a.n) == 0);
}

static unsigned int min_of(unsigned int a, unsigned int b)
{
        return a < b ? a : b;
}

unsigned int text_distance(struct span a, struct span b, unsigned int limit)
{
        unsigned int rows[3][LONGEST_WORD + 1];
        unsigned int *before = rows[0], *above = rows[1], *row = rows[2], *spare;
        size_t longer = a.n > b.n ? a.n - b.n : b.n - a.n;

        if (longer > limit || a.n > LONGEST_WORD || b.n > LONGEST_WORD)
                return limit + 1;
        for (size_t j = 0; j <= b.n; j++) {
                above[j] = (unsigned int)j;
                before[j] = 0;
        }
        for (size_t i = 1; i <= a.n; i++) {
                unsigned int best = row[0] = (unsigned int)i;

                for (size_t j = 1; j <= b.n; j++) {
                        unsigned int differ = a.s[i - 1] != b.s[j - 1];

                        row[j] = min_of(above[j - 1] + differ, min_of(above[j], row[j - 1]) + 1);
                        if (i > 1 && j > 1 && a.s[i - 1] == b.s[j - 2] && a.s[i - 2] == b.s[j - 1])
                                row[j] = min_of(row[j], before[j - 2] + 1);
                        best = min_of(best, row[j]);
                }
                if (best > limit)
                        return limit + 1;
                spare = before;
                before = above;
                above = row;
                row = spare;
        }
        return above[b.n] > limit ? limit + 1 : above[b.n];
}

struct suggestion suggestion_for(struct span wanted)
{
        unsigned int tolerated = wanted.n <= 4 ? 1 : wanted.n <= 8 ? 2 : 3;

        return (struct suggestion){ .wanted = wanted, .distance = tolerated + 1 };
}

void suggestion_consider(struct suggestion *sug, struct span candidate)
{
        unsigned int d;

        if (sug->distance == 0)
                return;
        d = text_distance(sug->wanted, candidate, sug->distance - 1);
        if (d < sug->distance) {
                sug->distance = d;
                sug->best = candidate;
        }
}
