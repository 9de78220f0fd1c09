/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "abi/syscall.h"
#include "api/context.h"
#include "api/number.h"

static int resolve(uint32_t arch_token, const char *name, bool through_multiplexer)
{
        const struct abi *abi = arch_of_token(arch_token);
        struct route route;
        int id, nr;

        if (!abi || !name)
                return __NR_SCMP_ERROR;
        id = syscall_by_name(span_of(name));
        if (id < 0 || !number_of_id(&nr, abi, id))
                return __NR_SCMP_ERROR;
        if (!through_multiplexer)
                return nr;
        route = number_route(abi, nr);
        return route.is_multiplexed ? (int)route.multiplexer : nr;
}

int seccomp_syscall_resolve_name(const char *name)
{
        return resolve(SCMP_ARCH_NATIVE, name, false);
}

int seccomp_syscall_resolve_name_arch(uint32_t arch_token, const char *name)
{
        return resolve(arch_token, name, false);
}

int seccomp_syscall_resolve_name_rewrite(uint32_t arch_token, const char *name)
{
        return resolve(arch_token, name, true);
}

char *seccomp_syscall_resolve_num_arch(uint32_t arch_token, int num)
{
        const struct abi *abi = arch_of_token(arch_token);
        int id;

        if (!abi)
                return NULL;
        id = number_to_id(abi, num);
        /* The numbers of x32 and of the MIPS ABIs are known without their base, too. */
        if (id < 0 && num >= 0 && (uint32_t)num < abi->nr_base)
                id = number_to_id(abi, num + (int)abi->nr_base);
        return id < 0 ? NULL : strdup(syscall_name(id));
}
