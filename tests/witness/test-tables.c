/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Policies, calls and verdicts as people wrote them down, in tables. Four
 * witnesses are asked for each verdict, and every one has to give that one.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/syscall.h"
#include "policy/action.h"
#include "support/suite.h"
#include "witness/makers.h"
#include "witness/notation.h"
#include "witness/witnesses.h"

/*
 * Calls that can be made with any arguments that a table gives them: numbers of
 * the process, descriptors that are not open, and memory at no address.
 */
static bool is_harmless(const struct seccomp_data *call)
{
        static const char *const names[] = {
                "getppid", "getuid", "geteuid", "getgid",     "getegid", "socket",  "ioctl",
                "lseek",   "dup",    "fsync",   "socketcall", "ipc",     "semop",   "getpriority",
                "shmat",   "send",   "sendto",  "connect",    "openat",  "prctl",   "madvise",
                "read",    "accept", "fcntl",   "umask",      "accept4", "fcntl64", "personality",
        };
        const struct abi *abi = abi_by_token(call->arch);
        int id;

        if (is_unused_call(call))
                return true;
        if (abi && ((uint32_t)call->nr & X32_SYSCALL_BIT_NR))
                abi = test_abi("x32");
        id = abi ? abi_syscall_by_number(abi, (uint32_t)call->nr) : -1;
        for (size_t i = 0; id >= 0 && i < sizeof(names) / sizeof(*names); i++)
                if (strcmp(syscall_name(id), names[i]) == 0)
                        return true;
        return false;
}

struct tally {
        size_t n_cases, n_rows, n_live, n_wrong;
};

static void check_row(struct tally *tally, const struct table *table, const struct table_row *row,
                      const struct testimony *testimony)
{
        tally->n_rows++;
        tally->n_live += testimony->kernel_was_asked;
        if (testimony_is(testimony, &row->call, row->wanted))
                return;
        tally->n_wrong++;
        (void)fprintf(stderr, "%s:%u: %s\n", table->path, row->line, row->text);
        testimony_print(testimony);
}

static void check_case(struct tally *tally, const struct table *table, const struct table_case *c,
                       const struct policy *policy)
{
        struct testimony testimonies[TABLE_CALLS] = { 0 };
        struct seccomp_data calls[TABLE_CALLS];

        for (size_t i = 0; i < c->n_rows; i++)
                calls[i] = c->rows[i].call;
        witnesses_ask(testimonies, policy, calls, c->n_rows, is_harmless);
        for (size_t i = 0; i < c->n_rows; i++)
                check_row(tally, table, &c->rows[i], &testimonies[i]);
        tally->n_cases++;
}

static void check_table(const char *name, struct policy *(*make)(const struct table_case *c))
{
        const char *directory = getenv("TABLES");
        struct tally tally = { 0 };
        struct table table;
        char path[200];

        ck_assert_msg(directory != NULL, "$TABLES does not say where the tables are");
        (void)snprintf(path, sizeof(path), "%s/%s.table", directory, name);
        table_read(&table, path);
        for (size_t i = 0; i < table.n_cases; i++) {
                _cleanup_(policy_freep) struct policy *policy = make(&table.cases[i]);

                check_case(&tally, &table, &table.cases[i], policy);
        }
        table_deinit(&table);
        (void)printf("%s: %zu policies, %zu calls, the kernel was asked of %zu\n", name,
                     tally.n_cases, tally.n_rows, tally.n_live);
        (void)fflush(stdout);
        ck_assert_uint_eq(tally.n_wrong, 0);
        ck_assert_uint_gt(tally.n_rows, 0);
        ck_assert_uint_gt(tally.n_live, tally.n_rows / 2);
}

START_TEST(every_witness_decides_as_the_table_of_lists_says)
{
        check_table("lists", policy_of_lists);
}
END_TEST

START_TEST(every_witness_decides_as_the_table_of_profiles_says)
{
        check_table("profiles", policy_of_profile);
}
END_TEST

START_TEST(every_witness_decides_as_the_table_of_seccomp_h_says)
{
        check_table("seccomp-h", policy_of_api);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("witness/tables");
        TCase *tests = tcase_create("tables");

        if (strcmp(abi_native()->name, "x86_64") != 0)
                return 77; /* Meson's status for a test that could not run: most rows are of x86_64 */
        tcase_set_timeout(tests, 120);
        tcase_add_test(tests, every_witness_decides_as_the_table_of_lists_says);
        tcase_add_test(tests, every_witness_decides_as_the_table_of_profiles_says);
        tcase_add_test(tests, every_witness_decides_as_the_table_of_seccomp_h_says);
        suite_add_tcase(suite, tests);
        return test_run(suite);
}
