/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SECCOMP_H_
#define SECCOMP_H_

/*
 * The interface of libseccomp 2.6: same names, same values, same signatures,
 * so that a program written for it compiles against this header unchanged.
 *
 * Unless a function says otherwise it returns 0, or one of these:
 *
 *   -EINVAL      bad context, architecture, action, argument or attribute
 *   -EEXIST      it is there already; where it should be there, it is not
 *   -EACCES      what is asked for contradicts the filter
 *   -EDOM        the architecture cannot do that
 *   -EOPNOTSUPP  this kernel, or the API level that was set, cannot do that
 *   -ENOMEM      out of memory
 *   -EFAULT      what was asked for cannot be made
 *   -ECANCELED   the kernel refused, or writing failed; the kernel's own code
 *                comes instead if SCMP_FLTATR_API_SYSRAWRC is set
 *
 * A call that fails leaves the context as it was.
 */

#include <asm/unistd.h>
#include <elf.h>
#include <inttypes.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <linux/types.h>
#include <stdlib.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the interface; seccomp_version() returns the same. */
#define SCMP_VER_MAJOR 2
#define SCMP_VER_MINOR 6
#define SCMP_VER_MICRO 1

struct scmp_version {
        unsigned int major;
        unsigned int minor;
        unsigned int micro;
};

/* Contexts, attributes, comparisons */

typedef void *scmp_filter_ctx;

enum scmp_filter_attr {
        _SCMP_FLTATR_MIN = 0,
        SCMP_FLTATR_ACT_DEFAULT = 1,   /* action of calls that no rule matches; read-only */
        SCMP_FLTATR_ACT_BADARCH = 2,   /* action of calls of other architectures */
        SCMP_FLTATR_CTL_NNP = 3,       /* set no_new_privs before loading (on by default) */
        SCMP_FLTATR_CTL_TSYNC = 4,     /* load for all threads */
        SCMP_FLTATR_API_TSKIP = 5,     /* allow rules for number -1 */
        SCMP_FLTATR_CTL_LOG = 6,       /* log every action but ALLOW */
        SCMP_FLTATR_CTL_SSB = 7,       /* do without the mitigation of speculative store bypass */
        SCMP_FLTATR_CTL_OPTIMIZE = 8,  /* 1 or 2; kept for compatibility, both give the best code */
        SCMP_FLTATR_API_SYSRAWRC = 9,  /* return the kernel's codes in place of -ECANCELED */
        SCMP_FLTATR_CTL_WAITKILL = 10, /* only fatal signals interrupt a received notification */
        _SCMP_FLTATR_MAX,
};

enum scmp_compare {
        _SCMP_CMP_MIN = 0,
        SCMP_CMP_NE = 1,        /* argument != a */
        SCMP_CMP_LT = 2,        /* argument < a; all comparisons are unsigned */
        SCMP_CMP_LE = 3,        /* argument <= a */
        SCMP_CMP_EQ = 4,        /* argument == a */
        SCMP_CMP_GE = 5,        /* argument >= a */
        SCMP_CMP_GT = 6,        /* argument > a */
        SCMP_CMP_MASKED_EQ = 7, /* (argument & a) == (b & a) */
        _SCMP_CMP_MAX,
};

typedef uint64_t scmp_datum_t;

struct scmp_arg_cmp {
        unsigned int arg; /* 0..5 */
        enum scmp_compare op;
        scmp_datum_t datum_a;
        scmp_datum_t datum_b;
};

/* SCMP_CMP64(argument, op, a[, b]), and SCMP_A0_64(op, a[, b]) for a fixed argument */

#define SCMP_CMP64(...)                                                                            \
        SCMP_CMP_PICK_(__VA_ARGS__, SCMP_CMP_, SCMP_CMP_NO_B_, SCMP_CMP_, SCMP_CMP_, )(__VA_ARGS__)
