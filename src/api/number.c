/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "api/number.h"

#include <errno.h>

#include "abi/syscall.h"

/* From here down are those of calls that no multiplexer carries. */
#define PSEUDO_FIRST_SINGLE (-10000)

/* Whether a multiplexer carries it. The pseudo number tells most of those that none does. */
static bool find_multiplexer(struct multiplex *out, const struct abi *abi, int id)
{
        int pseudo;

        return abi->multiplexed && syscall_pseudo(&pseudo, id) && pseudo > PSEUDO_FIRST_SINGLE &&
               multiplex_find(out, abi, id);
}

bool number_of_id(int *out, const struct abi *abi, int id)
{
        struct multiplex by;
        uint32_t nr;

        /*
         * Where a multiplexer carries a call, the call goes by its pseudo
         * number, even if newer kernels have a number for it, too.
         */
        if (find_multiplexer(&by, abi, id))
                return syscall_pseudo(out, id);
        if (!abi_syscall_number(&nr, abi, id))
                return syscall_pseudo(out, id);
        *out = (int)nr;
        return true;
}

/* By either kind of number, also by the pseudo number of a call that has a real one here. */
static int id_of_any(const struct abi *abi, int nr)
{
        if (nr >= 0)
                return abi_syscall_by_number(abi, (uint32_t)nr);
        return nr <= PSEUDO_FIRST ? syscall_by_pseudo(nr) : -1;
}

int number_to_id(const struct abi *abi, int nr)
{
        const int id = id_of_any(abi, nr);
        int same;

        /* What has a number of its own does not go by another one. */
        if (nr < 0 && (id < 0 || !number_of_id(&same, abi, id) || same != nr))
                return -1;
        return id;
}

int number_translate(int *out, const struct abi *abi, int native)
{
        int id;

        if (native == -1) {
                *out = native;
                return 0;
        }
        id = number_to_id(abi_native(), native);
        if (id < 0)
                return -EFAULT;
        if (abi == abi_native()) {
                *out = native;
                return 0;
        }
        return number_of_id(out, abi, id) ? 0 : -ENOENT;
}

struct route number_route(const struct abi *abi, int nr)
{
        struct route route = { .nr = (uint32_t)nr };
        struct multiplex by;
        uint32_t own;
        int id;

        if (!abi->multiplexed || nr == -1)
                return route;
        id = id_of_any(abi, nr); /* what is multiplexed does go by its pseudo number */
        if (id < 0 || !find_multiplexer(&by, abi, id) ||
            !abi_syscall_number(&route.multiplexer, abi, by.id))
                return route;
        if (abi_syscall_number(&own, abi, id))
                route.nr = own;
        route.is_multiplexed = true;
        route.mask = by.mask;
        route.selection = by.number;
        return route;
}
