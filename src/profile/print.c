/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/print.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "abi/constant.h"
#include "abi/multiplex.h"
#include "abi/syscall.h"
#include "policy/action.h"
#include "profile/regroup.h"
#include "util/cleanup.h"

#define SCRATCH_MAX (256u * 1024u * 1024u)
#define LINE_WIDTH  88
#define ORIGIN_MAX  256
#define ACTION_MAX  ACTION_TEXT_MAX

/* Actions, in the words of the language */

struct action_words {
        char verb[ACTION_MAX]; /* "allow", "trace 7" */
        char with[ACTION_MAX]; /* " with ENOSYS" */
};

static struct action_words words_of(uint32_t action, const struct abi *abi)
{
        unsigned int data = action & SECCOMP_RET_DATA;
        struct action_words words = { .verb = "", .with = "" };
        const char *name;

        switch (action_kind(action)) {
        case SECCOMP_RET_ERRNO:
                name = errno_name(abi, (int)data);
                (void)strcpy(words.verb, "deny");
                if (name && strcmp(name, "EPERM") != 0)
                        (void)snprintf(words.with, sizeof(words.with), " with %s", name);
                else if (!name)
                        (void)snprintf(words.with, sizeof(words.with), " with %u", data);
                break;
        case SECCOMP_RET_TRACE:
                (void)snprintf(words.verb, sizeof(words.verb), "trace %u", data);
                break;
        case SECCOMP_RET_TRAP:
                (void)snprintf(words.verb, sizeof(words.verb), data ? "trap %u" : "trap", data);
                break;
        case SECCOMP_RET_ALLOW:
                (void)strcpy(words.verb, "allow");
                break;
        case SECCOMP_RET_LOG:
                (void)strcpy(words.verb, "log");
                break;
        case SECCOMP_RET_USER_NOTIF:
                (void)strcpy(words.verb, "notify");
                break;
        case SECCOMP_RET_KILL_THREAD:
                (void)strcpy(words.verb, "kill-thread");
                break;
        default: /* the kernel takes what it does not know for a kill, too */
                (void)strcpy(words.verb, "kill");
                break;
        }
        return words;
}

static void put_origin(FILE *to, const struct policy *policy, struct origin origin)
{
        char buf[ORIGIN_MAX];

        if (policy_origin_text(policy, origin, buf, sizeof(buf))[0])
                (void)fprintf(to, "   # %s", buf);
        (void)fputc('\n', to);
}

/* Calls with one action and no condition, put together by the line they come from */

struct entry {
        const char *name;
        uint32_t action;
        struct origin origin;
};

static int compare_entries(const void *left, const void *right)
{
        const struct entry *a = left, *b = right;

        if (a->action != b->action)
                return a->action > b->action ? -1 : 1; /* allow first */
        if (a->origin.source != b->origin.source)
                return a->origin.source < b->origin.source ? -1 : 1;
        if (a->origin.line != b->origin.line)
                return a->origin.line < b->origin.line ? -1 : 1;
        return strcmp(a->name, b->name);
}

static bool same_line(const struct entry *a, const struct entry *b)
{
        return a->action == b->action && a->origin.source == b->origin.source &&
               a->origin.line == b->origin.line;
}

static void put_run(FILE *to, const struct policy *policy, const struct abi *abi,
                    const struct entry *entries, size_t n)
{
        struct action_words words = words_of(entries[0].action, abi);
        size_t column = (size_t)fprintf(to, "%s", words.verb);

        for (size_t i = 0; i < n; i++) {
                size_t length = strlen(entries[i].name);

                if (column + length + 3 > LINE_WIDTH) {
                        (void)fputs(" \\\n       ", to);
                        column = 7;
                }
                (void)fprintf(to, " %s", entries[i].name);
                column += length + 1;
        }
        (void)fputs(words.with, to);
        put_origin(to, policy, entries[0].origin);
}

static bool is_plain(const struct slot *slot)
{
        return slot->n_rules > 0 && slot->rules[0].n_predicates == 0;
}

/*
 * Lines for socket, connect, … speak about socketcall as well, so when read
 * back its own lines have to come after all of theirs.
 */
static bool is_multiplexer(const struct abi *abi, int id)
{
        return abi->multiplexed && multiplex_call(id, 1) >= 0;
}

/* The slot of a call by its name, NULL when it has no rules. */
static const struct slot *slot_of(const struct filter *filter, int id)
{
        const struct slot *slot;
        uint32_t nr;

        if (!abi_syscall_number(&nr, filter->abi, id))
                return NULL;
        slot = filter_find_slot(filter, nr);
        return slot && slot->n_rules ? slot : NULL;
}

