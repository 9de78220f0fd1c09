/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "policy/policy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/slot.h"
#include "util/array.h"

int policy_new(struct policy **out, uint32_t act_default, uint32_t act_badarch)
{
        _cleanup_(policy_freep) struct policy *policy = calloc(1, sizeof(*policy));
        uint32_t nowhere;
        int r;

        if (!policy)
                return -ENOMEM;
        policy->act_default = act_default;
        policy->act_badarch = act_badarch;
        r = policy_add_source(&nowhere, policy, "");
        if (r < 0)
                return r;
        *out = take_ptr(policy);
        return 0;
}

struct policy *policy_free(struct policy *policy)
{
        if (!policy)
                return NULL;
        for (size_t i = 0; i < policy->n_filters; i++)
                slots_deinit(&policy->filters[i]);
        for (size_t i = 0; i < policy->n_sources; i++)
                free(policy->sources[i]);
        free(policy->filters);
        free(policy->sources);
        free(policy);
        return NULL;
}

struct filter *policy_find_filter(const struct policy *policy, const struct abi *abi)
{
        for (size_t i = 0; i < policy->n_filters; i++)
                if (policy->filters[i].abi->token == abi->token)
                        return &policy->filters[i];
        return NULL;
}

int policy_add_filter(struct filter **out, struct policy *policy, const struct abi *abi)
{
        int r;

        if (policy_find_filter(policy, abi))
                return -EEXIST;
        /* A program reads the argument words in one order, whatever the architecture word says. */
        if (policy->n_filters > 0 && policy->filters[0].abi->big_endian != abi->big_endian)
                return -EDOM;
        r = ARRAY_RESERVE(policy, filters, 1);
        if (r < 0)
                return r;
        policy->filters[policy->n_filters] = (struct filter){ .abi = abi };
        *out = &policy->filters[policy->n_filters++];
        return 0;
}

int policy_add_source(uint32_t *out, struct policy *policy, const char *name)
{
        _cleanup_(freep) char *copy = NULL;
        int r;

        if (policy->n_sources > UINT32_MAX)
                return -ENOMEM;
        r = ARRAY_RESERVE(policy, sources, 1);
        if (r < 0)
                return r;
        copy = strdup(name);
        if (!copy)
                return -ENOMEM;
        *out = (uint32_t)policy->n_sources;
        policy->sources[policy->n_sources++] = take_ptr(copy);
        return 0;
}

const char *policy_origin_text(const struct policy *policy, struct origin origin, char *buf,
                               size_t size)
{
        if (size == 0)
                return buf;
        buf[0] = '\0';
        if (origin.source == 0 || origin.source >= policy->n_sources)
                return buf;
        if (origin.line == 0)
                (void)snprintf(buf, size, "%s", policy->sources[origin.source]);
        else
                (void)snprintf(buf, size, "%s:%u", policy->sources[origin.source], origin.line);
        return buf;
}
