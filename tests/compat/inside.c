/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What runs in a container: makes each call that it is given, as
 * NUMBER[,ARGUMENT...], and prints what became of it. Linked statically, for
 * the container has nothing else.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
        for (int i = 1; i < argc; i++) {
                long words[7] = { 0 };
                char *at = argv[i];

                for (int n = 0; n < 7; n++) {
                        words[n] = (long)strtoull(at, &at, 0);
                        if (*at++ != ',')
                                break;
                }
                if (syscall(words[0], words[1], words[2], words[3], words[4], words[5], words[6]) <
                    0)
                        printf("%s: %d\n", argv[i], errno);
                else
                        printf("%s: done\n", argv[i]);
        }
        return 0;
}
