/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "witness/notation.h"

#include <check.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/constant.h"
#include "abi/syscall.h"
#include "policy/action.h"
#include "support/suite.h"

/* The words of a line, one after the other. */
struct words {
        char line[TABLE_LINE_MAX];
        char *rest;
};

static void words_init(struct words *words, const char *line, size_t n)
{
        ck_assert_uint_lt(n, sizeof(words->line));
        memcpy(words->line, line, n);
        words->line[n] = '\0';
        words->rest = words->line;
}

/* NULL at the end of the line, or where a comment begins. */
static const char *peek(const struct words *words)
{
        const char *at = words->rest + strspn(words->rest, " \t,");

        return *at == '\0' || *at == '#' ? NULL : at;
}

static const char *word(struct words *words)
{
        char *at = words->rest + strspn(words->rest, " \t,");
        size_t n = strcspn(at, " \t,");

        if (!peek(words))
                return NULL;
        words->rest = at[n] == '\0' ? at + n : at + n + 1;
        at[n] = '\0';
        return at;
}

static const char *needed(struct words *words, const char *what)
{
        const char *next = word(words);

        ck_assert_msg(next != NULL, "%s is missing after: %s", what, words->line);
        return next;
}

static bool skip(struct words *words, const char *what)
{
        const char *at = peek(words);
        const size_t n = strlen(what);

        if (!at || strncmp(at, what, n) != 0 || strcspn(at, " \t,") != n)
                return false;
        (void)word(words);
        return true;
}

static uint64_t number(const char *text)
{
        char *end;
        uint64_t value;

        errno = 0;
        value = strtoull(text, &end, 0);
        ck_assert_msg(end != text && *end == '\0' && errno == 0, "no number: %s", text);
        return value;
}

static bool is_number(const char *text)
{
        return isdigit((unsigned char)text[text[0] == '-']) != 0;
}

static uint32_t error_number(const char *text)
{
        int known;

        if (is_number(text))
                return (uint32_t)number(text);
        known = errno_by_name(abi_native(), span_of(text));
        ck_assert_msg(known > 0, "no such error: %s", text);
        return (uint32_t)known;
}

static uint32_t action(struct words *words)
{
        static const struct {
                const char *name;
                uint32_t action;
                bool has_data;
        } actions[] = {
                { "allow", SECCOMP_RET_ALLOW, false },
                { "log", SECCOMP_RET_LOG, false },
                { "errno", SECCOMP_RET_ERRNO, true },
                { "trap", SECCOMP_RET_TRAP, true },
                { "trace", SECCOMP_RET_TRACE, true },
                { "notify", SECCOMP_RET_USER_NOTIF, false },
                { "kill-thread", SECCOMP_RET_KILL_THREAD, false },
                { "kill", SECCOMP_RET_KILL_PROCESS, false },
        };
        const char *name = needed(words, "an action");

        for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
                if (strcmp(name, actions[i].name) != 0)
                        continue;
                if (!actions[i].has_data)
                        return actions[i].action;
                return actions[i].action | error_number(needed(words, "the action's number"));
        }
        ck_abort_msg("no such action: %s", name);
}

static enum compare comparison(const char *sign)
{
        static const struct {
                const char *sign;
                enum compare op;
        } signs[] = {
                { "==", CMP_EQ }, { "!=", CMP_NE }, { "<", CMP_LT },
                { "<=", CMP_LE }, { ">", CMP_GT },  { ">=", CMP_GE },
        };

        for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
                if (strcmp(sign, signs[i].sign) == 0)
                        return signs[i].op;
        ck_abort_msg("no such comparison: %s", sign);
}

static struct predicate condition(struct words *words)
{
        const char *arg = needed(words, "an argument");
        struct predicate p = { .mask = UINT64_MAX };
        bool is_masked;

        ck_assert_msg(arg[0] == 'a' && arg[1] >= '0' && arg[1] <= '5' && arg[2] == '\0',
                      "no argument: %s", arg);
        p.arg = (uint8_t)(arg[1] - '0');
        is_masked = skip(words, "&");
        if (is_masked)
                p.mask = number(needed(words, "a mask"));
        p.op = (uint8_t)comparison(needed(words, "a comparison"));
        if (is_masked && p.op == CMP_EQ)
                p.op = CMP_MASKED_EQ;
        p.datum = number(needed(words, "a number"));
        return p;
}

static void parse_rule(struct step *out, struct words *words)
{
        out->action = action(words);
        (void)snprintf(out->call, sizeof(out->call), "%s", needed(words, "a call"));
        if (skip(words, "if")) {
                do {
                        ck_assert_uint_lt(out->n_predicates, 6);
                        out->predicates[out->n_predicates++] = condition(words);
                } while (skip(words, "and"));
        }
        if (skip(words, "gives"))
                out->code = -(int)error_number(needed(words, "an error"));
}

static void parse_abis(struct step *out, struct words *words)
{
        while (peek(words)) {
                ck_assert_uint_lt(out->n_abis, sizeof(out->abis) / sizeof(*out->abis));
                out->abis[out->n_abis++] = test_abi(word(words));
        }
}

