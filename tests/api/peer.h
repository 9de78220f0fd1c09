/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The interface as a table of functions, so that one scenario can be played on
 * ours and on a libseccomp that is installed. That one is opened at run time
 * and its symbols are kept apart; they have the same names.
 */

#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>

#include "api/seccomp.h"

/* X(name, result, arguments): what libseccomp 2.5 has. */
#define INTERFACE(X)                                                                               \
        X(api_get, unsigned int, (void))                                                           \
        X(api_set, int, (unsigned int))                                                            \
        X(init, scmp_filter_ctx, (uint32_t))                                                       \
        X(reset, int, (scmp_filter_ctx, uint32_t))                                                 \
        X(release, void, (scmp_filter_ctx))                                                        \
        X(merge, int, (scmp_filter_ctx, scmp_filter_ctx))                                          \
        X(arch_resolve_name, uint32_t, (const char *))                                             \
        X(arch_native, uint32_t, (void))                                                           \
        X(arch_exist, int, (scmp_filter_ctx, uint32_t))                                            \
        X(arch_add, int, (scmp_filter_ctx, uint32_t))                                              \
        X(arch_remove, int, (scmp_filter_ctx, uint32_t))                                           \
        X(attr_get, int, (scmp_filter_ctx, enum scmp_filter_attr, uint32_t *))                     \
        X(attr_set, int, (scmp_filter_ctx, enum scmp_filter_attr, uint32_t))                       \
        X(syscall_resolve_num_arch, char *, (uint32_t, int))                                       \
        X(syscall_resolve_name_arch, int, (uint32_t, const char *))                                \
        X(syscall_resolve_name_rewrite, int, (uint32_t, const char *))                             \
        X(syscall_resolve_name, int, (const char *))                                               \
        X(syscall_priority, int, (scmp_filter_ctx, int, uint8_t))                                  \
        X(rule_add, int, (scmp_filter_ctx, uint32_t, int, unsigned int, ...))                      \
        X(rule_add_array, int,                                                                     \
          (scmp_filter_ctx, uint32_t, int, unsigned int, const struct scmp_arg_cmp *))             \
        X(rule_add_exact_array, int,                                                               \
          (scmp_filter_ctx, uint32_t, int, unsigned int, const struct scmp_arg_cmp *))             \
        X(notify_fd, int, (scmp_filter_ctx))                                                       \
        X(export_pfc, int, (scmp_filter_ctx, int))                                                 \
        X(export_bpf, int, (scmp_filter_ctx, int))

struct interface {
#define X(name, result, arguments) result(*name) arguments;
        INTERFACE(X)
#undef X
};

static const struct interface ours = {
#define X(name, result, arguments) .name = seccomp_##name,
        INTERFACE(X)
#undef X
};

/*
 * Return: whether there is one. $SCMP_TEST_PEER names another file than the
 * installed library. ISO C has no way from void * to a function, POSIX has
 * this one.
 */
static inline bool peer_open(struct interface *out)
{
        const char *path = getenv("SCMP_TEST_PEER");
        void *library = dlopen(path ? path : "libseccomp.so.2", RTLD_NOW | RTLD_LOCAL);

        if (!library)
                return false;
#define X(name, result, arguments) *(void **)&out->name = dlsym(library, "seccomp_" #name);
        INTERFACE(X)
#undef X
#define X(name, result, arguments)                                                                 \
        if (!out->name)                                                                            \
                return false;
        INTERFACE(X)
#undef X
        return true;
}

/*
 * What main() returns when there is no peer: to Meson, "skipped"; where
 * everything must have run, a failure.
 */
static inline int peer_missing(void)
{
        return getenv("CI") ? EXIT_FAILURE : 77;
}
