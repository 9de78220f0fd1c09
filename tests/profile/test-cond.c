/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "profile/cond.h"

#include <inttypes.h>
#include <stdio.h>

#include "abi/signature.h"
#include "helper.h"

/*
 * What each operator means, asked of policy_eval(): first row by row, then
 * with random conditions against an evaluator of their own written as C would
 * have it.
 */

static const struct {
        const char *line; /* of x86_64 */
        const char *call;
        uint64_t args[4];
        bool allowed;
} rows[] = {
        /* unsigned, 32 bits: the upper half of the register is not looked at */
        { "allow read if fd == 5", "read", { 5 }, true },
        { "allow read if fd == 5", "read", { 4 }, false },
        { "allow read if fd == 5", "read", { UINT64_C(0x100000005) }, true },
        { "allow read if fd != 5", "read", { UINT64_C(0x100000005) }, false },
        { "allow read if fd != 5", "read", { 6 }, true },
        { "allow read if fd < 5", "read", { 4 }, true },
        { "allow read if fd < 5", "read", { 5 }, false },
        { "allow read if fd < 5", "read", { UINT64_C(0xff00000004) }, true },
        { "allow read if fd <= 5", "read", { 5 }, true },
        { "allow read if fd <= 5", "read", { 6 }, false },
        { "allow read if fd > 5", "read", { 6 }, true },
        { "allow read if fd > 5", "read", { 5 }, false },
        { "allow read if fd > 5", "read", { UINT64_C(0x700000005) }, false },
        { "allow read if fd >= 5", "read", { 5 }, true },
        { "allow read if fd >= 5", "read", { 4 }, false },
        { "allow read if fd < 0xffffffff", "read", { 0xfffffffe }, true },
        { "allow read if fd < 0xffffffff", "read", { 0xffffffff }, false },
        { "allow read if fd > 0xffffffff", "read", { 0xffffffff }, false },
        { "allow read if fd < 0", "read", { 0 }, false },
        { "allow read if fd >= 0", "read", { 0xffffffff }, true },
        { "allow read if fd == -1", "read", { 0xffffffff }, true },
        { "allow read if fd == ~0", "read", { 0xffffffff }, true },
        { "allow read if fd == ~5", "read", { 0xfffffffa }, true },
        /* unsigned, 64 bits */
        { "allow read if count == 0x100000000", "read", { 0, 0, UINT64_C(0x100000000) }, true },
        { "allow read if count == 0x100000000", "read", { 0, 0, 0 }, false },
        { "allow read if count <= 0xffffffff", "read", { 0, 0, UINT64_C(0x100000000) }, false },
        { "allow read if count <= 0xffffffff", "read", { 0, 0, 0xffffffff }, true },
        { "allow read if count > 0xffffffff", "read", { 0, 0, UINT64_C(0x100000000) }, true },
        { "allow read if count == 0xffffffffffffffff", "read", { 0, 0, UINT64_MAX }, true },
        { "allow read if count == -1", "read", { 0, 0, UINT64_MAX }, true },
        { "allow read if count == -1", "read", { 0, 0, 0xffffffff }, false },
        /* signed, 32 bits */
        { "allow kill if pid < 0", "kill", { 0xffffffff }, true },
        { "allow kill if pid < 0", "kill", { UINT64_MAX }, true },
        { "allow kill if pid < 0", "kill", { 0 }, false },
        { "allow kill if pid < 0", "kill", { 0x80000000 }, true },
        { "allow kill if pid < 0", "kill", { 0x7fffffff }, false },
        { "allow kill if pid < 0", "kill", { UINT64_C(0xffffffff00000001) }, false },
        { "allow kill if pid <= 0", "kill", { 0 }, true },
        { "allow kill if pid > 0", "kill", { 1 }, true },
        { "allow kill if pid > 0", "kill", { 0xffffffff }, false },
        { "allow kill if pid >= -1", "kill", { 0xffffffff }, true },
        { "allow kill if pid >= -1", "kill", { 0xfffffffe }, false },
        { "allow kill if pid >= -1", "kill", { 0x7fffffff }, true },
        { "allow kill if pid < 5", "kill", { 4 }, true },
        { "allow kill if pid < 5", "kill", { 0x80000000 }, true },
        { "allow kill if pid < 5", "kill", { 5 }, false },
        { "allow kill if pid > -5", "kill", { 0xfffffffc }, true },
        { "allow kill if pid > -5", "kill", { 0xfffffffb }, false },
        { "allow kill if pid > 0x7fffffff", "kill", { 0x7fffffff }, false },
        { "allow kill if pid >= -0x80000000", "kill", { 0x80000000 }, true },
        { "allow kill if pid < -0x80000000", "kill", { 0x80000000 }, false },
        { "allow kill if pid in {-2..2}", "kill", { 0xfffffffe }, true },
        { "allow kill if pid in {-2..2}", "kill", { 0xfffffffd }, false },
        { "allow kill if pid in {-2..2}", "kill", { 2 }, true },
        { "allow kill if pid in {-2..2}", "kill", { 3 }, false },
        { "allow kill if pid not in {-2..2}", "kill", { 0 }, false },
        { "allow kill if pid not in {-2..2}", "kill", { 3 }, true },
        /* signed, 64 bits */
        { "allow lseek if offset < 0", "lseek", { 0, UINT64_MAX }, true },
        { "allow lseek if offset < 0", "lseek", { 0, 0xffffffff }, false },
        { "allow lseek if offset < 0", "lseek", { 0, UINT64_C(1) << 63 }, true },
        { "allow lseek if offset >= 0", "lseek", { 0, (UINT64_C(1) << 63) - 1 }, true },
        { "allow lseek if offset in {-1..1}", "lseek", { 0, UINT64_MAX }, true },
        { "allow lseek if offset in {-1..1}", "lseek", { 0, 2 }, false },
        /* constants */
        { "allow openat if dirfd == AT_FDCWD", "openat", { 0xffffff9c }, true },
        { "allow openat if dirfd == AT_FDCWD", "openat", { UINT64_C(0xffffffffffffff9c) }, true },
        { "allow openat if dirfd == AT_FDCWD", "openat", { 3 }, false },
        { "allow openat if dirfd >= AT_FDCWD", "openat", { 0 }, true },
        { "allow openat if dirfd > AT_FDCWD", "openat", { 0xffffff9c }, false },
        { "allow socket if family == AF_UNIX", "socket", { 1 }, true },
        { "allow socket if family in {AF_UNIX, AF_INET, AF_INET6}", "socket", { 10 }, true },
        { "allow socket if family in {AF_UNIX, AF_INET, AF_INET6}", "socket", { 16 }, false },
        { "allow socket if family not in {AF_UNIX, 16}", "socket", { 16 }, false },
        { "allow socket if family not in {AF_UNIX, 16}", "socket", { 15 }, true },
        /* sets */
        { "allow read if fd in {0, 1, 2, 10..19}", "read", { 2 }, true },
        { "allow read if fd in {0, 1, 2, 10..19}", "read", { 3 }, false },
        { "allow read if fd in {0, 1, 2, 10..19}", "read", { 10 }, true },
        { "allow read if fd in {0, 1, 2, 10..19}", "read", { 19 }, true },
        { "allow read if fd in {0, 1, 2, 10..19}", "read", { 20 }, false },
        { "allow read if fd not in {3..5}", "read", { 4 }, false },
        { "allow read if fd not in {3..5}", "read", { 6 }, true },
        { "allow read if fd in {1, 3, 5}", "read", { 4 }, false },
        { "allow read if fd in {1, 3, 5}", "read", { 5 }, true },
        { "allow read if fd not in {0}", "read", { 0 }, false },
        { "allow read if fd not in {0}", "read", { 1 }, true },
        /* masks and bits */
        { "allow openat if flags & O_ACCMODE == O_RDONLY", "openat", { 0, 0, 02000000 }, true },
        { "allow openat if flags & O_ACCMODE == O_RDONLY", "openat", { 0, 0, 1 }, false },
        { "allow openat if flags & O_ACCMODE != O_RDONLY", "openat", { 0, 0, 2 }, true },
        { "allow openat if flags & O_ACCMODE in {O_RDONLY, O_RDWR}", "openat", { 0, 0, 1 }, false },
        { "allow openat if flags & O_ACCMODE in {O_RDONLY, O_RDWR}", "openat", { 0, 0, 2 }, true },
        { "allow openat if flags has O_CREAT|O_EXCL", "openat", { 0, 0, 0300 }, true },
        { "allow openat if flags has O_CREAT|O_EXCL", "openat", { 0, 0, 0100 }, false },
        { "allow openat if not flags has O_CREAT|O_EXCL", "openat", { 0, 0, 0100 }, true },
        { "allow openat if flags lacks O_CREAT|O_EXCL", "openat", { 0, 0, 0100 }, false },
        { "allow openat if flags lacks O_CREAT|O_EXCL", "openat", { 0, 0, 1 }, true },
        { "allow openat if not flags lacks O_CREAT|O_EXCL", "openat", { 0, 0, 0200 }, true },
        { "allow openat if flags only O_RDWR|O_CLOEXEC", "openat", { 0, 0, 02000002 }, true },
        { "allow openat if flags only O_RDWR|O_CLOEXEC", "openat", { 0, 0, 0 }, true },
        { "allow openat if flags only O_RDWR|O_CLOEXEC", "openat", { 0, 0, 3 }, false },
        { "allow openat if flags only O_RDWR", "openat", { 0, 0, UINT64_C(0x500000002) }, true },
        { "allow openat if flags & ~O_CLOEXEC == O_RDONLY", "openat", { 0, 0, 02000000 }, true },
        { "allow openat if flags & ~O_CLOEXEC == O_RDONLY", "openat", { 0, 0, 02000001 }, false },
        { "allow openat if flags & 0xf0 < 0x20", "openat", { 0, 0, 0x1f }, true },
        { "allow openat if flags & 0xf0 < 0x20", "openat", { 0, 0, 0x20 }, false },
        { "allow openat if flags & 0xf0 in {0x20..0x40}", "openat", { 0, 0, 0x14f }, true },
        { "allow openat if flags & 0xf0 in {0x20..0x40}", "openat", { 0, 0, 0x50 }, false },
        /* masked values are unsigned */
        { "allow kill if pid & 0x80000000 > 0", "kill", { 0xffffffff }, true },
        { "allow kill if pid & 0xffffffff > 5", "kill", { 0xffffffff }, true },
        /* pointers */
        { "allow openat if pathname == NULL", "openat", { 0, 0 }, true },
        { "allow openat if pathname == NULL", "openat", { 0, UINT64_C(1) << 32 }, false },
        { "allow openat if pathname != 0", "openat", { 0, UINT64_C(1) << 32 }, true },
        /* by position */
        { "allow read if arg2 > 0xffffffff", "read", { 0, 0, UINT64_C(1) << 32 }, true },
        { "allow read if arg0 == 5", "read", { UINT64_C(0x100000005) }, true },
        { "allow kill if arg0 < 0", "kill", { 0xffffffff }, true },
        { "allow prctl if option == PR_SET_DUMPABLE and value2 == 1", "prctl", { 4, 1 }, true },
        { "allow prctl if option == PR_SET_DUMPABLE and value2 == 1", "prctl", { 4, 0, 1 }, false },
        { "allow sysfs if arg1 == 7", "sysfs", { 0, 7 }, true },
        /* always and never */
        { "allow read if fd == 1 or fd != 1", "read", { 9 }, true },
        { "allow read if fd == 1 and fd == 2", "read", { 1 }, false },
        { "allow read if fd < 5 or fd > 3", "read", { 4 }, true },
        { "allow read if fd only 0xffffffff", "read", { 77 }, true },
        { "allow kill if pid & 2 not in {0, 2}", "kill", { 8 }, false },
        { "allow read if not (fd == 1 and count == 2)", "read", { 1, 0, 2 }, false },
        { "allow read if not (fd == 1 or count == 2)", "read", { 2, 0, 3 }, true },
        { "allow read if not (fd == 1 or count == 2)", "read", { 2, 0, 2 }, false },
};

