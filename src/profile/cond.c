/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/cond.h"

#include <errno.h>
#include <inttypes.h>

#include "abi/syscall.h"

/*
 * Predicates of a policy are unsigned. What is signed becomes ranges of
 * unsigned numbers here: with the sign bit flipped, signed order is unsigned
 * order; a range that contains both -1 and 0 falls into two.
 */

/* One comparison while it is being resolved. */
struct comparison {
        const struct subject *subject;
        struct scratch *scratch;
        const struct ast_cond *cond;
        struct argument arg;
        uint64_t mask;  /* what is compared: all bits of the argument, or those after '&' */
        bool is_signed; /* order of the compared values; masked ones are unsigned */
};

static int pointer_error(const struct comparison *cmp, struct mark mark)
{
        AST_ERROR(cmp->subject->ast, cmp->subject->diags, mark,
                  "%s %s is a pointer: a filter cannot see what it points to, "
                  "so it compares with == or != and NULL only",
                  syscall_name(cmp->subject->id), cmp->arg.name);
        return -EINVAL;
}

/* A value that the compared bits can have. */
static int equal_value(uint64_t *out, const struct comparison *cmp, const struct ast_value *value)
{
        struct value v;
        int r = value_resolve(&v, cmp->subject, &cmp->arg, value);

        if (r < 0)
                return r;
        if (v.bits & ~cmp->mask) {
                AST_ERROR(cmp->subject->ast, cmp->subject->diags, value->mark,
                          "0x%" PRIx64 " has bits outside of the mask 0x%" PRIx64
                          ": they can never be equal",
                          v.bits, cmp->mask);
                return -EINVAL;
        }
        *out = v.bits;
        return 0;
}

/* A value that has a place in the order of the compared values. */
static int ordered_value(uint64_t *out, const struct comparison *cmp, const struct ast_value *value)
{
        uint64_t top = bits_mask(cmp->arg.bits) ^ bits_mask(cmp->arg.bits) >> 1;
        struct value v;
        int r = value_resolve(&v, cmp->subject, &cmp->arg, value);

        if (r < 0)
                return r;
        if (v.sign == VALUE_NEGATIVE && !cmp->is_signed) {
                AST_ERROR(cmp->subject->ast, cmp->subject->diags, value->mark,
                          "%s %s is unsigned%s: it cannot be compared with a negative number "
                          "by order",
                          syscall_name(cmp->subject->id), cmp->arg.name,
                          cmp->arg.is_signed ? " with a mask" : "");
                return -EINVAL;
        }
        if (v.sign == VALUE_POSITIVE && cmp->is_signed && v.bits >= top) {
                AST_ERROR(cmp->subject->ast, cmp->subject->diags, value->mark,
                          "0x%" PRIx64 " is more than %s %s can be, which is signed and "
                          "%u bits wide",
                          v.bits, syscall_name(cmp->subject->id), cmp->arg.name, cmp->arg.bits);
                return -EINVAL;
        }
        *out = v.bits;
        return 0;
}

/* The bit to flip so that the order of values is that of unsigned numbers. */
static uint64_t flip(const struct comparison *cmp)
{
        uint64_t mask = bits_mask(cmp->arg.bits);

        return cmp->is_signed ? mask ^ mask >> 1 : 0;
}

/* Values from @lo to @hi, given in flipped form. Return: how many ranges that is. */
static size_t unflip(struct range out[2], const struct comparison *cmp, uint64_t lo, uint64_t hi)
{
        uint64_t sign = flip(cmp), mask = bits_mask(cmp->arg.bits);

        if (!sign || (lo & sign) == (hi & sign)) {
                out[0] = (struct range){ lo ^ sign, hi ^ sign };
                return 1;
        }
        out[0] = (struct range){ 0, hi ^ sign };
        out[1] = (struct range){ lo ^ sign, mask };
        return 2;
}

/* Comparisons, as ranges of the masked argument */

