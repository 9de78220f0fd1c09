/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/parse.h"

#include "helper.h"

/* Of the one line of a profile; the tree stays alive until the next call. */
static const struct ast_stmt *parse_one(const char *text)
{
        static struct result r;

        result_deinit(&r);
        run_good(&r, text);
        ck_assert_uint_eq(r.ast->n_program, 1);
        return &r.ast->stmts[r.ast->program[0]];
}

START_TEST(each_verb_is_a_rule)
{
        static const struct {
                const char *line;
                enum verb verb;
                uint16_t data;
        } rows[] = {
                { "allow read", VERB_ALLOW, 0 },
                { "deny read", VERB_DENY, 0 },
                { "kill read", VERB_KILL, 0 },
                { "kill-process read", VERB_KILL, 0 },
                { "kill-thread read", VERB_KILL_THREAD, 0 },
                { "trap read", VERB_TRAP, 0 },
                { "trap 9 read", VERB_TRAP, 9 },
                { "log read", VERB_LOG, 0 },
                { "trace 65535 read", VERB_TRACE, 65535 },
                { "notify read", VERB_NOTIFY, 0 },
        };

        for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
                const struct ast_stmt *stmt = parse_one(rows[i].line);

                ck_assert_int_eq(stmt->kind, STMT_RULE);
                ck_assert_int_eq(stmt->action.verb, rows[i].verb);
                ck_assert_uint_eq(stmt->action.data, rows[i].data);
                ck_assert_uint_eq(stmt->n_calls, 1);
        }
}
END_TEST

START_TEST(names_are_separated_by_blanks_or_commas)
{
        ck_assert_uint_eq(parse_one("allow read write,close , dup\t\\\n dup2")->n_calls, 5);
}
END_TEST

START_TEST(a_rule_keeps_errno_and_quietly)
{
        const struct ast_stmt *stmt = parse_one("deny read if fd == 1 with EACCES quietly");

        ck_assert(stmt->quietly);
        ck_assert(stmt->action.has_errno);
        ck_assert(span_is(stmt->action.errno_name, "EACCES"));
        ck_assert_uint_ne(stmt->cond, AST_NONE);
        ck_assert_uint_eq(parse_one("deny read with 4095")->action.data, 4095);
}
END_TEST

START_TEST(option_lines_keep_their_text_without_the_comment)
{
        const struct ast_stmt *stmt = parse_one("setenv COLOR=#fff  'a  b' \\\n  c  # why");

        ck_assert_int_eq(stmt->kind, STMT_OPTION);
        ck_assert(span_is(stmt->word, "setenv"));
        ck_assert_str_eq(stmt->rest, "COLOR=#fff  'a  b' c");
        ck_assert_ptr_null(parse_one("keep-cap # none")->rest);
}
END_TEST

START_TEST(test_lines_are_kept_and_decide_nothing)
{
        ck_assert_int_eq(parse_one("test deny(EPERM) socket family=AF_NETLINK")->kind, STMT_TEST);
}
END_TEST

START_TEST(conditions_may_be_long_without_being_deep)
{
        char *text = malloc(64 * 1024), *end = text;
        struct result r;

        end += sprintf(end, "allow read if fd == 0");
        for (int i = 1; i < 2000; i++)
                end += sprintf(end, " or fd == %d", i);
        run_good(&r, text);
        ck_assert_uint_eq(ACTION(&r, "read", 1999), ALLOWED);
        ck_assert_uint_eq(ACTION(&r, "read", 2000), DENIED);
        result_deinit(&r);
        free(text);
}
END_TEST

