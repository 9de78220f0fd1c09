/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dag/dispatch.h"

#include <errno.h>
#include <linux/audit.h>
#include <stdlib.h>
#include <string.h>

#include "abi/word.h"
#include "dag/build.h"
#include "dag/search.h"
#include "policy/eval.h"

/*
 * The architecture word comes first, always: a number means nothing without
 * it. x86_64 and x32 share their word; bit 30 of the number tells them apart,
 * so the two are halves of one search. All bits set (-1) is nobody's number:
 * a tracer that skips a call leaves it there, and it is decided by the rules.
 */

#define NR_LAST  UINT32_MAX
#define NR_MINUS UINT32_MAX

/* How much more the native architecture counts than the others together. */
#define NATIVE_WEIGHT 8

/* Instructions for each one less on the mean path, where there is one ABI. */
#define PATH_WORTH 225

struct dispatch {
        struct dag *dag;
        struct arena arena;
        const struct policy *policy;
        struct interval *intervals; /* of the architecture at hand */
        size_t n_intervals, cap_intervals;
        uint32_t badarch;
};

/*
 * One search may grow for the sake of its paths. Those of several ABIs share
 * less the more they are bent, so there size counts.
 */
static uint32_t path_worth(const struct policy *policy)
{
        const size_t n = policy->n_filters;

        return (uint32_t)(PATH_WORTH / (n * n));
}

static int append(struct dispatch *d, const struct interval *intervals, size_t n)
{
        struct interval *grown;

        if (d->n_intervals + n > d->cap_intervals) {
                size_t cap = 2 * (d->n_intervals + n);

                grown = arena_alloc(&d->arena, cap, sizeof(*grown));
                if (!grown)
                        return -ENOMEM;
                if (d->n_intervals > 0)
                        memcpy(grown, d->intervals, d->n_intervals * sizeof(*grown));
                d->intervals = grown;
                d->cap_intervals = cap;
        }
        if (n > 0)
                memcpy(d->intervals + d->n_intervals, intervals, n * sizeof(*intervals));
        d->n_intervals += n;
        return 0;
}

/* What @filter says of a range of numbers; no filter: they are of a bad architecture. */
static int append_range(struct dispatch *d, const struct filter *filter, uint32_t first,
                        uint32_t last)
{
        const struct interval bad = { .first = first, .target = d->badarch, .weight = 1 };
        struct interval *intervals;
        size_t n;
        int r;

        if (!filter)
                return append(d, &bad, 1);
        r = build_intervals(&intervals, &n, d->dag, &d->arena, d->policy, filter, first, last);
        if (r < 0)
                return r;
        return append(d, intervals, n);
}

static int append_numbers(struct dispatch *d, uint32_t arch)
{
        /* the definition says whose each part is; the parts are where it may change its mind */
        const struct filter *filter = policy_route(d->policy, arch, 0);
        const struct filter *x32 = policy_route(d->policy, arch, X32_SYSCALL_BIT_NR);
        int r;

        if (arch != AUDIT_ARCH_X86_64)
                return append_range(d, filter, 0, NR_LAST);
        r = append_range(d, filter, 0, X32_SYSCALL_BIT_NR - 1);
        if (r < 0)
                return r;
        r = append_range(d, x32, X32_SYSCALL_BIT_NR, NR_MINUS - 1);
        if (r < 0)
                return r;
        return append_range(d, policy_route(d->policy, arch, NR_MINUS), NR_MINUS, NR_MINUS);
}

static int search_numbers(uint32_t *out, struct dispatch *d, uint32_t arch)
{
        int r;

        d->n_intervals = 0;
        r = append_numbers(d, arch);
        if (r < 0)
                return r;
        return search_build(out, d->dag, &d->arena, WORD_NR, UINT32_MAX, d->intervals,
                            d->n_intervals, path_worth(d->policy));
}

struct arch_entry {
        uint32_t arch, target;
        uint64_t weight;
};

static int compare_arch(const void *a, const void *b)
{
        const struct arch_entry *x = a, *y = b;

        return (x->arch > y->arch) - (x->arch < y->arch);
}

/* Each architecture word of the policy once, ascending, with its search. */
static int make_entries(struct arch_entry *entries, size_t *n, struct dispatch *d)
{
        *n = 0;
        for (size_t i = 0; i < d->policy->n_filters; i++) {
                const uint32_t arch = d->policy->filters[i].abi->audit_arch;
                struct arch_entry *entry = &entries[*n];
                bool known = false;
                int r;

                for (size_t k = 0; k < *n; k++)
                        known = known || entries[k].arch == arch;
                if (known)
                        continue;
                entry->arch = arch;
                entry->weight =
                        arch == abi_native()->audit_arch ? NATIVE_WEIGHT * d->policy->n_filters : 1;
                r = search_numbers(&entry->target, d, arch);
                if (r < 0)
                        return r;
                ++*n;
        }
        qsort(entries, *n, sizeof(*entries), compare_arch);
        return 0;
}

static int search_arch(uint32_t *out, struct dispatch *d)
{
        const size_t n_filters = d->policy->n_filters;
        struct arch_entry *entries = arena_alloc(&d->arena, n_filters, sizeof(*entries));
        struct interval *intervals = arena_alloc(&d->arena, 2 * n_filters + 1, sizeof(*intervals));
        uint64_t next = 0; /* the word that is not covered yet */
        size_t n_entries, n = 0;
        int r;

        if (!entries || !intervals)
                return -ENOMEM;
        r = make_entries(entries, &n_entries, d);
        if (r < 0)
                return r;
        for (size_t i = 0; i < n_entries; i++) {
                const struct arch_entry *e = &entries[i];

                if (e->arch > next)
                        intervals[n++] = (struct interval){ (uint32_t)next, d->badarch, 1 };
                intervals[n++] = (struct interval){ e->arch, e->target, e->weight };
                next = (uint64_t)e->arch + 1;
        }
        if (next <= UINT32_MAX)
                intervals[n++] = (struct interval){ (uint32_t)next, d->badarch, 1 };
        return search_build(out, d->dag, &d->arena, WORD_ARCH, UINT32_MAX, intervals, n,
                            path_worth(d->policy));
}

int dispatch_build(uint32_t *out, struct dag *dag, const struct policy *policy)
{
        struct dispatch d = { .dag = dag, .policy = policy };
        int r;

        r = dag_leaf(&d.badarch, dag, policy->act_badarch);
        if (r >= 0)
                r = search_arch(out, &d);
        arena_deinit(&d.arena);
        return r;
}
