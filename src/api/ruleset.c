/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "api/ruleset.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "api/seccomp.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/hash.h"

#define MAX_DEPTH 6
#define NO_NODE   UINT32_MAX

/* What a way down from the root ends in. */
struct node {
        struct predicate condition; /* the last step of the way; the root has none */
        uint32_t parent;
        uint32_t first_child, next_sibling;
        uint32_t action;
        uint32_t blind_action;
        bool has_action;
        bool has_blind_action;
};

struct ruleset {
        size_t n_owners;
        bool is_decided; /* by a rule without conditions; there are no nodes then */
        uint32_t action;
        struct node *nodes; /* the root is nodes[0]; parents stand before children */
        size_t n_nodes, cap_nodes;
        uint32_t *table; /* nodes by parent and condition; open addressing, at most half full */
        size_t cap_table;
};

int ruleset_new(struct ruleset **out)
{
        struct ruleset *rules = calloc(1, sizeof(*rules));

        if (!rules)
                return -ENOMEM;
        rules->n_owners = 1;
        if (ARRAY_RESERVE(rules, nodes, 1) < 0) {
                free(rules);
                return -ENOMEM;
        }
        rules->nodes[rules->n_nodes++] = (struct node){
                .parent = NO_NODE,
                .first_child = NO_NODE,
                .next_sibling = NO_NODE,
        };
        *out = rules;
        return 0;
}

void ruleset_ref(struct ruleset *rules)
{
        if (rules)
                rules->n_owners++;
}

void ruleset_unref(struct ruleset *rules)
{
        if (!rules || --rules->n_owners > 0)
                return;
        free(rules->nodes);
        free(rules->table);
        free(rules);
}

static int ruleset_clone(struct ruleset **out, const struct ruleset *rules)
{
        struct ruleset *copy = calloc(1, sizeof(*copy));

        if (!copy)
                return -ENOMEM;
        copy->n_owners = 1;
        copy->is_decided = rules->is_decided;
        copy->action = rules->action;
        copy->table = calloc(rules->cap_table, sizeof(*copy->table));
        if ((rules->cap_table > 0 && !copy->table) ||
            ARRAY_RESERVE(copy, nodes, rules->n_nodes) < 0) {
                ruleset_unref(copy);
                return -ENOMEM;
        }
        if (rules->cap_table > 0)
                memcpy(copy->table, rules->table, rules->cap_table * sizeof(*copy->table));
        copy->cap_table = rules->cap_table;
        memcpy(copy->nodes, rules->nodes, rules->n_nodes * sizeof(*copy->nodes));
        copy->n_nodes = rules->n_nodes;
        *out = copy;
        return 0;
}

static bool condition_equals(const struct predicate *a, const struct predicate *b)
{
        return a->arg == b->arg && a->op == b->op && a->mask == b->mask && a->datum == b->datum;
}

/* Where in the table the child of @parent by @condition is, or would have to be. */
static size_t table_position(const struct ruleset *rules, uint32_t parent,
                             const struct predicate *condition)
{
        uint64_t h = hash_mix(HASH_SEED, parent);
        size_t i;

        h = hash_mix(h, (uint64_t)condition->arg << 8 | condition->op);
        h = hash_mix(h, condition->mask);
        h = hash_mix(h, condition->datum);
        for (i = (size_t)h & (rules->cap_table - 1); rules->table[i] != 0;
             i = (i + 1) & (rules->cap_table - 1)) {
                const struct node *node = &rules->nodes[rules->table[i]];

                if (node->parent == parent && condition_equals(&node->condition, condition))
                        break;
        }
        return i;
}

static uint32_t find_child(const struct ruleset *rules, uint32_t parent,
                           const struct predicate *condition)
{
        uint32_t child;

        if (rules->cap_table == 0)
                return NO_NODE;
        child = rules->table[table_position(rules, parent, condition)];
        return child != 0 ? child : NO_NODE; /* the root is nobody's child */
}

/* The node after @at in a walk over the tree below @top, or NO_NODE. */
static uint32_t next_below(const struct ruleset *rules, uint32_t top, uint32_t at)
{
        if (rules->nodes[at].first_child != NO_NODE)
                return rules->nodes[at].first_child;
        while (at != top && rules->nodes[at].next_sibling == NO_NODE)
                at = rules->nodes[at].parent;
        return at == top ? NO_NODE : rules->nodes[at].next_sibling;
}

