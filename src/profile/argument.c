/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/argument.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "abi/constant.h"
#include "abi/syscall.h"
#include "profile/suggest.h"

void subject_init(struct subject *subject, const struct ast *ast, struct diagnostics *diags,
                  const struct abi *abi, int id)
{
        *subject = (struct subject){ .ast = ast, .diags = diags, .abi = abi, .id = id };
        subject->known = signature_get(&subject->signature, abi, id);
}

/* Arguments */

/* "arg0" to "arg5": the index, or -1. */
static int positional(struct span name)
{
        if (name.n != 4 || memcmp(name.s, "arg", 3) != 0 || name.s[3] < '0' || name.s[3] > '5')
                return -1;
        return name.s[3] - '0';
}

/* Whether the prototype has names like arg2 for an argument that is not number 2. */
static bool counts_otherwise(const struct signature *signature)
{
        for (unsigned int i = 0; i < signature->n_parameters; i++) {
                int index = positional(span_of(signature->parameters[i].name));

                if (index >= 0 && (unsigned int)index != i)
                        return true;
        }
        return false;
}

const char *argument_name(const struct signature *signature, unsigned int index)
{
        static const char *const names[] = { "value0", "value1", "value2",
                                             "value3", "value4", "value5" };
        const char *name = signature->parameters[index].name;
        int number = positional(span_of(name));

        return number >= 0 && counts_otherwise(signature) ? names[number] : name;
}

static void list_arguments(char *buf, size_t size, const struct signature *signature)
{
        size_t n = 0;

        buf[0] = '\0';
        for (unsigned int i = 0; i < signature->n_parameters && n < size; i++)
                n += (size_t)snprintf(buf + n, size - n, "%s%s", i ? ", " : "",
                                      argument_name(signature, i));
}

static int unknown_argument(const struct subject *subject, struct span name, struct mark mark)
{
        const struct signature *signature = &subject->signature;
        struct suggestion sug = suggestion_for(name);
        char word[WORD_TEXT_MAX], hint[SUGGESTION_TEXT_MAX], list[256];
        const char *call = syscall_name(subject->id);

        if (!subject->known) {
                AST_ERROR(subject->ast, subject->diags, mark,
                          "the arguments of %s have no names here; write arg0 to arg5", call);
                return -EINVAL;
        }
        if (!signature->n_parameters) {
                AST_ERROR(subject->ast, subject->diags, mark, "%s has no arguments", call);
                return -EINVAL;
        }
        for (unsigned int i = 0; i < signature->n_parameters; i++)
                suggestion_consider(&sug, span_of(argument_name(signature, i)));
        list_arguments(list, sizeof(list), signature);
        AST_ERROR(subject->ast, subject->diags, mark, "%s has no argument '%s', it has %s%s", call,
                  word_text(name, word), list, suggestion_text(&sug, "", hint));
        return -EINVAL;
}

static void take_parameter(struct argument *out, const struct subject *subject, unsigned int index)
{
        const struct parameter *parameter = &subject->signature.parameters[index];

        out->index = index;
        out->bits = parameter->bits;
        out->is_signed = parameter->is_signed;
        out->is_pointer = parameter->is_pointer;
        out->families = parameter->families;
        out->name = argument_name(&subject->signature, index);
        if (out->bits > subject->abi->long_bits)
                out->bits = subject->abi->long_bits;
}

static int find_positional(struct argument *out, const struct subject *subject, unsigned int index,
                           struct mark mark)
{
        static const char *const names[] = { "arg0", "arg1", "arg2", "arg3", "arg4", "arg5" };
        unsigned int n = subject->signature.n_parameters;

        if (subject->known && counts_otherwise(&subject->signature)) {
                char list[256];

                list_arguments(list, sizeof(list), &subject->signature);
                AST_ERROR(subject->ast, subject->diags, mark,
                          "'%s' can mean two arguments of %s, whose manual counts from 1; "
                          "write one of %s",
                          names[index], syscall_name(subject->id), list);
                return -EINVAL;
        }
        if (!subject->known) {
                *out = (struct argument){ .index = index, .bits = subject->abi->long_bits };
        } else if (index < n) {
                take_parameter(out, subject, index);
        } else {
                AST_ERROR(subject->ast, subject->diags, mark, "%s has %u argument%s, from arg0 on",
                          syscall_name(subject->id), n, n == 1 ? "" : "s");
                return -EINVAL;
        }
        out->name = names[index];
        out->takes_any = true;
        return 0;
}

int argument_find(struct argument *out, const struct subject *subject, struct span name,
                  struct mark mark)
{
        int index = positional(name);

        *out = (struct argument){ 0 };
        if (index >= 0)
                return find_positional(out, subject, (unsigned int)index, mark);
        for (unsigned int i = 0; subject->known && i < subject->signature.n_parameters; i++) {
                if (span_is(name, argument_name(&subject->signature, i))) {
                        take_parameter(out, subject, i);
                        return 0;
                }
        }
        return unknown_argument(subject, name, mark);
}

/* Constants */

/* "O_*", "SIG*"; a family that is no prefix of its constants by its name. */
static void family_text(char *buf, size_t size, unsigned int family)
{
        const char *name = constant_family_name(family), *after = "";
        size_t n = strlen(name);

        for (unsigned int id = 0; id < constant_count(); id++) {
                const char *constant = constant_name((int)id);

                if (constant_family((int)id) != family || strncmp(constant, name, n) != 0)
                        continue;
                after = constant[n] == '_' ? "_*" : "*";
                if (constant[n] == '_')
                        break;
        }
        (void)snprintf(buf, size, "%s%s", name, after);
}

