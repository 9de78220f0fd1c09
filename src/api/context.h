/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What stands behind a scmp_filter_ctx: attributes, architectures, and for
 * each system call number of each architecture the rules that were accepted.
 * Policy and program are made of that when somebody needs them.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/abi.h"
#include "api/number.h"
#include "api/ruleset.h"
#include "api/seccomp.h"
#include "bpf/program.h"

/* The rules and the weight of one number. */
struct call {
        uint32_t nr; /* as in seccomp_data.nr; pseudo numbers are kept and emit nothing */
        uint8_t priority;
        struct ruleset rules;
};

/* Numbers from abi->nr_base on that have a place of their own: more than any ABI has in a row. */
#define NEAR_CALLS 512

/* One architecture. A place without rules and priority is one that nobody asked for. */
struct arch {
        const struct abi *abi;
        struct call *near; /* NEAR_CALLS of them, by number; NULL before the first is asked for */
        struct call *far;  /* all others, ascending: pseudo numbers, private calls, made up ones */
        size_t n_far, cap_far;
};

/* All that a transaction can give back. */
struct state {
        uint32_t attrs[_SCMP_FLTATR_MAX]; /* by enum scmp_filter_attr */
        bool notifies;                    /* a rule with SCMP_ACT_NOTIFY was accepted */
        struct arch *archs;
        size_t n_archs, cap_archs;
};

struct context {
        uint32_t magic;           /* CONTEXT_MAGIC while it lives */
        const struct abi *native; /* whose numbers are given */
        struct state state;
        struct state *saved; /* one for each transaction that is open */
        size_t n_saved, cap_saved;
        struct program program; /* of state, if is_compiled */
        bool is_compiled;
};

#define CONTEXT_MAGIC UINT32_C(0x73636d70)

/* The context behind a handle; NULL if there is none, as far as one can tell. */
struct context *context_get(scmp_filter_ctx handle);

/* The same, and it has an architecture: most functions want one. */
static inline struct context *context_get_ready(scmp_filter_ctx handle)
{
        struct context *ctx = handle;

        return ctx && ctx->magic == CONTEXT_MAGIC && ctx->state.n_archs > 0 ? ctx : NULL;
}

/* The program is not that of the state any more. */
void context_forget_program(struct context *ctx);

static inline void context_changed(struct context *ctx)
{
        if (ctx->is_compiled)
                context_forget_program(ctx);
}

struct arch *context_find_arch(const struct context *ctx, const struct abi *abi);

/* Numbers that a rule can be for. */
static inline bool context_takes_syscall(const struct context *ctx, int syscall)
{
        if (syscall == -1) /* what a tracer writes to skip a call */
                return ctx->state.attrs[SCMP_FLTATR_API_TSKIP];
        return syscall >= 0 || syscall <= PSEUDO_FIRST;
}

/**
 * context_name() - what is to be known of a number that was given
 *
 * Return: as number_name(); where there is only the native architecture, a
 * number needs no name.
 */
static inline int context_name(struct number *out, const struct context *ctx, int syscall)
{
        if (ctx->state.n_archs > 1 || ctx->state.archs[0].abi != ctx->native)
                return number_name(out, ctx->native, syscall);
        *out = (struct number){ .nr = syscall, .id = -1 };
        return 0;
}

/* Where rules of it go to on one architecture. Return: as number_translate(). */
static inline int context_route(struct route *out, const struct context *ctx, const struct abi *abi,
                                const struct number *number)
{
        if (abi != ctx->native)
                return number_translate(out, abi, number);
        *out = number_route(abi, number->nr);
        return 0;
}

/* Whether loading this makes a notification descriptor. */
bool context_notifies(const struct context *ctx);

/* Empty, native architecture only, attributes as they are by default. Return: 0 or -ENOMEM. */
int state_init(struct state *out, uint32_t act_default);
int state_copy(struct state *out, const struct state *state); /* rules are shared */
void state_deinit(struct state *state);

/* The ABI of a token, SCMP_ARCH_NATIVE included; NULL when unknown. */
const struct abi *arch_of_token(uint32_t token);
void arch_deinit(struct arch *arch);

/* As arch_call(), which is what to call. */
int arch_make_call(struct call **out, struct arch *arch, uint32_t nr);

/* Whether the number has a place of its own, wherever others are made. */
static inline bool arch_call_stays(const struct arch *arch, uint32_t nr)
{
        return nr - arch->abi->nr_base < NEAR_CALLS;
}

/**
 * arch_call() - the place of a number's call, made if it is not there
 * @out: valid until another one is made that does not stay
 *
 * Return: 0 or -ENOMEM.
 */
static inline int arch_call(struct call **out, struct arch *arch, uint32_t nr)
{
        if (!arch_call_stays(arch, nr) || !arch->near)
                return arch_make_call(out, arch, nr);
        *out = &arch->near[nr - arch->abi->nr_base];
        (*out)->nr = nr;
        return 0;
}

/* Whether the action is one that the API level allows. */
bool action_valid(uint32_t action);

/* The code that may leave the interface in place of @r, which is below 0; of any other, itself. */
int api_error(int r);

static inline int api_result(int r)
{
        return r < 0 ? api_error(r) : r;
}

/* What a system call's -errno becomes: itself with API_SYSRAWRC, or -ECANCELED. */
int api_system_result(const struct context *ctx, int r);
