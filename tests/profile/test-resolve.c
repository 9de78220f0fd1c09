/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/profile.h"

#include "abi/constant.h"
#include "helper.h"

START_TEST(the_last_line_that_matches_decides)
{
        struct result r;

        run_good(&r, "allow read write\n"
                     "deny read\n"
                     "allow read if fd == 0\n"
                     "kill read if fd == 0 and count == 7\n"
                     "deny write with EACCES\n"
                     "allow write\n");
        ck_assert_uint_eq(ACTION(&r, "read", 5), DENIED);
        ck_assert_uint_eq(ACTION(&r, "read", 0), ALLOWED);
        ck_assert_uint_eq(ACTION(&r, "read", 0, 0, 7), SECCOMP_RET_KILL_PROCESS);
        ck_assert_uint_eq(ACTION(&r, "write", 0), ALLOWED);
        result_deinit(&r);
}
END_TEST

START_TEST(two_conditional_allows_add_up_and_a_later_deny_cuts_out)
{
        struct result r;

        run_good(&r, "allow read if fd == 1\nallow read if fd == 2\ndeny read if count > 100\n");
        ck_assert_uint_eq(ACTION(&r, "read", 1), ALLOWED);
        ck_assert_uint_eq(ACTION(&r, "read", 2), ALLOWED);
        ck_assert_uint_eq(ACTION(&r, "read", 3), DENIED);
        ck_assert_uint_eq(ACTION(&r, "read", 1, 0, 101), DENIED);
        result_deinit(&r);
}
END_TEST

START_TEST(each_action_has_its_word)
{
        struct result r;

        run_good(&r, "deny read\ndeny write with ENOSYS\ndeny close with 7\nkill dup\n"
                     "kill-thread dup2\ntrap dup3\ntrap 5 pipe\nlog pipe2\ntrace 9 fsync\n"
                     "notify fdatasync\nallow sync\n");
        ck_assert_uint_eq(ACTION(&r, "read", 0), ACTION_ERRNO(EPERM));
        ck_assert_uint_eq(ACTION(&r, "write", 0), ACTION_ERRNO(ENOSYS));
        ck_assert_uint_eq(ACTION(&r, "close", 0), ACTION_ERRNO(7));
        ck_assert_uint_eq(ACTION(&r, "dup", 0), SECCOMP_RET_KILL_PROCESS);
        ck_assert_uint_eq(ACTION(&r, "dup2", 0), SECCOMP_RET_KILL_THREAD);
        ck_assert_uint_eq(ACTION(&r, "dup3", 0), SECCOMP_RET_TRAP);
        ck_assert_uint_eq(ACTION(&r, "pipe", 0), SECCOMP_RET_TRAP | 5);
        ck_assert_uint_eq(ACTION(&r, "pipe2", 0), SECCOMP_RET_LOG);
        ck_assert_uint_eq(ACTION(&r, "fsync", 0), SECCOMP_RET_TRACE | 9);
        ck_assert_uint_eq(ACTION(&r, "fdatasync", 0), SECCOMP_RET_USER_NOTIF);
        ck_assert_uint_eq(ACTION(&r, "sync", 0), SECCOMP_RET_ALLOW);
        result_deinit(&r);
}
END_TEST

START_TEST(without_a_word_the_default_is_deny_and_other_architectures_die)
{
        struct seccomp_data call = { .nr = 0 };
        struct result r;

        run_good(&r, "");
        ck_assert_uint_eq(r.resolved.policy->act_default, ACTION_ERRNO(EPERM));
        ck_assert_uint_eq(ACTION(&r, "read", 0), DENIED);
        ck_assert_uint_eq(policy_eval(r.resolved.policy, &call).action, SECCOMP_RET_KILL_PROCESS);
        ck_assert_uint_eq(r.resolved.policy->n_filters, 1);
        ck_assert_ptr_eq(r.resolved.policy->filters[0].abi, abi_native());
        result_deinit(&r);
}
END_TEST

START_TEST(the_last_default_counts)
{
        struct result r;

        run_good(&r, "default deny\ndefault allow\ndefault deny with ENOSYS\n");
        ck_assert_uint_eq(r.resolved.policy->act_default, ACTION_ERRNO(ENOSYS));
        result_deinit(&r);
        run_good(&r, "default trace 3");
        ck_assert_uint_eq(r.resolved.policy->act_default, SECCOMP_RET_TRACE | 3);
        result_deinit(&r);
        run_good(&r, "default kill-thread");
        ck_assert_uint_eq(r.resolved.policy->act_default, SECCOMP_RET_KILL_THREAD);
        result_deinit(&r);
}
END_TEST