static bool any_other_action_below(const struct ruleset *rules, uint32_t top, uint32_t action)
{
        for (uint32_t at = next_below(rules, top, top); at != NO_NODE;
             at = next_below(rules, top, at))
                if (rules->nodes[at].has_action && rules->nodes[at].action != action)
                        return true;
        return false;
}

/* What is the same for checking and for adding: whether a beginning of the list decides already. */
static bool is_reachable(uint32_t *end, const struct ruleset *rules, const struct addition *add)
{
        uint32_t at = 0;

        if (rules->is_decided)
                return false;
        for (size_t i = 0; i < add->n_conditions && at != NO_NODE; i++) {
                if (rules->nodes[at].has_action)
                        return false;
                at = find_child(rules, at, &add->conditions[i]);
        }
        *end = at;
        return true;
}

int ruleset_check(const struct ruleset *rules, const struct addition *add)
{
        uint32_t end;

        if (!rules || add->is_blind || add->n_conditions == 0)
                return 0;
        if (!is_reachable(&end, rules, add) || end == NO_NODE)
                return 0;
        if (rules->nodes[end].has_action && rules->nodes[end].action != add->action)
                return -EEXIST;
        return any_other_action_below(rules, end, add->action) ? -EEXIST : 0;
}

/* Room for @extra nodes more, half of the table staying empty. */
static int table_reserve(struct ruleset *rules, size_t extra)
{
        const size_t need = rules->n_nodes + extra;
        size_t cap = rules->cap_table > 0 ? rules->cap_table : 16;
        uint32_t *old = rules->table;

        if (need >= NO_NODE)
                return -ENOMEM;
        while (cap / 2 < need)
                cap *= 2;
        if (cap == rules->cap_table)
                return 0;
        rules->table = calloc(cap, sizeof(*rules->table));
        if (!rules->table) {
                rules->table = old;
                return -ENOMEM;
        }
        rules->cap_table = cap;
        for (uint32_t i = 1; i < rules->n_nodes; i++) {
                const struct node *node = &rules->nodes[i];

                rules->table[table_position(rules, node->parent, &node->condition)] = i;
        }
        free(old);
        return 0;
}

int ruleset_prepare(struct ruleset **rules, const struct addition *add)
{
        struct ruleset *own;
        int r;

        if (!*rules)
                r = ruleset_new(rules);
        else if ((*rules)->n_owners > 1) {
                r = ruleset_clone(&own, *rules);
                if (r == 0) {
                        ruleset_unref(*rules);
                        *rules = own;
                }
        } else
                r = 0;
        if (r < 0)
                return r;
        r = ARRAY_RESERVE(*rules, nodes, add->n_conditions);
        return r < 0 ? r : table_reserve(*rules, add->n_conditions);
}

static uint32_t make_child(struct ruleset *rules, uint32_t parent,
                           const struct predicate *condition)
{
        const uint32_t child = (uint32_t)rules->n_nodes;

        assert(rules->n_nodes < rules->cap_nodes); /* ruleset_prepare() */
        rules->table[table_position(rules, parent, condition)] = child;
        rules->nodes[rules->n_nodes++] = (struct node){
                .condition = *condition,
                .parent = parent,
                .first_child = NO_NODE,
                .next_sibling = rules->nodes[parent].first_child,
        };
        rules->nodes[parent].first_child = child;
        return child;
}

/* SECCOMP_RET_*: the kernel takes the smallest as a signed number for the strictest. */
static bool is_stricter(uint32_t a, uint32_t b)
{
        return (int32_t)a < (int32_t)b;
}

static void add_blind(struct node *node, uint32_t action)
{
        if (!node->has_blind_action || is_stricter(action, node->blind_action))
                node->blind_action = action;
        node->has_blind_action = true;
}

void ruleset_add(struct ruleset *rules, const struct addition *add)
{
        uint32_t at = 0, end;

        if (!is_reachable(&end, rules, add))
                return;
        if (add->n_conditions == 0) {
                rules->is_decided = true;
                rules->action = add->action;
                rules->n_nodes = 1;
                rules->nodes[0].first_child = NO_NODE;
                return;
        }
        for (size_t i = 0; i < add->n_conditions; i++) {
                const uint32_t child = find_child(rules, at, &add->conditions[i]);

                at = child != NO_NODE ? child : make_child(rules, at, &add->conditions[i]);
        }
        if (add->is_blind) {
                add_blind(&rules->nodes[at], add->action);
                return;
        }
        for (end = next_below(rules, at, at); end != NO_NODE; end = next_below(rules, at, end))
                rules->nodes[end].has_action = false; /* nothing gets there any more */
        rules->nodes[at].has_action = true;
        rules->nodes[at].action = add->action;
}