static void parse_step(struct step *out, struct words *words)
{
        static const char *const kinds[] = {
                [STEP_DEFAULT] = "default", [STEP_BADARCH] = "badarch",
                [STEP_ABI] = "abi",         [STEP_RULE] = "rule",
                [STEP_FILL] = "fill",       [STEP_PRIORITY] = "priority",
        };
        const size_t n_kinds = sizeof(kinds) / sizeof(*kinds);
        const char *kind = needed(words, "what the line is");
        size_t i = 0;

        while (i < n_kinds && strcmp(kind, kinds[i]) != 0)
                i++;
        ck_assert_msg(i < n_kinds, "what is '%s'?", kind);
        *out = (struct step){ .kind = (enum step_kind)i };
        switch (out->kind) {
        case STEP_DEFAULT:
        case STEP_BADARCH:
                out->action = action(words);
                break;
        case STEP_ABI:
                parse_abis(out, words);
                break;
        case STEP_RULE:
                parse_rule(out, words);
                break;
        case STEP_FILL:
                out->action = action(words);
                out->first = (uint32_t)number(needed(words, "the first"));
                out->last = (uint32_t)number(needed(words, "the last"));
                break;
        case STEP_PRIORITY:
                (void)snprintf(out->call, sizeof(out->call), "%s", needed(words, "a call"));
                out->first = (uint32_t)number(needed(words, "a priority"));
                break;
        }
        ck_assert_msg(!peek(words), "what is '%s'?", peek(words));
}

bool step_next(struct step *out, const char **at)
{
        while (**at) {
                const size_t n = strcspn(*at, "\n");
                struct words words;

                words_init(&words, *at, n);
                *at += n + ((*at)[n] == '\n');
                if (!peek(&words))
                        continue;
                parse_step(out, &words);
                return true;
        }
        return false;
}

uint32_t call_number(const struct abi *abi, const char *call)
{
        uint32_t nr = 0;
        int id;

        if (is_number(call))
                return (uint32_t)number(call);
        id = syscall_by_name(span_of(call));
        ck_assert_msg(id >= 0 && abi_syscall_number(&nr, abi, id), "%s has no call %s", abi->name,
                      call);
        return nr;
}

/* "x86_64", or "0xc0000123" for an architecture that nobody has. */
static const struct abi *parse_arch(uint32_t *arch, const char *text)
{
        if (is_number(text)) {
                *arch = (uint32_t)number(text);
                return abi_native();
        }
        *arch = test_abi(text)->audit_arch;
        return test_abi(text);
}

static void parse_row(struct table_row *out, struct words *words)
{
        const struct abi *abi = parse_arch(&out->call.arch, needed(words, "an ABI"));
        size_t n = 0;

        out->call.nr = (int)call_number(abi, needed(words, "a call"));
        while (!skip(words, "=")) {
                ck_assert_msg(n < 6, "too many arguments: %s", out->text);
                out->call.args[n++] = number(needed(words, "an argument or ="));
        }
        out->wanted = action(words);
        ck_assert_msg(!peek(words), "what is '%s'?", peek(words));
}

static struct table_case *add_case(struct table *table, const char *title, unsigned int line)
{
        const size_t size = (table->n_cases + 1) * sizeof(*table->cases);
        struct table_case *cases = realloc(table->cases, size), *c;

        ck_assert_ptr_nonnull(cases);
        table->cases = cases;
        c = &cases[table->n_cases++];
        memset(c, 0, sizeof(*c));
        c->line = line;
        (void)snprintf(c->title, sizeof(c->title), "%s", title);
        return c;
}

static void add_row(struct table_case *c, const char *line, unsigned int line_number)
{
        struct table_row *row = &c->rows[c->n_rows];
        struct words words;

        ck_assert_uint_lt(c->n_rows++, TABLE_CALLS);
        row->line = line_number;
        (void)snprintf(row->text, sizeof(row->text), "%s", line);
        words_init(&words, line + 1, strlen(line + 1));
        parse_row(row, &words);
}

static void add_line(struct table *table, const char *line, unsigned int line_number)
{
        struct table_case *c = table->n_cases ? &table->cases[table->n_cases - 1] : NULL;
        size_t used;

        if (line[0] == '#' || line[0] == '\0')
                return;
        if (strncmp(line, "== ", 3) == 0) {
                (void)add_case(table, line + 3, line_number);
                return;
        }
        ck_assert_msg(c != NULL, "%s:%u: before the first case", table->path, line_number);
        if (line[0] == '?') {
                add_row(c, line, line_number);
                return;
        }
        ck_assert_msg(c->n_rows == 0, "%s:%u: a policy after its calls", table->path, line_number);
        used = strlen(c->policy);
        ck_assert_uint_lt(used + strlen(line) + 1, sizeof(c->policy));
        (void)snprintf(c->policy + used, sizeof(c->policy) - used, "%s\n", line);
}

void table_read(struct table *out, const char *path)
{
        char line[TABLE_LINE_MAX];
        FILE *from = fopen(path, "r");

        ck_assert_msg(from != NULL, "cannot read %s", path);
        *out = (struct table){ 0 };
        (void)snprintf(out->path, sizeof(out->path), "%s", path);
        for (unsigned int n = 1; fgets(line, sizeof(line), from); n++) {
                line[strcspn(line, "\n")] = '\0';
                add_line(out, line, n);
        }
        ck_assert_int_eq(fclose(from), 0);
        for (size_t i = 0; i < out->n_cases; i++)
                ck_assert_msg(out->cases[i].n_rows > 0, "%s:%u: a case without calls", out->path,
                              out->cases[i].line);
}

void table_deinit(struct table *table)
{
        free(table->cases);
}