static int resolve_equal(struct ranges *out, const struct comparison *cmp)
{
        struct range point;
        uint64_t value;
        int r = equal_value(&value, cmp, &cmp->cond->value);

        if (r < 0)
                return r;
        if (cmp->arg.is_pointer && value != 0)
                return pointer_error(cmp, cmp->cond->value.mark);
        point = (struct range){ value, value };
        return ranges_make(out, cmp->scratch, &point, 1);
}

static int resolve_order(struct ranges *out, const struct comparison *cmp)
{
        uint64_t value, lo = 0, hi = cmp->is_signed ? bits_mask(cmp->arg.bits) : cmp->mask;
        enum cond_kind kind = cmp->cond->kind;
        struct range items[2];
        bool none;
        int r = ordered_value(&value, cmp, &cmp->cond->value);

        if (r < 0)
                return r;
        value ^= flip(cmp);
        none = (kind == COND_LT && value == 0) || (kind == COND_GT && value >= hi) ||
               (kind == COND_GE && value > hi);
        if (none)
                return ranges_make(out, cmp->scratch, NULL, 0);
        if ((kind == COND_LT || kind == COND_LE) && value < hi)
                hi = kind == COND_LT ? value - 1 : value;
        else if (kind == COND_LT && value == hi)
                hi = value - 1;
        if (kind == COND_GT || kind == COND_GE)
                lo = kind == COND_GT ? value + 1 : value;
        return ranges_make(out, cmp->scratch, items, unflip(items, cmp, lo, hi));
}

/* Return: the number of ranges in @out, or -EINVAL. */
static int resolve_item(struct range out[2], const struct comparison *cmp,
                        const struct ast_item *item)
{
        uint64_t low, high;
        int r;

        if (!item->is_range) {
                r = equal_value(&low, cmp, &item->low);
                if (r < 0)
                        return r;
                out[0] = (struct range){ low, low };
                return 1;
        }
        r = ordered_value(&low, cmp, &item->low);
        if (r < 0)
                return r;
        r = ordered_value(&high, cmp, &item->high);
        if (r < 0)
                return r;
        low ^= flip(cmp);
        high ^= flip(cmp);
        if (low > high) {
                AST_ERROR(cmp->subject->ast, cmp->subject->diags,
                          mark_join(item->low.mark, item->high.mark),
                          "this range is empty: its end comes before its start");
                return -EINVAL;
        }
        return (int)unflip(out, cmp, low, high);
}

static int resolve_in(struct ranges *out, const struct comparison *cmp)
{
        const struct ast_item *items = &cmp->subject->ast->items[cmp->cond->first_item];
        struct range *list = scratch_alloc(cmp->scratch, cmp->cond->n_items, 2 * sizeof(*list));
        size_t n = 0;
        int result = 0;

        if (!list)
                return scratch_error(cmp->scratch);
        for (uint32_t i = 0; i < cmp->cond->n_items; i++) {
                int r = resolve_item(list + n, cmp, &items[i]);

                if (r < 0)
                        result = r; /* and look at the others for further mistakes */
                else
                        n += (size_t)r;
        }
        return result < 0 ? result : ranges_make(out, cmp->scratch, list, n);
}

/* "has" and "lacks" look at the bits of the value, "only" at all others. */
static int resolve_bits(struct ranges *out, struct comparison *cmp)
{
        enum cond_kind kind = cmp->cond->kind;
        struct range point;
        uint64_t value;
        int r = equal_value(&value, cmp, &cmp->cond->value);

        if (r < 0)
                return r;
        if (value == 0 && kind != COND_ONLY) {
                AST_ERROR(cmp->subject->ast, cmp->subject->diags, cmp->cond->value.mark,
                          "this is 0: it has no bits to look for");
                return -EINVAL;
        }
        cmp->mask = kind == COND_ONLY ? cmp->mask & ~value : value;
        point.lo = point.hi = kind == COND_HAS ? value : 0;
        return ranges_make(out, cmp->scratch, &point, 1);
}