/* A rule as ruleset_list() sorts it: its way down from the root. */
struct entry {
        uint32_t path[MAX_DEPTH];
        unsigned int depth;
        bool is_blind;
};

static struct entry make_entry(const struct ruleset *rules, uint32_t at)
{
        struct entry entry = { .is_blind = !rules->nodes[at].has_action };
        uint32_t way_up[MAX_DEPTH];

        for (; at != 0; at = rules->nodes[at].parent)
                way_up[entry.depth++] = at;
        for (unsigned int i = 0; i < entry.depth; i++)
                entry.path[i] = way_up[entry.depth - 1 - i];
        return entry;
}

/* Equalities, then upper bounds, then lower bounds. */
static int comparison_rank(uint8_t op)
{
        switch ((enum compare)op) {
        case CMP_LT:
        case CMP_LE:
                return 1;
        case CMP_GE:
        case CMP_GT:
                return 2;
        default:
                return 0;
        }
}

/* Less than 0 when @a is tried before @b. */
static int condition_order(const struct predicate *a, const struct predicate *b)
{
        const int rank = comparison_rank(a->op);

        if (a->arg != b->arg)
                return a->arg > b->arg ? -1 : 1;
        if (rank != comparison_rank(b->op))
                return rank - comparison_rank(b->op);
        if (a->datum == b->datum)
                return 0;
        return (a->datum > b->datum) == (rank != 1) ? -1 : 1;
}

static int entry_order(const void *x, const void *y, void *arg)
{
        const struct entry *a = x, *b = y;
        const struct ruleset *rules = arg;
        int order;

        for (unsigned int i = 0; i < a->depth && i < b->depth; i++) {
                if (a->path[i] == b->path[i])
                        continue;
                order = condition_order(&rules->nodes[a->path[i]].condition,
                                        &rules->nodes[b->path[i]].condition);
                if (order != 0)
                        return order;
                return a->path[i] < b->path[i] ? -1 : 1;
        }
        /* One begins the other: it comes first, unless it cannot see what the other can. */
        if (a->depth == b->depth)
                return 0;
        return (a->depth < b->depth) == !(a->depth < b->depth ? a : b)->is_blind ? -1 : 1;
}

static bool counts(const struct node *node, uint32_t act_default)
{
        return node->has_action ||
               (node->has_blind_action && is_stricter(node->blind_action, act_default));
}

static int append_entry(struct filter *filter, uint32_t nr, const struct ruleset *rules,
                        const struct entry *entry)
{
        const struct node *end = &rules->nodes[entry->path[entry->depth - 1]];
        struct predicate predicates[MAX_DEPTH];
        const struct rule rule = {
                .predicates = predicates,
                .n_predicates = entry->depth,
                .action = entry->is_blind ? end->blind_action : end->action,
        };

        for (unsigned int i = 0; i < entry->depth; i++)
                predicates[i] = rules->nodes[entry->path[i]].condition;
        return filter_add_rule(filter, nr, &rule);
}

int ruleset_list(struct filter *filter, uint32_t nr, const struct ruleset *rules,
                 uint32_t act_default)
{
        _cleanup_(freep) struct entry *entries = NULL;
        size_t n = 0;
        int r;

        if (rules->is_decided)
                return filter_add_rule(filter, nr, &(struct rule){ .action = rules->action });
        entries = calloc(rules->n_nodes, sizeof(*entries));
        if (!entries)
                return -ENOMEM;
        for (uint32_t i = 1; i < rules->n_nodes; i++)
                if (counts(&rules->nodes[i], act_default))
                        entries[n++] = make_entry(rules, i);
        qsort_r(entries, n, sizeof(*entries), entry_order, (void *)(uintptr_t)rules);
        for (size_t i = 0; i < n; i++) {
                r = append_entry(filter, nr, rules, &entries[i]);
                if (r < 0)
                        return r;
        }
        return 0;
}
