/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/pfc.h"

#include <check.h>
#include <errno.h>
#include <linux/audit.h>
#include <stdlib.h>
#include <string.h>

#include "policy/action.h"
#include "support/suite.h"

#define RET(action)                                                                                \
        {                                                                                          \
                BPF_RET | BPF_K, 0, 0, (action)                                                    \
        }
#define LOAD(word)                                                                                 \
        {                                                                                          \
                BPF_LD | BPF_W | BPF_ABS, 0, 0, 4 * (word)                                         \
        }
#define JEQ(value, yes, no)                                                                        \
        {                                                                                          \
                BPF_JMP | BPF_JEQ | BPF_K, (yes), (no), (value)                                    \
        }
#define JGE(value, yes, no)                                                                        \
        {                                                                                          \
                BPF_JMP | BPF_JGE | BPF_K, (yes), (no), (value)                                    \
        }
#define NAMED(number, name) "\"" name "\" (" number ") [priority: 0]"

static struct policy *policy;
static char *text; /* what was written last */

static void setup(void)
{
        ck_assert_int_eq(policy_new(&policy, ACTION_ERRNO(EPERM), SECCOMP_RET_KILL_PROCESS), 0);
}

static void teardown(void)
{
        policy = policy_free(policy);
        free(text);
        text = NULL;
}

static struct filter *add_filter(const char *name)
{
        struct filter *filter;

        ck_assert_int_eq(policy_add_filter(&filter, policy, test_abi(name)), 0);
        return filter;
}

static void add_rule(struct filter *filter, uint32_t nr, uint32_t action,
                     const struct predicate *predicates, size_t n)
{
        struct predicate copy[6];
        const struct rule rule = { .predicates = copy,
                                   .n_predicates = n,
                                   .action = action,
                                   .origin = { .source = n ? 1 : 0, .line = 7 } };

        for (size_t i = 0; i < n; i++)
                copy[i] = predicates[i];
        ck_assert_int_eq(filter_add_rule(filter, nr, &rule), 0);
}

static void write_pfc(void)
{
        size_t size;
        FILE *to;

        free(text);
        to = open_memstream(&text, &size);
        ck_assert_ptr_nonnull(to);
        ck_assert_int_eq(engine_write_pfc(to, policy), 0);
        ck_assert_int_eq(fclose(to), 0);
}

static void write_disasm(struct sock_filter *insns, size_t n)
{
        const struct program program = { .insns = insns, .n_insns = n };
        size_t size;
        FILE *to;

        free(text);
        to = open_memstream(&text, &size);
        ck_assert_ptr_nonnull(to);
        ck_assert_int_eq(engine_write_disasm(to, &program, policy), 0);
        ck_assert_int_eq(fclose(to), 0);
}

static void assert_has(const char *wanted)
{
        ck_assert_msg(strstr(text, wanted), "'%s' is not in:\n%s", wanted, text);
}

static void assert_lacks(const char *unwanted)
{
        ck_assert_msg(!strstr(text, unwanted), "'%s' is in:\n%s", unwanted, text);
}

START_TEST(a_policy_without_rules_is_its_actions)
{
        (void)add_filter("aarch64");
        write_pfc();
        ck_assert_str_eq(text, "#\n"
                               "# pseudo filter code start\n"
                               "#\n"
                               "# filter for arch aarch64 (3221225655)\n"
                               "if ($arch == 3221225655)\n"
                               "  # default action\n"
                               "  action errno(EPERM);\n"
                               "# invalid architecture action\n"
                               "action kill-process;\n"
                               "#\n"
                               "# pseudo filter code end\n"
                               "#\n");
}
END_TEST

START_TEST(each_rule_is_a_nest_of_conditions)
{
        static const struct predicate first[] = {
                { .arg = 0, .op = CMP_GE, .mask = UINT64_MAX, .datum = UINT64_C(0x100000000) },
                { .arg = 2, .op = CMP_MASKED_EQ, .mask = 3, .datum = 0xf1 },
        };
        static const struct predicate second[] = {
                { .arg = 5, .op = CMP_NE, .mask = UINT32_MAX, .datum = 1023 },
        };
        struct filter *filter = add_filter("x86_64");
        uint32_t source;

        ck_assert_int_eq(policy_add_source(&source, policy, "net.profile"), 0);
        add_rule(filter, 257, SECCOMP_RET_ALLOW, first, 2);
        add_rule(filter, 257, SECCOMP_RET_LOG, second, 1);
        add_rule(filter, 257, SECCOMP_RET_TRAP, NULL, 0);
        write_pfc();
        assert_has("  # filter for syscall " NAMED(
                "257", "openat") "\n"
                                 "  if ($syscall == 257)\n"
                                 "    if ($a0 >= 0x100000000)\n"
                                 "      if (($a2 & 0x3) == 1)\n"
                                 "        action allow; # net.profile:7\n"
                                 "    if ($a5.lo32 != 1023)\n"
                                 "      action log; # net.profile:7\n"
                                 "    action trap;\n"
                                 "  # default action\n");
}
END_TEST

