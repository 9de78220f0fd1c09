/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the preprocessor and the compiler make of the header; names and numbers. */

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "both-headers.h"

static void ask_constants(void)
{
        topic("constant");
        VALUE(SCMP_VER_MAJOR);
        VALUE(SCMP_VER_MINOR);
        VALUE(SCMP_VER_MICRO);
        VALUE(SCMP_ACT_KILL_PROCESS);
        VALUE(SCMP_ACT_KILL_THREAD);
        VALUE(SCMP_ACT_KILL);
        VALUE(SCMP_ACT_TRAP);
#ifdef SCMP_ACT_TRAPX
        VALUE(SCMP_ACT_TRAPX(0x12345));
#endif
        VALUE(SCMP_ACT_NOTIFY);
        VALUE(SCMP_ACT_ERRNO(EPERM));
        VALUE(SCMP_ACT_ERRNO(0x12345));
        VALUE(SCMP_ACT_TRACE(7));
        VALUE(SCMP_ACT_TRACE(0x12345));
        VALUE(SCMP_ACT_LOG);
        VALUE(SCMP_ACT_ALLOW);
        VALUE(_SCMP_CMP_MIN);
        VALUE(SCMP_CMP_NE);
        VALUE(SCMP_CMP_LT);
        VALUE(SCMP_CMP_LE);
        VALUE(SCMP_CMP_EQ);
        VALUE(SCMP_CMP_GE);
        VALUE(SCMP_CMP_GT);
        VALUE(SCMP_CMP_MASKED_EQ);
        VALUE(_SCMP_CMP_MAX);
        VALUE((unsigned int)__NR_SCMP_ERROR);
        VALUE((unsigned int)__NR_SCMP_UNDEF);
        VALUE(SECCOMP_RET_USER_NOTIF);
}

static void ask_attributes(void)
{
        topic("constant");
        VALUE(_SCMP_FLTATR_MIN);
        VALUE(SCMP_FLTATR_ACT_DEFAULT);
        VALUE(SCMP_FLTATR_ACT_BADARCH);
        VALUE(SCMP_FLTATR_CTL_NNP);
        VALUE(SCMP_FLTATR_CTL_TSYNC);
        VALUE(SCMP_FLTATR_API_TSKIP);
        VALUE(SCMP_FLTATR_CTL_LOG);
        VALUE(SCMP_FLTATR_CTL_SSB);
        VALUE(SCMP_FLTATR_CTL_OPTIMIZE);
        VALUE(SCMP_FLTATR_API_SYSRAWRC);
#if HEADER_HAS_2_6
        VALUE(SCMP_FLTATR_CTL_WAITKILL);
#endif
        VALUE(_SCMP_FLTATR_MAX);
}

static void ask_tokens(void)
{
        topic("token");
        VALUE(SCMP_ARCH_NATIVE);
        VALUE(SCMP_ARCH_X86);
        VALUE(SCMP_ARCH_X86_64);
        VALUE(SCMP_ARCH_X32);
        VALUE(SCMP_ARCH_ARM);
        VALUE(SCMP_ARCH_AARCH64);
        VALUE(SCMP_ARCH_MIPS);
        VALUE(SCMP_ARCH_MIPS64);
        VALUE(SCMP_ARCH_MIPS64N32);
        VALUE(SCMP_ARCH_MIPSEL);
        VALUE(SCMP_ARCH_MIPSEL64);
        VALUE(SCMP_ARCH_MIPSEL64N32);
        VALUE(SCMP_ARCH_PPC);
        VALUE(SCMP_ARCH_PPC64);
        VALUE(SCMP_ARCH_PPC64LE);
        VALUE(SCMP_ARCH_S390);
        VALUE(SCMP_ARCH_S390X);
        VALUE(SCMP_ARCH_PARISC);
        VALUE(SCMP_ARCH_PARISC64);
        VALUE(SCMP_ARCH_RISCV64);
#if HEADER_HAS_2_6
        VALUE(SCMP_ARCH_LOONGARCH64);
        VALUE(SCMP_ARCH_M68K);
        VALUE(SCMP_ARCH_SH);
        VALUE(SCMP_ARCH_SHEB);
#endif
}

static void print_comparison(const char *what, struct scmp_arg_cmp cmp)
{
        char text[128];

        (void)snprintf(text, sizeof(text), "argument %u, comparison %d, 0x%llx, 0x%llx", cmp.arg,
                       (int)cmp.op, (unsigned long long)cmp.datum_a,
                       (unsigned long long)cmp.datum_b);
        print_text(what, text);
}

#define COMPARISON(cmp_) print_comparison(#cmp_, cmp_)

