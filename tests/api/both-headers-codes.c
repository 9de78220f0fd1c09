/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What each function returns, above all when it cannot do what is asked. Nothing is loaded. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "both-headers.h"

#define DENY  SCMP_ACT_ERRNO(EPERM)
#define READ  SCMP_SYS(read)
#define WRITE SCMP_SYS(write)

/* Whether seccomp_init() takes it. */
static int init(uint32_t action)
{
        scmp_filter_ctx ctx = seccomp_init(action);

        seccomp_release(ctx);
        return ctx != NULL;
}

static void ask_init(void)
{
        CODE(init(SCMP_ACT_KILL_PROCESS));
        CODE(init(SCMP_ACT_KILL_PROCESS | 1));
        CODE(init(SCMP_ACT_KILL));
        CODE(init(SCMP_ACT_KILL | 1));
        CODE(init(SCMP_ACT_TRAP));
        CODE(init(SCMP_ACT_TRAP | 1));
        CODE(init(SCMP_ACT_ERRNO(0)));
        CODE(init(SCMP_ACT_ERRNO(4094)));
        CODE(init(SCMP_ACT_ERRNO(4095)));
        CODE(init(SCMP_ACT_ERRNO(0xffff)));
        CODE(init(SCMP_ACT_NOTIFY));
        CODE(init(SCMP_ACT_NOTIFY | 1));
        CODE(init(SCMP_ACT_TRACE(0)));
        CODE(init(SCMP_ACT_TRACE(0xffff)));
        CODE(init(SCMP_ACT_LOG));
        CODE(init(SCMP_ACT_LOG | 1));
        CODE(init(SCMP_ACT_ALLOW));
        CODE(init(SCMP_ACT_ALLOW | 1));
        CODE(init(0x12345678));
}

static void ask_nothing(void)
{
        scmp_filter_ctx none = NULL;
        uint32_t value = 7;

        topic("without a context");
        seccomp_release(none);
        IN_CHILD(seccomp_reset(none, DENY));
        IN_CHILD(seccomp_reset(none, 0x12345678));
        IN_CHILD(seccomp_merge(none, none));
        IN_CHILD(seccomp_arch_exist(none, SCMP_ARCH_NATIVE));
        IN_CHILD(seccomp_arch_add(none, SCMP_ARCH_X86));
        IN_CHILD(seccomp_arch_remove(none, SCMP_ARCH_NATIVE));
        IN_CHILD(seccomp_load(none));
        IN_CHILD(seccomp_attr_get(none, SCMP_FLTATR_CTL_NNP, &value));
        IN_CHILD(seccomp_attr_set(none, SCMP_FLTATR_CTL_NNP, 1));
        IN_CHILD(seccomp_syscall_priority(none, READ, 1));
        IN_CHILD(seccomp_rule_add(none, SCMP_ACT_ALLOW, READ, 0));
        IN_CHILD(seccomp_rule_add_array(none, SCMP_ACT_ALLOW, READ, 0, NULL));
        IN_CHILD(seccomp_rule_add_exact(none, SCMP_ACT_ALLOW, READ, 0));
        IN_CHILD(seccomp_rule_add_exact_array(none, SCMP_ACT_ALLOW, READ, 0, NULL));
        IN_CHILD(seccomp_notify_fd(none));
        IN_CHILD(seccomp_export_pfc(none, 1));
        IN_CHILD(seccomp_export_bpf(none, 1));
#if HEADER_HAS_2_6
        IN_CHILD(seccomp_precompute(none));
        IN_CHILD(seccomp_transaction_start(none));
        IN_CHILD(seccomp_transaction_commit(none));
        seccomp_transaction_reject(none);
        IN_CHILD(seccomp_export_bpf_mem(none, NULL, NULL));
#endif
        VALUE(value);
}

