/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* One scenario played on one side, ours or the peer's: a filter, rules, and the program. */

#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bpf/program.h"
#include "world.h"

/* More than the kernel takes: the peer does not count. */
#define SIDE_INSNS (1 << 13)

/* A filter of these architectures; the native one comes first where it is there. */
static inline scmp_filter_ctx side_filter(const struct interface *api, uint32_t act_default,
                                          const uint32_t *tokens, size_t n_tokens)
{
        scmp_filter_ctx ctx = api->init(act_default);
        bool has_native = false;

        for (size_t i = 0; i < n_tokens; i++)
                has_native |= tokens[i] == SCMP_ARCH_X86_64;
        if (!ctx || (!has_native && api->arch_remove(ctx, 0) < 0))
                abort();
        for (size_t i = 0; i < n_tokens; i++)
                if (tokens[i] != SCMP_ARCH_X86_64 && api->arch_add(ctx, tokens[i]) < 0)
                        abort();
        return ctx;
}

static inline int side_add(const struct interface *api, scmp_filter_ctx ctx,
                           const struct world_rule *rule)
{
        return api->rule_add_array(ctx, rule->action, rule->syscall, rule->n_args, rule->args);
}

/* Return: whether there is one that the kernel would take. */
static inline bool side_program(struct program *out, const struct interface *api,
                                scmp_filter_ctx ctx, struct sock_filter insns[SIDE_INSNS])
{
        const int fd = memfd_create("bpf", MFD_CLOEXEC);
        ssize_t size;

        if (fd < 0 || api->export_bpf(ctx, fd) < 0)
                return false;
        size = pread(fd, insns, SIDE_INSNS * sizeof(*insns), 0);
        (void)close(fd);
        *out = (struct program){ .insns = insns, .n_insns = (size_t)size / sizeof(*insns) };
        return size > 0 && program_check(out, NULL) == 0;
}

/**
 * side_apart() - ask in a process of its own: some rules make the peer run for ever
 * @ask: returns 0..127
 *
 * Return: what @ask returned, or -1 if it did not come back.
 */
static inline int side_apart(int (*ask)(const struct interface *api, const void *subject),
                             const struct interface *api, const void *subject)
{
        const struct itimerval patience = { .it_value.tv_sec = 1 }; /* of processor time */
        const pid_t child = fork();
        int status;

        if (child == 0) {
                (void)setitimer(ITIMER_VIRTUAL, &patience, NULL);
                _exit(ask(api, subject));
        }
        if (child < 0 || waitpid(child, &status, 0) != child)
                abort();
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