#define SCMP_CMP_PICK_(arg_, op_, a_, b_, picked_, ...) picked_
#define SCMP_CMP_(...)                                  ((struct scmp_arg_cmp){ __VA_ARGS__ })
#define SCMP_CMP_NO_B_(...)                             ((struct scmp_arg_cmp){ __VA_ARGS__, 0 })
#define SCMP_CMP                                        SCMP_CMP64
#define SCMP_A0_64(...)                                 SCMP_CMP64(0, __VA_ARGS__)
#define SCMP_A1_64(...)                                 SCMP_CMP64(1, __VA_ARGS__)
#define SCMP_A2_64(...)                                 SCMP_CMP64(2, __VA_ARGS__)
#define SCMP_A3_64(...)                                 SCMP_CMP64(3, __VA_ARGS__)
#define SCMP_A4_64(...)                                 SCMP_CMP64(4, __VA_ARGS__)
#define SCMP_A5_64(...)                                 SCMP_CMP64(5, __VA_ARGS__)
#define SCMP_A0                                         SCMP_A0_64
#define SCMP_A1                                         SCMP_A1_64
#define SCMP_A2                                         SCMP_A2_64
#define SCMP_A3                                         SCMP_A3_64
#define SCMP_A4                                         SCMP_A4_64
#define SCMP_A5                                         SCMP_A5_64

/* The same with values cut to 32 bits, so that a negative int is not extended. */
#define SCMP_CMP32(arg_, op_, ...)                                                                 \
        SCMP_CMP32_PICK_(__VA_ARGS__, SCMP_CMP32_AB_, SCMP_CMP32_A_, )(arg_, op_, __VA_ARGS__)
#define SCMP_CMP32_PICK_(a_, b_, picked_, ...) picked_
#define SCMP_CMP32_A_(arg_, op_, a_)           SCMP_CMP64(arg_, op_, (uint32_t)(a_))
#define SCMP_CMP32_AB_(arg_, op_, a_, b_)      SCMP_CMP64(arg_, op_, (uint32_t)(a_), (uint32_t)(b_))
#define SCMP_A0_32(op_, ...)                   SCMP_CMP32(0, op_, __VA_ARGS__)
#define SCMP_A1_32(op_, ...)                   SCMP_CMP32(1, op_, __VA_ARGS__)
#define SCMP_A2_32(op_, ...)                   SCMP_CMP32(2, op_, __VA_ARGS__)
#define SCMP_A3_32(op_, ...)                   SCMP_CMP32(3, op_, __VA_ARGS__)
#define SCMP_A4_32(op_, ...)                   SCMP_CMP32(4, op_, __VA_ARGS__)
#define SCMP_A5_32(op_, ...)                   SCMP_CMP32(5, op_, __VA_ARGS__)

/*
 * Architectures. A token is the kernel's audit word, except that of x32, which
 * shares its word with x86_64. Older kernel headers lack some of the words.
 */

