/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What a sequence of seccomp_rule_add() means, from the documentation and in
 * the plainest way: for each architecture and number the rules of
 * definition.h. Names and numbers are the peer's; nothing here is ours.
 */

#include <stdbool.h>
#include <string.h>

#include "definition.h"
#include "peer.h"

#define WORLD_NUMBERS 96

struct world_number {
        uint32_t token;
        uint32_t nr;
        struct definition rules;
        struct definition blind; /* conditional rules of what is multiplexed, by selection */
};

struct world {
        const struct interface *names;
        uint32_t act_default;
        uint32_t tokens[4];
        size_t n_tokens;
        struct world_number numbers[WORLD_NUMBERS];
        size_t n_numbers;
        bool has_pseudo; /* a rule for a call that one lacks: the peer forgets to load the number */
        bool has_blind;  /* the peer loses conditions there */
        bool has_many_of_one; /* several conditional rules on a number: it mixes them up */
};

struct world_rule {
        uint32_t action;
        int syscall;
        unsigned int n_args;
        struct scmp_arg_cmp args[6];
};

static inline bool world_has_words_of_32(uint32_t token)
{
        return token == SCMP_ARCH_X86 || token == SCMP_ARCH_X32 || token == SCMP_ARCH_ARM;
}

static inline struct world_number *world_number(struct world *world, uint32_t token, uint32_t nr)
{
        struct world_number *number;

        for (size_t i = 0; i < world->n_numbers; i++)
                if (world->numbers[i].token == token && world->numbers[i].nr == nr)
                        return &world->numbers[i];
        if (world->n_numbers == WORLD_NUMBERS)
                abort();
        number = &world->numbers[world->n_numbers++];
        memset(number, 0, sizeof(*number));
        number->token = token;
        number->nr = nr;
        return number;
}

static inline struct addition world_addition(const struct world_rule *rule, uint32_t token)
{
        const uint64_t word = world_has_words_of_32(token) ? UINT32_MAX : UINT64_MAX;
        struct addition add = { .action = rule->action };

        for (unsigned int arg = 0; arg < 6; arg++) {
                for (unsigned int i = 0; i < rule->n_args; i++) {
                        const struct scmp_arg_cmp *cmp = &rule->args[i];
                        struct predicate p = { .arg = (uint8_t)arg, .op = (uint8_t)cmp->op };

                        if (cmp->arg != arg)
                                continue;
                        p.mask = cmp->op == SCMP_CMP_MASKED_EQ ? cmp->datum_a & word : word;
                        p.datum = cmp->op == SCMP_CMP_MASKED_EQ ? cmp->datum_b & p.mask
                                                                : cmp->datum_a & word;
                        if (p.mask != 0)
                                add.conditions[add.n_conditions++] = p;
                }
        }
        return add;
}

/* One number that a rule reaches, and what it says there. */
struct world_step {
        struct world_number *number;
        struct addition add;
        bool blind;
};

/* The number that a call has beside the one that its multiplexer gives it: -1 if none. */
static inline int world_own_number(const struct world *world, uint32_t token, const char *name)
{
        for (int nr = 0; nr < 500; nr++) {
                char *known = world->names->syscall_resolve_num_arch(token, nr);
                const bool same = known && strcmp(known, name) == 0;

                free(known);
                if (same)
                        return nr;
        }
        return -1;
}

static inline size_t world_steps(struct world *world, const struct world_rule *rule, uint32_t token,
                                 const char *name, struct world_step steps[2])
{
        const int nr = world->names->syscall_resolve_name_arch(token, name);
        const int door = world->names->syscall_resolve_name_rewrite(token, name);
        struct addition add = world_addition(rule, token);
        int own = nr;

        if (door != nr)
                own = world_own_number(world, token, name);
        steps[0] = (struct world_step){
                .number = world_number(world, token, (uint32_t)(own >= 0 ? own : nr)),
                .add = add,
        };
        world->has_pseudo |= own < 0;
        if (door == nr)
                return 1;
        /* __PNR_socket is -101 and SYS_SOCKET 1; __PNR_semop is -201 and SEMOP 1. */
        steps[1] = (struct world_step){ .number = world_number(world, token, (uint32_t)door),
                                        .blind = add.n_conditions > 0 };
        steps[1].add = (struct addition){
                .action = rule->action,
                .n_conditions = 1,
                .conditions[0] = { .arg = 0,
                                   .op = CMP_MASKED_EQ,
                                   .mask = -nr > 200 ? 0xffff : UINT32_MAX,
                                   .datum = (uint64_t)(-nr % 100) },
        };
        return 2;
}

/* What seccomp_rule_add() has to return for a well-formed rule. */
static inline int world_add(struct world *world, const struct world_rule *rule)
{
        char *name = world->names->syscall_resolve_num_arch(SCMP_ARCH_NATIVE, rule->syscall);
        struct world_step steps[8];
        size_t n = 0;

        if (rule->action == world->act_default) {
                free(name);
                return -EACCES;
        }
        for (size_t i = 0; i < world->n_tokens; i++)
                n += world_steps(world, rule, world->tokens[i], name, &steps[n]);
        free(name);
        for (size_t i = 0; i < n; i++) {
                struct definition copy = steps[i].number->rules;

                if (!steps[i].blind && define(&copy, &steps[i].add) < 0)
                        return -EEXIST;
        }
        for (size_t i = 0; i < n; i++) {
                struct world_number *number = steps[i].number;

                if (steps[i].blind) {
                        number->blind.rules[number->blind.n++] = steps[i].add;
                        world->has_blind = true;
                        continue;
                }
                (void)define(&number->rules, &steps[i].add);
                if (number->rules.n > 1)
                        world->has_many_of_one = true;
        }
        return 0;
}

static inline uint32_t world_number_verdict(const struct world *world,
                                            const struct world_number *number,
                                            const struct seccomp_data *call)
{
        const uint32_t nothing = 0x1234; /* no action */
        uint32_t action = defined(&number->rules, call, nothing);

        if (action != nothing)
                return action;
        action = world->act_default;
        for (size_t i = 0; i < number->blind.n; i++)
                if (predicate_holds(&number->blind.rules[i].conditions[0], call->args[0]) &&
                    (int32_t)number->blind.rules[i].action < (int32_t)action)
                        action = number->blind.rules[i].action;
        return action;
}

static inline bool world_has(const struct world *world, uint32_t token)
{
        for (size_t i = 0; i < world->n_tokens; i++)
                if (world->tokens[i] == token)
                        return true;
        return false;
}

static inline uint32_t world_verdict(const struct world *world, const struct seccomp_data *call)
{
        uint32_t token = call->arch;

        if (token == SCMP_ARCH_X86_64 && (uint32_t)call->nr >= 0x40000000 && call->nr != -1)
                token = SCMP_ARCH_X32;
        if (call->nr == -1 && token == SCMP_ARCH_X86_64 && !world_has(world, token))
                token = SCMP_ARCH_X32;
        if (!world_has(world, token))
                return SCMP_ACT_KILL;
        for (size_t i = 0; i < world->n_numbers; i++)
                if (world->numbers[i].token == token && world->numbers[i].nr == (uint32_t)call->nr)
                        return world_number_verdict(world, &world->numbers[i], call);
        return world->act_default;
}