START_TEST(each_comparison_means_what_it_says)
{
        struct result r;

        run_good(&r, rows[_i].line);
        ck_assert_msg((ACTION(&r, rows[_i].call, rows[_i].args[0], rows[_i].args[1],
                              rows[_i].args[2], rows[_i].args[3]) == ALLOWED) == rows[_i].allowed,
                      "%s", rows[_i].line);
        result_deinit(&r);
}
END_TEST

START_TEST(obvious_conditions_become_few_rules)
{
        static const struct {
                const char *line;
                size_t n_rules, n_predicates;
        } simple[] = {
                { "allow read if fd == 1 or fd != 1", 1, 0 },
                { "allow read if fd == 1 and fd == 1", 1, 1 },
                { "allow read if fd == 1 and fd == 2", 0, 0 },
                { "allow read if fd != 5", 1, 1 },
                { "allow read if fd not in {5, 7, 9}", 1, 3 },
                { "allow read if fd in {5..9}", 1, 2 },
                { "allow read if fd in {1, 5, 9}", 3, 1 },
                { "allow read if fd >= 5 and fd <= 9", 1, 2 },
                { "allow read if fd < 5 or fd < 9", 1, 1 },
                { "allow read if (fd == 1 and count == 2) or (fd == 1 and count == 3)", 1, 3 },
                { "allow kill if pid >= 0", 1, 1 },
                { "allow kill if pid < 5", 2, 1 },
                { "allow openat if not flags has O_CREAT", 1, 1 },
        };

        for (size_t i = 0; i < sizeof(simple) / sizeof(*simple); i++) {
                const struct policy *policy;
                const struct slot *slot;
                struct result r;

                run_good(&r, simple[i].line);
                policy = r.resolved.policy;
                slot = policy->filters[0].n_slots ? &policy->filters[0].slots[0] : NULL;
                ck_assert_msg((slot ? slot->n_rules : 0) == simple[i].n_rules, "%s: %zu rules",
                              simple[i].line, slot ? slot->n_rules : 0);
                if (slot)
                        ck_assert_msg(slot->rules[0].n_predicates == simple[i].n_predicates,
                                      "%s: %zu predicates", simple[i].line,
                                      slot->rules[0].n_predicates);
                result_deinit(&r);
        }
}
END_TEST