/* "AF_*, PF_*" */
static void list_families(char *buf, size_t size, uint64_t families)
{
        size_t n = 0;

        buf[0] = '\0';
        for (unsigned int i = 0; i < constant_family_count() && n < size; i++) {
                char family[32];

                if (!(families >> i & 1))
                        continue;
                family_text(family, sizeof(family), i);
                n += (size_t)snprintf(buf + n, size - n, "%s%s", n ? ", " : "", family);
        }
}

static int unknown_constant(const struct subject *subject, const struct argument *argument,
                            const struct ast_constant *constant)
{
        struct suggestion sug = suggestion_for(constant->name);
        char word[WORD_TEXT_MAX], hint[SUGGESTION_TEXT_MAX] = "";

        if (!diagnostics_full(subject->diags)) {
                if (argument->families)
                        suggest_constants(&sug, argument->families);
                if (!sug.best.s && (argument->takes_any || !argument->families))
                        suggest_constants(&sug, UINT64_MAX);
                (void)suggestion_text(&sug, "", hint);
        }
        AST_ERROR(subject->ast, subject->diags, constant->mark, "unknown constant '%s' for %s %s%s",
                  word_text(constant->name, word), syscall_name(subject->id), argument->name, hint);
        return -EINVAL;
}

static int wrong_family(const struct subject *subject, const struct argument *argument,
                        const struct ast_constant *constant)
{
        struct suggestion sug = suggestion_for(constant->name);
        char word[WORD_TEXT_MAX], hint[SUGGESTION_TEXT_MAX] = "", list[160] = "plain numbers";

        if (argument->families && !diagnostics_full(subject->diags)) {
                suggest_constants(&sug, argument->families);
                (void)suggestion_text(&sug, "", hint);
        }
        if (argument->families)
                list_families(list, sizeof(list), argument->families);
        AST_ERROR(subject->ast, subject->diags, constant->mark,
                  "'%s' is not a constant of %s %s, which takes %s%s%s",
                  word_text(constant->name, word), syscall_name(subject->id), argument->name, list,
                  argument->families ? " constants" : "", hint);
        return -EINVAL;
}

static int constant_bits(uint64_t *out, const struct subject *subject,
                         const struct argument *argument, const struct ast_constant *constant)
{
        char word[WORD_TEXT_MAX];
        int id;

        if (!constant->name.n) {
                *out = constant->number;
                return 0;
        }
        if (argument->is_pointer && span_is(constant->name, "NULL")) {
                *out = 0;
                return 0;
        }
        id = constant_by_name(constant->name);
        if (id < 0)
                return unknown_constant(subject, argument, constant);
        if (!argument->takes_any && !(argument->families >> constant_family(id) & 1))
                return wrong_family(subject, argument, constant);
        if (constant_value(out, subject->abi, id))
                return 0;
        AST_ERROR(subject->ast, subject->diags, constant->mark, "'%s' does not exist on %s",
                  word_text(constant->name, word), subject->abi->name);
        return -EINVAL;
}

static int too_wide(const struct subject *subject, const struct argument *argument,
                    struct mark mark, uint64_t bits)
{
        AST_ERROR(subject->ast, subject->diags, mark,
                  "0x%" PRIx64 " does not fit %s %s: the kernel reads %u bits of it", bits,
                  syscall_name(subject->id), argument->name, argument->bits);
        return -EINVAL;
}

/*
 * Table values of negative constants are two's complement in 64 bits. A plain
 * number with the top bit set is that number, and only fits 64 bits.
 */
static int resolve_one(struct value *out, const struct subject *subject,
                       const struct argument *argument, const struct ast_constant *constant)
{
        uint64_t mask = bits_mask(argument->bits), top = mask ^ (mask >> 1), bits;
        bool negative;
        int r;

        r = constant_bits(&bits, subject, argument, constant);
        if (r < 0)
                return r;
        negative = constant->name.n && bits >> 63;
        if (constant->sign == '-') {
                if (!negative && bits > top)
                        return too_wide(subject, argument, constant->mark, bits);
                negative = !negative && bits != 0;
                bits = -bits;
        }
        if (negative ? ~bits > mask >> 1 : bits > mask)
                return too_wide(subject, argument, constant->mark, bits);
        out->bits = bits & mask;
        out->sign = negative ? VALUE_NEGATIVE : VALUE_POSITIVE;
        if (constant->sign == '~') {
                out->bits = ~bits & mask;
                out->sign = VALUE_PATTERN;
        }
        return 0;
}

int value_resolve(struct value *out, const struct subject *subject, const struct argument *argument,
                  const struct ast_value *value)
{
        const struct ast_constant *constants = &subject->ast->constants[value->first];
        struct value sum = { 0 };

        for (uint32_t i = 0; i < value->n; i++) {
                struct value one;
                int r = resolve_one(&one, subject, argument, &constants[i]);

                if (r < 0)
                        return r;
                sum.bits |= one.bits;
                if (one.sign != VALUE_POSITIVE)
                        sum.sign = value->n > 1 ? VALUE_PATTERN : one.sign;
        }
        *out = sum;
        return 0;
}