START_TEST(each_arch_named_gets_a_filter_and_only_those)
{
        struct result r;

        run_good(&r, "arch x86_64, x86\narch x86_64 aarch64\nallow read\ndeny open\n");
        ck_assert_uint_eq(r.resolved.policy->n_filters, 3);
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "read", 0), ALLOWED);
        ck_assert_uint_eq(ACTION_ON(&r, "aarch64", "read", 0), ALLOWED);
        ck_assert_uint_eq(ACTION_ON(&r, "x32", "read", 0), SECCOMP_RET_KILL_PROCESS);
        result_deinit(&r);
        run_good(&r, "arch native i386 amd64");
        ck_assert_uint_eq(r.resolved.policy->n_filters, 2);
        result_deinit(&r);
}
END_TEST

START_TEST(a_real_call_that_an_abi_lacks_is_no_error_there)
{
        struct result r;

        run_good(&r, "arch aarch64\nallow open openat epoll_wait arch_prctl\n"
                     "deny open if flags has O_CREAT\n");
        ck_assert_uint_eq(ACTION_ON(&r, "aarch64", "openat", 0), ALLOWED);
        result_deinit(&r);
}
END_TEST

START_TEST(constants_have_the_value_of_the_abi)
{
        struct result r;

        /* O_DIRECTORY is 0200000 on x86 and 040000 on arm64, where the former is O_DIRECT */
        run_good(&r, "arch x86_64 aarch64\nallow openat if flags has O_DIRECTORY\n");
        ck_assert_uint_eq(ACTION_ON(&r, "x86_64", "openat", 0, 0, 0200000), ALLOWED);
        ck_assert_uint_eq(ACTION_ON(&r, "x86_64", "openat", 0, 0, 040000), DENIED);
        ck_assert_uint_eq(ACTION_ON(&r, "aarch64", "openat", 0, 0, 040000), ALLOWED);
        ck_assert_uint_eq(ACTION_ON(&r, "aarch64", "openat", 0, 0, 0200000), DENIED);
        result_deinit(&r);
}
END_TEST

START_TEST(on_32_bits_the_upper_half_of_a_register_does_not_count)
{
        struct result r;

        run_good(&r, "arch x86\nallow read if count == 5\n");
        ck_assert_uint_eq(ACTION_ON(&r, "x86", "read", 0, 0, UINT64_C(0x100000005)), ALLOWED);
        result_deinit(&r);
        expect_error("arch x86\nallow read if count == 0x100000000", 2, 24, "reads 32 bits");
        /* said once, though both say it */
        expect_error("arch x86 aarch64\nallow read if fd == 0x100000000", 2, 21, "reads 32 bits");
}
END_TEST

static const uint32_t enosys = ACTION_ERRNO(ENOSYS);

START_TEST(calls_after_the_kernel_line_get_enosys_and_older_ones_the_default)
{
        struct result r;

        run_good(&r, "kernel 5.2\nallow read\n");
        ck_assert_uint_eq(r.resolved.kernel, KERNEL_VERSION_OF(5, 2));
        ck_assert_uint_eq(ACTION(&r, "read", 0), ALLOWED);
        ck_assert_uint_eq(ACTION(&r, "ptrace", 0), DENIED);
        ck_assert_uint_eq(ACTION(&r, "clone3", 0), enosys); /* 5.3 */
        result_deinit(&r);
        run_good(&r, "kernel 5.3\nallow read\n");
        ck_assert_uint_eq(ACTION(&r, "clone3", 0), DENIED);
        result_deinit(&r);
        run_good(&r, "allow read\n");
        ck_assert_uint_eq(ACTION(&r, "clone3", 0), DENIED);
        result_deinit(&r);
}
END_TEST

START_TEST(a_newer_call_that_a_line_names_is_what_the_line_says)
{
        struct result r;

        run_good(&r, "kernel 5.2\ndeny clone3\nallow openat2 if arg3 == 24\n");
        ck_assert_uint_eq(ACTION(&r, "clone3", 0), DENIED);
        ck_assert_uint_eq(ACTION(&r, "openat2", 0, 0, 0, 24), ALLOWED);
        ck_assert_uint_eq(ACTION(&r, "openat2", 0, 0, 0, 25), DENIED);
        result_deinit(&r);
        /* through a group as well: the author asked for all of it */
        run_good(&r, "kernel 5.2\nallow @known\n");
        ck_assert_uint_eq(ACTION(&r, "clone3", 0), ALLOWED);
        result_deinit(&r);
}
END_TEST