START_TEST(every_comparison_has_its_sign)
{
        static const char *const signs[] = { "!=", "<", "<=", "==", ">=", ">", "==" };
        struct filter *filter = add_filter("aarch64");
        char wanted[32];

        for (uint8_t op = CMP_NE; op <= CMP_MASKED_EQ; op++) {
                const struct predicate p = { .op = op, .mask = UINT64_MAX, .datum = op };

                add_rule(filter, 1, SECCOMP_RET_ALLOW, &p, 1);
        }
        write_pfc();
        for (uint8_t op = CMP_NE; op <= CMP_MASKED_EQ; op++) {
                (void)snprintf(wanted, sizeof(wanted), "if ($a0 %s %d)\n", signs[op - CMP_NE], op);
                assert_has(wanted);
        }
}
END_TEST

START_TEST(a_32_bit_register_has_no_halves)
{
        static const struct predicate p = { .op = CMP_EQ, .mask = UINT64_MAX, .datum = 1 };

        add_rule(add_filter("x86"), 1, SECCOMP_RET_ALLOW, &p, 1);
        write_pfc();
        assert_has("if ($a0 == 1)\n");
}
END_TEST

START_TEST(higher_priorities_come_first_then_smaller_numbers)
{
        struct filter *filter = add_filter("x86_64");
        const char *close, *read, *write;

        add_rule(filter, 0, SECCOMP_RET_ALLOW, NULL, 0);
        add_rule(filter, 1, SECCOMP_RET_ALLOW, NULL, 0);
        add_rule(filter, 3, SECCOMP_RET_ALLOW, NULL, 0);
        ck_assert_int_eq(filter_set_priority(filter, 3, 200), 0);
        ck_assert_int_eq(filter_set_priority(filter, 4, 255), 0);
        write_pfc();
        close = strstr(text, "\"close\" (3) [priority: 200]");
        read = strstr(text, "\"read\" (0) [priority: 0]");
        write = strstr(text, "\"write\" (1) [priority: 0]");
        ck_assert(close && read && write);
        ck_assert(close < read && read < write);
        assert_lacks("(4)"); /* a priority alone decides nothing */
}
END_TEST

START_TEST(a_fill_is_a_range)
{
        struct filter *filter = add_filter("aarch64");

        ck_assert_int_eq(filter_fill(filter, 500, 600, ACTION_ERRNO(ENOSYS), (struct origin){ 0 }),
                         0);
        write_pfc();
        assert_has("  # filter for syscalls 500 to 600\n"
                   "  if ($syscall >= 500 && $syscall <= 600)\n"
                   "    action errno(ENOSYS);\n");
}
END_TEST

START_TEST(an_unknown_number_has_no_name)
{
        add_rule(add_filter("aarch64"), 123456, SECCOMP_RET_ALLOW, NULL, 0);
        write_pfc();
        assert_has("# filter for syscall \"UNKNOWN\" (123456) [priority: 0]\n");
}
END_TEST

START_TEST(x86_64_alone_leaves_x32_numbers_to_the_bad_architecture)
{
        (void)add_filter("x86_64");
        write_pfc();
        assert_has("# filter for arch x86_64 (3221225534)\n"
                   "if ($arch == 3221225534 && "
                   "($syscall < 1073741824 || $syscall == 4294967295))\n");
}
END_TEST

START_TEST(x86_64_and_x32_share_the_word_and_not_the_numbers)
{
        (void)add_filter("x86_64");
        (void)add_filter("x32");
        write_pfc();
        assert_has("if ($arch == 3221225534 && $syscall < 1073741824)\n");
        assert_has("# filter for arch x32 (3221225534)\n"
                   "if ($arch == 3221225534 && $syscall >= 1073741824)\n");
}
END_TEST