static int resolve_ranges(struct ranges *out, struct comparison *cmp)
{
        switch (cmp->cond->kind) {
        case COND_EQ:
        case COND_NE:
                return resolve_equal(out, cmp);
        case COND_IN:
        case COND_NOT_IN:
                return resolve_in(out, cmp);
        case COND_HAS:
        case COND_LACKS:
        case COND_ONLY:
                return resolve_bits(out, cmp);
        default:
                return resolve_order(out, cmp);
        }
}

static int resolve_mask(struct comparison *cmp)
{
        struct value mask;
        int r;

        cmp->mask = bits_mask(cmp->arg.bits);
        if (!cmp->cond->has_mask)
                return 0;
        r = value_resolve(&mask, cmp->subject, &cmp->arg, &cmp->cond->mask);
        if (r < 0)
                return r;
        if (mask.bits == 0) {
                AST_ERROR(cmp->subject->ast, cmp->subject->diags, cmp->cond->mask.mark,
                          "this mask is 0: nothing is left to compare");
                return -EINVAL;
        }
        cmp->mask = mask.bits;
        return 0;
}

static int resolve_comparison(struct terms *out, const struct subject *subject,
                              struct scratch *scratch, const struct ast_cond *cond, bool negate)
{
        struct comparison cmp = { .subject = subject, .scratch = scratch, .cond = cond };
        struct test test = { 0 };
        int r = argument_find(&cmp.arg, subject, cond->arg, cond->arg_mark);

        if (r < 0)
                return r;
        cmp.is_signed = cmp.arg.is_signed && !cond->has_mask;
        if (cmp.arg.is_pointer &&
            (cond->has_mask || (cond->kind != COND_EQ && cond->kind != COND_NE)))
                return pointer_error(&cmp, cond->arg_mark);
        r = resolve_mask(&cmp);
        if (r == 0)
                r = resolve_ranges(&test.in, &cmp);
        if (r < 0)
                return r;
        if ((cond->kind == COND_NE || cond->kind == COND_NOT_IN) != negate) {
                r = ranges_complement(&test.in, scratch, &test.in, cmp.mask);
                if (r < 0)
                        return r;
        }
        test.arg = cmp.arg.index;
        test.bits = cmp.arg.bits;
        test.mask = cmp.mask;
        return terms_of_test(out, scratch, &test);
}

/* Structure */

static int resolve(struct terms *out, const struct subject *subject, struct scratch *scratch,
                   uint32_t index, bool negate);

/* All parts are looked at, so that all their mistakes are found. */
static int resolve_list(struct terms *out, const struct subject *subject, struct scratch *scratch,
                        const struct ast_cond *cond, bool negate)
{
        bool conjunction = (cond->kind == COND_AND) != negate;
        int result = 0;
        bool first = true;

        for (uint32_t i = cond->first_child; i != AST_NONE; i = subject->ast->conds[i].next) {
                struct terms part, both;
                int r = resolve(&part, subject, scratch, i, negate);

                if (r == -EINVAL) {
                        result = r;
                        continue;
                }
                if (r == 0 && first)
                        both = part;
                else if (r == 0 && conjunction)
                        r = terms_and(&both, scratch, out, &part);
                else if (r == 0)
                        r = terms_or(out, scratch, &part);
                if (r < 0)
                        return r;
                if (first || conjunction)
                        *out = both;
                first = false;
        }
        return result;
}

/* De Morgan: a negated "and" is an "or" of negated parts. */
static int resolve(struct terms *out, const struct subject *subject, struct scratch *scratch,
                   uint32_t index, bool negate)
{
        const struct ast_cond *cond = &subject->ast->conds[index];

        *out = (struct terms){ 0 };
        switch (cond->kind) {
        case COND_AND:
        case COND_OR:
                return resolve_list(out, subject, scratch, cond, negate);
        case COND_NOT:
                return resolve(out, subject, scratch, cond->first_child, !negate);
        default:
                return resolve_comparison(out, subject, scratch, cond, negate);
        }
}

int cond_resolve(struct terms *out, const struct subject *subject, struct scratch *scratch,
                 uint32_t cond)
{
        return resolve(out, subject, scratch, cond, false);
}