#ifndef EM_MIPS
#define EM_MIPS 8
#endif
#ifndef EM_AARCH64
#define EM_AARCH64 183
#endif
#ifndef EM_RISCV
#define EM_RISCV 243
#endif
#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258
#endif
#ifndef __AUDIT_ARCH_CONVENTION_MIPS64_N32
#define __AUDIT_ARCH_CONVENTION_MIPS64_N32 0x20000000
#endif
#ifndef AUDIT_ARCH_AARCH64
#define AUDIT_ARCH_AARCH64 (EM_AARCH64 | __AUDIT_ARCH_64BIT | __AUDIT_ARCH_LE)
#endif
#ifndef AUDIT_ARCH_LOONGARCH64
#define AUDIT_ARCH_LOONGARCH64 (EM_LOONGARCH | __AUDIT_ARCH_64BIT | __AUDIT_ARCH_LE)
#endif
#ifndef AUDIT_ARCH_MIPS
#define AUDIT_ARCH_MIPS (EM_MIPS)
#endif
#ifndef AUDIT_ARCH_MIPS64
#define AUDIT_ARCH_MIPS64 (EM_MIPS | __AUDIT_ARCH_64BIT)
#endif
#ifndef AUDIT_ARCH_MIPS64N32
#define AUDIT_ARCH_MIPS64N32 (EM_MIPS | __AUDIT_ARCH_64BIT | __AUDIT_ARCH_CONVENTION_MIPS64_N32)
#endif
#ifndef AUDIT_ARCH_MIPSEL64N32
#define AUDIT_ARCH_MIPSEL64N32 (AUDIT_ARCH_MIPS64N32 | __AUDIT_ARCH_LE)
#endif
#ifndef AUDIT_ARCH_PPC64LE
#define AUDIT_ARCH_PPC64LE (EM_PPC64 | __AUDIT_ARCH_64BIT | __AUDIT_ARCH_LE)
#endif
#ifndef AUDIT_ARCH_RISCV64
#define AUDIT_ARCH_RISCV64 (EM_RISCV | __AUDIT_ARCH_64BIT | __AUDIT_ARCH_LE)
#endif

#define SCMP_ARCH_NATIVE      0
#define SCMP_ARCH_X86         AUDIT_ARCH_I386
#define SCMP_ARCH_X86_64      AUDIT_ARCH_X86_64
#define SCMP_ARCH_X32         (EM_X86_64 | __AUDIT_ARCH_LE)
#define SCMP_ARCH_ARM         AUDIT_ARCH_ARM
#define SCMP_ARCH_AARCH64     AUDIT_ARCH_AARCH64
#define SCMP_ARCH_LOONGARCH64 AUDIT_ARCH_LOONGARCH64
#define SCMP_ARCH_M68K        AUDIT_ARCH_M68K
#define SCMP_ARCH_MIPS        AUDIT_ARCH_MIPS
#define SCMP_ARCH_MIPS64      AUDIT_ARCH_MIPS64
#define SCMP_ARCH_MIPS64N32   AUDIT_ARCH_MIPS64N32
#define SCMP_ARCH_MIPSEL      AUDIT_ARCH_MIPSEL
#define SCMP_ARCH_MIPSEL64    AUDIT_ARCH_MIPSEL64
#define SCMP_ARCH_MIPSEL64N32 AUDIT_ARCH_MIPSEL64N32
#define SCMP_ARCH_PARISC      AUDIT_ARCH_PARISC
#define SCMP_ARCH_PARISC64    AUDIT_ARCH_PARISC64
#define SCMP_ARCH_PPC         AUDIT_ARCH_PPC
#define SCMP_ARCH_PPC64       AUDIT_ARCH_PPC64
#define SCMP_ARCH_PPC64LE     AUDIT_ARCH_PPC64LE
#define SCMP_ARCH_RISCV64     AUDIT_ARCH_RISCV64
#define SCMP_ARCH_S390        AUDIT_ARCH_S390
#define SCMP_ARCH_S390X       AUDIT_ARCH_S390X
#define SCMP_ARCH_SH          AUDIT_ARCH_SHEL
#define SCMP_ARCH_SHEB        AUDIT_ARCH_SH

/* Actions */

#define SCMP_ACT_KILL_PROCESS 0x80000000U
#define SCMP_ACT_KILL_THREAD  0x00000000U
#define SCMP_ACT_KILL         SCMP_ACT_KILL_THREAD
#define SCMP_ACT_TRAP         0x00030000U
#define SCMP_ACT_TRAPX(x)     (SCMP_ACT_TRAP | ((x)&0x0000ffffU)) /* x arrives in si_errno */
#define SCMP_ACT_ERRNO(x)     (0x00050000U | ((x)&0x0000ffffU))   /* x below 4095 */
#define SCMP_ACT_NOTIFY       0x7fc00000U
#define SCMP_ACT_TRACE(x)     (0x7ff00000U | ((x)&0x0000ffffU))
#define SCMP_ACT_LOG          0x7ffc0000U
#define SCMP_ACT_ALLOW        0x7fff0000U