static const struct {
        const char *text;
        unsigned int line, column;
        const char *words;
} errors[] = {
        { "allow openat if flags & O_ACCMODE == O_RDONLYY", 1, 38,
          "unknown constant 'O_RDONLYY' for openat flags; did you mean 'O_RDONLY'?" },
        { "allow openat if flags == o_rdonly", 1, 26, "did you mean 'O_RDONLY'?" },
        { "allow openat if flags == AF_INET", 1, 26,
          "'AF_INET' is not a constant of openat flags" },
        { "allow read if count == O_RDONLY", 1, 24, "takes plain numbers" },
        { "allow socket if famly == AF_UNIX", 1, 17, "did you mean 'family'?" },
        { "allow socket if famly == AF_UNIX", 1, 17, "it has family, type, protocol" },
        { "allow getpid if x == 1", 1, 17, "getpid has no arguments" },
        { "allow read if arg3 == 1", 1, 15, "read has 3 arguments" },
        { "allow read if fd == 0x100000000", 1, 21, "0x100000000 does not fit read fd" },
        { "allow read if fd == -0x80000001", 1, 21, "does not fit" },
        { "allow read if fd in {1, 0x1ffffffff, 3}", 1, 25, "does not fit" },
        { "allow read if fd < -1", 1, 20, "unsigned" },
        { "allow kill if pid & 0xff < -1", 1, 28, "unsigned with a mask" },
        { "allow kill if pid < 0x80000000", 1, 21, "is more than kill pid can be" },
        { "allow read if fd in {5..3}", 1, 22, "range is empty" },
        { "allow kill if pid in {2..-2}", 1, 23, "range is empty" },
        { "allow openat if pathname == 5", 1, 29, "is a pointer" },
        { "allow openat if pathname > 0", 1, 17, "is a pointer" },
        { "allow openat if pathname has 1", 1, 17, "is a pointer" },
        { "allow openat if pathname & 7 == 0", 1, 17, "is a pointer" },
        { "allow openat if flags has O_RDONLY", 1, 27, "no bits to look for" },
        { "allow openat if flags lacks 0", 1, 29, "no bits to look for" },
        { "allow openat if flags & 0 == 0", 1, 25, "mask is 0" },
        { "allow openat if flags & O_ACCMODE == O_CREAT", 1, 38, "outside of the mask" },
        { "allow openat if flags == AF_INET", 1, 26, "which takes O_* constants" },
        { "allow kill if sig == AF_INET", 1, 22, "which takes SIG* constants" },
        { "allow prctl if arg2 == 1", 1, 16, "write one of option, value2, value3" },
        { "allow keyctl if arg0 == 1", 1, 17, "can mean two arguments of keyctl" },
        { "allow read\nallow \\\n  write if \\\n  fd == X", 4, 9, "unknown constant 'X'" },
};

