/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/prove.h"

#include <errno.h>
#include <stdlib.h>

#include "prove/walk.h"
#include "prove/witness.h"

static int compare_archs(const void *a, const void *b)
{
        const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

        return (x > y) - (x < y);
}

static int collect_archs(uint32_t **out, size_t *n, struct arena *arena,
                         const struct policy *policy)
{
        uint32_t *archs = arena_alloc(arena, policy->n_filters, sizeof(*archs));
        size_t unique = 0;

        if (!archs)
                return -ENOMEM;
        for (size_t i = 0; i < policy->n_filters; i++)
                archs[i] = policy->filters[i].abi->audit_arch;
        qsort(archs, policy->n_filters, sizeof(*archs), compare_archs);
        for (size_t i = 0; i < policy->n_filters; i++)
                if (unique == 0 || archs[unique - 1] != archs[i])
                        archs[unique++] = archs[i];
        *out = archs;
        *n = unique;
        return 0;
}

/* All words in @first..@last, which the policy treats alike. */
static int prove_archs(struct walk *walk, const struct policy *policy, uint32_t first,
                       uint32_t last)
{
        struct nr_span *spans;
        size_t n_spans;
        int r;

        if (walk->stopped)
                return 0;
        r = spans_make(&spans, &n_spans, &walk->arena, policy, first);
        if (r < 0)
                return r;
        return walk_arch(walk, first, last, spans, n_spans);
}

/* Each known architecture, and the gaps between them. */
static int prove_all(struct walk *walk, const struct policy *policy)
{
        uint64_t next = 0; /* the word that was not looked at yet */
        uint32_t *archs;
        size_t n_archs;
        int r;

        r = collect_archs(&archs, &n_archs, &walk->arena, policy);
        for (size_t i = 0; i < n_archs && r >= 0; i++) {
                if (archs[i] > next)
                        r = prove_archs(walk, policy, (uint32_t)next, archs[i] - 1);
                if (r >= 0)
                        r = prove_archs(walk, policy, archs[i], archs[i]);
                next = (uint64_t)archs[i] + 1;
        }
        if (r >= 0 && next <= UINT32_MAX)
                r = prove_archs(walk, policy, (uint32_t)next, UINT32_MAX);
        return r;
}

int prove_program(struct proof *out, const struct program *program, const struct policy *policy)
{
        struct walk walk;
        int r;

        *out = (struct proof){ .verdict = PROOF_UNDECIDED };
        if (program_check(program, NULL) < 0 || policy->n_filters == 0)
                return 0;
        r = walk_init(&walk, program);
        if (r >= 0)
                r = prove_all(&walk, policy);
        if (r >= 0 && !walk.stopped)
                out->verdict = PROOF_EQUIVALENT;
        else if (r >= 0 && witness_find(&out->witness, &walk, policy))
                out->verdict = PROOF_DIFFERENT;
        out->n_steps = walk.n_steps + walk.flow.n_steps;
        walk_deinit(&walk);
        return r < 0 ? r : 0;
}
