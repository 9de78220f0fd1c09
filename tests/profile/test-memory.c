/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Each allocation of loading and resolving a profile failing, with or without
 * those after it: that is said, nothing is kept, and no profile comes to mean
 * anything else.
 */

#include "helper.h"
#include "support/memory.h"
#include "support/suite.h"

/* Every statement, every kind of condition, and rules that cover one another. */
static const char everything[] =
        "kernel 6.1\n"
        "arch x86_64 x86\n"
        "default deny with ENOSYS\n"
        "include base\n"
        "keep-cap net_bind_service\n"
        "no-exec\n"
        "allow @poll @threads getppid\n"
        "allow openat if flags & O_ACCMODE|O_TRUNC in {O_RDONLY, O_WRONLY}\n"
        "deny socket if not (family in {1, 2, 10..12} and type & 0xf != SOCK_RAW) with EACCES\n"
        "kill ioctl if cmd == TIOCSTI or arg has 0x11 and fd > 2 or arg only 0xff\n"
        "log lseek if offset < -5 or whence not in {0, 2}\n"
        "trap 7 dup if oldfd lacks 0x80\n"
        "allow personality if persona == ~0 quietly\n"
        "deny socketcall\n";

/* Findings of several stages, with suggestions. */
static const char mistaken[] = "include nothing-of-this-name\n"
                               "alow read\n"
                               "allow raed\n"
                               "allow openat if flags == O_RDONLYY\n"
                               "allow read if fd == 'x'\n"
                               "deny @netwrok-io\n"
                               "allow socket if famly == AF_UNIX\n";

static const struct subject {
        struct profile_input input;
        bool is_good;
} subjects[] = {
        { { .label = "t.profile", .text = everything }, true },
        { { .label = "--allow", .verb = "allow", .text = "read if fd in {3, 4}" }, true },
        { { .label = "t.profile", .text = mistaken }, false },
        { { .label = "--profile", .profile = "stdio" }, true },
        { { .label = "--profile", .profile = "no-such" }, false },
};
#define N_SUBJECTS ((int)(sizeof(subjects) / sizeof(*subjects)))

/* What is loaded again and again, and what it means (or is said of it) with enough memory. */
static const struct subject *subject;
static char *wanted;

/* What people would see: the rules and the settings, or the findings. */
static char *shown(const struct result *result)
{
        const struct resolved *resolved = &result->resolved;
        char *text = NULL;
        size_t size;
        FILE *to = open_memstream(&text, &size);

        ck_assert_ptr_nonnull(to);
        if (result->status == 0)
                ck_assert_int_eq(profile_print_rules(to, resolved->policy), 0);
        for (size_t i = 0; i < resolved->n_settings; i++)
                (void)fprintf(to, "%s %s\n", resolved->settings[i].name,
                              resolved->settings[i].value);
        (void)fprintf(to, "%d %x\n", resolved->no_exec, resolved->kernel);
        diagnostics_print(to, &result->diags);
        ck_assert_int_eq(fclose(to), 0);
        return text;
}

static void *begin(void)
{
        struct result *result = calloc(1, sizeof(*result));

        ck_assert_ptr_nonnull(result);
        return result;
}

static int act(void *state)
{
        struct result *result = state;
        const struct profile_request request = { .inputs = &subject->input,
                                                 .n_inputs = 1,
                                                 .is_option = is_test_option };

        result->status = profile_load(&result->ast, &request, &result->diags);
        if (result->status == 0)
                result->status = profile_resolve(&result->resolved, result->ast, &result->diags);
        /* refusing a bad profile is what is to be done */
        return result->status == -EINVAL && !subject->is_good ? 0 : result->status;
}

static void end(void *state, int r)
{
        struct result *result = state;
        char *text;

        if (r == 0) {
                text = shown(result);
                ck_assert_str_eq(text, wanted);
                free(text);
        }
        result_deinit(result);
        free(result);
}

START_TEST(a_profile_without_memory_means_nothing_else)
{
        struct result result = { 0 };

        subject = &subjects[_i];
        ck_assert_int_eq(act(&result), 0);
        wanted = shown(&result);
        result_deinit(&result);
        memory_try(&(struct attempt){ begin, act, end, false });
        free(wanted);
}
END_TEST

static void add_tests(TCase *tests)
{
        tcase_add_loop_test(tests, a_profile_without_memory_means_nothing_else, 0, N_SUBJECTS);
}

int main(void)
{
        return memory_run("profile/memory", add_tests);
}
