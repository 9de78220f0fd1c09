/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "prove/residue.h"

#include <errno.h>

/* How each half of the masked argument may compare with its half of the datum. */
enum {
        LESS = 1,
        SAME = 2,
        MORE = 4,
        ANY = LESS | SAME | MORE,
        HIGH_SHIFT = 3,
};

static unsigned int half_word(const struct predicate *p, bool high, bool big_endian)
{
        return word_of_arg(p->arg, high, big_endian);
}

/* MASKED_EQ ignores what of the datum lies outside of its mask. */
static uint64_t datum_of(const struct predicate *p)
{
        return p->op == CMP_MASKED_EQ ? p->datum & p->mask : p->datum;
}

static unsigned int compare_half(const struct fact *fact, uint32_t mask, uint32_t datum)
{
        const struct question same = { mask, datum, datum };
        const struct extent e = fact_extent(fact_or_nothing(fact), mask);

        return (e.least < datum ? LESS : 0u) | (e.greatest > datum ? MORE : 0u) |
               (fact_ask(fact_or_nothing(fact), &same) != ANSWER_NO ? SAME : 0u);
}

/* What makes no difference to the predicate is made the same: either becomes both. */
static unsigned int fold(const struct predicate *p, unsigned int possible)
{
        unsigned int high = possible >> HIGH_SHIFT, low = possible & ANY;
        const bool is_order =
                p->op == CMP_LT || p->op == CMP_LE || p->op == CMP_GE || p->op == CMP_GT;
        const unsigned int with_same = p->op == CMP_LT || p->op == CMP_GE ? MORE : LESS;
        const unsigned int alike = is_order ? SAME | with_same : LESS | MORE;

        if (!is_order && high & (LESS | MORE))
                high |= LESS | MORE;
        if (low & alike)
                low |= alike;
        if (!(high & SAME))
                low = ANY;
        return high << HIGH_SHIFT | low;
}

static enum answer answer_of(bool may_hold, bool may_fail)
{
        if (may_hold && may_fail)
                return ANSWER_OPEN;
        return may_hold ? ANSWER_YES : ANSWER_NO;
}

static enum answer answer_predicate(const struct predicate *p, unsigned int possible)
{
        const unsigned int high = possible >> HIGH_SHIFT, low = possible & ANY;
        const bool same = high & SAME;

        switch (p->op) {
        case CMP_EQ:
        case CMP_MASKED_EQ:
                return answer_of(same && (low & SAME),
                                 (high & (LESS | MORE)) || (low & (LESS | MORE)));
        case CMP_NE:
                return answer_of((high & (LESS | MORE)) || (low & (LESS | MORE)),
                                 same && (low & SAME));
        case CMP_LT:
                return answer_of((high & LESS) || (same && (low & LESS)),
                                 (high & MORE) || (same && (low & (SAME | MORE))));
        case CMP_LE:
                return answer_of((high & LESS) || (same && (low & (LESS | SAME))),
                                 (high & MORE) || (same && (low & MORE)));
        case CMP_GE:
                return answer_of((high & MORE) || (same && (low & (SAME | MORE))),
                                 (high & LESS) || (same && (low & LESS)));
        case CMP_GT:
                return answer_of((high & MORE) || (same && (low & MORE)),
                                 (high & LESS) || (same && (low & (LESS | SAME))));
        default:
                return ANSWER_OPEN; /* never decided, so never proven */
        }
}

