/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the rules of one syscall number still leave open on a path: the rules
 * that may yet match, in order, and of each the predicates that may yet fail.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/word.h"
#include "policy/policy.h"
#include "prove/fact.h"
#include "util/arena.h"

/* Facts by word index. Those of nr and arch are kept by the walk itself. */
struct facts {
        struct fact words[WORD_COUNT];
};

struct open_rule {
        const struct rule *rule;
        const struct predicate *const *open; /* may hold or not */
        uint32_t n_open;
};

struct residue {
        const struct open_rule *rules;
        size_t n_rules;
        uint32_t otherwise;        /* the action when none of them matches */
        const struct rule *always; /* the rule that it is from; NULL: the default action */
        bool big_endian;
        bool mixed; /* stands for other rules, too, that are left with the same questions */
};

/**
 * residue_start() - all rules of a slot, before anything is known
 *
 * Return: 0 or -ENOMEM.
 */
int residue_start(struct residue *out, struct arena *arena, const struct rule *rules,
                  size_t n_rules, uint32_t act_default, bool big_endian);

/**
 * residue_given() - what the facts leave of it
 * @word: the word about which something new is known
 */
int residue_given(struct residue *out, struct arena *arena, const struct residue *residue,
                  const struct facts *facts, unsigned int word);

/* Whether only one action is left; it is put in @action. */
bool residue_decided(const struct residue *residue, uint32_t *action);

/**
 * residue_split() - a question that tells cases apart which the facts leave open
 *
 * A return may be right although several rules are open: each value that is
 * possible may match one of them. Answering the question both ways makes the
 * residue smaller on each side.
 *
 * Return: false if no predicate has anything to ask (none is open).
 */
bool residue_split(unsigned int *word, struct question *question, const struct residue *residue,
                   const struct facts *facts);

/* Bit mask of the words that open predicates look at. */
uint32_t residue_words(const struct residue *residue);

/* Whether the same questions lead to the same actions, whatever rules they are from. */
bool residue_equal(const struct residue *a, const struct residue *b);

/**
 * residue_join() - what is open where two ways meet
 * @base: of which both were made by residue_given()
 *
 * A rule that either leaves open is open, with all that either leaves open of
 * it; what only one of them knows is forgotten. Neither may be mixed.
 *
 * Return: 0 or -ENOMEM.
 */
int residue_join(struct residue *out, struct arena *arena, const struct residue *a,
                 const struct residue *b, const struct residue *base);
