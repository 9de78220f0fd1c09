/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/print.h"

#include <stdio.h>

#include "helper.h"

static void expect_line(const char *profile, const char *line)
{
        struct result r;
        char *text;

        run_good(&r, profile);
        text = print(&r);
        ck_assert_msg(strstr(text, line) != NULL, "no '%s' in\n%s", line, text);
        free(text);
        result_deinit(&r);
}

START_TEST(rules_are_printed_with_names_and_where_they_come_from)
{
        expect_line("allow read\n", "arch x86_64\ndefault deny\nallow read   # t.profile:1\n");
        expect_line("default kill\n", "default kill\n");
        expect_line("default deny with ENOSYS\n", "default deny with ENOSYS\n");
        expect_line("deny read with 0\n", "deny read with 0   # t.profile:1\n");
        expect_line("trace 7 read\n", "trace 7 read ");
        expect_line("allow read write close\n", "allow close read write   # t.profile:1\n");
        expect_line("allow openat if flags & O_ACCMODE == O_RDONLY",
                    "allow openat if flags & O_ACCMODE == O_RDONLY   # t.profile:1\n");
        expect_line("allow openat if dirfd == AT_FDCWD", "if dirfd == AT_FDCWD ");
        expect_line("allow openat if pathname != NULL", "if pathname != NULL ");
        expect_line("allow openat if flags lacks O_CREAT|O_TRUNC",
                    "if flags lacks O_CREAT|O_TRUNC ");
        expect_line("allow openat if flags has O_CREAT", "if flags has O_CREAT ");
        expect_line("allow openat if not flags has O_CREAT|O_EXCL",
                    "if not flags has O_CREAT|O_EXCL ");
        expect_line("allow openat if not flags lacks O_CREAT|O_EXCL",
                    "if not flags lacks O_CREAT|O_EXCL ");
        expect_line("allow openat if flags only O_RDWR|O_CLOEXEC",
                    "if flags only O_CLOEXEC|O_RDWR ");
        expect_line("allow socket if family in {AF_UNIX, AF_INET} and type in {1, 2} "
                    "and protocol in {0, 6}",
                    "if family in {AF_UNIX, AF_INET} and type in {SOCK_STREAM, SOCK_DGRAM} "
                    "and protocol in {0, 6} ");
        expect_line("allow read if fd not in {1, 3, 5}", "if fd not in {1, 3, 5} ");
        expect_line("allow read if fd <= 5", "if fd <= 5 ");
        expect_line("allow socket if family in {AF_INET}", "if family == AF_INET ");
        expect_line("allow kill if pid in {-3..9}", "if pid in {-3..9} ");
        expect_line("allow read if fd in {3..9}", "if fd in {3..9} ");
        expect_line("allow read if fd != 5", "if fd != 5 ");
        expect_line("allow read if count > 0xffffffff", "if count >= 0x100000000 ");
        expect_line("allow kill if pid < 0", "if pid < 0 ");
        expect_line("allow kill if pid > -4", "if pid >= -3 ");
        expect_line("allow kill if pid not in {-4..4}", "if pid not in {-4..4} ");
        expect_line("allow kill if pid & 0xff > 3", "if pid & 0xff >= 4 ");
        expect_line("allow prctl if value2 == 1", "allow prctl if value2 == 1 ");
        expect_line("arch x86\nallow connect", "allow socketcall if call == SYS_CONNECT ");
        expect_line("kernel 6.12", "# other numbers ");
        expect_line("allow read", "\n# other architectures: kill-process\n");
}
END_TEST

static const uint64_t edges[] = {
        0,
        1,
        2,
        3,
        4,
        5,
        7,
        8,
        9,
        10,
        16,
        0x12,
        0x16,
        0x100,
        0x41,
        0x42,
        0x80,
        0x81,
        0x200,
        0x241,
        0x7fffffff,
        0x80000000,
        0x80000001,
        0xffffff9c,
        0xfffffffe,
        0xffffffff,
        0x5412,
        0x80000,
        0x10000,
        UINT64_C(0x100000000),
        UINT64_C(0x100000005),
        UINT64_MAX,
        UINT64_MAX - 1,
        UINT64_C(1) << 63,
};
#define N_EDGES (sizeof(edges) / sizeof(*edges))

static void compare_policies(const struct result *a, const struct result *b, const char *abi_name)
{
        const struct abi *abi = abi_by_name(span_of(abi_name));

        for (unsigned int id = 0; id < syscall_count(); id++) {
                uint32_t nr;

                if (!abi_syscall_number(&nr, abi, (int)id))
                        continue;
                for (int i = 0; i < 60; i++) {
                        uint64_t args[6];

                        for (int k = 0; k < 6; k++)
                                args[k] = edges[(size_t)rand() % N_EDGES];
                        if (i < 32)
                                args[0] = (uint64_t)i;
                        ck_assert_msg(verdict_of(a, abi_name, nr, args).action ==
                                              verdict_of(b, abi_name, nr, args).action,
                                      "%s on %s", syscall_name((int)id), abi_name);
                }
        }
}

static const char *const programs[] = {
        "allow read write\ndeny read if fd == 0\nkernel 5.3\n",
        "default kill\nlog @files\ndeny open openat if flags lacks O_CREAT with EACCES\n",
        "allow kill if pid < 5 and sig in {0, 9..10}\ndeny kill if pid in {-3..4}\n",
        "allow lseek if offset not in {1, 2, -1..0} and whence & 0x16 in {2, 0x10..0x12}\n",
        "allow socket if family not in {AF_UNIX, 5} and type & 0xf in {3, 1, 5..7} "
        "or protocol == 3\ndeny socketcall\nallow connect\nallow semop\ntrap 3 shmat\n",
        "allow @network-io\ndeny socketcall\n",
        "allow @network-io\ndeny connect\n"
        "allow openat if dirfd == AT_FDCWD or not flags has O_EXCL\n",
        "deny ioctl if cmd == TIOCSTI\nallow mprotect if prot only PROT_READ|PROT_WRITE\n"
        "trace 9 clone if flags has CLONE_NEWUSER\n"
        "allow read if arg0 == 3 and arg2 >= 0x80000000\n",
};

START_TEST(what_is_printed_reads_back_as_the_same_policy)
{
        static const char *const abis[] = { "x86_64", "x86", "x32", "aarch64" };

        srand(7);
        for (size_t i = 0; i < 4; i++) {
                struct result first, again;
                char profile[1024], *text;

                (void)snprintf(profile, sizeof(profile), "arch %s\n%s", abis[i], programs[_i]);
                run_good(&first, profile);
                text = print(&first);
                run_good(&again, text);
                compare_policies(&first, &again, abis[i]);
                free(text);
                result_deinit(&again);
                result_deinit(&first);
        }
}
END_TEST

START_TEST(a_stream_that_cannot_be_written_is_an_error)
{
        FILE *full = fopen("/dev/full", "w");
        struct result r;

        run_good(&r, "allow read");
        ck_assert_ptr_nonnull(full);
        ck_assert_int_eq(profile_print_rules(full, r.resolved.policy), -ENOSPC);
        (void)fclose(full);
        result_deinit(&r);
}
END_TEST

static void add_tests(TCase *tcase)
{
        tcase_add_test(tcase, rules_are_printed_with_names_and_where_they_come_from);
        tcase_add_loop_test(tcase, what_is_printed_reads_back_as_the_same_policy, 0,
                            (int)(sizeof(programs) / sizeof(*programs)));
        tcase_add_test(tcase, a_stream_that_cannot_be_written_is_an_error);
}

TEST_MAIN("print", add_tests)
