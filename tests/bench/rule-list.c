/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bench/rule-list.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/cleanup.h"

#define BLANKS " \t\n"

/* Words of one line, one after the other. */
static char *next_word(char **rest)
{
        return strtok_r(NULL, BLANKS, rest);
}

static int read_action(uint32_t *out, const char *word, struct error *err)
{
        if (word && strcmp(word, "ALLOW") == 0)
                *out = SCMP_ACT_ALLOW;
        else if (word && strncmp(word, "ERRNO:", 6) == 0)
                *out = SCMP_ACT_ERRNO((uint32_t)strtoul(word + 6, NULL, 10));
        else
                return error_set(err, -EINVAL, "unknown action '%s'", word ? word : "");
        return 0;
}

static int read_value(scmp_datum_t *out, const char *word, struct error *err)
{
        char *end = NULL;

        if (word)
                *out = strtoull(word, &end, 0);
        if (!word || end == word || *end)
                return error_set(err, -EINVAL, "not a value: '%s'", word ? word : "");
        return 0;
}

static int read_comparison(enum scmp_compare *out, const char *word, struct error *err)
{
        static const char *const names[] = {
                [SCMP_CMP_NE] = "ne",         [SCMP_CMP_LT] = "lt", [SCMP_CMP_LE] = "le",
                [SCMP_CMP_EQ] = "eq",         [SCMP_CMP_GE] = "ge", [SCMP_CMP_GT] = "gt",
                [SCMP_CMP_MASKED_EQ] = "meq",
        };

        for (int op = SCMP_CMP_NE; word && op <= SCMP_CMP_MASKED_EQ; op++) {
                if (strcmp(word, names[op]) != 0)
                        continue;
                *out = (enum scmp_compare)op;
                return 0;
        }
        return error_set(err, -EINVAL, "unknown comparison '%s'", word ? word : "");
}

/* "a0" to "a5" */
static bool is_argument(const char *word)
{
        return word[0] == 'a' && word[1] >= '0' && word[1] <= '5' && !word[2];
}

/* From its argument on to the end of the line. */
static int read_conditions(struct listed_rule *rule, char *word, char **rest, struct error *err)
{
        int r = 0;

        for (; word && r == 0; word = next_word(rest)) {
                struct scmp_arg_cmp *arg = &rule->args[rule->n_args];

                if (!is_argument(word) || rule->n_args == 6)
                        return error_set(err, -EINVAL, "unexpected '%s'", word);
                *arg = (struct scmp_arg_cmp){ .arg = (unsigned int)(word[1] - '0') };
                r = read_comparison(&arg->op, next_word(rest), err);
                if (r == 0)
                        r = read_value(&arg->datum_a, next_word(rest), err);
                if (r == 0 && arg->op == SCMP_CMP_MASKED_EQ)
                        r = read_value(&arg->datum_b, next_word(rest), err);
                rule->n_args++;
        }
        return r;
}

static int add_rule(struct rule_list *list, uint32_t action, const char *name)
{
        char *copy;

        if (ARRAY_RESERVE(list, rules, 1) < 0)
                return -ENOMEM;
        copy = strdup(name);
        if (!copy)
                return -ENOMEM;
        list->rules[list->n_rules++] = (struct listed_rule){ .name = copy, .action = action };
        return 0;
}

static int read_line(struct rule_list *list, char *line, struct error *err)
{
        char *rest = NULL, *word = strtok_r(line, BLANKS, &rest);
        uint32_t action = 0;
        int r;

        if (!word || word[0] == '#')
                return 0;
        if (strcmp(word, "default") == 0)
                return read_action(&list->act_default, next_word(&rest), err);
        if (strcmp(word, "rule") != 0)
                return error_set(err, -EINVAL, "neither a rule nor the default: '%s'", word);
        r = read_action(&action, next_word(&rest), err);
        while (r == 0 && (word = next_word(&rest)) && !is_argument(word))
                if (add_rule(list, action, word) < 0)
                        return error_set(err, -ENOMEM, "out of memory");
        if (r < 0 || !word)
                return r;
        if (list->n_rules == 0)
                return error_set(err, -EINVAL, "conditions on the arguments of what?");
        return read_conditions(&list->rules[list->n_rules - 1], word, &rest, err);
}

int rule_list_read(struct rule_list *out, const char *directory, const char *name,
                   struct error *err)
{
        _cleanup_(fclosep) FILE *from = NULL;
        _cleanup_(freep) char *path = NULL;
        _cleanup_(freep) char *line = NULL;
        size_t cap_line = 0;
        unsigned int n = 0;
        int r = 0;

        *out = (struct rule_list){ 0 };
        if (asprintf(&path, "%s/%s.txt", directory, name) < 0)
                return error_set(err, -ENOMEM, "out of memory");
        from = fopen(path, "re");
        if (!from)
                return error_set(err, -errno, "%s: %s", path, strerror(errno));
        while (r == 0 && getline(&line, &cap_line, from) >= 0) {
                n++;
                r = read_line(out, line, err);
        }
        return r < 0 ? error_prefix(err, "%s:%u", path, n) : 0;
}

void rule_list_deinit(struct rule_list *list)
{
        for (size_t i = 0; i < list->n_rules; i++)
                free(list->rules[i].name);
        free(list->rules);
        *list = (struct rule_list){ 0 };
}