START_TEST(and_binds_tighter_than_or_and_not_binds_to_the_next_test)
{
        struct result r;

        run_good(&r, "allow read if fd == 1 or fd == 2 and count == 3\n"
                     "allow write if not fd == 1 and count == 3\n"
                     "allow lseek if not (fd == 1 and whence == 0)");
        ck_assert_uint_eq(ACTION(&r, "read", 1), ALLOWED);
        ck_assert_uint_eq(ACTION(&r, "read", 2, 0, 3), ALLOWED);
        ck_assert_uint_eq(ACTION(&r, "read", 2, 0, 4), DENIED);
        ck_assert_uint_eq(ACTION(&r, "write", 2, 0, 3), ALLOWED);
        ck_assert_uint_eq(ACTION(&r, "write", 2, 0, 4), DENIED);
        ck_assert_uint_eq(ACTION(&r, "lseek", 1, 0, 0), DENIED);
        ck_assert_uint_eq(ACTION(&r, "lseek", 1, 0, 1), ALLOWED);
        result_deinit(&r);
}
END_TEST

/* Places and words of everything that can be wrong with a line's form. */
static const struct {
        const char *text;
        unsigned int line, column;
        const char *words;
} errors[] = {
        { "alow read", 1, 1, "did you mean 'allow'?" },
        { "\n# x\n  alow read", 3, 3, "unknown statement 'alow'" },
        { "Allow read", 1, 1, "did you mean 'allow'?" },
        { "allow", 1, 6, "expected the name of a system call or @group, but the line ends here" },
        { "allow   # nothing", 1, 9, "the line ends here" },
        { "allow read,", 1, 12, "the line ends here" },
        { "allow read,,write", 1, 12, "found ','" },
        { "allow ,read", 1, 7, "found ','" },
        { "allow if fd == 0", 1, 7, "found 'if'" },
        { "allow 39", 1, 7, "found '39'" },
        { "allow @", 1, 7, "'@' is followed by the name of a group" },
        { "allow read \\ write", 1, 12, "continues a line only at its very end" },
        { "allow read \xc3\xa9 write", 1, 12, "found '\xc3\xa9'" },
        { "allow socket family == AF_UNIX", 1, 14, "a condition starts with 'if'" },
        { "allow read if", 1, 14, "expected the name of an argument" },
        { "allow read if 5 == fd", 1, 15, "it stands on the left" },
        { "allow read if and", 1, 15, "expected the name of an argument" },
        { "allow read if fd", 1, 17, "expected a comparison" },
        { "allow read if fd = 5", 1, 18, "written '=='" },
        { "allow read if fd == 5 && fd == 6", 1, 23, "write 'and'" },
        { "allow read if fd == 5 || fd == 6", 1, 23, "write 'or'" },
        { "allow read if !fd == 5", 1, 15, "write 'not'" },
        { "allow read if not not fd == 5", 1, 19, "expected the name of an argument" },
        { "allow read if fd ==", 1, 20, "expected a number or the name of a constant" },
        { "allow read if fd == 5 6", 1, 23, "'and', 'or' or the end of the line" },
        { "allow read if fd == 0x", 1, 21, "digits after '0x'" },
        { "allow read if fd == 09", 1, 21, "octal" },
        { "allow read if fd == 12monkeys", 1, 21, "not a number" },
        { "allow read if fd == 99999999999999999999", 1, 21, "does not fit 64 bits" },
        { "allow read if fd in 5", 1, 21, "'{' after 'in'" },
        { "allow read if fd in {}", 1, 22, "expected a number" },
        { "allow read if fd in {1,}", 1, 24, "expected a number" },
        { "allow read if fd in {1 2}", 1, 24, "',' or '}'" },
        { "allow read if fd in {1..}", 1, 25, "expected a number" },
        { "allow read if fd not 5", 1, 22, "'in' after 'not'" },
        { "allow read if (fd == 5", 1, 23, "')'" },
        { "allow read if fd == 5)", 1, 22, "found ')'" },
        { "allow read if fd & 3 has 1", 1, 22, "leave out the '&'" },
        { "allow read if count << 4", 1, 21, "shifts" },
        { "allow read with EPERM", 1, 12, "only 'deny'" },
        { "deny read with", 1, 15, "expected an errno" },
        { "deny read with EPERN", 1, 16, "did you mean 'EPERM'?" },
        { "deny read with eperm", 1, 16, "did you mean 'EPERM'?" },
        { "deny read with 4096", 1, 16, "0 to 4095" },
        { "deny read with EPERM if fd == 1", 1, 22, "the order is" },
        { "deny read quietly with EPERM", 1, 19, "the order is" },
        { "trace 65536 read", 1, 7, "0 to 65535" },
        { "default", 1, 8, "expected an action" },
        { "default dny", 1, 9, "did you mean 'deny'?" },
        { "default deny read", 1, 14, "end of the line" },
        { "default kill with EPERM", 1, 14, "only 'deny'" },
        { "kernel", 1, 7, "such as 6.12" },
        { "kernel six", 1, 8, "such as 6.12" },
        { "kernel 6", 1, 8, "such as 6.12" },
        { "kernel 6.", 1, 8, "such as 6.12" },
        { "kernel .6", 1, 8, "such as 6.12" },
        { "kernel 6.12.1", 1, 8, "such as 6.12" },
        { "kernel 300.1", 1, 8, "such as 6.12" },
        { "kernel 6.12 6.13", 1, 13, "end of the line" },
        { "arch", 1, 5, "such as x86_64" },
        { "arch x8664", 1, 6, "did you mean 'x86_64'?" },
        { "arch @x", 1, 6, "unknown architecture" },
        { "no-exec please", 1, 9, "end of the line" },
        { "include", 1, 8, "name of a profile" },
        { "include a b", 1, 11, "one name" },
};

