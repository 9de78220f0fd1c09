/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/residue.h"

#include <errno.h>

struct range64 {
        uint64_t least, greatest;
};

static unsigned int half_word(const struct predicate *p, bool high, bool big_endian)
{
        return word_of_arg(p->arg, high, big_endian);
}

/* Between what the masked argument lies. */
static struct range64 masked_range(const struct predicate *p, const struct facts *facts,
                                   bool big_endian)
{
        const struct extent high = fact_extent(&facts->words[half_word(p, true, big_endian)],
                                               (uint32_t)(p->mask >> 32));
        const struct extent low =
                fact_extent(&facts->words[half_word(p, false, big_endian)], (uint32_t)p->mask);

        return (struct range64){ ((uint64_t)high.least << 32) | low.least,
                                 ((uint64_t)high.greatest << 32) | low.greatest };
}

/* Whether the masked argument equals @datum. */
static enum answer ask_equal(const struct predicate *p, uint64_t datum, const struct facts *facts,
                             bool big_endian)
{
        const struct question high = { (uint32_t)(p->mask >> 32), (uint32_t)(datum >> 32),
                                       (uint32_t)(datum >> 32) };
        const struct question low = { (uint32_t)p->mask, (uint32_t)datum, (uint32_t)datum };
        enum answer of_high, of_low;

        of_high = fact_ask(&facts->words[half_word(p, true, big_endian)], &high);
        of_low = fact_ask(&facts->words[half_word(p, false, big_endian)], &low);
        if (of_high == ANSWER_NO || of_low == ANSWER_NO)
                return ANSWER_NO;
        return of_high == ANSWER_YES && of_low == ANSWER_YES ? ANSWER_YES : ANSWER_OPEN;
}

static enum answer opposite(enum answer answer)
{
        if (answer == ANSWER_OPEN)
                return answer;
        return answer == ANSWER_YES ? ANSWER_NO : ANSWER_YES;
}

/* Whether the masked argument is less than @datum. */
static enum answer ask_less(const struct predicate *p, uint64_t datum, const struct facts *facts,
                            bool big_endian)
{
        const struct range64 range = masked_range(p, facts, big_endian);

        if (range.greatest < datum)
                return ANSWER_YES;
        return range.least >= datum ? ANSWER_NO : ANSWER_OPEN;
}

static enum answer ask_predicate(const struct predicate *p, const struct facts *facts,
                                 bool big_endian)
{
        switch (p->op) {
        case CMP_MASKED_EQ:
                return ask_equal(p, p->datum & p->mask, facts, big_endian);
        case CMP_EQ:
                return ask_equal(p, p->datum, facts, big_endian);
        case CMP_NE:
                return opposite(ask_equal(p, p->datum, facts, big_endian));
        case CMP_LT:
                return ask_less(p, p->datum, facts, big_endian);
        case CMP_GE:
                return opposite(ask_less(p, p->datum, facts, big_endian));
        case CMP_LE:
                return p->datum == UINT64_MAX ? ANSWER_YES
                                              : ask_less(p, p->datum + 1, facts, big_endian);
        case CMP_GT:
                return p->datum == UINT64_MAX
                               ? ANSWER_NO
                               : opposite(ask_less(p, p->datum + 1, facts, big_endian));
        default:
                return ANSWER_OPEN; /* never decided, so never proven */
        }
}

/* The rules behind one that always matches never decide. */
static void cut_dead(struct residue *residue, size_t n)
{
        residue->n_rules = n;
        if (n > 0 && residue->rules[n - 1].n_open == 0) {
                residue->always = residue->rules[n - 1].rule;
                residue->otherwise = residue->always->action;
                residue->n_rules--;
        }
        while (residue->n_rules > 0 &&
               residue->rules[residue->n_rules - 1].rule->action == residue->otherwise)
                residue->n_rules--;
}

/* @possible: false if one of its predicates fails for certain. */
static int rule_given(struct open_rule *out, bool *possible, struct arena *arena,
                      const struct open_rule *rule, const struct facts *facts, bool big_endian)
{
        const struct predicate **open = arena_alloc(arena, rule->n_open, sizeof(*open));

        if (!open)
                return -ENOMEM;
        *out = (struct open_rule){ .rule = rule->rule, .open = open };
        *possible = true;
        for (uint32_t i = 0; i < rule->n_open; i++) {
                enum answer answer = ask_predicate(rule->open[i], facts, big_endian);

                *possible = answer != ANSWER_NO;
                if (!*possible)
                        return 0;
                if (answer == ANSWER_OPEN)
                        open[out->n_open++] = rule->open[i];
        }
        return 0;
}