/* Before Linux 5.0 linux/seccomp.h had no notifications. */
#ifndef SECCOMP_RET_USER_NOTIF
#define SECCOMP_RET_USER_NOTIF SCMP_ACT_NOTIFY

struct seccomp_notif {
        __u64 id;
        __u32 pid;
        __u32 flags;
        struct seccomp_data data;
};

struct seccomp_notif_resp {
        __u64 id;
        __s64 val;
        __s32 error;
        __u32 flags;
};
#endif

/* All that the shared library exports. */
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/* Library and kernel */

const struct scmp_version *seccomp_version(void);

/**
 * seccomp_api_get() - what the kernel that runs can do
 *
 * 1: filters. 2: CTL_TSYNC. 3: CTL_LOG, ACT_LOG, ACT_KILL_PROCESS. 4: CTL_SSB.
 * 5: ACT_NOTIFY and seccomp_notify_*(). 6: CTL_TSYNC together with ACT_NOTIFY.
 * 7: CTL_WAITKILL. The kernel is asked once.
 */
unsigned int seccomp_api_get(void);

/* Pretend that the kernel can do this. -EINVAL for levels other than 1..7. */
int seccomp_api_set(unsigned int level);

/* A filter's life */

/* NULL when @def_action is not valid or memory ran out. */
scmp_filter_ctx seccomp_init(uint32_t def_action);

/* With @ctx NULL: forget the API level and close the notification descriptor, after a fork. */
int seccomp_reset(scmp_filter_ctx ctx, uint32_t def_action);
void seccomp_release(scmp_filter_ctx ctx);

/**
 * seccomp_merge() - move the architectures of one filter to another
 * @ctx_src: released on success, untouched otherwise
 *
 * Return: 0; -EINVAL if default action, CTL_NNP or CTL_TSYNC differ or one of
 * them has no architecture; -EDOM if their byte orders differ; -EEXIST if they
 * have an architecture in common.
 */
int seccomp_merge(scmp_filter_ctx ctx_dst, scmp_filter_ctx ctx_src);

/* What was loaded cannot be changed or taken back: a further load adds a further filter. */
int seccomp_load(const scmp_filter_ctx ctx);

/* After this, and without a change in between, seccomp_load() is async-signal-safe. */
int seccomp_precompute(const scmp_filter_ctx ctx);

/* Transactions nest. Rejecting gives back rules, architectures and attributes. */
int seccomp_transaction_start(const scmp_filter_ctx ctx);
void seccomp_transaction_reject(const scmp_filter_ctx ctx);
int seccomp_transaction_commit(const scmp_filter_ctx ctx);

/* Architectures; SCMP_ARCH_NATIVE is taken everywhere */

uint32_t seccomp_arch_resolve_name(const char *arch_name); /* "x86_64"; 0 when unknown */
uint32_t seccomp_arch_native(void);
int seccomp_arch_exist(const scmp_filter_ctx ctx, uint32_t arch_token);

/* Rules that are there already do not apply to it. -EDOM if its byte order is another one. */
int seccomp_arch_add(scmp_filter_ctx ctx, uint32_t arch_token);
int seccomp_arch_remove(scmp_filter_ctx ctx, uint32_t arch_token);

/* Attributes; -EEXIST for one that does not exist, -EACCES for one that is read-only */

int seccomp_attr_get(const scmp_filter_ctx ctx, enum scmp_filter_attr attr, uint32_t *value);
int seccomp_attr_set(scmp_filter_ctx ctx, enum scmp_filter_attr attr, uint32_t value);

/*
 * System calls by name. A call that an architecture does not have as such has
 * a negative number, which is as good in all functions; __NR_SCMP_ERROR is
 * returned for a name that nobody knows.
 */