START_TEST(minus_one_is_shown_where_its_rule_is)
{
        add_rule(add_filter("x86_64"), UINT32_MAX, SECCOMP_RET_ALLOW, NULL, 0);
        (void)add_filter("x32");
        write_pfc();
        assert_has("if ($arch == 3221225534 && "
                   "($syscall < 1073741824 || $syscall == 4294967295))\n");
        assert_has("if ($arch == 3221225534 && $syscall >= 1073741824 && "
                   "$syscall != 4294967295)\n");
}
END_TEST

START_TEST(the_same_policy_gives_the_same_text)
{
        struct filter *filter = add_filter("x86_64");
        _cleanup_(freep) char *first = NULL;

        for (uint32_t nr = 0; nr < 100; nr++)
                add_rule(filter, nr * 7 % 100, SECCOMP_RET_ALLOW, NULL, 0);
        write_pfc();
        first = take_ptr(text);
        write_pfc();
        ck_assert_str_eq(first, text);
}
END_TEST

START_TEST(a_full_device_is_an_error)
{
        struct sock_filter insns[] = { RET(SECCOMP_RET_ALLOW) };
        const struct program program = { .insns = insns, .n_insns = 1 };
        FILE *full = fopen("/dev/full", "w");

        ck_assert_ptr_nonnull(full);
        (void)add_filter("x86_64");
        ck_assert_int_eq(engine_write_pfc(full, policy), -ENOSPC);
        (void)fclose(full);
        full = fopen("/dev/full", "w");
        ck_assert_ptr_nonnull(full);
        ck_assert_int_eq(engine_write_disasm(full, &program, policy), -ENOSPC);
        (void)fclose(full);
}
END_TEST

START_TEST(a_stream_that_cannot_be_written_is_an_error)
{
        FILE *from = fopen("/dev/null", "r");

        ck_assert_ptr_nonnull(from);
        (void)add_filter("x86_64");
        ck_assert_int_eq(engine_write_pfc(from, policy), -EBADF);
        (void)fclose(from);
}
END_TEST

START_TEST(numbers_are_named_where_the_architecture_is_known)
{
        struct sock_filter insns[] = {
                LOAD(WORD_ARCH),
                JEQ(AUDIT_ARCH_X86_64, 0, 3),
                LOAD(WORD_NR),
                JEQ(257, 3, 0),
                JGE(0, 2, 1),
                JEQ(257, 1, 0),
                RET(SECCOMP_RET_KILL_PROCESS),
                RET(ACTION_ERRNO(EPERM)),
        };

        (void)add_filter("x86_64");
        write_disasm(insns, 8);
        ck_assert_str_eq(text, "   0: ld arch\n"
                               "   1: jeq 0xc000003e, 2, 5 ; x86_64\n"
                               "   2: ld nr\n"
                               "   3: jeq openat, 7, 4\n"
                               "   4: jge read, 7, 6\n"
                               "   5: jeq 257, 7, 6\n"
                               "   6: ret kill-process\n"
                               "   7: ret errno(EPERM)\n");
}
END_TEST

/* A load of an argument says whose it is, if only one call comes to it. */
START_TEST(arguments_are_noted_with_their_call)
{
        struct sock_filter insns[] = {
                LOAD(WORD_ARCH),        JEQ(AUDIT_ARCH_X86_64, 0, 8),
                LOAD(WORD_NR),          JGE(41, 0, 4),
                JGE(42, 3, 0),          LOAD(WORD_ARGS),
                JEQ(2, 3, 2),           JEQ(16, 0, 0),
                LOAD(WORD_ARGS + 2),    JEQ(2, 0, 0),
                RET(SECCOMP_RET_ALLOW),
        };

        (void)add_filter("x86_64");
        write_disasm(insns, 11);
        assert_has("   5: ld arg0.low ; socket\n");
        assert_has("   8: ld arg1.low\n");
}
END_TEST

START_TEST(an_architecture_is_known_between_two_bounds)
{
        struct sock_filter insns[] = {
                LOAD(WORD_ARCH),
                JGE(AUDIT_ARCH_X86_64, 0, 4),
                JGE(AUDIT_ARCH_X86_64 + 1, 3, 0),
                LOAD(WORD_NR),
                JEQ(257, 1, 0),
                RET(SECCOMP_RET_ALLOW),
                RET(SECCOMP_RET_LOG),
        };

        (void)add_filter("x86_64");
        write_disasm(insns, 7);
        assert_has("   4: jeq openat, 6, 5\n");
}
END_TEST

