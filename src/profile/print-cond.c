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
        shown.parameter.name = argument_name(&signature, predicate->arg);
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

/* The constant with the most bits of @value and no others, so O_ACCMODE before O_WRONLY. */
static const char *largest_part(uint64_t *part, const struct shown *shown, uint64_t value)
{
        const char *best = NULL;

        *part = 0;
        for (unsigned int id = 0; id < constant_count(); id++) {
                uint64_t bits;

                if (!(shown->parameter.families >> constant_family((int)id) & 1) ||
                    !constant_value(&bits, shown->abi, (int)id) || (bits & ~value) ||
                    __builtin_popcountll(bits) <= __builtin_popcountll(*part))
                        continue;
                *part = bits;
                best = constant_name((int)id);
        }
        return best;
}

static void put_flags(const struct shown *shown, uint64_t value)
{
        const char *name, *separator = "";
        uint64_t part;

        for (; value && (name = largest_part(&part, shown, value)); value &= ~part) {
                (void)fprintf(shown->to, "%s%s", separator, name);
                separator = "|";
        }
}

static void put_number(const struct shown *shown, uint64_t value)
{
        uint64_t top = UINT64_C(1) << (shown->bits - 1);

        if (shown->parameter.is_signed && value & top && value <= bits_mask(shown->bits))
                (void)fprintf(shown->to, "-%" PRIu64, (~value & bits_mask(shown->bits)) + 1);
        else if (value < 1000)
                (void)fprintf(shown->to, "%" PRIu64, value);
        else
                (void)fprintf(shown->to, "0x%" PRIx64, value);
}

static void put_value(const struct shown *shown, uint64_t value)
{
        const char *name = constant_of(shown, value);

        if (shown->parameter.is_pointer && value == 0)
                name = "NULL";
        if (name)
                (void)fputs(name, shown->to);
        else if (is_flags(shown, value))
                put_flags(shown, value);
        else
                put_number(shown, value);
}

static void put_mask(const struct shown *shown, uint64_t mask)
{
        uint64_t rest = bits_mask(shown->bits) & ~mask;

        (void)fputs(" & ", shown->to);
        if (rest && !(rest & (rest - 1)) && constant_of(shown, rest))
                (void)fprintf(shown->to, "~%s", constant_of(shown, rest));
        else if (constant_of(shown, mask) || is_flags(shown, mask))
                put_value(shown, mask);
        else
                (void)fprintf(shown->to, "0x%" PRIx64, mask);
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

static void put_range(const struct shown *shown, const char *word, uint64_t lo, uint64_t hi)
{
        (void)fprintf(shown->to, " %s {", word);
        put_number(shown, lo);
        (void)fputs("..", shown->to);
        put_number(shown, hi);
        (void)fputc('}', shown->to);
}

/* Values @lo to @hi, unsigned, of a signed argument. */
static void put_signed_range(const struct shown *shown, uint64_t lo, uint64_t hi)
{
        uint64_t top = UINT64_C(1) << (shown->bits - 1), all = bits_mask(shown->bits);

        if ((lo & top) == (hi & top))
                put_range(shown, "in", lo, hi);
        else if (lo == 0) /* all but some negative ones */
                put_range(shown, "not in", hi + 1, all);
        else if (hi == all)
                put_range(shown, "not in", 0, lo - 1);
        else
                put_range(shown, "not in", hi + 1, lo - 1);
}

/* The range that one or two predicates on order leave. Return: how many were taken, or 0. */
static size_t range_of(uint64_t *lo, uint64_t *hi, const struct predicate *p, size_t n,
                       uint64_t all)
{
        uint64_t mask = p->mask & all;

        *lo = 0;
        *hi = mask;
        if (p->op == CMP_GE)
                *lo = p->datum;
        else if (p->op == CMP_LE)
                *hi = p->datum;
        else
                return 0;
        if (*lo > mask || *hi > mask)
                return 0;
        if (p->op == CMP_GE && n > 1 && p[1].op == CMP_LE && p[1].arg == p->arg &&
            p[1].mask == p->mask && p[1].datum >= *lo && p[1].datum <= mask) {
                *hi = p[1].datum;
                return 2;
        }
        return 1;
}

/* Return: how many predicates that was. */
static size_t put_predicates(FILE *to, const struct abi *abi, int id,
                             const struct predicate *predicate, size_t n)
{
        struct shown shown = shown_of(to, abi, id, predicate);
        uint64_t all = bits_mask(shown.bits), datum = predicate->datum, lo, hi;
        enum compare op = (enum compare)predicate->op;
        bool is_whole = (predicate->mask & all) == all;
        size_t taken = range_of(&lo, &hi, predicate, n, all);

        if (op == CMP_MASKED_EQ)
                datum &= predicate->mask;
        (void)fputs(shown.parameter.name ? shown.parameter.name : shown.name, to);
        if (taken && is_whole && shown.parameter.is_signed) {
                put_signed_range(&shown, lo, hi);
                return taken;
        }
        if (op != CMP_EQ && op != CMP_NE && op != CMP_MASKED_EQ) {
                is_whole = is_whole && !shown.parameter.is_signed;
                shown.parameter.is_signed = false; /* masked ones are compared unsigned */
        }
        if (!is_whole)
                put_mask(&shown, predicate->mask);
        if (taken == 2) {
                put_range(&shown, "in", lo, hi);
                return taken;
        }
        (void)fprintf(to, " %s ", operator_of(op));
        put_value(&shown, datum);
        return 1;
}

void print_predicates(FILE *to, const struct abi *abi, int id, const struct rule *rule)
{
        for (size_t i = 0; i < rule->n_predicates;) {
                if (i)
                        (void)fputs(" and ", to);
                i += put_predicates(to, abi, id, &rule->predicates[i], rule->n_predicates - i);
        }
}
