/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/unlisted.h"

#include <errno.h>
#include <linux/audit.h>

#include "abi/constant.h"
#include "abi/syscall.h"
#include "policy/action.h"

/* The numbers that are this ABI's: not negative, and x32's are not x86_64's. */
static void number_range(uint32_t *first, uint32_t *last, const struct abi *abi)
{
        bool is_x32 = abi->nr_base == X32_SYSCALL_BIT_NR;

        *first = is_x32 ? X32_SYSCALL_BIT_NR : 0;
        *last = abi->audit_arch == AUDIT_ARCH_X86_64 && !is_x32 ? X32_SYSCALL_BIT_NR - 1
                                                                : (uint32_t)INT32_MAX;
}

static uint32_t enosys(const struct abi *abi)
{
        int number = errno_by_name(abi, span_of("ENOSYS"));

        return ACTION_ERRNO(number < 0 ? ENOSYS : number);
}

static int compare(const void *left, const void *right)
{
        const uint32_t *a = left, *b = right;

        return *a < *b ? -1 : *a > *b;
}

/* Numbers of calls that no line names and that the kernel of the profile had. */
static int collect_older(uint32_t **out, size_t *n, const struct filter *filter,
                         const struct unlisted *unlisted)
{
        uint32_t *numbers = calloc(syscall_count() + 1, sizeof(*numbers));

        if (!numbers)
                return -ENOMEM;
        *n = 0;
        for (unsigned int id = 0; id < syscall_count(); id++)
                if (!id_set_has(unlisted->named, (int)id) &&
                    abi_syscall_number(&numbers[*n], filter->abi, (int)id) &&
                    abi_syscall_since(filter->abi, (int)id) <= unlisted->kernel)
                        (*n)++;
        qsort(numbers, *n, sizeof(*numbers), compare);
        *out = numbers;
        return 0;
}

/* ENOSYS for all numbers but the older ones and those that have rules. */
static int fill_newer(struct filter *filter, const struct unlisted *unlisted)
{
        _cleanup_(freep) uint32_t *older = NULL;
        uint32_t from, last;
        size_t n;
        int r = collect_older(&older, &n, filter, unlisted);

        if (r < 0)
                return r;
        number_range(&from, &last, filter->abi);
        for (size_t i = 0; i < n && from <= last; i++) {
                if (older[i] > from)
                        r = filter_fill(filter, from, older[i] - 1, enosys(filter->abi),
                                        unlisted->kernel_origin);
                if (r < 0)
                        return r;
                from = older[i] + 1;
        }
        return from > last ? 0
                           : filter_fill(filter, from, last, enosys(filter->abi),
                                         unlisted->kernel_origin);
}

/*
 * The default action of a policy is one word for all ABIs. Where an errno has
 * another number on this ABI, each list ends in a rule that says so.
 */
static int close_lists(struct filter *filter, const struct unlisted *unlisted)
{
        const struct rule rule = { .action = unlisted->act_default,
                                   .origin = unlisted->default_origin };
        uint32_t first, last;

        for (unsigned int id = 0; id < syscall_count(); id++) {
                uint32_t nr;
                int r;

                if (!abi_syscall_number(&nr, filter->abi, (int)id))
                        continue;
                r = filter_add_rule(filter, nr, &rule);
                if (r < 0)
                        return r;
        }
        number_range(&first, &last, filter->abi);
        return filter_fill(filter, first, last, unlisted->act_default, unlisted->default_origin);
}

int unlisted_fill(struct filter *filter, const struct unlisted *unlisted, uint32_t act_default)
{
        int r = unlisted->kernel ? fill_newer(filter, unlisted) : 0;

        if (r == 0 && unlisted->act_default != act_default)
                r = close_lists(filter, unlisted);
        return r;
}
