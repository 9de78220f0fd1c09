/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What is meant. A predicate compares one argument; a rule is a conjunction of
 * predicates giving an action; a filter is the ordered rules of one ABI; a
 * policy is filters plus attributes. Both front doors (profiles and seccomp.h)
 * end here, and everything after is derived from this and checked against it.
 *
 * The meaning is one sentence: for each ABI and syscall number there is an
 * ordered list of rules; the first that matches decides; if none does, the
 * default action. policy/eval.c says it in code.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/abi.h"
#include "util/arena.h"
#include "util/cleanup.h"

/* Same values as enum scmp_compare. */
enum compare {
        CMP_NE = 1,
        CMP_LT,
        CMP_LE,
        CMP_EQ,
        CMP_GE,
        CMP_GT,
        CMP_MASKED_EQ, /* (argument & mask) == datum; bits of datum outside mask are ignored */
};

/*
 * Unsigned comparison of (argument & mask) with datum. A 32-bit argument has
 * mask 0xffffffff (or less): the kernel does not read its upper half, so no
 * comparison may depend on it. For CMP_MASKED_EQ and only for it, datum is
 * masked too.
 */
struct predicate {
        uint8_t arg; /* 0..5 */
        uint8_t op;  /* enum compare */
        uint64_t mask;
        uint64_t datum;
};

/* Where a rule was written: a line of a source of its policy. */
struct origin {
        uint32_t source; /* index in policy->sources; 0 is "no place known" */
        uint32_t line;   /* from 1; 0 when unknown */
};

struct rule {
        struct predicate *predicates; /* all must hold; none: always matches */
        size_t n_predicates;
        uint32_t action; /* SECCOMP_RET_* with its data */
        struct origin origin;
};

/* The rules of one run of syscall numbers. */
struct slot {
        uint32_t first, last; /* as in seccomp_data.nr, unsigned, both included */
        uint32_t priority;    /* 0..255, larger is tested earlier; never changes a verdict */
        struct rule *rules; /* the first that matches decides; a full list may serve others, too */
        size_t n_rules, cap_rules;
};

struct filter {
        const struct abi *abi;
        struct slot *slots; /* ascending, disjoint */
        size_t n_slots, cap_slots;
        struct arena memory; /* of the slots' rules and of their predicates */
};

struct policy {
        uint32_t act_default; /* no rule matches */
        uint32_t act_badarch; /* the call's architecture is not in the policy */
        struct filter *filters;
        size_t n_filters, cap_filters;
        char **sources; /* names of what origins refer to; sources[0] is "" */
        size_t n_sources, cap_sources;
};

/* Return: 0 or -ENOMEM. */
int policy_new(struct policy **out, uint32_t act_default, uint32_t act_badarch);
struct policy *policy_free(struct policy *policy);
DEFINE_CLEANUP(struct policy, policy_free);

/**
 * policy_add_filter() - add an ABI
 * @out: the empty filter; valid until the next policy_add_filter()
 *
 * Return: 0, -ENOMEM, -EEXIST if the ABI is there already, -EDOM if its byte
 * order is not that of the filters that are there.
 */
int policy_add_filter(struct filter **out, struct policy *policy, const struct abi *abi);
struct filter *policy_find_filter(const struct policy *policy, const struct abi *abi);

/* Return: 0 and the new source's index in @out, or -ENOMEM. The name is copied. */
int policy_add_source(uint32_t *out, struct policy *policy, const char *name);

/**
 * filter_add_rule() - append a rule to the list of one syscall number
 * @filter: the filter
 * @nr:     syscall number as in seccomp_data.nr
 * @rule:   copied, predicates too; it decides after those already there. On
 *          ABIs with 32-bit registers the masks lose their upper halves
 *
 * Return: 0, -ENOMEM, -EINVAL for an argument above 5 or an unknown comparison.
 */
int filter_add_rule(struct filter *filter, uint32_t nr, const struct rule *rule);

/**
 * filter_append_action() - the only rule of a number, which always matches
 * @nr: above all numbers that @filter has
 *
 * What filter_add_rule() comes to for most numbers of most policies, without
 * looking for a place.
 *
 * Return: 0 or -ENOMEM.
 */
int filter_append_action(struct filter *filter, uint32_t nr, uint32_t action);

/**
 * filter_insert_rule() - the same as filter_add_rule(), at a place in the list
 * @at: 0..number of rules of @nr; rules from there on move down by one
 */
int filter_insert_rule(struct filter *filter, uint32_t nr, size_t at, const struct rule *rule);

/**
 * filter_fill() - give one action to every number in a range that has no rule
 *
 * Numbers that have rules already keep them.
 *
 * Return: 0 or -ENOMEM.
 */
int filter_fill(struct filter *filter, uint32_t first, uint32_t last, uint32_t action,
                struct origin origin);

/* Return: 0 or -ENOMEM. The largest priority that was given counts. */
int filter_set_priority(struct filter *filter, uint32_t nr, uint32_t priority);

/* The slot that contains @nr, or NULL. */
struct slot *filter_find_slot(const struct filter *filter, uint32_t nr);

/* "net.profile:7", or "" when no place is known; cut to @size. Returns @buf. */
const char *policy_origin_text(const struct policy *policy, struct origin origin, char *buf,
                               size_t size);
