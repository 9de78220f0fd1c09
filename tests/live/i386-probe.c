/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A 32-bit program without a C library: exits with the errno of getpid(), 0 if
 * it worked. If even exit() fails it ends in a fault.
 */

#define NR_EXIT   1
#define NR_GETPID 20

static int call(int nr, int arg)
{
        int result;

        __asm__ volatile("int $0x80" : "=a"(result) : "a"(nr), "b"(arg) : "memory");
        return result;
}

__attribute__((noreturn, used)) void _start(void);

void _start(void)
{
        int result = call(NR_GETPID, 0);

        (void)call(NR_EXIT, result < 0 ? -result : 0);
        for (;;)
                __asm__ volatile("hlt");
}
