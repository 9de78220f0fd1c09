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

static uint32_t words_of(const struct predicate *p, bool big_endian)
{
        return 1u << half_word(p, true, big_endian) | 1u << half_word(p, false, big_endian);
}

/* MASKED_EQ ignores what of the datum lies outside of its mask. */
static uint64_t datum_of(const struct predicate *p)
{
        return p->op == CMP_MASKED_EQ ? p->datum & p->mask : p->datum;
}

static bool may_equal(const struct fact *fact, uint32_t mask, uint32_t datum, struct extent e)
{
        const struct question same = { mask, datum, datum };

        if (datum < e.least || datum > e.greatest || (datum & ~mask))
                return false;
        if (datum == e.least || datum == e.greatest || fact_is_empty(fact))
                return true; /* as an extent ends at a value that is possible, as far as is known */
        return fact_ask(fact, &same) != ANSWER_NO;
}

static unsigned int compare_half(const struct fact *fact, uint32_t mask, uint32_t datum)
{
        const struct fact *known = fact_or_nothing(fact);
        const struct extent e = fact_extent(known, mask);

        return (e.least < datum ? LESS : 0u) | (e.greatest > datum ? MORE : 0u) |
               (may_equal(known, mask, datum, e) ? SAME : 0u);
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

/* @contradiction: what is known of it leaves nothing, so no call comes here. */
static enum answer ask_predicate(bool *contradiction, struct open_predicate *open,
                                 const struct known *known, uint32_t words, bool big_endian)
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
        *contradiction = *contradiction || of_high == 0 || of_low == 0;
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

/* What is left of a rule, and what that means. */
struct left {
        struct open_rule rule;
        bool possible;      /* false: one of its predicates fails for certain */
        bool contradiction; /* no call comes here */
};

/* Where a rule is not possible, what is open of it matters for a ghost only. */
static int rule_given(struct left *out, struct arena *arena, const struct open_rule *rule,
                      const struct known *known, uint32_t words, const struct residue *residue)
{
        struct open_predicate *open = arena_alloc(arena, rule->n_open, sizeof(*open));

        if (!open)
                return -ENOMEM;
        out->rule.open = open;
        out->rule.n_open = 0;
        out->rule.words = 0;
        for (uint32_t i = 0; i < rule->n_open && (out->possible || residue->keeps_ghosts); i++) {
                struct open_predicate *next = &open[out->rule.n_open];
                enum answer answer;

                *next = rule->open[i];
                answer =
                        ask_predicate(&out->contradiction, next, known, words, residue->big_endian);
                out->possible = out->possible && answer != ANSWER_NO;
                if (answer == ANSWER_YES)
                        continue;
                out->rule.n_open++;
                out->rule.words |= words_of(next->predicate, residue->big_endian);
        }
        return 0;
}

/* What becomes of the rules of a residue. */
struct sorting {
        struct open_rule *rules, *ghosts;
        size_t n_rules, n_ghosts;
        bool is_decided; /* one matches for certain: those behind it never decide */
        bool impossible;
};

static void sort_rule(struct sorting *sorting, const struct left *left, bool was_ghost,
                      bool keeps_ghosts)
{
        sorting->impossible = sorting->impossible || left->contradiction;
        if (was_ghost || (!left->possible && keeps_ghosts)) {
                sorting->ghosts[sorting->n_ghosts++] = left->rule;
                sorting->impossible = sorting->impossible || left->rule.n_open == 0;
        } else if (left->possible && !sorting->is_decided) {
                sorting->rules[sorting->n_rules++] = left->rule;
                sorting->is_decided = left->rule.n_open == 0;
        }
}

/* Rules and ghosts, in the order in which the slot has them. */
static int sort_rules(struct sorting *sorting, struct arena *arena, const struct residue *residue,
                      const struct known *known, uint32_t words)
{
        size_t i = 0, k = 0;

        while (i < residue->n_rules || k < residue->n_ghosts) {
                const bool ghost =
                        i == residue->n_rules ||
                        (k < residue->n_ghosts && residue->ghosts[k].rule < residue->rules[i].rule);
                const struct open_rule *rule = ghost ? &residue->ghosts[k++] : &residue->rules[i++];
                struct left left = { .rule = *rule, .possible = true };
                int r = 0;

                if (sorting->is_decided && !residue->keeps_ghosts)
                        return 0;
                if (rule->words & words)
                        r = rule_given(&left, arena, rule, known, words, residue);
                if (r < 0)
                        return r;
                sort_rule(sorting, &left, ghost, residue->keeps_ghosts);
        }
        return 0;
}

int residue_given(struct residue *out, struct arena *arena, const struct residue *residue,
                  const struct known *known, uint32_t words)
{
        const size_t n_ghosts = residue->keeps_ghosts ? residue->n_ghosts + residue->n_rules : 0;
        struct sorting sorting = {
                .rules = arena_alloc(arena, residue->n_rules, sizeof(*residue->rules)),
                .ghosts = arena_alloc(arena, n_ghosts, sizeof(*residue->ghosts))
        };
        int r;

        if (!sorting.rules || !sorting.ghosts)
                return -ENOMEM;
        r = sort_rules(&sorting, arena, residue, known, words);
        if (r < 0)
                return r;
        *out = *residue;
        out->rules = sorting.rules;
        out->ghosts = sorting.ghosts;
        out->n_ghosts = sorting.n_ghosts;
        out->impossible = sorting.impossible;
        cut_dead(out, sorting.n_rules);
        return 0;
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
                                              .n_open = (uint32_t)rules[i].n_predicates,
                                              .words = UINT32_MAX };
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

static bool split_rule(unsigned int *word, struct question *question, const struct open_rule *rule,
                       const struct known *known, bool big_endian)
{
        for (uint32_t i = 0; i < rule->n_open; i++) {
                const struct predicate *p = rule->open[i].predicate;
                const uint64_t datum = datum_of(p);

                *word = half_word(p, true, big_endian);
                if (split_half(question, known->words[*word], (uint32_t)(p->mask >> 32),
                               (uint32_t)(datum >> 32)))
                        return true;
                *word = half_word(p, false, big_endian);
                if (split_half(question, known->words[*word], (uint32_t)p->mask, (uint32_t)datum))
                        return true;
        }
        return false;
}

bool residue_split(unsigned int *word, struct question *question, const struct residue *residue,
                   const struct known *known)
{
        /* the middle one halves a sorted list; any other order is as good as chance */
        return residue->n_rules > 0 &&
               split_rule(word, question, &residue->rules[residue->n_rules / 2], known,
                          residue->big_endian);
}

bool residue_split_ghost(unsigned int *word, struct question *question,
                         const struct residue *residue, const struct known *known)
{
        const struct open_rule *least = NULL;

        for (size_t i = 0; i < residue->n_ghosts; i++)
                if (!least || residue->ghosts[i].n_open < least->n_open)
                        least = &residue->ghosts[i];
        return least && split_rule(word, question, least, known, residue->big_endian);
}

uint32_t residue_words(const struct residue *residue)
{
        uint32_t words = 0;

        for (size_t i = 0; i < residue->n_rules; i++)
                words |= residue->rules[i].words;
        return words;
}