static void ask_arch(scmp_filter_ctx ctx)
{
        topic("architectures");
        CODE(seccomp_arch_exist(ctx, SCMP_ARCH_NATIVE));
        CODE(seccomp_arch_exist(ctx, SCMP_ARCH_X86_64));
        CODE(seccomp_arch_exist(ctx, SCMP_ARCH_X86));
        CODE(seccomp_arch_exist(ctx, 0x1234));
        CODE(seccomp_arch_add(ctx, SCMP_ARCH_NATIVE));
        CODE(seccomp_arch_add(ctx, 0x1234));
        CODE(seccomp_arch_add(ctx, SCMP_ARCH_MIPS));
        CODE(seccomp_arch_add(ctx, SCMP_ARCH_X86));
        CODE(seccomp_arch_add(ctx, SCMP_ARCH_X32));
        CODE(seccomp_arch_add(ctx, SCMP_ARCH_AARCH64));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, 1)));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(arch_prctl), 0));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, 99999, 0));
        CODE(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, READ, 0));
        CODE(seccomp_syscall_priority(ctx, SCMP_SYS(socket), 3));
        CODE(seccomp_syscall_priority(ctx, 99999, 3));
        CODE(seccomp_arch_remove(ctx, 0x1234));
        CODE(seccomp_arch_remove(ctx, SCMP_ARCH_ARM));
        CODE(seccomp_arch_remove(ctx, SCMP_ARCH_AARCH64));
        CODE(seccomp_arch_remove(ctx, SCMP_ARCH_X32));
        CODE(seccomp_arch_remove(ctx, SCMP_ARCH_X86));
        CODE(seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE));
}

static void ask_without_arch(scmp_filter_ctx ctx)
{
        topic("no architecture");
        CODE(seccomp_arch_exist(ctx, SCMP_ARCH_NATIVE));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, READ, 0));
        CODE(seccomp_syscall_priority(ctx, READ, 1));
        CODE(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 1));
        CODE(seccomp_export_bpf(ctx, 1));
        CODE(seccomp_export_pfc(ctx, 1));
        CODE(seccomp_load(ctx));
        CODE(seccomp_arch_add(ctx, SCMP_ARCH_X86));
        topic("x86 only");
        CODE(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, READ, 0));
        CODE(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket), 0));
        CODE(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, SCMP_SYS(bind), 1,
                                    SCMP_A0(SCMP_CMP_EQ, 1)));
        CODE(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, SCMP_SYS(cacheflush), 0));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(cacheflush), 0));
}

static void ask_attr(scmp_filter_ctx ctx, enum scmp_filter_attr attr)
{
        static const uint32_t values[] = { 0, 1, 2, 3, 99, DENY, SCMP_ACT_ALLOW, 0x12345678 };
        uint32_t value = 0xdead;

        VALUE(attr);
        CODE(seccomp_attr_get(ctx, attr, &value));
        VALUE(value);
        for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
                CODE(seccomp_attr_set(ctx, attr, values[i]));
                (void)seccomp_attr_get(ctx, attr, &value);
                VALUE(value);
        }
}

#if HEADER_HAS_2_6
static void ask_waitkill(scmp_filter_ctx ctx)
{
        uint32_t value = 99;

        topic("2.6: attribute");
        CODE(seccomp_attr_get(ctx, SCMP_FLTATR_CTL_WAITKILL, &value));
        VALUE(value);
        CODE(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_WAITKILL, 1));
        CODE(seccomp_attr_get(ctx, SCMP_FLTATR_CTL_WAITKILL, &value));
        VALUE(value);
}
#endif

static void ask_attrs(scmp_filter_ctx ctx)
{
        topic("attribute");
        for (int attr = SCMP_FLTATR_ACT_DEFAULT; attr <= SCMP_FLTATR_API_SYSRAWRC; attr++)
                ask_attr(ctx, (enum scmp_filter_attr)attr);
#if HEADER_HAS_2_6
        ask_waitkill(ctx);
#endif
        topic("no attribute");
        ask_attr(ctx, _SCMP_FLTATR_MIN);
        ask_attr(ctx, (enum scmp_filter_attr)99);
        ask_attr(ctx, (enum scmp_filter_attr) - 1);
}

