/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What a condition's words mean for one call of one ABI: which argument a name
 * is, how wide the kernel reads it, what a constant is worth there.
 */

#include "abi/signature.h"
#include "profile/ast.h"

/* The call that a condition is being resolved for. */
struct subject {
        const struct ast *ast;
        struct diagnostics *diags;
        const struct abi *abi;
        int id; /* of the syscall */
        bool known;
        struct signature signature;
};

void subject_init(struct subject *subject, const struct ast *ast, struct diagnostics *diags,
                  const struct abi *abi, int id);

struct argument {
        unsigned int index; /* 0..5 */
        unsigned int bits;  /* how many the kernel reads */
        bool is_signed;
        bool is_pointer;
        bool takes_any;    /* written as argN: any constant will do */
        uint64_t families; /* of constants that make sense */
        const char *name;  /* for messages */
};

/* The largest number of @bits bits. */
static inline uint64_t bits_mask(unsigned int bits)
{
        return bits >= 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
}

/**
 * argument_name() - what a condition calls a parameter
 *
 * prctl(2) and a few others call their second argument arg2, as people count;
 * in conditions arg2 is the third, as the kernel counts. A condition that could
 * mean either is an error, and there those arguments are value2 to value5.
 */
const char *argument_name(const struct signature *signature, unsigned int index);

/* Return: 0; -EINVAL, reported. */
int argument_find(struct argument *out, const struct subject *subject, struct span name,
                  struct mark mark);

/* How a value was written decides which comparisons it can stand in. */
enum value_sign {
        VALUE_POSITIVE,
        VALUE_NEGATIVE,
        VALUE_PATTERN, /* "~x", or bits joined: whatever the argument takes it for */
};

struct value {
        uint64_t bits; /* cut to the argument's width */
        enum value_sign sign;
};

/**
 * value_resolve() - what constants joined by '|' are worth
 *
 * A constant of a family that does not belong to the argument and a value that
 * the argument cannot have are errors.
 *
 * Return: 0; -EINVAL, reported.
 */
int value_resolve(struct value *out, const struct subject *subject, const struct argument *argument,
                  const struct ast_value *value);
