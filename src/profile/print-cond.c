/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <inttypes.h>

#include "abi/constant.h"
#include "abi/signature.h"
#include "abi/syscall.h"
#include "profile/argument.h"
#include "profile/print.h"

/*
 * Values of a signed argument are printed in their signed order: with the sign
 * bit flipped, that is the order of unsigned numbers. Masked values are
 * unsigned in the language, too.
 */

struct shown {
        FILE *to;
        const struct abi *abi;
        char name[8];               /* argN when there is no better one */
        struct parameter parameter; /* no name: not known */
        unsigned int bits;
        uint64_t mask;           /* what is compared */
        uint64_t flip;           /* the sign bit, or 0 */
        uint64_t flags_families; /* those of its families that are bits to be joined */
};

/* Flags are mostly single bits, where an enumeration uses the numbers between as well. */
static bool is_flags_family(unsigned int family, const struct abi *abi)
{
        size_t n_single = 0, n_other = 0;

        for (unsigned int id = 0; id < constant_count(); id++) {
                uint64_t value;

                if (constant_family((int)id) != family || !constant_value(&value, abi, (int)id) ||
                    value == 0)
                        continue;
                if (value & (value - 1))
                        n_other++;
                else
                        n_single++;
        }
        return n_single > n_other;
}

static struct shown shown_of(FILE *to, const struct abi *abi, int id, const struct test *test)
{
        struct shown shown = { .to = to, .abi = abi, .bits = test->bits, .mask = test->mask };
        struct signature signature;

        (void)snprintf(shown.name, sizeof(shown.name), "arg%u", test->arg % 6u);
        if (id >= 0 && signature_get(&signature, abi, id) && test->arg < signature.n_parameters) {
                shown.parameter = signature.parameters[test->arg];
                shown.parameter.name = argument_name(&signature, test->arg);
        }
        for (unsigned int f = 0; f < constant_family_count(); f++)
                if (shown.parameter.families >> f & 1 && is_flags_family(f, abi))
                        shown.flags_families |= UINT64_C(1) << f;
        if (shown.parameter.is_signed && test->mask == bits_mask(test->bits))
                shown.flip = UINT64_C(1) << (test->bits - 1);
        return shown;
}

/* Constants */

/* A value that two families name differently is shown as the number. */
static const char *constant_in(const struct shown *shown, uint64_t families, uint64_t value)
{
        uint64_t top = UINT64_C(1) << (shown->bits - 1);
        const char *name = NULL;

        for (unsigned int f = 0; f < constant_family_count(); f++) {
                int id;

                if (!(families >> f & 1))
                        continue;
                id = constant_by_value(shown->abi, f, value);
                if (id < 0 && value & top) /* AT_FDCWD */
                        id = constant_by_value(shown->abi, f, value | ~bits_mask(shown->bits));
                if (id >= 0 && name)
                        return NULL;
                if (id >= 0)
                        name = constant_name(id);
        }
        return name;
}

static const char *constant_of(const struct shown *shown, uint64_t value)
{
        return constant_in(shown, shown->parameter.families, value);
}

static const char *flag_of(const struct shown *shown, uint64_t value)
{
        return constant_in(shown, shown->flags_families, value);
}