static void ask_numbers(scmp_filter_ctx ctx)
{
        static const int numbers[] = { -1, -2, -99, -100, -101, -10001, -99999, 0x40000000, 99999 };

        for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
                CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, numbers[i], 0));
                CODE(seccomp_rule_add(ctx, DENY, numbers[i], 0));
                CODE(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, numbers[i], 0));
                CODE(seccomp_syscall_priority(ctx, numbers[i], 255));
        }
}

static void ask_rules(scmp_filter_ctx ctx)
{
        const struct scmp_arg_cmp fd = SCMP_A0_32(SCMP_CMP_EQ, 3);

        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, READ, 0));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, READ, 0));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_LOG, READ, 0));
        CODE(seccomp_rule_add(ctx, DENY, READ, 0));
        CODE(seccomp_rule_add(ctx, 0x12345678, READ, 0));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ERRNO(4095), READ, 0));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_TRAP | 1, READ, 0));
        CODE(seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, WRITE, 1, &fd));
        CODE(seccomp_rule_add_array(ctx, SCMP_ACT_LOG, WRITE, 1, &fd));
        CODE(seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, WRITE, 1, NULL));
        CODE(seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, WRITE, 7, NULL));
        CODE(seccomp_rule_add_exact_array(ctx, SCMP_ACT_ALLOW, WRITE, 1, &fd));
        CODE(seccomp_rule_add_exact_array(ctx, DENY, WRITE, 1, &fd));
        CODE(seccomp_rule_add_exact(ctx, SCMP_ACT_ALLOW, WRITE, 2, SCMP_A0(SCMP_CMP_GT, 9),
                                    SCMP_A2_32(SCMP_CMP_LT, 9)));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, WRITE, 1, SCMP_CMP(6, SCMP_CMP_EQ, 0)));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, WRITE, 2, SCMP_A0(SCMP_CMP_EQ, 5),
                              SCMP_A0(SCMP_CMP_NE, 6)));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, WRITE, 1, SCMP_A1(_SCMP_CMP_MIN, 0)));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, WRITE, 1, SCMP_A1(_SCMP_CMP_MAX, 0)));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, WRITE, 1, SCMP_A1(SCMP_CMP_MASKED_EQ, 0, 5)));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_LOG, WRITE, 1, SCMP_A1(SCMP_CMP_EQ, 5)));
        CODE(seccomp_syscall_priority(ctx, WRITE, 0));
        CODE(seccomp_syscall_priority(ctx, WRITE, 255));
}

static void ask_overlaps(scmp_filter_ctx ctx)
{
        const int nr = SCMP_SYS(ioctl);

        topic("overlapping rules");
        CODE(seccomp_rule_add(ctx, SCMP_ACT_LOG, nr, 1, SCMP_A0(SCMP_CMP_EQ, 1)));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_LOG, nr, 1, SCMP_A0(SCMP_CMP_EQ, 1)));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 1, SCMP_A0(SCMP_CMP_EQ, 1)));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 2, SCMP_A0(SCMP_CMP_EQ, 1),
                              SCMP_A1(SCMP_CMP_EQ, 2)));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_LOG, nr, 2, SCMP_A0(SCMP_CMP_EQ, 2),
                              SCMP_A1(SCMP_CMP_EQ, 3)));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 1, SCMP_A0(SCMP_CMP_EQ, 2)));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_LOG, nr, 1, SCMP_A0(SCMP_CMP_EQ, 2)));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 1, SCMP_A1(SCMP_CMP_EQ, 2)));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_TRAP, nr, 0));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 1, SCMP_A0(SCMP_CMP_EQ, 9)));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 0));
}

static void ask_all_rules(scmp_filter_ctx ctx)
{
        topic("number");
        ask_numbers(ctx);
        topic("rule");
        ask_rules(ctx);
        ask_overlaps(ctx);
        topic("reset");
        CODE(seccomp_reset(ctx, 0x12345678));
        CODE(seccomp_reset(ctx, SCMP_ACT_ALLOW));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, READ, 0));
        CODE(seccomp_reset(ctx, DENY));
        topic("number, and -1 is one");
        CODE(seccomp_attr_set(ctx, SCMP_FLTATR_API_TSKIP, 1));
        ask_numbers(ctx);
}