static int put_plain(FILE *to, const struct policy *policy, const struct filter *filter)
{
        _cleanup_(freep) struct entry *entries = calloc(syscall_count() + 1, sizeof(*entries));
        size_t n = 0;

        if (!entries)
                return -ENOMEM;
        for (unsigned int id = 0; id < syscall_count(); id++) {
                const struct slot *slot = slot_of(filter, (int)id);

                if (slot && is_plain(slot) && !is_multiplexer(filter->abi, (int)id))
                        entries[n++] = (struct entry){ syscall_name((int)id), slot->rules[0].action,
                                                       slot->rules[0].origin };
        }
        qsort(entries, n, sizeof(*entries), compare_entries);
        for (size_t i = 0, k; i < n; i = k) {
                for (k = i + 1; k < n && same_line(&entries[i], &entries[k]); k++)
                        ;
                put_run(to, policy, filter->abi, &entries[i], k - i);
        }
        return 0;
}

/* Calls with conditions */

/* Rules next to each other that come from one line, as its conditions. */
static int put_rules(FILE *to, const struct policy *policy, const struct filter *filter, int id,
                     const struct rule *rules, size_t n)
{
        struct action_words words = words_of(rules->action, filter->abi);
        struct scratch scratch = { .limit = SCRATCH_MAX };
        struct terms terms;
        int r = regroup(&terms, &scratch, filter->abi, id, rules, n);

        for (size_t i = 0; r == 0 && i < terms.n; i++) {
                (void)fprintf(to, "%s %s", words.verb, syscall_name(id));
                if (terms.items[i].n)
                        (void)fputs(" if ", to);
                r = print_term(to, filter->abi, id, &terms.items[i], &scratch);
                (void)fputs(words.with, to);
                put_origin(to, policy, rules->origin);
        }
        scratch_deinit(&scratch);
        return r;
}

static bool same_source(const struct rule *a, const struct rule *b)
{
        return a->action == b->action && a->origin.source == b->origin.source &&
               a->origin.line == b->origin.line;
}

/* From the last rule that can be reached to the first: here the last line decides. */
static int put_slot(FILE *to, const struct policy *policy, const struct filter *filter, int id,
                    const struct slot *slot)
{
        size_t n = 0, from;

        while (n < slot->n_rules && (n == 0 || slot->rules[n - 1].n_predicates))
                n++;
        for (; n > 0; n = from) {
                int r;

                from = n - 1;
                while (from > 0 && same_source(&slot->rules[from - 1], &slot->rules[n - 1]))
                        from--;
                r = put_rules(to, policy, filter, id, &slot->rules[from], n - from);
                if (r < 0)
                        return r;
        }
        return 0;
}

static int put_conditional(FILE *to, const struct policy *policy, const struct filter *filter,
                           bool multiplexers)
{
        for (unsigned int id = 0; id < syscall_count(); id++) {
                const struct slot *slot = slot_of(filter, (int)id);

                if (!slot || is_multiplexer(filter->abi, (int)id) != multiplexers)
                        continue;
                if (multiplexers || !is_plain(slot)) {
                        int r = put_slot(to, policy, filter, (int)id, slot);

                        if (r < 0)
                                return r;
                }
        }
        return 0;
}

/* Numbers without a name */

static void put_numbers(FILE *to, const struct policy *policy, const struct filter *filter)
{
        char action[ACTION_TEXT_MAX];

        for (size_t i = 0; i < filter->n_slots; i++) {
                const struct slot *slot = &filter->slots[i];

                if (!slot->n_rules || (slot->first == slot->last &&
                                       abi_syscall_by_number(filter->abi, slot->first) >= 0))
                        continue;
                (void)fprintf(to, "# other numbers %" PRIu32 "..%" PRIu32 ": %s%s", slot->first,
                              slot->last, action_text(slot->rules[0].action, action),
                              is_plain(slot) ? "" : " if …");
                put_origin(to, policy, slot->rules[0].origin);
        }
}

static int put_filter(FILE *to, const struct policy *policy, const struct filter *filter)
{
        struct action_words words = words_of(policy->act_default, filter->abi);
        int r;

        (void)fprintf(to, "arch %s\ndefault %s%s\n", filter->abi->name, words.verb, words.with);
        r = put_plain(to, policy, filter);
        if (r == 0)
                r = put_conditional(to, policy, filter, false);
        if (r == 0)
                r = put_conditional(to, policy, filter, true);
        if (r < 0)
                return r;
        put_numbers(to, policy, filter);
        return 0;
}

int profile_print_rules(FILE *to, const struct policy *policy)
{
        char action[ACTION_TEXT_MAX];

        for (size_t i = 0; i < policy->n_filters; i++) {
                int r;

                if (i)
                        (void)fputc('\n', to);
                r = put_filter(to, policy, &policy->filters[i]);
                if (r < 0)
                        return r;
        }
        (void)fprintf(to, "\n# other architectures: %s\n",
                      action_text(policy->act_badarch, action));
        errno = 0;
        if (fflush(to) != 0 || ferror(to))
                return errno ? -errno : -EIO;
        return 0;
}