/* Whether @value is nothing but bits that have names; at least two of them. */
static bool is_flags(const struct shown *shown, uint64_t value)
{
        if (!(value & (value - 1)))
                return false;
        for (; value; value &= value - 1)
                if (!flag_of(shown, value & -value))
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

                if (!(shown->flags_families >> constant_family((int)id) & 1) ||
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
        if (shown->flip & value)
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

/* Comparisons. Ranges are in the order of the argument from here on: flipped. */

#define LISTED_MAX 4 /* values that are written one by one; more than two only with names */

static bool is_listed(const struct shown *shown, const struct range *range)
{
        if (range->hi - range->lo < 2 || range->hi - range->lo >= LISTED_MAX)
                return range->hi - range->lo < 2;
        for (uint64_t i = 0; i <= range->hi - range->lo; i++)
                if ((range->lo + i) & ~shown->mask ||
                    !constant_of(shown, (range->lo + i) ^ shown->flip))
                        return false;
        return true;
}

static void put_item(const struct shown *shown, const struct range *range)
{
        if (is_listed(shown, range)) {
                for (uint64_t i = 0; i <= range->hi - range->lo; i++) {
                        (void)fputs(i ? ", " : "", shown->to);
                        put_value(shown, (range->lo + i) ^ shown->flip);
                }
                return;
        }
        put_number(shown, range->lo ^ shown->flip);
        (void)fputs("..", shown->to);
        put_number(shown, range->hi ^ shown->flip);
}

static void put_items(const struct shown *shown, const char *word, const struct ranges *in)
{
        (void)fprintf(shown->to, " %s {", word);
        for (size_t i = 0; i < in->n; i++) {
                (void)fputs(i ? ", " : "", shown->to);
                put_item(shown, &in->items[i]);
        }
        (void)fputc('}', shown->to);
}

/* One range that reaches an end of the numbers. */
static bool put_order(const struct shown *shown, const struct range *range, uint64_t last)
{
        uint64_t zero = shown->flip;

        if (range->lo == 0 && shown->flip && range->hi == zero - 1) {
                (void)fputs(" < 0", shown->to);
        } else if (range->lo == 0) {
                (void)fputs(" <= ", shown->to);
                put_number(shown, range->hi ^ shown->flip);
        } else if (range->hi >= last) {
                (void)fputs(" >= ", shown->to);
                put_number(shown, range->lo ^ shown->flip);
        } else {
                return false;
        }
        return true;
}

static bool is_point(const struct ranges *in)
{
        return in->n == 1 && in->items[0].lo == in->items[0].hi;
}

static void put_comparison(const struct shown *shown, const struct ranges *in,
                           const struct ranges *out, uint64_t last)
{
        if (is_point(in) || is_point(out)) {
                (void)fputs(is_point(in) ? " == " : " != ", shown->to);
                put_value(shown, (is_point(in) ? in : out)->items[0].lo ^ shown->flip);
        } else if (in->n > 1 || !put_order(shown, &in->items[0], last)) {
                bool is_shorter = out->n < in->n;

                put_items(shown, is_shorter ? "not in" : "in", is_shorter ? out : in);
        }
}

/* Bits */

/* Whether @bits are flags with names, and not a field with a name such as O_ACCMODE. */
static bool are_flags(const struct shown *shown, uint64_t bits)
{
        if (bits & (bits - 1))
                return is_flags(shown, bits) && !flag_of(shown, bits);
        return bits && flag_of(shown, bits);
}

static void put_bits(const struct shown *shown, const char *before, const char *name,
                     const char *word, uint64_t bits)
{
        (void)fprintf(shown->to, "%s%s %s ", before, name, word);
        put_value(shown, bits);
}

/* "has", "lacks", "only": a mask with all of its bits, or with none. */
static bool put_bit_test(const struct shown *shown, const char *name, const struct test *test,
                         const struct ranges *out)
{
        uint64_t mask = test->mask, rest = bits_mask(test->bits) & ~mask, in_value, out_value;

        if (!rest)
                return false;
        in_value = is_point(&test->in) ? test->in.items[0].lo : 1;
        out_value = is_point(out) ? out->items[0].lo : 1;
        if (in_value == 0 && are_flags(shown, rest))
                put_bits(shown, "", name, "only", rest);
        else if (!are_flags(shown, mask))
                return false;
        else if (is_point(&test->in) && in_value == mask)
                put_bits(shown, "", name, "has", mask);
        else if (in_value == 0)
                put_bits(shown, "", name, "lacks", mask);
        else if (is_point(out) && out_value == mask)
                put_bits(shown, "not ", name, "has", mask);
        else if (out_value == 0)
                put_bits(shown, "not ", name, "lacks", mask);
        else
                return false;
        return true;
}

static void put_mask(const struct shown *shown, uint64_t mask)
{
        (void)fputs(" & ", shown->to);
        if (flag_of(shown, mask) || is_flags(shown, mask))
                put_value(shown, mask);
        else
                (void)fprintf(shown->to, "0x%" PRIx64, mask);
}

/* The ranges in the order of the argument. */
static int order_ranges(struct ranges *out, struct scratch *scratch, const struct ranges *in,
                        uint64_t flip)
{
        struct range *items = scratch_alloc(scratch, in->n + 1, 2 * sizeof(*items));
        size_t n = 0;

        if (!items)
                return scratch_error(scratch);
        for (size_t i = 0; i < in->n; i++) {
                struct range range = in->items[i];

                if (flip && range.lo < flip && range.hi >= flip) {
                        items[n++] = (struct range){ range.lo ^ flip, (flip - 1) ^ flip };
                        range.lo = flip;
                }
                items[n++] = (struct range){ range.lo ^ flip, range.hi ^ flip };
        }
        return ranges_make(out, scratch, items, n);
}

static int put_test(FILE *to, const struct abi *abi, int id, const struct test *test,
                    struct scratch *scratch)
{
        struct shown shown = shown_of(to, abi, id, test);
        const char *name = shown.parameter.name ? shown.parameter.name : shown.name;
        struct ranges in, out;
        int r = order_ranges(&in, scratch, &test->in, shown.flip);

        if (r == 0)
                r = ranges_complement(&out, scratch, &in, test->mask);
        if (r == 0)
                r = ranges_clip(&out, scratch, &out, test->mask);
        if (r < 0)
                return r;
        if (put_bit_test(&shown, name, test, &out))
                return 0;
        (void)fputs(name, to);
        if (test->mask != bits_mask(test->bits))
                put_mask(&shown, test->mask);
        put_comparison(&shown, &in, &out, test->mask);
        return 0;
}

int print_term(FILE *to, const struct abi *abi, int id, const struct term *term,
               struct scratch *scratch)
{
        for (size_t i = 0; i < term->n; i++) {
                int r;

                if (i)
                        (void)fputs(" and ", to);
                r = put_test(to, abi, id, &term->tests[i], scratch);
                if (r < 0)
                        return r;
        }
        return 0;
}