static uint32_t action_of_number(const struct result *r, const char *abi, uint32_t nr)
{
        return verdict_of(r, abi, nr, NULL).action;
}

START_TEST(numbers_that_nobody_knows_get_enosys_within_the_abi)
{
        struct result r;

        run_good(&r, "kernel 6.12\narch x86_64 x32 x86\nallow read\n");
        ck_assert_uint_eq(action_of_number(&r, "x86_64", 0x3fffffff), enosys);
        ck_assert_uint_eq(action_of_number(&r, "x86_64", 5000), enosys);
        ck_assert_uint_eq(action_of_number(&r, "x86_64", 0x40000000 + 5000), enosys);
        ck_assert_uint_eq(action_of_number(&r, "x86_64", 0x7fffffff), enosys);
        ck_assert_uint_eq(action_of_number(&r, "x86", 0x7fffffff), enosys);
        ck_assert_uint_eq(action_of_number(&r, "x86", 0x80000000), DENIED);
        ck_assert_uint_eq(action_of_number(&r, "x86_64", UINT32_MAX), DENIED);
        result_deinit(&r);
        run_good(&r, "kernel 6.12\narch x86_64\nallow read\n");
        ck_assert_uint_eq(action_of_number(&r, "x86_64", 0x3fffffff), enosys);
        ck_assert_uint_eq(action_of_number(&r, "x86_64", 0x40000000), SECCOMP_RET_KILL_PROCESS);
        result_deinit(&r);
}
END_TEST

START_TEST(every_number_of_a_kernel_line_is_as_the_tables_say)
{
        const struct abi *abi = abi_by_name(span_of("x86_64"));
        struct result r;

        run_good(&r, "kernel 4.18\nallow read\n");
        for (uint32_t nr = 0; nr < 2000; nr++) {
                int id = abi_syscall_by_number(abi, nr);
                uint32_t wanted = enosys;

                if (id >= 0 && abi_syscall_since(abi, id) <= KERNEL_VERSION_OF(4, 18))
                        wanted = strcmp(syscall_name(id), "read") == 0 ? ALLOWED : DENIED;
                ck_assert_msg(action_of_number(&r, "x86_64", nr) == wanted, "number %u", nr);
        }
        result_deinit(&r);
}
END_TEST

START_TEST(the_deciding_line_is_known)
{
        const struct profile_input inputs[] = {
                { .label = "web.profile",
                  .text = "# web\nkernel 5.2\nallow read\n\nallow write\n" },
                { .label = "--deny", .verb = "deny", .text = "write if fd == 3" },
        };
        const struct profile_request request = { .inputs = inputs, .n_inputs = 2 };
        const uint64_t three[6] = { 3 };
        struct verdict verdict;
        struct result r;
        char buf[64];

        run_request(&r, &request);
        verdict = verdict_of(&r, "x86_64", number_of("x86_64", "read"), NULL);
        ck_assert_str_eq(
                policy_origin_text(r.resolved.policy, verdict.rule->origin, buf, sizeof(buf)),
                "web.profile:3");
        verdict = verdict_of(&r, "x86_64", number_of("x86_64", "write"), three);
        ck_assert_str_eq(
                policy_origin_text(r.resolved.policy, verdict.rule->origin, buf, sizeof(buf)),
                "--deny");
        verdict = verdict_of(&r, "x86_64", number_of("x86_64", "clone3"), NULL);
        ck_assert_str_eq(
                policy_origin_text(r.resolved.policy, verdict.rule->origin, buf, sizeof(buf)),
                "web.profile:2");
        result_deinit(&r);
}
END_TEST

START_TEST(settings_come_out_in_order)
{
        struct result r;

        run_good(&r, "keep-cap net_bind_service\nno-exec\nsetenv A=b c  # d\nkeep-cap\nkernel 6.1");
        ck_assert(r.resolved.no_exec);
        ck_assert_uint_eq(r.resolved.n_settings, 3);
        ck_assert_str_eq(r.resolved.settings[0].name, "keep-cap");
        ck_assert_str_eq(r.resolved.settings[0].value, "net_bind_service");
        ck_assert_uint_eq(r.resolved.settings[0].origin.line, 1);
        ck_assert_str_eq(r.resolved.settings[1].value, "A=b c");
        ck_assert_uint_eq(r.resolved.settings[1].origin.line, 3);
        ck_assert_ptr_null(r.resolved.settings[2].value);
        ck_assert_uint_eq(r.resolved.kernel, KERNEL_VERSION_OF(6, 1));
        result_deinit(&r);
}
END_TEST