char *seccomp_syscall_resolve_num_arch(uint32_t arch_token, int num); /* free() it */
int seccomp_syscall_resolve_name(const char *name);
int seccomp_syscall_resolve_name_arch(uint32_t arch_token, const char *name);

/* The call that carries it: socketcall for "socket" on x86. */
int seccomp_syscall_resolve_name_rewrite(uint32_t arch_token, const char *name);

/* A hint: calls with larger numbers are decided in fewer instructions. */
int seccomp_syscall_priority(scmp_filter_ctx ctx, int syscall, uint8_t priority);

/**
 * seccomp_rule_add() - decide what happens to a system call
 * @syscall: number on the native architecture; other ones get that of the same name
 * @arg_cnt: how many of struct scmp_arg_cmp follow; all must hold
 *
 * A rule without comparisons beats all others of its system call. The _exact
 * variants refuse what cannot be said exactly, and more than one architecture.
 *
 * Return: 0; -EACCES if @action is the default action; -EEXIST if the same
 * comparisons lead to another action already; -EFAULT if @syscall has no name;
 * -EDOM (exact) if the architecture lacks the call; -EOPNOTSUPP (exact) with
 * several architectures; -EINVAL.
 */
int seccomp_rule_add(scmp_filter_ctx ctx, uint32_t action, int syscall, unsigned int arg_cnt, ...);
int seccomp_rule_add_array(scmp_filter_ctx ctx, uint32_t action, int syscall, unsigned int arg_cnt,
                           const struct scmp_arg_cmp *arg_array);
int seccomp_rule_add_exact(scmp_filter_ctx ctx, uint32_t action, int syscall, unsigned int arg_cnt,
                           ...);
int seccomp_rule_add_exact_array(scmp_filter_ctx ctx, uint32_t action, int syscall,
                                 unsigned int arg_cnt, const struct scmp_arg_cmp *arg_array);

/* Notifications; errno says more after -ECANCELED */

int seccomp_notify_alloc(struct seccomp_notif **req, struct seccomp_notif_resp **resp);
void seccomp_notify_free(struct seccomp_notif *req, struct seccomp_notif_resp *resp);
int seccomp_notify_receive(int fd, struct seccomp_notif *req);
int seccomp_notify_respond(int fd, struct seccomp_notif_resp *resp);
int seccomp_notify_id_valid(int fd, uint64_t id); /* 0 or -ENOENT */

/**
 * seccomp_notify_addfd() - put a descriptor into the process that waits
 *
 * libseccomp 2.6.1 does not have it; the structure is that of linux/seccomp.h.
 *
 * Return: the descriptor's number there, or a negative code.
 */
struct seccomp_notif_addfd;
int seccomp_notify_addfd(int fd, struct seccomp_notif_addfd *addfd);

/* -1 when no filter with SCMP_ACT_NOTIFY has been loaded. */
int seccomp_notify_fd(const scmp_filter_ctx ctx);

/* What a filter has become */

int seccomp_export_pfc(const scmp_filter_ctx ctx, int fd);
int seccomp_export_bpf(const scmp_filter_ctx ctx, int fd);

/**
 * seccomp_export_bpf_mem() - the program, in memory
 * @buf: NULL to ask for the size
 * @len: bytes of @buf; becomes the program's size
 *
 * Return: 0, or -ERANGE if @buf is too small.
 */
int seccomp_export_bpf_mem(const scmp_filter_ctx ctx, void *buf, size_t *len);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif

/* System calls by name: SCMP_SYS(openat). Numbers from -1 to -99 are nobody's. */
#define SCMP_SYS(x)     (__SNR_##x)
#define __NR_SCMP_ERROR -1
#define __NR_SCMP_UNDEF -2

#include "seccomp-syscalls.h"

#ifdef __cplusplus
}
#endif

#endif
