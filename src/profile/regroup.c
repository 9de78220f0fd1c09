/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/regroup.h"

#include "abi/signature.h"
#include "profile/argument.h"

unsigned int regroup_bits(const struct abi *abi, int id, unsigned int arg)
{
        struct signature signature;
        unsigned int bits = abi->long_bits;

        if (id >= 0 && signature_get(&signature, abi, id) && arg < signature.n_parameters &&
            signature.parameters[arg].bits < bits)
                bits = signature.parameters[arg].bits;
        return bits;
}

/* The values of (argument & mask) for which a predicate holds. */
static int values_of(struct ranges *out, struct scratch *scratch, const struct predicate *p)
{
        uint64_t datum = p->op == CMP_MASKED_EQ ? p->datum & p->mask : p->datum;
        struct range range = { 0, p->mask };
        bool is_none = false;
        int r;

        switch ((enum compare)p->op) {
        case CMP_LT:
                is_none = datum == 0;
                range.hi = datum - 1;
                break;
        case CMP_LE:
                range.hi = datum;
                break;
        case CMP_GT:
                is_none = datum == UINT64_MAX;
                range.lo = datum + 1;
                break;
        case CMP_GE:
                range.lo = datum;
                break;
        case CMP_NE:
        case CMP_EQ:
        case CMP_MASKED_EQ:
                range.lo = range.hi = datum;
                break;
        }
        if (range.hi > p->mask)
                range.hi = p->mask;
        is_none = is_none || range.lo > range.hi;
        r = ranges_make(out, scratch, &range, is_none ? 0 : 1);
        if (r == 0 && p->op == CMP_NE)
                r = ranges_complement(out, scratch, out, p->mask);
        return r;
}

static int term_of(struct terms *out, struct scratch *scratch, const struct abi *abi, int id,
                   const struct rule *rule)
{
        int r = terms_always(out, scratch);

        for (size_t i = 0; r == 0 && i < rule->n_predicates; i++) {
                const struct predicate *p = &rule->predicates[i];
                struct test test = {
                        .arg = p->arg,
                        .bits = regroup_bits(abi, id, p->arg),
                        .mask = p->mask,
                };
                struct terms one, both;

                r = values_of(&test.in, scratch, p);
                if (r == 0)
                        r = terms_of_test(&one, scratch, &test);
                if (r == 0)
                        r = terms_and(&both, scratch, out, &one);
                if (r == 0)
                        *out = both;
        }
        return r;
}

#define PASSES_MAX 8 /* it only gets nicer, and two do nearly always */

/* Merging two makes new ones that can be merged, so until nothing changes. */
int regroup(struct terms *out, struct scratch *scratch, const struct abi *abi, int id,
            const struct rule *rules, size_t n)
{
        struct terms before = { 0 };
        int r = 0;

        *out = (struct terms){ 0 };
        for (size_t i = 0; r == 0 && i < n; i++) {
                struct terms one;

                r = term_of(&one, scratch, abi, id, &rules[i]);
                if (r == 0)
                        r = terms_or(out, scratch, &one);
        }
        for (int pass = 0; r == 0 && out->n != before.n && pass < PASSES_MAX; pass++) {
                before = *out;
                *out = (struct terms){ 0 };
                r = terms_or(out, scratch, &before);
        }
        return r;
}
