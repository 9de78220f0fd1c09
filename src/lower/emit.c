/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "lower/lower.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "util/arena.h"
#include "util/array.h"

/*
 * Code is written backwards, from the last instruction to the first: classic
 * BPF only jumps forward, so every target has its final place before the jump
 * to it is written, and an offset never changes once written. Places are
 * counted from the end of the program.
 *
 * What the accumulator holds is not a property of a node but a label on each
 * edge: a node has up to three entries (load, mask, test), and each edge
 * enters at the first that its label requires.
 */

#define NO_PLACE UINT32_MAX

/* What the accumulator holds: (word & mask). */
struct label {
        uint16_t word;
        uint32_t mask;
};

static const struct label nothing = { UINT16_MAX, 0 };

enum entry { ENTRY_TEST, ENTRY_MASK, ENTRY_LOAD, N_ENTRIES };

/* One node while it is being written. */
struct site {
        bool reached;
        bool wanted[N_ENTRIES];    /* some edge enters there */
        uint32_t place[N_ENTRIES]; /* of the latest instruction that leads to the entry */
        uint32_t size;             /* of the tree below, for the order of children */
};

struct emitter {
        const struct dag *dag;
        struct program *program; /* reversed */
        struct site *sites;      /* by node */
        uint32_t *order;         /* reached nodes, children before parents */
        size_t n_order;
};

static struct label needed_by(const struct node *node)
{
        return (struct label){ node->word, node_needs_mask(node) };
}

static enum entry entry_for(struct label held, const struct node *node)
{
        const struct label need = needed_by(node);

        if (held.word != need.word)
                return ENTRY_LOAD;
        if (held.mask == need.mask)
                return ENTRY_TEST;
        /* masking again takes more bits away; it never brings one back */
        return (need.mask & ~held.mask) == 0 ? ENTRY_MASK : ENTRY_LOAD;
}

static void want(struct emitter *e, struct label held, uint32_t target)
{
        const struct node *node = &e->dag->nodes[target];

        if (node->test != TEST_LEAF)
                e->sites[target].wanted[entry_for(held, node)] = true;
}

static uint32_t tree_size(const struct emitter *e, uint32_t node)
{
        const struct node *n = &e->dag->nodes[node];
        uint32_t size;

        if (n->test == TEST_LEAF)
                return 0;
        if (__builtin_add_overflow(e->sites[n->yes].size, e->sites[n->no].size, &size) ||
            size == UINT32_MAX)
                return UINT32_MAX;
        return size + 1;
}

/*
 * Post-order from the root, without recursion: a chain may be as deep as the
 * program is long. The larger subtree is written first and so lies behind the
 * smaller one, which keeps jumps short.
 */
static void find_order(struct emitter *e, uint32_t root, uint32_t *stack)
{
        size_t depth = 0;

        for (uint32_t i = 0; i <= root; i++)
                e->sites[i].size = tree_size(e, i);
        stack[depth++] = root;
        while (depth > 0) {
                const uint32_t at = stack[depth - 1];
                const struct node *node = &e->dag->nodes[at];
                uint32_t larger, smaller;
                bool yes_is_larger;

                if (e->sites[at].reached || node->test == TEST_LEAF) {
                        depth--;
                        continue;
                }
                yes_is_larger = e->sites[node->yes].size >= e->sites[node->no].size;
                larger = yes_is_larger ? node->yes : node->no;
                smaller = yes_is_larger ? node->no : node->yes;
                if (!e->sites[larger].reached && e->dag->nodes[larger].test != TEST_LEAF) {
                        stack[depth++] = larger;
                } else if (!e->sites[smaller].reached && e->dag->nodes[smaller].test != TEST_LEAF) {
                        stack[depth++] = smaller;
                } else {
                        e->sites[at].reached = true;
                        e->order[e->n_order++] = at;
                        depth--;
                }
        }
}

/* Return: 0 and the instruction's place from the end in @place, or -ENOMEM. */
static int put(struct emitter *e, uint32_t *place, struct sock_filter insn)
{
        int r = ARRAY_RESERVE(e->program, insns, 1);

        if (r < 0)
                return r;
        *place = (uint32_t)e->program->n_insns;
        e->program->insns[e->program->n_insns++] = insn;
        return 0;
}

/* The distance from the instruction that is written next to one that is there. */
static uint32_t distance(const struct emitter *e, uint32_t place)
{
        assert(place < e->program->n_insns);
        return (uint32_t)e->program->n_insns - place - 1;
}

static bool is_near(const struct emitter *e, uint32_t place)
{
        return place != NO_PLACE && distance(e, place) <= UINT8_MAX;
}