/* A filter for another architecture, which can be merged with one for the native one. */
static scmp_filter_ctx other_arch(uint32_t token)
{
        scmp_filter_ctx ctx = seccomp_init(DENY);

        CODE(seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE));
        CODE(seccomp_arch_add(ctx, token));
        return ctx;
}

static void ask_merge(scmp_filter_ctx dst)
{
        scmp_filter_ctx x86, mips, allow = seccomp_init(SCMP_ACT_ALLOW), same = seccomp_init(DENY);

        topic("merge");
        x86 = other_arch(SCMP_ARCH_X86);
        mips = other_arch(SCMP_ARCH_MIPS);
        CODE(seccomp_merge(dst, NULL));
        CODE(seccomp_merge(NULL, x86));
        CODE(seccomp_merge(dst, dst));
        CODE(seccomp_merge(dst, same));
        CODE(seccomp_merge(dst, allow));
        CODE(seccomp_merge(dst, mips));
        CODE(seccomp_attr_set(x86, SCMP_FLTATR_CTL_NNP, 0));
        CODE(seccomp_merge(dst, x86));
        CODE(seccomp_attr_set(x86, SCMP_FLTATR_CTL_NNP, 1));
        CODE(seccomp_attr_set(x86, SCMP_FLTATR_CTL_TSYNC, 1));
        CODE(seccomp_merge(dst, x86));
        CODE(seccomp_attr_set(x86, SCMP_FLTATR_CTL_TSYNC, 0));
        CODE(seccomp_attr_set(x86, SCMP_FLTATR_CTL_OPTIMIZE, 2));
        CODE(seccomp_attr_set(x86, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ALLOW));
        CODE(seccomp_merge(dst, x86));
        CODE(seccomp_arch_exist(dst, SCMP_ARCH_X86));
        seccomp_release(mips);
        seccomp_release(allow);
        seccomp_release(same);
}

static void ask_merged_attrs(scmp_filter_ctx ctx)
{
        uint32_t value = 99;

        CODE(seccomp_attr_get(ctx, SCMP_FLTATR_CTL_OPTIMIZE, &value));
        VALUE(value);
        CODE(seccomp_attr_get(ctx, SCMP_FLTATR_ACT_BADARCH, &value));
        VALUE(value);
}

static void ask_export(scmp_filter_ctx ctx)
{
        const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

        topic("export");
        CODE(seccomp_export_bpf(ctx, -1));
        CODE(seccomp_export_pfc(ctx, -1));
        CODE(seccomp_export_bpf(ctx, full));
        CODE(seccomp_export_pfc(ctx, full));
        CODE(seccomp_attr_set(ctx, SCMP_FLTATR_API_SYSRAWRC, 1));
        CODE(seccomp_export_bpf(ctx, -1));
        CODE(seccomp_export_pfc(ctx, -1));
        CODE(seccomp_export_bpf(ctx, full));
        (void)close(full);
}

#if HEADER_HAS_2_6
static void ask_memory(scmp_filter_ctx ctx)
{
        size_t size = 0;
        char *buf;

        topic("2.6: memory");
        CODE(seccomp_export_bpf_mem(ctx, NULL, NULL));
        CODE(seccomp_export_bpf_mem(ctx, NULL, &size));
        VALUE(size > 0 && size % 8 == 0);
        buf = malloc(size);
        CODE(seccomp_export_bpf_mem(ctx, buf, &size));
        size--;
        CODE(seccomp_export_bpf_mem(ctx, buf, &size));
        CODE(seccomp_precompute(ctx));
        free(buf);
}

