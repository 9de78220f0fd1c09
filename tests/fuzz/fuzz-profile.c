/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Any bytes as a profile. It is refused with words and places, or has a
 * meaning, and then one more line after it changes what that line is for and
 * nothing else.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "abi/syscall.h"
#include "input.h"
#include "policy/eval.h"
#include "profile/profile.h"

#define LONGEST 4096
#define N_CALLS 32

struct loaded {
        struct diagnostics diags;
        struct resolved resolved;
        int status;
};

static bool is_option(const char *word)
{
        return strcmp(word, "keep-cap") == 0 || strcmp(word, "rlimit") == 0;
}

/* @text, and the line "kill getppid" after it if there is @one_more. */
static void load(struct loaded *out, const char *text, bool one_more)
{
        const struct profile_input inputs[] = {
                { .label = "fuzz.profile", .text = text },
                { .label = "--kill", .verb = "kill", .text = "getppid" },
        };
        const struct profile_request request = { .inputs = inputs,
                                                 .n_inputs = one_more ? 2 : 1,
                                                 .is_option = is_option };
        struct ast *ast = NULL;

        *out = (struct loaded){ 0 };
        out->status = profile_load(&ast, &request, &out->diags);
        if (out->status == 0)
                out->status = profile_resolve(&out->resolved, ast, &out->diags);
        ast_free(ast);
        require(out->status == 0 || out->status == -EINVAL);
        require((out->status == 0) == (out->diags.n_errors == 0));
}

static void loaded_deinit(struct loaded *loaded)
{
        resolved_deinit(&loaded->resolved);
        diagnostics_deinit(&loaded->diags);
}

/* Every finding has a place in the text, and prints as text that no terminal obeys. */
static void check_findings(const struct diagnostics *diags, size_t size)
{
        char *text = NULL;
        size_t printed;
        FILE *to = open_memstream(&text, &printed);

        require(to != NULL);
        for (size_t i = 0; i < diags->n_items; i++) {
                require(diags->items[i].message[0] != '\0');
                require(diags->items[i].line <= size + 1);
                require(diags->items[i].line == 0 || diags->items[i].column >= 1);
        }
        diagnostics_print(to, diags);
        require(fclose(to) == 0);
        for (size_t i = 0; i < printed; i++)
                require(strchr("\n\t", text[i]) ||
                        ((unsigned char)text[i] >= 0x20 && text[i] != 0x7f));
        free(text);
}

static struct seccomp_data take_call(struct input *input, const struct policy *policy)
{
        const struct filter *filter = &policy->filters[take_byte(input) % policy->n_filters];
        struct seccomp_data call = { .arch = filter->abi->audit_arch };
        const struct slot *slot;

        call.nr = (int)(filter->abi->nr_base + take_byte(input));
        if (filter->n_slots > 0) {
                slot = &filter->slots[take_word(input) % filter->n_slots];
                call.nr = (int)slot->first;
        }
        for (unsigned int i = 0; i < 6; i++)
                call.args[i] = take_value(input);
        return call;
}

static bool is_getppid(const struct policy *policy, const struct seccomp_data *call)
{
        const struct filter *filter = policy_route(policy, call->arch, (uint32_t)call->nr);
        const int id = syscall_by_name(span_of("getppid"));
        uint32_t nr;

        return filter && abi_syscall_number(&nr, filter->abi, id) && nr == (uint32_t)call->nr;
}

static void compare(struct input *input, const struct policy *before, const struct policy *after)
{
        for (unsigned int i = 0; i < N_CALLS; i++) {
                const struct seccomp_data call = take_call(input, after);
                const uint32_t action = policy_eval(after, &call).action;

                if (is_getppid(after, &call))
                        require(action == SECCOMP_RET_KILL_PROCESS);
                else
                        require(action == policy_eval(before, &call).action);
        }
}

/* The bytes are the text, and choose the calls as well. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct input input = { data, size };
        struct loaded before, after;
        char text[LONGEST + 1];

        if (size > LONGEST)
                return 0;
        for (size_t i = 0; i < size; i++)
                text[i] = data[i] == '/' || data[i] == '\0' ? ' ' : (char)data[i]; /* no files */
        text[size] = '\0';
        load(&before, text, false);
        load(&after, text, true);
        check_findings(&before.diags, size);
        if (before.status == 0 && after.status == 0)
                compare(&input, before.resolved.policy, after.resolved.policy);
        loaded_deinit(&before);
        loaded_deinit(&after);
        return 0;
}