START_TEST(each_mistake_of_a_condition_is_one_error_at_its_place)
{
        expect_error(errors[_i].text, errors[_i].line, errors[_i].column, errors[_i].words);
}
END_TEST

START_TEST(all_mistakes_of_one_condition_are_found)
{
        struct result r;

        run_text(&r,
                 "allow openat if flagz == 1 or flags == O_FOO and dirfd in {AT_FDCWT, 1, O_RDWR}");
        ck_assert_uint_eq(r.diags.n_errors, 4);
        result_deinit(&r);
}
END_TEST

START_TEST(every_call_of_a_rule_needs_the_argument)
{
        struct result r;

        expect_error("allow openat read if flags == 0", 1, 22, "read has no argument 'flags'");
        run_text(&r, "allow read openat if fd == 0 or dirfd == 0");
        ck_assert_uint_eq(r.diags.n_errors, 2);
        ck_assert(has_finding(&r.diags, 1, 22, "openat has no argument 'fd'"));
        ck_assert(has_finding(&r.diags, 1, 33, "read has no argument 'dirfd'"));
        result_deinit(&r);
}
END_TEST

START_TEST(conditions_that_explode_are_refused)
{
        expect_error(
                "allow socket if not family in {1..3, 10..13, 20..23} and type in {1,3,5,7,9,11}"
                " and protocol in {1,3,5}\n"
                "allow mmap if arg3 in {2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,36,38}"
                " and arg2 in {2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,36,38}"
                " and arg1 in {2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,36,38}",
                2, 1, "too complex");
}
END_TEST