/* With and without the second value; -1 is what differs between 32 and 64 bits. */
#define COMPARISONS_OF(argument_)                                                                  \
        do {                                                                                       \
                COMPARISON(SCMP_A##argument_(SCMP_CMP_NE, (scmp_datum_t)-1));                      \
                COMPARISON(SCMP_A##argument_(SCMP_CMP_MASKED_EQ, (scmp_datum_t)-2, 7));            \
                COMPARISON(SCMP_A##argument_##_64(SCMP_CMP_GE, (scmp_datum_t)-1));                 \
                COMPARISON(SCMP_A##argument_##_64(SCMP_CMP_MASKED_EQ, 0xf00000000, 1ULL << 32));   \
                COMPARISON(SCMP_A##argument_##_32(SCMP_CMP_LT, -1));                               \
                COMPARISON(SCMP_A##argument_##_32(SCMP_CMP_MASKED_EQ, -2, -3));                    \
        } while (0)

static void ask_comparisons(void)
{
        topic("comparison");
        COMPARISONS_OF(0);
        COMPARISONS_OF(1);
        COMPARISONS_OF(2);
        COMPARISONS_OF(3);
        COMPARISONS_OF(4);
        COMPARISONS_OF(5);
        COMPARISON(SCMP_CMP(3, SCMP_CMP_LE, (scmp_datum_t)-1));
        COMPARISON(SCMP_CMP(3, SCMP_CMP_MASKED_EQ, 6, 2));
        COMPARISON(SCMP_CMP64(4, SCMP_CMP_GT, (scmp_datum_t)-1));
        COMPARISON(SCMP_CMP64(4, SCMP_CMP_MASKED_EQ, 6, 2));
        COMPARISON(SCMP_CMP32(5, SCMP_CMP_EQ, -1));
        COMPARISON(SCMP_CMP32(5, SCMP_CMP_MASKED_EQ, -1, -2));
}

static void ask_layout(void)
{
        topic("layout");
        VALUE(sizeof(struct scmp_version));
        VALUE(sizeof(struct scmp_arg_cmp));
        VALUE(offsetof(struct scmp_arg_cmp, arg));
        VALUE(offsetof(struct scmp_arg_cmp, op));
        VALUE(offsetof(struct scmp_arg_cmp, datum_a));
        VALUE(offsetof(struct scmp_arg_cmp, datum_b));
        VALUE(sizeof(scmp_datum_t));
        VALUE(sizeof(scmp_filter_ctx));
        VALUE(sizeof(enum scmp_filter_attr));
        VALUE((scmp_datum_t)-1 > 0);
}

/* A function of another type does not compile. */
#define SIGNATURE(name_, result_, ...)                                                             \
        do {                                                                                       \
                result_ (*const function_)(__VA_ARGS__) = seccomp_##name_;                         \
                print_text(#name_, function_ ? #result_ "(" #__VA_ARGS__ ")" : "missing");         \
        } while (0)

#define CTX       scmp_filter_ctx
#define CONST_CTX const scmp_filter_ctx
#define ATTR      enum scmp_filter_attr
#define CMPS      const struct scmp_arg_cmp *

static void ask_signatures_of_filters(void)
{
        topic("function");
        SIGNATURE(version, const struct scmp_version *, void);
        SIGNATURE(api_get, unsigned int, void);
        SIGNATURE(api_set, int, unsigned int);
        SIGNATURE(init, CTX, uint32_t);
        SIGNATURE(reset, int, CTX, uint32_t);
        SIGNATURE(release, void, CTX);
        SIGNATURE(merge, int, CTX, CTX);
        SIGNATURE(arch_resolve_name, uint32_t, const char *);
        SIGNATURE(arch_native, uint32_t, void);
        SIGNATURE(arch_exist, int, CONST_CTX, uint32_t);
        SIGNATURE(arch_add, int, CTX, uint32_t);
        SIGNATURE(arch_remove, int, CTX, uint32_t);
        SIGNATURE(load, int, CONST_CTX);
        SIGNATURE(attr_get, int, CONST_CTX, ATTR, uint32_t *);
        SIGNATURE(attr_set, int, CTX, ATTR, uint32_t);
        SIGNATURE(export_pfc, int, CONST_CTX, int);
        SIGNATURE(export_bpf, int, CONST_CTX, int);
#if HEADER_HAS_2_6
        SIGNATURE(export_bpf_mem, int, CONST_CTX, void *, size_t *);
        SIGNATURE(precompute, int, CONST_CTX);
        SIGNATURE(transaction_start, int, CONST_CTX);
        SIGNATURE(transaction_reject, void, CONST_CTX);
        SIGNATURE(transaction_commit, int, CONST_CTX);
#endif
}

static void ask_signatures_of_calls(void)
{
        topic("function");
        SIGNATURE(syscall_resolve_num_arch, char *, uint32_t, int);
        SIGNATURE(syscall_resolve_name, int, const char *);
        SIGNATURE(syscall_resolve_name_arch, int, uint32_t, const char *);
        SIGNATURE(syscall_resolve_name_rewrite, int, uint32_t, const char *);
        SIGNATURE(syscall_priority, int, CTX, int, uint8_t);
        SIGNATURE(rule_add, int, CTX, uint32_t, int, unsigned int, ...);
        SIGNATURE(rule_add_array, int, CTX, uint32_t, int, unsigned int, CMPS);
        SIGNATURE(rule_add_exact, int, CTX, uint32_t, int, unsigned int, ...);
        SIGNATURE(rule_add_exact_array, int, CTX, uint32_t, int, unsigned int, CMPS);
        SIGNATURE(notify_alloc, int, struct seccomp_notif **, struct seccomp_notif_resp **);
        SIGNATURE(notify_free, void, struct seccomp_notif *, struct seccomp_notif_resp *);
        SIGNATURE(notify_receive, int, int, struct seccomp_notif *);
        SIGNATURE(notify_respond, int, int, struct seccomp_notif_resp *);
        SIGNATURE(notify_id_valid, int, int, uint64_t);
        SIGNATURE(notify_fd, int, CONST_CTX);
#ifdef SCMP_ACT_TRAPX /* ours */
        SIGNATURE(notify_addfd, int, int, struct seccomp_notif_addfd *);
#endif
}

void ask_values(void)
{
        ask_constants();
        ask_attributes();
        ask_tokens();
        ask_comparisons();
        ask_layout();
        ask_signatures_of_filters();
        ask_signatures_of_calls();
}
