/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <inttypes.h>

#include "abi/constant.h"
#include "abi/signature.h"
#include "abi/syscall.h"
#include "profile/argument.h"
#include "profile/print.h"

/*
 * Predicates are unsigned; the language compares signed arguments as signed,
 * unless they are masked. So a predicate on the order of a signed argument is
 * written as a range that means the same, or with a mask of all bits.
 */

struct shown {
        FILE *to;
        const struct abi *abi;
        char name[8];               /* argN when there is no better one */
        struct parameter parameter; /* bits 0: not known */
        unsigned int bits;
};

static struct shown shown_of(FILE *to, const struct abi *abi, int id,
                             const struct predicate *predicate)
{
        struct shown shown = { .to = to, .abi = abi, .bits = abi->long_bits };
        struct signature signature;

        (void)snprintf(shown.name, sizeof(shown.name), "arg%u", predicate->arg % 6u);
        shown.parameter.name = NULL;
        if (id < 0 || !signature_get(&signature, abi, id) ||
            predicate->arg >= signature.n_parameters)
                return shown;
        shown.parameter = signature.parameters[predicate->arg];
        if (shown.parameter.bits < shown.bits)
                shown.bits = shown.parameter.bits;
        return shown;
}

/* Constants */

static const char *constant_of(const struct shown *shown, uint64_t value)
{
        uint64_t top = UINT64_C(1) << (shown->bits - 1);

        for (unsigned int f = 0; f < constant_family_count(); f++) {
                int id;

                if (!(shown->parameter.families >> f & 1))
                        continue;
                id = constant_by_value(shown->abi, f, value);
                if (id < 0 && value & top) /* AT_FDCWD */
                        id = constant_by_value(shown->abi, f, value | ~bits_mask(shown->bits));
                if (id >= 0)
                        return constant_name(id);
        }
        return NULL;
}

/* Whether @value is nothing but bits that have names; at least two of them. */
static bool is_flags(const struct shown *shown, uint64_t value)
{
        if (!(value & (value - 1)))
                return false;
        for (; value; value &= value - 1)
                if (!constant_of(shown, value & -value))
                        return false;
        return true;
}

static void put_number(const struct shown *shown, uint64_t value)
{
        uint64_t top = UINT64_C(1) << (shown->bits - 1);

        if (shown->parameter.is_signed && value & top && value <= bits_mask(shown->bits))
                (void)fprintf(shown->to, "-%" PRIu64, (~value & bits_mask(shown->bits)) + 1);
        else if (value < 10)
                (void)fprintf(shown->to, "%" PRIu64, value);
        else
                (void)fprintf(shown->to, "0x%" PRIx64, value);
}

static void put_value(const struct shown *shown, uint64_t value)
{
        const char *name = constant_of(shown, value);
        const char *separator = "";

        if (shown->parameter.is_pointer && value == 0)
                name = "NULL";
        if (name) {
                (void)fputs(name, shown->to);
        } else if (is_flags(shown, value)) {
                for (; value; value &= value - 1, separator = "|")
                        (void)fprintf(shown->to, "%s%s", separator,
                                      constant_of(shown, value & -value));
        } else {
                put_number(shown, value);
        }
}

static void put_mask(const struct shown *shown, uint64_t mask)
{
        uint64_t rest = bits_mask(shown->bits) & ~mask;

        (void)fputs(" & ", shown->to);
        if (mask > rest && rest && (constant_of(shown, rest) || is_flags(shown, rest)) &&
            !(rest & (rest - 1))) {
                (void)fputc('~', shown->to);
                put_value(shown, rest);
        } else if (constant_of(shown, mask) || is_flags(shown, mask)) {
                put_value(shown, mask);
        } else {
                (void)fprintf(shown->to, "0x%" PRIx64, mask);
        }
}

/* Predicates */

static const char *operator_of(enum compare op)
{
        switch (op) {
        case CMP_NE:
                return "!=";
        case CMP_LT:
                return "<";
        case CMP_LE:
                return "<=";
        case CMP_GE:
                return ">=";
        case CMP_GT:
                return ">";
        case CMP_EQ:
        case CMP_MASKED_EQ:
                return "==";
        }
        return "?";
}

static void put_range(const struct shown *shown, uint64_t lo, uint64_t hi)
{
        (void)fputs(" in {", shown->to);
        put_number(shown, lo);
        (void)fputs("..", shown->to);
        put_number(shown, hi);
        (void)fputc('}', shown->to);
}

/* An order that stays within the numbers from 0 on, or within the negative ones. */
static bool put_signed_order(const struct shown *shown, enum compare op, uint64_t datum)
{
        uint64_t top = UINT64_C(1) << (shown->bits - 1), max = bits_mask(shown->bits);

        if (op == CMP_GE && datum >= top && datum <= max)
                put_range(shown, datum, max);
        else if (op == CMP_GT && datum >= top - 1 && datum < max)
                put_range(shown, datum + 1, max);
        else if (op == CMP_LE && datum < top)
                put_range(shown, 0, datum);
        else if (op == CMP_LT && datum > 0 && datum <= top)
                put_range(shown, 0, datum - 1);
        else
                return false;
        return true;
}

void print_predicate(FILE *to, const struct abi *abi, int id, const struct predicate *predicate)
{
        struct shown shown = shown_of(to, abi, id, predicate);
        uint64_t all = bits_mask(shown.bits), datum = predicate->datum;
        enum compare op = (enum compare)predicate->op;
        bool is_order = op == CMP_LT || op == CMP_LE || op == CMP_GE || op == CMP_GT;
        bool is_whole = (predicate->mask & all) == all;

        if (op == CMP_MASKED_EQ)
                datum &= predicate->mask;
        (void)fputs(shown.parameter.name ? shown.parameter.name : shown.name, to);
        if (is_whole && is_order && shown.parameter.is_signed) {
                if (put_signed_order(&shown, op, datum))
                        return;
                is_whole = false;
        }
        if (!is_whole) {
                put_mask(&shown, predicate->mask);
                shown.parameter.is_signed = shown.parameter.is_signed && !is_order;
        }
        (void)fprintf(to, " %s ", operator_of(op));
        put_value(&shown, datum);
}
