/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper.h"

START_TEST(memory_and_file_hold_the_same_program)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        struct sock_filter insns[64], again[64];
        size_t len = sizeof(insns);
        int fd = memfd_create("bpf", MFD_CLOEXEC);

        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 1, SCMP_A0(SCMP_CMP_EQ, 0));
        ck_assert_int_eq(seccomp_export_bpf_mem(ctx, insns, &len), 0);
        ck_assert_uint_eq(len, context_get(ctx)->program.n_insns * sizeof(*insns));
        ck_assert_mem_eq(insns, context_get(ctx)->program.insns, len);
        ck_assert_int_eq(seccomp_export_bpf(ctx, fd), 0);
        ck_assert_int_eq((int)pread(fd, again, sizeof(again), 0), (int)len);
        ck_assert_mem_eq(insns, again, len);
        (void)close(fd);
}
END_TEST

START_TEST(a_buffer_that_is_too_small_is_told_the_size_and_not_touched)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        char buf[8] = "unharmed";
        size_t len = sizeof(buf), size = 0;

        ck_assert_int_eq(seccomp_export_bpf_mem(ctx, NULL, &size), 0);
        ck_assert_uint_gt(size, sizeof(buf));
        ck_assert_int_eq(seccomp_export_bpf_mem(ctx, buf, &len), -ERANGE);
        ck_assert_uint_eq(len, size);
        ck_assert_mem_eq(buf, "unharmed", sizeof(buf));
        ck_assert_int_eq(seccomp_export_bpf_mem(ctx, buf, NULL), -EINVAL);
        ck_assert_int_eq(seccomp_export_bpf_mem(ctx, NULL, NULL), -EINVAL);
}
END_TEST

START_TEST(exactly_the_program_is_written)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        char buf[1024];
        size_t len;

        memset(buf, 0x55, sizeof(buf));
        ck_assert_int_eq(seccomp_export_bpf_mem(ctx, NULL, &len), 0);
        ck_assert_int_eq(seccomp_export_bpf_mem(ctx, buf + 1, &len), 0); /* of any alignment */
        ck_assert_int_eq(buf[0], 0x55);
        for (size_t i = len + 1; i < sizeof(buf); i++)
                ck_assert_int_eq(buf[i], 0x55);
}
END_TEST

START_TEST(a_failed_write_is_ecanceled_or_the_reason)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);

        int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

        ck_assert_int_ge(full, 0);
        ck_assert_int_eq(seccomp_export_bpf(ctx, -1), -ECANCELED);
        ck_assert_int_eq(seccomp_export_pfc(ctx, -1), -ECANCELED);
        ck_assert_int_eq(seccomp_export_bpf(ctx, full), -ECANCELED);
        ck_assert_int_eq(seccomp_export_pfc(ctx, full), -ECANCELED);
        ck_assert_int_eq(seccomp_attr_set(ctx, SCMP_FLTATR_API_SYSRAWRC, 1), 0);
        ck_assert_int_eq(seccomp_export_bpf(ctx, -1), -EBADF);
        ck_assert_int_eq(seccomp_export_pfc(ctx, -1), -EBADF);
        ck_assert_int_eq(seccomp_export_bpf(ctx, full), -ENOSPC);
        ck_assert_int_eq(seccomp_export_pfc(ctx, full), -ENOSPC);
        (void)close(full);
}
END_TEST

START_TEST(a_pipe_that_takes_little_at_a_time_gets_everything)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        int fds[2];
        char text[65536];
        ssize_t n;
        size_t total = 0;
        pid_t child;

        for (int nr = 0; nr < 300; nr++)
                ADD(ctx, SCMP_ACT_ALLOW, nr, 1, SCMP_A0(SCMP_CMP_EQ, (uint64_t)nr));
        ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);
        ck_assert_int_ge(fcntl(fds[1], F_SETPIPE_SZ, 4096), 0);
        child = fork();
        if (child == 0)
                _exit(seccomp_export_pfc(ctx, fds[1]) == 0 ? 0 : 1);
        (void)close(fds[1]);
        while ((n = read(fds[0], text + total, 100)) > 0 && total < sizeof(text) - 101)
                total += (size_t)n;
        text[total] = '\0';
        ck_assert_ptr_nonnull(strstr(text, "pseudo filter code start"));
        ck_assert_ptr_nonnull(strstr(text, "pseudo filter code end"));
        (void)close(fds[0]);
        ck_assert_int_eq(waitpid(child, NULL, 0), child);
}
END_TEST

START_TEST(a_program_for_the_other_byte_order_is_written_in_it)
{
        _release_ scmp_filter_ctx ctx =
                new_ctx_of(NO, BYTE_ORDER == BIG_ENDIAN ? SCMP_ARCH_X86 : SCMP_ARCH_MIPS);
        struct sock_filter insns[64];
        size_t len = sizeof(insns);

        ck_assert_int_eq(seccomp_export_bpf_mem(ctx, insns, &len), 0);
        ck_assert_uint_eq(insns[0].code, __builtin_bswap16(BPF_LD | BPF_W | BPF_ABS));
        for (size_t i = 0; i < len / sizeof(*insns); i++) {
                insns[i].code = __builtin_bswap16(insns[i].code);
                insns[i].k = __builtin_bswap32(insns[i].k);
        }
        ck_assert_mem_eq(insns, context_get(ctx)->program.insns, len);
}
END_TEST

START_TEST(pfc_says_what_the_filter_does)
{
        _release_ scmp_filter_ctx ctx = new_ctx(NO);
        char text[4096] = "";
        int fd = memfd_create("pfc", MFD_CLOEXEC);

        ADD(ctx, SCMP_ACT_ALLOW, SYS_read, 1, SCMP_A0(SCMP_CMP_EQ, 77));
        ck_assert_int_eq(seccomp_export_pfc(ctx, fd), 0);
        ck_assert_int_gt((int)pread(fd, text, sizeof(text) - 1, 0), 0);
        ck_assert_ptr_nonnull(strstr(text, "\"read\" (0)"));
        ck_assert_ptr_nonnull(strstr(text, "77"));
        (void)close(fd);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("api/export");
        TCase *tests = tcase_create("export");

        tcase_add_test(tests, memory_and_file_hold_the_same_program);
        tcase_add_test(tests, a_buffer_that_is_too_small_is_told_the_size_and_not_touched);
        tcase_add_test(tests, exactly_the_program_is_written);
        tcase_add_test(tests, a_failed_write_is_ecanceled_or_the_reason);
        tcase_add_test(tests, a_pipe_that_takes_little_at_a_time_gets_everything);
        tcase_add_test(tests, a_program_for_the_other_byte_order_is_written_in_it);
        tcase_add_test(tests, pfc_says_what_the_filter_does);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