/* Random conditions */

enum node_kind { NODE_AND, NODE_OR, NODE_NOT, NODE_ORDER, NODE_IN, NODE_BITS };

struct node {
        enum node_kind kind;
        struct node *left, *right;
        const struct parameter *parameter;
        unsigned int arg;
        unsigned int op; /* into the words below */
        bool has_mask, negated;
        uint64_t mask;
        uint64_t values[3]; /* of the argument's width */
        bool is_range;
};

static const char *const order_words[] = { "==", "!=", "<", "<=", ">", ">=" };
static const char *const bit_words[] = { "has", "lacks", "only" };

static struct node nodes[64];
static size_t n_nodes;

static uint64_t width_mask(const struct parameter *parameter)
{
        return parameter->bits >= 64 ? UINT64_MAX : (UINT64_C(1) << parameter->bits) - 1;
}

static uint64_t random_bits(void)
{
        return (uint64_t)rand() << 42 ^ (uint64_t)rand() << 21 ^ (uint64_t)rand();
}

/* Where comparisons tend to go wrong. */
static uint64_t random_value(const struct parameter *parameter)
{
        uint64_t all = width_mask(parameter), top = all ^ all >> 1;
        const uint64_t edges[] = { 0, 1, 2, 3, 5, 8, all, all - 1, top, top - 1, top + 1, top + 2 };
        uint64_t value = edges[(size_t)rand() % (sizeof(edges) / sizeof(*edges))];

        if (rand() % 8 == 0)
                value = random_bits();
        if (rand() % 8 == 0)
                value = UINT64_C(1) << (rand() % 64);
        return value & all;
}

static int64_t as_signed(const struct parameter *parameter, uint64_t value)
{
        uint64_t all = width_mask(parameter), top = all ^ all >> 1;

        return (int64_t)(value & top ? value | ~all : value);
}

static bool is_less(const struct node *node, uint64_t a, uint64_t b)
{
        if (node->parameter->is_signed && !node->has_mask)
                return as_signed(node->parameter, a) < as_signed(node->parameter, b);
        return a < b;
}