static bool rule_looks_at(const struct open_rule *rule, uint32_t words, bool big_endian)
{
        for (uint32_t i = 0; i < rule->n_open; i++) {
                const struct predicate *p = rule->open[i];

                if (words & (1u << half_word(p, true, big_endian)) ||
                    words & (1u << half_word(p, false, big_endian)))
                        return true;
        }
        return false;
}

/* @words: which words' facts are new. */
static int reduce(struct residue *out, struct arena *arena, const struct residue *residue,
                  const struct facts *facts, uint32_t words)
{
        struct open_rule *rules = arena_alloc(arena, residue->n_rules, sizeof(*rules));
        size_t n = 0;

        if (!rules)
                return -ENOMEM;
        *out = *residue;
        out->rules = rules;
        for (size_t i = 0; i < residue->n_rules; i++) {
                bool possible = true;
                int r = 0;

                if (rule_looks_at(&residue->rules[i], words, residue->big_endian))
                        r = rule_given(&rules[n], &possible, arena, &residue->rules[i], facts,
                                       residue->big_endian);
                else
                        rules[n] = residue->rules[i];
                if (r < 0)
                        return r;
                if (possible && rules[n++].n_open == 0)
                        break;
        }
        cut_dead(out, n);
        return 0;
}

int residue_start(struct residue *out, struct arena *arena, const struct rule *rules,
                  size_t n_rules, uint32_t act_default, bool big_endian)
{
        const struct facts no_facts = { 0 };
        struct open_rule *open = arena_alloc(arena, n_rules, sizeof(*open));
        const struct residue all = { .rules = open,
                                     .n_rules = n_rules,
                                     .otherwise = act_default,
                                     .big_endian = big_endian };

        if (!open)
                return -ENOMEM;
        for (size_t i = 0; i < n_rules; i++) {
                const struct predicate **list =
                        arena_alloc(arena, rules[i].n_predicates, sizeof(*list));

                if (!list)
                        return -ENOMEM;
                for (size_t k = 0; k < rules[i].n_predicates; k++)
                        list[k] = &rules[i].predicates[k];
                open[i] = (struct open_rule){ .rule = &rules[i],
                                              .open = list,
                                              .n_open = (uint32_t)rules[i].n_predicates };
        }
        return reduce(out, arena, &all, &no_facts, UINT32_MAX);
}

int residue_given(struct residue *out, struct arena *arena, const struct residue *residue,
                  const struct facts *facts, unsigned int word)
{
        return reduce(out, arena, residue, facts, 1u << word);
}

bool residue_decided(const struct residue *residue, uint32_t *action)
{
        for (size_t i = 0; i < residue->n_rules; i++)
                if (residue->rules[i].rule->action != residue->otherwise)
                        return false;
        *action = residue->otherwise;
        return true;
}

/* The three ways to cut one half at its part of the datum; the first that is open. */
static bool split_half(struct question *question, const struct fact *fact, uint32_t mask,
                       uint32_t datum)
{
        const struct question cuts[] = {
                { mask, 0, datum - 1 }, /* datum 0: everything, so never open */
                { mask, 0, datum },
                { mask, datum, datum },
        };

        for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
                if (fact_ask(fact, &cuts[i]) == ANSWER_OPEN) {
                        *question = cuts[i];
                        return true;
                }
        }
        return false;
}

bool residue_split(unsigned int *word, struct question *question, const struct residue *residue,
                   const struct facts *facts)
{
        /* the middle one halves a sorted list; any other order is as good as chance */
        const struct open_rule *rule = &residue->rules[residue->n_rules / 2];

        for (uint32_t i = 0; residue->n_rules > 0 && i < rule->n_open; i++) {
                const struct predicate *p = rule->open[i];
                const uint64_t datum = p->op == CMP_MASKED_EQ ? p->datum & p->mask : p->datum;

                *word = half_word(p, true, residue->big_endian);
                if (split_half(question, &facts->words[*word], (uint32_t)(p->mask >> 32),
                               (uint32_t)(datum >> 32)))
                        return true;
                *word = half_word(p, false, residue->big_endian);
                if (split_half(question, &facts->words[*word], (uint32_t)p->mask, (uint32_t)datum))
                        return true;
        }
        return false;
}

uint32_t residue_words(const struct residue *residue)
{
        uint32_t words = 0;

        for (size_t i = 0; i < residue->n_rules; i++) {
                for (uint32_t k = 0; k < residue->rules[i].n_open; k++) {
                        const struct predicate *p = residue->rules[i].open[k];

                        words |= 1u << half_word(p, true, residue->big_endian);
                        words |= 1u << half_word(p, false, residue->big_endian);
                }
        }
        return words;
}
