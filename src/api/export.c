/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "api/program.h"
#include "engine/pfc.h"
#include "util/cleanup.h"

static int write_all(int fd, const void *data, size_t size)
{
        const char *from = data;

        while (size > 0) {
                const ssize_t n = write(fd, from, size);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return -errno;
                from += n;
                size -= (size_t)n;
        }
        return 0;
}

/* An exported program is for a machine of the filter's byte order, which may not be this one. */
static void to_target_order(struct sock_filter *insns, size_t n, bool big_endian)
{
        if (big_endian == (BYTE_ORDER == BIG_ENDIAN))
                return;
        for (size_t i = 0; i < n; i++) {
                insns[i].code = __builtin_bswap16(insns[i].code);
                insns[i].k = __builtin_bswap32(insns[i].k);
        }
}

static size_t program_size(const struct context *ctx)
{
        return ctx->program.n_insns * sizeof(*ctx->program.insns);
}

/* @buf: at least program_size() bytes, of any alignment */
static int copy_program(void *buf, const struct context *ctx)
{
        const size_t size = program_size(ctx);
        _cleanup_(freep) struct sock_filter *insns = malloc(size);

        if (!insns)
                return -ENOMEM;
        memcpy(insns, ctx->program.insns, size);
        to_target_order(insns, ctx->program.n_insns, ctx->state.archs[0].abi->big_endian);
        memcpy(buf, insns, size);
        return 0;
}

int seccomp_export_bpf(const scmp_filter_ctx handle, int fd)
{
        struct context *ctx = context_get_ready(handle);
        _cleanup_(freep) void *buf = NULL;
        int r;

        if (!ctx)
                return -EINVAL;
        r = context_compile(ctx);
        if (r < 0)
                return api_result(r);
        buf = malloc(program_size(ctx));
        if (!buf || copy_program(buf, ctx) < 0)
                return -ENOMEM;
        return api_system_result(ctx, write_all(fd, buf, program_size(ctx)));
}

int seccomp_export_bpf_mem(const scmp_filter_ctx handle, void *buf, size_t *len)
{
        struct context *ctx = context_get_ready(handle);
        size_t room;
        int r;

        if (!ctx || !len)
                return -EINVAL;
        r = context_compile(ctx);
        if (r < 0)
                return api_result(r);
        room = *len;
        *len = program_size(ctx);
        if (!buf)
                return 0;
        return room < *len ? -ERANGE : copy_program(buf, ctx);
}

static int make_pfc(char **out, size_t *size, const struct context *ctx)
{
        _cleanup_(policy_freep) struct policy *policy = NULL;
        FILE *stream;
        int r;

        r = context_policy(&policy, ctx);
        if (r < 0)
                return r;
        stream = open_memstream(out, size);
        if (!stream)
                return -ENOMEM;
        r = engine_write_pfc(stream, policy);
        if (fclose(stream) == EOF && r == 0)
                r = -ENOMEM;
        if (!*out && r == 0) /* glibc could not cut the text to its size, and says nothing */
                r = -ENOMEM;
        return r;
}

int seccomp_export_pfc(const scmp_filter_ctx handle, int fd)
{
        const struct context *ctx = context_get_ready(handle);
        _cleanup_(freep) char *text = NULL;
        size_t size;
        int r;

        if (!ctx)
                return -EINVAL;
        r = make_pfc(&text, &size, ctx);
        if (r < 0)
                return api_result(r);
        return api_system_result(ctx, write_all(fd, text, size));
}