/*
 * Something nearby that leads to an entry: itself, a jump that was written
 * for another node, or a new one. A return is as short as a jump to it.
 */
static int bring_near(struct emitter *e, uint32_t target, enum entry entry)
{
        const struct node *node = &e->dag->nodes[target];
        uint32_t *place = &e->sites[target].place[entry];

        if (is_near(e, *place))
                return 0;
        if (node->test == TEST_LEAF)
                return put(e, place, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, node->value));
        assert(*place != NO_PLACE);
        return put(e, place, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, distance(e, *place)));
}

static enum entry edge_entry(const struct emitter *e, const struct node *from, uint32_t target)
{
        const struct node *node = &e->dag->nodes[target];

        return node->test == TEST_LEAF ? ENTRY_TEST : entry_for(needed_by(from), node);
}

static int put_test(struct emitter *e, uint32_t *place, const struct node *node)
{
        const enum entry yes_entry = edge_entry(e, node, node->yes);
        const enum entry no_entry = edge_entry(e, node, node->no);
        const uint32_t *yes = &e->sites[node->yes].place[yes_entry];
        const uint32_t *no = &e->sites[node->no].place[no_entry];
        struct sock_filter insn = { .k = node->value };
        bool swap = false;
        int r;

        /* bringing one near pushes the other one away */
        while (!is_near(e, *yes) || !is_near(e, *no)) {
                r = bring_near(e, node->yes, yes_entry);
                if (r >= 0)
                        r = bring_near(e, node->no, no_entry);
                if (r < 0)
                        return r;
        }
        if (node_asks_bits(node)) {
                insn.code = BPF_JMP | BPF_JSET | BPF_K;
                insn.k = node->mask;
                swap = node->value == 0; /* JSET asks for "some set" */
        } else {
                insn.code = BPF_JMP | BPF_K | (node->test == TEST_EQ ? BPF_JEQ : BPF_JGE);
        }
        insn.jt = (uint8_t)distance(e, swap ? *no : *yes);
        insn.jf = (uint8_t)distance(e, swap ? *yes : *no);
        return put(e, place, insn);
}

static int put_node(struct emitter *e, uint32_t at)
{
        const struct node *node = &e->dag->nodes[at];
        const struct label need = needed_by(node);
        struct site *site = &e->sites[at];
        int r;

        r = put_test(e, &site->place[ENTRY_TEST], node);
        if (r < 0 || !(site->wanted[ENTRY_LOAD] || site->wanted[ENTRY_MASK]))
                return r;
        if (need.mask != UINT32_MAX) {
                r = put(e, &site->place[ENTRY_MASK],
                        (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, need.mask));
                if (r < 0)
                        return r;
        }
        if (!site->wanted[ENTRY_LOAD])
                return 0;
        return put(e, &site->place[ENTRY_LOAD],
                   (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, need.word * 4u));
}

static void reverse(struct program *program)
{
        for (size_t i = 0, j = program->n_insns; i + 1 < j; i++) {
                struct sock_filter insn = program->insns[i];

                program->insns[i] = program->insns[--j];
                program->insns[j] = insn;
        }
}

static int emit_all(struct emitter *e, uint32_t root)
{
        want(e, nothing, root);
        for (size_t i = 0; i < e->n_order; i++) {
                const struct node *node = &e->dag->nodes[e->order[i]];

                want(e, needed_by(node), node->yes);
                want(e, needed_by(node), node->no);
        }
        if (e->n_order == 0)
                return bring_near(e, root, ENTRY_TEST);
        for (size_t i = 0; i < e->n_order; i++) {
                int r = put_node(e, e->order[i]);

                if (r < 0)
                        return r;
        }
        return 0;
}

int lower_emit(struct program *out, const struct dag *dag, uint32_t root)
{
        const size_t n = (size_t)root + 1; /* children lie below their parents */
        struct emitter e = { .dag = dag, .program = out };
        struct arena arena = { 0 };
        uint32_t *stack = arena_alloc(&arena, n, sizeof(*stack));
        int r = -ENOMEM;

        assert(out->n_insns == 0);
        e.sites = arena_alloc(&arena, n, sizeof(*e.sites));
        e.order = arena_alloc(&arena, n, sizeof(*e.order));
        if (e.sites && e.order && stack) {
                for (size_t i = 0; i < n; i++)
                        e.sites[i] = (struct site){ .place = { NO_PLACE, NO_PLACE, NO_PLACE } };
                find_order(&e, root, stack);
                r = emit_all(&e, root);
        }
        arena_deinit(&arena);
        if (r >= 0)
                reverse(out);
        return r < 0 ? r : 0;
}