static enum answer ask_predicate(struct open_predicate *open, const struct known *known,
                                 uint32_t words, bool big_endian)
{
        const struct predicate *p = open->predicate;
        const unsigned int high = half_word(p, true, big_endian);
        const unsigned int low = half_word(p, false, big_endian);
        const uint64_t datum = datum_of(p);
        unsigned int of_high = open->possible >> HIGH_SHIFT, of_low = open->possible & ANY;

        if (words & (1u << high))
                of_high &= compare_half(known->words[high], (uint32_t)(p->mask >> 32),
                                        (uint32_t)(datum >> 32));
        if (words & (1u << low))
                of_low &= compare_half(known->words[low], (uint32_t)p->mask, (uint32_t)datum);
        open->possible = (uint8_t)fold(p, of_high << HIGH_SHIFT | of_low);
        return answer_predicate(p, open->possible);
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
int rule_given(struct open_rule *out, bool *possible, struct arena *arena,
               const struct open_rule *rule, const struct known *known, uint32_t words,
               bool big_endian)
{
        struct open_predicate *open = arena_alloc(arena, rule->n_open, sizeof(*open));

        if (!open)
                return -ENOMEM;
        *out = (struct open_rule){ .rule = rule->rule, .open = open };
        *possible = true;
        for (uint32_t i = 0; i < rule->n_open; i++) {
                enum answer answer;

                open[out->n_open] = rule->open[i];
                answer = ask_predicate(&open[out->n_open], known, words, big_endian);
                *possible = answer != ANSWER_NO;
                if (!*possible)
                        return 0;
                out->n_open += answer == ANSWER_OPEN;
        }
        return 0;
}

static bool rule_looks_at(const struct open_rule *rule, uint32_t words, bool big_endian)
{
        for (uint32_t i = 0; i < rule->n_open; i++) {
                const struct predicate *p = rule->open[i].predicate;

                if (words & (1u << half_word(p, true, big_endian)) ||
                    words & (1u << half_word(p, false, big_endian)))
                        return true;
        }
        return false;
}

/* A ghost that would match says that no call comes here. */
static int reduce_ghosts(struct residue *out, struct arena *arena, const struct residue *residue,
                         const struct known *known, uint32_t words)
{
        struct open_rule *ghosts = arena_alloc(arena, residue->n_ghosts, sizeof(*ghosts));
        size_t n = 0;

        if (!ghosts)
                return -ENOMEM;
        for (size_t i = 0; i < residue->n_ghosts; i++) {
                bool possible = true;
                int r = 0;

                ghosts[n] = residue->ghosts[i];
                if (rule_looks_at(&ghosts[n], words, residue->big_endian))
                        r = rule_given(&ghosts[n], &possible, arena, &residue->ghosts[i], known,
                                       words, residue->big_endian);
                if (r < 0)
                        return r;
                out->impossible = out->impossible || (possible && ghosts[n].n_open == 0);
                n += possible;
        }
        out->ghosts = ghosts;
        out->n_ghosts = n;
        return 0;
}

int residue_given(struct residue *out, struct arena *arena, const struct residue *residue,
                  const struct known *known, uint32_t words)
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
                        r = rule_given(&rules[n], &possible, arena, &residue->rules[i], known,
                                       words, residue->big_endian);
                else
                        rules[n] = residue->rules[i];
                if (r < 0)
                        return r;
                if (possible && rules[n++].n_open == 0)
                        break;
        }
        cut_dead(out, n);
        return residue->n_ghosts > 0 ? reduce_ghosts(out, arena, residue, known, words) : 0;
}

int residue_start(struct residue *out, struct arena *arena, const struct rule *rules,
                  size_t n_rules, uint32_t act_default, bool big_endian)
{
        const struct known nothing = { 0 };
        struct open_rule *open = arena_alloc(arena, n_rules, sizeof(*open));
        const struct residue all = { .rules = open,
                                     .n_rules = n_rules,
                                     .otherwise = act_default,
                                     .big_endian = big_endian };

        if (!open)
                return -ENOMEM;
        for (size_t i = 0; i < n_rules; i++) {
                struct open_predicate *list =
                        arena_alloc(arena, rules[i].n_predicates, sizeof(*list));

                if (!list)
                        return -ENOMEM;
                for (size_t k = 0; k < rules[i].n_predicates; k++)
                        list[k] = (struct open_predicate){ &rules[i].predicates[k],
                                                           ANYTHING_POSSIBLE };
                open[i] = (struct open_rule){ .rule = &rules[i],
                                              .open = list,
                                              .n_open = (uint32_t)rules[i].n_predicates };
        }
        return residue_given(out, arena, &all, &nothing, UINT32_MAX);
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
                if (fact_ask(fact_or_nothing(fact), &cuts[i]) == ANSWER_OPEN) {
                        *question = cuts[i];
                        return true;
                }
        }
        return false;
}

bool residue_split(unsigned int *word, struct question *question, const struct residue *residue,
                   const struct known *known)
{
        /* the middle one halves a sorted list; any other order is as good as chance */
        const struct open_rule *rule = &residue->rules[residue->n_rules / 2];

        for (uint32_t i = 0; residue->n_rules > 0 && i < rule->n_open; i++) {
                const struct predicate *p = rule->open[i].predicate;
                const uint64_t datum = datum_of(p);

                *word = half_word(p, true, residue->big_endian);
                if (split_half(question, known->words[*word], (uint32_t)(p->mask >> 32),
                               (uint32_t)(datum >> 32)))
                        return true;
                *word = half_word(p, false, residue->big_endian);
                if (split_half(question, known->words[*word], (uint32_t)p->mask, (uint32_t)datum))
                        return true;
        }
        return false;
}

uint32_t residue_words(const struct residue *residue)
{
        uint32_t words = 0;

        for (size_t i = 0; i < residue->n_rules; i++) {
                for (uint32_t k = 0; k < residue->rules[i].n_open; k++) {
                        const struct predicate *p = residue->rules[i].open[k].predicate;

                        words |= 1u << half_word(p, true, residue->big_endian);
                        words |= 1u << half_word(p, false, residue->big_endian);
                }
        }
        return words;
}
