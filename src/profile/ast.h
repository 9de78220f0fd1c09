/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The syntax tree: what the sources say, before any ABI is considered.
 *
 * Everything lives in a few arrays of the tree and is named by index. Each
 * file is parsed once; ast->program is the order in which statements count,
 * with the statements of an included file in the place of each "include".
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile/profile.h"
#include "profile/source.h"
#include "util/text.h"

#define AST_NONE UINT32_MAX

enum verb {
        VERB_ALLOW,
        VERB_DENY,
        VERB_KILL,
        VERB_KILL_THREAD,
        VERB_TRAP,
        VERB_LOG,
        VERB_TRACE,
        VERB_NOTIFY,
};

/* What a rule or the default does. An errno is looked up for each ABI. */
struct ast_action {
        enum verb verb;
        uint16_t data;          /* of trap and trace; of deny when errno_name is empty */
        bool has_errno;         /* "with" was written */
        struct span errno_name; /* "EACCES"; .n is 0 for a number */
        struct mark errno_mark;
};

/* A name in a rule's list: a syscall, or a group. */
struct ast_call {
        struct mark mark;
        struct span name; /* without the '@' */
        bool is_group;
        int id; /* of the syscall; index in ast->groups; -1: there is none */
};

/* One constant or number, with its sign. */
struct ast_constant {
        struct mark mark; /* sign included */
        struct span name; /* .n is 0 for a number */
        uint64_t number;
        char sign; /* '-', '~' or 0 */
};

/* Constants joined by '|': a run of ast->constants. */
struct ast_value {
        struct mark mark;
        uint32_t first, n;
};

/* value, or low..high when is_range. */
struct ast_item {
        struct ast_value low, high;
        bool is_range;
};

enum cond_kind {
        COND_AND, /* children: first_child, then along next */
        COND_OR,
        COND_NOT, /* first_child only */
        COND_EQ,  /* comparisons: lhs, value */
        COND_NE,
        COND_LT,
        COND_LE,
        COND_GT,
        COND_GE,
        COND_IN, /* lhs, items */
        COND_NOT_IN,
        COND_HAS, /* argument, value */
        COND_LACKS,
        COND_ONLY,
};

struct ast_cond {
        enum cond_kind kind;
        struct mark mark;
        uint32_t first_child, next; /* AST_NONE at the end */

        struct span arg; /* the argument's name */
        struct mark arg_mark;
        bool has_mask;
        struct ast_value mask;
        struct ast_value value;
        uint32_t first_item, n_items; /* in ast->items */
};

enum stmt_kind {
        STMT_RULE,
        STMT_DEFAULT,
        STMT_KERNEL,
        STMT_ARCH,
        STMT_INCLUDE,
        STMT_NO_EXEC,
        STMT_OPTION,
        STMT_TEST, /* kept as text; evaluated by scmp-profile only */
};

struct ast_stmt {
        enum stmt_kind kind;
        struct mark mark; /* its first word */
        bool is_bad;      /* reported already; does not take part */

        struct ast_action action;     /* RULE, DEFAULT */
        uint32_t first_call, n_calls; /* RULE, in ast->calls; ARCH: the names of ABIs */
        uint32_t cond;                /* RULE; AST_NONE: always */
        bool quietly;                 /* RULE */
        unsigned int kernel;          /* KERNEL: KERNEL_VERSION_OF() */
        struct mark word_mark;        /* INCLUDE: the name */
        struct span word;             /* INCLUDE: the name; OPTION, TEST: first word */
        char *rest;                   /* OPTION, TEST: what follows; NULL when nothing does */
};

/* A set of syscall ids. */
struct id_set {
        uint64_t *words; /* syscall_count() bits */
};

int id_set_init(struct id_set *set);
void id_set_deinit(struct id_set *set);
void id_set_add(struct id_set *set, int id);
bool id_set_has(const struct id_set *set, int id);
void id_set_add_all(struct id_set *set, const struct id_set *other);

struct ast_group {
        char *name;
        struct id_set ids;
        bool open; /* being read now: meeting it again is a cycle */
        bool is_bad;
};

struct ast {
        struct source *sources;
        size_t n_sources, cap_sources;
        struct ast_stmt *stmts;
        size_t n_stmts, cap_stmts;
        struct ast_call *calls;
        size_t n_calls, cap_calls;
        struct ast_cond *conds;
        size_t n_conds, cap_conds;
        struct ast_item *items;
        size_t n_items, cap_items;
        struct ast_constant *constants;
        size_t n_constants, cap_constants;
        struct ast_group *groups;
        size_t n_groups, cap_groups;
        uint32_t *program; /* indices in stmts; no includes among them */
        size_t n_program, cap_program;
};

int ast_new(struct ast **out);

/* report() at a place of this tree. */
#define AST_ERROR(ast, diags, mark, ...)                                                           \
        report((diags), SEVERITY_ERROR, &(ast)->sources[(mark).source], (mark), __VA_ARGS__)

/* From the start of one mark to the end of another on the same source. */
struct mark mark_join(struct mark from, struct mark to);