START_TEST(each_mistake_is_one_error_at_its_place)
{
        expect_error(errors[_i].text, errors[_i].line, errors[_i].column, errors[_i].words);
}
END_TEST

START_TEST(an_option_is_parsed_as_a_line_and_columns_count_from_its_text)
{
        const struct profile_input inputs[] = {
                { .label = "--allow", .verb = "allow", .text = "read writ" },
                { .label = "--default", .verb = "default", .text = "kil" },
                { .label = "--deny", .verb = "deny", .text = "read\ndeny write" },
                { .label = "--deny", .verb = "deny", .text = "" },
        };
        const struct profile_request request = { .inputs = inputs, .n_inputs = 4 };
        struct result r;

        run_request(&r, &request);
        ck_assert_int_eq(r.status, -EINVAL);
        ck_assert_uint_eq(r.diags.n_errors, 4);
        ck_assert(has_finding(&r.diags, 1, 6, "did you mean 'write'?"));
        ck_assert(has_finding(&r.diags, 1, 1, "did you mean 'kill'?"));
        ck_assert(has_finding(&r.diags, 1, 5, "line break"));
        ck_assert(has_finding(&r.diags, 1, 1, "the line ends here"));
        ck_assert_str_eq(r.diags.items[0].source, "--allow");
        ck_assert_str_eq(r.diags.items[0].text, "read writ");
        result_deinit(&r);
}
END_TEST

static void add_tests(TCase *tcase)
{
        tcase_add_test(tcase, each_verb_is_a_rule);
        tcase_add_test(tcase, names_are_separated_by_blanks_or_commas);
        tcase_add_test(tcase, a_rule_keeps_errno_and_quietly);
        tcase_add_test(tcase, option_lines_keep_their_text_without_the_comment);
        tcase_add_test(tcase, test_lines_are_kept_and_decide_nothing);
        tcase_add_test(tcase, conditions_may_be_long_without_being_deep);
        tcase_add_test(tcase, and_binds_tighter_than_or_and_not_binds_to_the_next_test);
        tcase_add_loop_test(tcase, each_mistake_is_one_error_at_its_place, 0,
                            (int)(sizeof(errors) / sizeof(*errors)));
        tcase_add_test(tcase, an_option_is_parsed_as_a_line_and_columns_count_from_its_text);
}

TEST_MAIN("parse", add_tests)