static struct node *make_node(const struct signature *signature, int depth);

static void make_comparison(struct node *node, const struct signature *signature)
{
        do
                node->arg = (unsigned int)rand() % signature->n_parameters;
        while (signature->parameters[node->arg].is_pointer);
        node->parameter = &signature->parameters[node->arg];
        node->kind = (enum node_kind)(NODE_ORDER + rand() % 3);
        node->op = (unsigned int)rand() % (node->kind == NODE_BITS ? 3 : 6);
        node->has_mask = node->kind != NODE_BITS && rand() % 3 == 0;
        node->negated = rand() % 2;
        node->mask = width_mask(node->parameter);
        while (node->has_mask && (node->mask = random_value(node->parameter)) == 0)
                ;
        for (int i = 0; i < 3; i++)
                do
                        node->values[i] = random_value(node->parameter) & node->mask;
                while (node->kind == NODE_BITS && !node->values[i]);
        node->is_range = rand() % 2;
        if (is_less(node, node->values[2], node->values[1])) {
                uint64_t swap = node->values[1];

                node->values[1] = node->values[2];
                node->values[2] = swap;
        }
}

static struct node *make_node(const struct signature *signature, int depth)
{
        struct node *node = &nodes[n_nodes++];

        *node = (struct node){ .kind = (enum node_kind)(rand() % 3) };
        if (depth == 0 || rand() % 4 == 0) {
                make_comparison(node, signature);
                return node;
        }
        node->left = make_node(signature, depth - 1);
        if (node->kind != NODE_NOT)
                node->right = make_node(signature, depth - 1);
        return node;
}

static void put_value(FILE *to, const struct node *node, uint64_t value)
{
        int64_t number = as_signed(node->parameter, value);

        if (node->parameter->is_signed && !node->has_mask && number < 0)
                (void)fprintf(to, "-%" PRIu64, -(uint64_t)number);
        else
                (void)fprintf(to, rand() % 2 ? "0x%" PRIx64 : "%" PRIu64, value);
}

static void put_node(FILE *to, const struct node *node)
{
        if (node->kind <= NODE_NOT) {
                (void)fputs(node->kind == NODE_NOT ? "not (" : "(", to);
                put_node(to, node->left);
                if (node->right) {
                        (void)fputs(node->kind == NODE_AND ? " and " : " or ", to);
                        put_node(to, node->right);
                }
                (void)fputc(')', to);
                return;
        }
        if (rand() % 2)
                (void)fputs(node->parameter->name, to);
        else
                (void)fprintf(to, "arg%u", node->arg);
        if (node->has_mask)
                (void)fprintf(to, " & 0x%" PRIx64, node->mask);
        if (node->kind == NODE_IN) {
                (void)fputs(node->negated ? " not in {" : " in {", to);
                put_value(to, node, node->values[0]);
                (void)fputs(", ", to);
                put_value(to, node, node->values[1]);
                (void)fputs(node->is_range ? ".." : ", ", to);
                put_value(to, node, node->values[2]);
                (void)fputc('}', to);
                return;
        }
        (void)fprintf(to, " %s ",
                      node->kind == NODE_BITS ? bit_words[node->op] : order_words[node->op]);
        put_value(to, node, node->values[0]);
}

static bool order_holds(const struct node *node, uint64_t value)
{
        uint64_t other = node->values[0];

        switch (node->op) {
        case 0:
                return value == other;
        case 1:
                return value != other;
        case 2:
                return is_less(node, value, other);
        case 3:
                return !is_less(node, other, value);
        case 4:
                return is_less(node, other, value);
        default:
                return !is_less(node, value, other);
        }
}

