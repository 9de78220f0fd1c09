/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Architectures and system calls, by name and by number. */

#include <stdio.h>
#include <stdlib.h>

#include "both-headers.h"

static const char *const arch_names[] = {
        "x86",    "x86_64",   "x32",      "arm",   "aarch64", "mips", "mips64",      "mips64n32",
        "mipsel", "mipsel64", "ppc",      "ppc64", "ppc64le", "s390", "mipsel64n32", "s390x",
        "parisc", "riscv64",  "parisc64", "amd64", "X86_64",  "",     "i386",        "native",
        "ppc32",  "nothing",
};

/* One of each kind: everywhere; multiplexed; old; of one architecture; nobody's. */
static const char *const call_names[] = {
        "read",    "openat",     "socket",     "accept4",    "recvmmsg",
        "semop",   "semtimedop", "shmat",      "open",       "chown",
        "chown32", "mmap2",      "arch_prctl", "cacheflush", "breakpoint",
        "set_tls", "_sysctl",    "clone3",     "tuxcall",    "riscv_flush_icache",
        "",        "READ",       "nosuchcall",
};

static const int numbers[] = {
        -1, -2, -99, -100, -101, -117,       -201, -219, -10001, -10181,
        0,  1,  41,  102,  117,  0x40000001, 4001, 5001, 6001,   99999,
};

#define COUNT(array_) (sizeof(array_) / sizeof(*(array_)))

static void ask_arch_names(void)
{
        topic("seccomp_arch_resolve_name");
        for (size_t i = 0; i < COUNT(arch_names); i++)
                print_value(arch_names[i], seccomp_arch_resolve_name(arch_names[i]));
        VALUE(seccomp_arch_resolve_name(NULL));
        VALUE(seccomp_arch_native());
}

static void ask_calls_of(const char *arch, uint32_t token)
{
        char what[128];

        for (size_t i = 0; i < COUNT(call_names); i++) {
                (void)snprintf(what, sizeof(what), "%s's %s", arch, call_names[i]);
                topic("seccomp_syscall_resolve_name_arch");
                print_code(what, seccomp_syscall_resolve_name_arch(token, call_names[i]));
                topic("seccomp_syscall_resolve_name_rewrite");
                print_code(what, seccomp_syscall_resolve_name_rewrite(token, call_names[i]));
        }
        topic("seccomp_syscall_resolve_num_arch");
        for (size_t i = 0; i < COUNT(numbers); i++) {
                char *name = seccomp_syscall_resolve_num_arch(token, numbers[i]);

                (void)snprintf(what, sizeof(what), "%s's %d", arch, numbers[i]);
                print_text(what, name ? name : "NULL");
                free(name);
        }
}

static void ask_calls(void)
{
        for (size_t i = 0; i < COUNT(arch_names); i++) {
                const uint32_t token = seccomp_arch_resolve_name(arch_names[i]);

                if (token != 0)
                        ask_calls_of(arch_names[i], token);
        }
        ask_calls_of("native", SCMP_ARCH_NATIVE);
        ask_calls_of("unknown", 0x1234);
        topic("seccomp_syscall_resolve_name");
        for (size_t i = 0; i < COUNT(call_names); i++)
                print_code(call_names[i], seccomp_syscall_resolve_name(call_names[i]));
        CODE(seccomp_syscall_resolve_name(NULL));
        CODE(seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86, NULL));
        CODE(seccomp_syscall_resolve_name_rewrite(SCMP_ARCH_X86, NULL));
}

static void ask_call_macros(void)
{
        topic("name");
#include "both-headers-names.inc"
}

void ask_names(void)
{
        ask_arch_names();
        ask_calls();
        ask_call_macros();
}