static void ask_transactions(scmp_filter_ctx ctx)
{
        uint32_t value = 99;

        topic("2.6: transaction");
        CODE(seccomp_transaction_start(ctx));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(dup), 1, SCMP_A0(SCMP_CMP_EQ, 1)));
        CODE(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2));
        CODE(seccomp_arch_add(ctx, SCMP_ARCH_ARM));
        CODE(seccomp_transaction_start(ctx));
        seccomp_transaction_reject(ctx);
        CODE(seccomp_arch_exist(ctx, SCMP_ARCH_ARM));
        seccomp_transaction_reject(ctx);
        CODE(seccomp_arch_exist(ctx, SCMP_ARCH_ARM));
        CODE(seccomp_attr_get(ctx, SCMP_FLTATR_CTL_OPTIMIZE, &value));
        VALUE(value);
        CODE(seccomp_rule_add(ctx, SCMP_ACT_LOG, SCMP_SYS(dup), 1, SCMP_A0(SCMP_CMP_EQ, 1)));
        CODE(seccomp_transaction_start(ctx));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_LOG, SCMP_SYS(dup2), 1, SCMP_A0(SCMP_CMP_EQ, 1)));
        CODE(seccomp_transaction_commit(ctx));
        seccomp_transaction_reject(ctx);
        CODE(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(dup2), 1, SCMP_A0(SCMP_CMP_EQ, 1)));
        CODE(seccomp_transaction_commit(ctx));
}
#endif

void ask_contexts(void)
{
        scmp_filter_ctx ctx = seccomp_init(DENY);

        topic("action");
        ask_init();
        ask_nothing();
        ask_arch(ctx);
        ask_without_arch(ctx);
        CODE(seccomp_reset(ctx, DENY));
        ask_attrs(ctx);
        CODE(seccomp_reset(ctx, DENY));
        ask_all_rules(ctx);
        CODE(seccomp_reset(ctx, DENY));
        ask_merge(ctx);
        ask_merged_attrs(ctx);
        ask_export(ctx);
#if HEADER_HAS_2_6
        ask_memory(ctx);
        ask_transactions(ctx);
#endif
        seccomp_release(ctx);
}

static void ask_level(scmp_filter_ctx ctx)
{
        static union {
                struct seccomp_notif req;
                struct seccomp_notif_resp resp;
                char room[4096]; /* a newer kernel's are larger */
        } notification;

        CODE(seccomp_reset(ctx, DENY));
        ask_init();
        for (int attr = SCMP_FLTATR_CTL_NNP; attr <= SCMP_FLTATR_API_SYSRAWRC; attr++)
                CODE(seccomp_attr_set(ctx, (enum scmp_filter_attr)attr, 1));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, READ, 0));
        CODE(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 0));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, READ, 0));
        CODE(seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_LOG, WRITE, 0));
        CODE(seccomp_rule_add(ctx, SCMP_ACT_KILL_PROCESS, WRITE, 0));
        CODE(seccomp_notify_alloc(NULL, NULL));
        CODE(seccomp_notify_receive(-1, &notification.req));
        CODE(seccomp_notify_respond(-1, &notification.resp));
        CODE(seccomp_notify_id_valid(-1, 0));
}

void ask_levels(void)
{
        static const char *const names[] = { "level 1", "level 2", "level 3",
                                             "level 4", "level 5", "level 6" };
        scmp_filter_ctx ctx = seccomp_init(DENY);

        topic("level");
        CODE(seccomp_api_set(0));
        CODE(seccomp_api_set(99));
        for (unsigned int level = 1; level <= 6; level++) {
                topic(names[level - 1]);
                CODE(seccomp_api_set(level));
                VALUE(seccomp_api_get());
                ask_level(ctx);
        }
#if HEADER_HAS_2_6
        topic("2.6: level 7");
        CODE(seccomp_api_set(7));
        VALUE(seccomp_api_get());
#endif
        topic("level");
        CODE(seccomp_api_set(2));
        CODE(seccomp_reset(NULL, 0)); /* what the kernel can counts again */
        VALUE(seccomp_api_get() > 2);
        seccomp_release(ctx);
}
