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

/* Facts by word index; NULL for a word of which nothing is known. */
struct known {
        const struct fact *words[WORD_COUNT];
};

/* A predicate that may hold or not, and how its halves may compare with the datum. */
struct open_predicate {
        const struct predicate *predicate;
        uint8_t possible; /* private to residue.c and join.c */
};

#define ANYTHING_POSSIBLE 077

struct open_rule {
        const struct rule *rule;
        const struct open_predicate *open;
        uint32_t n_open;
        uint32_t words; /* bit mask of those that they look at */
};

struct residue {
        const struct open_rule *rules;
        size_t n_rules;
        uint32_t otherwise;             /* the action when none of them matches */
        const struct rule *always;      /* the rule that it is from; NULL: the default action */
        const struct open_rule *ghosts; /* that do not match, whether the facts say why or not */
        size_t n_ghosts;
        bool keeps_ghosts;
        bool impossible; /* a ghost would match: no call comes here */
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
 * residue_given() - what is left of it by what is known
 * @words: bit mask of the words about which something new is known
 */
int residue_given(struct residue *out, struct arena *arena, const struct residue *residue,
                  const struct known *known, uint32_t words);

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
                   const struct known *known);

/* The same of the ghost that is nearest to matching, which no call may make it do. */
bool residue_split_ghost(unsigned int *word, struct question *question,
                         const struct residue *residue, const struct known *known);

/* Bit mask of the words that open predicates look at. */
uint32_t residue_words(const struct residue *residue);

/* Whether the same questions lead to the same actions, whatever rules they are from. */
bool residue_equal(const struct residue *a, const struct residue *b);

/* The same for residues that are equal. */
uint64_t residue_hash(const struct residue *residue);

/* What is known and open on one way. */
struct way {
        struct residue residue;
        struct known known;
};

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

/**
 * residue_join_ghosts() - what can not match on either of two ways
 * @out: gets the ghosts, and nothing else
 */
int residue_join_ghosts(struct residue *out, struct arena *arena, const struct residue *a,
                        const struct residue *b);