/* Random programs, decided by going through their lines from the last to the first. */

struct line {
        unsigned int action, calls; /* calls: bits over the names below */
        bool has_cond, differs;
        uint32_t fd;
};

static const char *const call_names[] = { "read", "write", "close" };
static const struct {
        const char *verb, *with;
        uint32_t action;
} line_actions[] = {
        { "allow", "", SECCOMP_RET_ALLOW },
        { "deny", "", ACTION_ERRNO(EPERM) },
        { "deny", " with ENOSYS", ACTION_ERRNO(ENOSYS) },
        { "kill", "", SECCOMP_RET_KILL_PROCESS },
        { "log", "", SECCOMP_RET_LOG },
};

static char *put_line(char *end, const struct line *line)
{
        end += sprintf(end, "%s", line_actions[line->action].verb);
        for (unsigned int i = 0; i < 3; i++)
                if (line->calls >> i & 1)
                        end += sprintf(end, " %s", call_names[i]);
        if (line->has_cond)
                end += sprintf(end, " if fd %s %u", line->differs ? "!=" : "==", line->fd);
        return end + sprintf(end, "%s\n", line_actions[line->action].with);
}

static uint32_t decide(const struct line *lines, size_t n, unsigned int call, uint32_t fd)
{
        while (n-- > 0) {
                const struct line *line = &lines[n];

                if ((line->calls >> call & 1) &&
                    (!line->has_cond || (fd == line->fd) != line->differs))
                        return line_actions[line->action].action;
        }
        return ACTION_ERRNO(EPERM);
}

START_TEST(random_programs_are_decided_by_their_last_line_that_matches)
{
        srand((unsigned int)_i);
        for (int round = 0; round < 300; round++) {
                char text[2048], *end = text;
                struct line lines[20];
                size_t n = (size_t)rand() % 20 + 1;
                struct result r;

                for (size_t i = 0; i < n; i++) {
                        lines[i] = (struct line){
                                .action = (unsigned int)rand() % 5,
                                .calls = (unsigned int)rand() % 7 + 1,
                                .has_cond = rand() % 4 != 0,
                                .differs = rand() % 4 == 0,
                                .fd = (uint32_t)rand() % 6,
                        };
                        end = put_line(end, &lines[i]);
                }
                run_good(&r, text);
                for (unsigned int call = 0; call < 3; call++)
                        for (uint32_t fd = 0; fd < 7; fd++)
                                ck_assert_msg(ACTION(&r, call_names[call], fd) ==
                                                      decide(lines, n, call, fd),
                                              "%s %u:\n%s", call_names[call], fd, text);
                result_deinit(&r);
        }
}
END_TEST

static void add_tests(TCase *tcase)
{
        tcase_add_loop_test(tcase, random_programs_are_decided_by_their_last_line_that_matches, 0,
                            4);
        tcase_add_test(tcase, the_last_line_that_matches_decides);
        tcase_add_test(tcase, two_conditional_allows_add_up_and_a_later_deny_cuts_out);
        tcase_add_test(tcase, each_action_has_its_word);
        tcase_add_test(tcase, without_a_word_the_default_is_deny_and_other_architectures_die);
        tcase_add_test(tcase, the_last_default_counts);
        tcase_add_test(tcase, each_arch_named_gets_a_filter_and_only_those);
        tcase_add_test(tcase, a_real_call_that_an_abi_lacks_is_no_error_there);
        tcase_add_test(tcase, constants_have_the_value_of_the_abi);
        tcase_add_test(tcase, on_32_bits_the_upper_half_of_a_register_does_not_count);
        tcase_add_test(tcase, calls_after_the_kernel_line_get_enosys_and_older_ones_the_default);
        tcase_add_test(tcase, a_newer_call_that_a_line_names_is_what_the_line_says);
        tcase_add_test(tcase, numbers_that_nobody_knows_get_enosys_within_the_abi);
        tcase_add_test(tcase, every_number_of_a_kernel_line_is_as_the_tables_say);
        tcase_add_test(tcase, the_deciding_line_is_known);
        tcase_add_test(tcase, settings_come_out_in_order);
}

TEST_MAIN("resolve", add_tests)
