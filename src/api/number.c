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

/* Its number where no multiplexer has a say. */
static bool single_number(int *out, const struct abi *abi, int id)
{
        uint32_t nr;

        if (!abi_syscall_number(&nr, abi, id))
                return syscall_pseudo(out, id);
        *out = (int)nr;
        return true;
}

bool number_of_id(int *out, const struct abi *abi, int id)
{
        struct multiplex by;

        /*
         * Where a multiplexer carries a call, the call goes by its pseudo
         * number, even if newer kernels have a number for it, too.
         */
        return find_multiplexer(&by, abi, id) ? syscall_pseudo(out, id)
                                              : single_number(out, abi, id);
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

/* Whether both ways to make the call are known: through the multiplexer, and directly. */
static bool route_multiplexed(struct route *out, const struct abi *abi, int id)
{
        struct multiplex by;
        uint32_t multiplexer;
        int own;

        if (!find_multiplexer(&by, abi, id) || !abi_syscall_number(&multiplexer, abi, by.id) ||
            !single_number(&own, abi, id))
                return false;
        *out = (struct route){
                .nr = (uint32_t)own,
                .is_multiplexed = true,
                .multiplexer = multiplexer,
                .mask = by.mask,
                .selection = by.number,
        };
        return true;
}

struct route number_route_any(const struct abi *abi, int nr)
{
        struct route route;
        int id;

        if (nr != -1) {
                id = id_of_any(abi, nr); /* what is multiplexed does go by its pseudo number */
                if (id >= 0 && route_multiplexed(&route, abi, id))
                        return route;
        }
        return (struct route){ .nr = (uint32_t)nr };
}

int number_name(struct number *out, const struct abi *native, int nr)
{
        const int id = nr == -1 ? -1 : number_to_id(native, nr);

        if (id < 0 && nr != -1)
                return -EFAULT;
        *out = (struct number){ .nr = nr, .id = id };
        return 0;
}

int number_translate(struct route *out, const struct abi *abi, const struct number *number)
{
        int nr = number->nr;

        if (number->id >= 0 && abi->multiplexed && route_multiplexed(out, abi, number->id))
                return 0;
        if (number->id >= 0 && !single_number(&nr, abi, number->id))
                return -ENOENT;
        *out = (struct route){ .nr = (uint32_t)nr };
        return 0;
}