static bool node_holds(const struct node *node, const uint64_t args[6])
{
        uint64_t value;
        bool is_in;

        switch (node->kind) {
        case NODE_AND:
                return node_holds(node->left, args) && node_holds(node->right, args);
        case NODE_OR:
                return node_holds(node->left, args) || node_holds(node->right, args);
        case NODE_NOT:
                return !node_holds(node->left, args);
        default:
                break;
        }
        value = args[node->arg] & width_mask(node->parameter) & node->mask;
        if (node->kind == NODE_ORDER)
                return order_holds(node, value);
        if (node->kind == NODE_BITS)
                return node->op == 0   ? (value & node->values[0]) == node->values[0]
                       : node->op == 1 ? (value & node->values[0]) == 0
                                       : (value & ~node->values[0]) == 0;
        is_in = value == node->values[0] || value == node->values[1] || value == node->values[2];
        if (node->is_range)
                is_in |= !is_less(node, value, node->values[1]) &&
                         !is_less(node, node->values[2], value);
        return is_in != node->negated;
}

/* A value of the condition or one beside it, with dirt where the kernel does not look. */
static void random_args(uint64_t args[6], const struct signature *signature)
{
        for (unsigned int i = 0; i < 6; i++) {
                const struct node *node = &nodes[(size_t)rand() % n_nodes];
                uint64_t value = i < signature->n_parameters
                                         ? random_value(&signature->parameters[i])
                                         : random_bits();

                if (node->kind > NODE_NOT && node->arg == i)
                        value = node->values[rand() % 3] + (uint64_t)(rand() % 3) - 1;
                if (rand() % 2 && i < signature->n_parameters && signature->parameters[i].bits < 64)
                        value = (value & width_mask(&signature->parameters[i])) |
                                random_bits() << signature->parameters[i].bits;
                args[i] = value;
        }
}

static void check_random(const char *abi, const char *call)
{
        const struct abi *a = abi_by_name(span_of(abi));
        uint32_t nr = number_of(abi, call);
        char text[4096];
        struct signature signature;
        struct result r, again;
        struct node *root;
        char *printed;
        FILE *to;

        ck_assert(signature_get(&signature, a, syscall_by_name(span_of(call))));
        n_nodes = 0;
        root = make_node(&signature, 3);
        to = fmemopen(text, sizeof(text), "w");
        ck_assert_ptr_nonnull(to);
        (void)fprintf(to, "arch %s\nallow %s if ", abi, call);
        put_node(to, root);
        (void)fclose(to);
        run_good(&r, text);
        printed = print(&r);
        run_good(&again, printed);
        for (int i = 0; i < 200; i++) {
                uint64_t args[6];
                bool allowed;

                random_args(args, &signature);
                allowed = verdict_of(&r, abi, nr, args).action == ALLOWED;
                ck_assert_msg(allowed == node_holds(root, args),
                              "%s\n(0x%" PRIx64 ", 0x%" PRIx64 ", 0x%" PRIx64 ", 0x%" PRIx64 ")",
                              text, args[0], args[1], args[2], args[3]);
                ck_assert_msg((verdict_of(&again, abi, nr, args).action == ALLOWED) == allowed,
                              "%s\n%s", text, printed);
        }
        free(printed);
        result_deinit(&again);
        result_deinit(&r);
}

START_TEST(random_conditions_agree_with_c)
{
        static const char *const calls[] = { "read", "lseek", "kill", "socket", "openat" };
        static const char *const abis[] = { "x86_64", "x32", "aarch64", "x86" };

        srand((unsigned int)_i + 1);
        for (int round = 0; round < 400; round++) {
                const char *call = calls[rand() % 5];
                const char *abi = abis[rand() % 4];

                if (strcmp(abi, "x86") == 0 && strcmp(call, "socket") == 0)
                        continue; /* needs a word about socketcall */
                check_random(abi, call);
        }
}
END_TEST

static void add_tests(TCase *tcase)
{
        tcase_add_loop_test(tcase, each_comparison_means_what_it_says, 0,
                            (int)(sizeof(rows) / sizeof(*rows)));
        tcase_add_test(tcase, obvious_conditions_become_few_rules);
        tcase_add_loop_test(tcase, each_mistake_of_a_condition_is_one_error_at_its_place, 0,
                            (int)(sizeof(errors) / sizeof(*errors)));
        tcase_add_test(tcase, all_mistakes_of_one_condition_are_found);
        tcase_add_test(tcase, every_call_of_a_rule_needs_the_argument);
        tcase_add_test(tcase, conditions_that_explode_are_refused);
        tcase_add_loop_test(tcase, random_conditions_agree_with_c, 0, 5);
}

TEST_MAIN("cond", add_tests)
