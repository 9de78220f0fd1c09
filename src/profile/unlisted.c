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

static int close_known(struct filter *filter, const struct unlisted *unlisted, bool always)
{
        for (unsigned int id = 0; id < syscall_count(); id++) {
                struct rule rule = { .action = unlisted->act_default,
                                     .origin = unlisted->default_origin };
                bool is_named = id_set_has(unlisted->named, (int)id);
                uint32_t nr;
                int r;

                if (!abi_syscall_number(&nr, filter->abi, (int)id) || (is_named && !always))
                        continue;
                if (!is_named && unlisted->kernel &&
                    abi_syscall_since(filter->abi, (int)id) > unlisted->kernel) {
                        rule.action = enosys(filter->abi);
                        rule.origin = unlisted->kernel_origin;
                }
                r = filter_add_rule(filter, nr, &rule);
                if (r < 0)
                        return r;
        }
        return 0;
}

/*
 * The default action of a policy is one word for all ABIs. Where an errno has
 * another number on this ABI, each list ends in a rule that says so.
 */
int unlisted_fill(struct filter *filter, const struct unlisted *unlisted, uint32_t act_default)
{
        bool differs = unlisted->act_default != act_default;
        uint32_t first, last;
        int r;

        if (!unlisted->kernel && !differs)
                return 0;
        r = close_known(filter, unlisted, differs);
        if (r < 0)
                return r;
        number_range(&first, &last, filter->abi);
        if (unlisted->kernel)
                return filter_fill(filter, first, last, enosys(filter->abi),
                                   unlisted->kernel_origin);
        return filter_fill(filter, first, last, unlisted->act_default, unlisted->default_origin);
}