START_TEST(code_that_two_architectures_share_has_numbers)
{
        struct sock_filter insns[] = {
                LOAD(WORD_ARCH),
                JEQ(AUDIT_ARCH_X86_64, 1, 0),
                JEQ(AUDIT_ARCH_I386, 0, 2),
                LOAD(WORD_NR),
                JEQ(257, 0, 0),
                RET(SECCOMP_RET_ALLOW),
        };

        (void)add_filter("x86_64");
        (void)add_filter("x86");
        write_disasm(insns, 6);
        assert_has("   2: jeq 0x40000003, 3, 5 ; x86\n");
        assert_has("   4: jeq 257, 5, 5\n");
}
END_TEST

START_TEST(x32_numbers_are_named_as_such)
{
        struct sock_filter insns[] = {
                LOAD(WORD_ARCH),
                JEQ(AUDIT_ARCH_X86_64, 0, 4),
                LOAD(WORD_NR),
                JGE(X32_SYSCALL_BIT_NR, 0, 1),
                JEQ(X32_SYSCALL_BIT_NR, 1, 0),
                JEQ(0, 0, 0),
                RET(SECCOMP_RET_ALLOW),
        };

        (void)add_filter("x86_64");
        (void)add_filter("x32");
        write_disasm(insns, 7);
        assert_has("   3: jge 0x40000000, 4, 5 ; x32's numbers\n");
        assert_has("   4: jeq read, 6, 5\n");
        assert_has("   5: jeq read, 6, 6\n");
}
END_TEST

START_TEST(an_argument_is_not_a_number_of_a_call)
{
        struct sock_filter insns[] = {
                LOAD(WORD_ARCH), JEQ(AUDIT_ARCH_X86_64, 0, 3), LOAD(WORD_ARGS),
                JEQ(257, 1, 0),  RET(SECCOMP_RET_ALLOW),       RET(SECCOMP_RET_LOG),
        };

        (void)add_filter("x86_64");
        write_disasm(insns, 6);
        assert_has("   2: ld arg0.low\n"
                   "   3: jeq 257, 5, 4\n");
}
END_TEST

START_TEST(an_invalid_program_is_shown_too)
{
        struct sock_filter insns[] = {
                JEQ(1, 200, 200),
                { BPF_JMP | BPF_JA, 0, 0, UINT32_MAX },
                { 0xffff, 0, 0, 0 },
        };

        (void)add_filter("x86_64");
        write_disasm(insns, 3);
        assert_has("   0: jeq 1, 201, 201\n");
        assert_has("   2: unknown 0xffff");
        write_disasm(insns, 0);
        ck_assert_str_eq(text, "");
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("engine/pfc");
        TCase *tests = tcase_create("pfc");

        tcase_add_checked_fixture(tests, setup, teardown);
        tcase_add_test(tests, a_policy_without_rules_is_its_actions);
        tcase_add_test(tests, each_rule_is_a_nest_of_conditions);
        tcase_add_test(tests, every_comparison_has_its_sign);
        tcase_add_test(tests, a_32_bit_register_has_no_halves);
        tcase_add_test(tests, higher_priorities_come_first_then_smaller_numbers);
        tcase_add_test(tests, a_fill_is_a_range);
        tcase_add_test(tests, an_unknown_number_has_no_name);
        tcase_add_test(tests, x86_64_alone_leaves_x32_numbers_to_the_bad_architecture);
        tcase_add_test(tests, x86_64_and_x32_share_the_word_and_not_the_numbers);
        tcase_add_test(tests, minus_one_is_shown_where_its_rule_is);
        tcase_add_test(tests, the_same_policy_gives_the_same_text);
        tcase_add_test(tests, a_full_device_is_an_error);
        tcase_add_test(tests, a_stream_that_cannot_be_written_is_an_error);
        tcase_add_test(tests, numbers_are_named_where_the_architecture_is_known);
        tcase_add_test(tests, arguments_are_noted_with_their_call);
        tcase_add_test(tests, an_architecture_is_known_between_two_bounds);
        tcase_add_test(tests, code_that_two_architectures_share_has_numbers);
        tcase_add_test(tests, x32_numbers_are_named_as_such);
        tcase_add_test(tests, an_argument_is_not_a_number_of_a_call);
        tcase_add_test(tests, an_invalid_program_is_shown_too);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
