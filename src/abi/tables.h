/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What arch/tables.py makes of the text tables: arrays without pointers, in
 * read-only pages. Only the lookups of this folder look inside.
 *
 * A table is the system calls of one file in arch/; two ABIs that differ in
 * byte order alone share one.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/abi.h"

#define TABLE_NONE UINT16_MAX

/* ABIs */

struct abi_alias {
        char name[16];
        uint8_t abi;
};

extern const struct abi abi_entries[];
extern const unsigned int abi_n_entries;
extern const uint8_t abi_table_of[]; /* by ABI id */
extern const struct abi_alias abi_aliases[];
extern const unsigned int abi_n_aliases;

/* System calls. A name's id is its index among all names. */

extern const char syscall_strings[]; /* names of calls and of parameters */
extern const uint16_t syscall_name_at[];
extern const unsigned int syscall_n_names;
extern const uint16_t syscall_seeds[], syscall_slots[];
extern const unsigned int syscall_n_seeds, syscall_n_slots;
extern const unsigned int syscall_newest;

/*
 * A table's calls by number, as slots: slot n is number n, and after n_low of
 * them come n_high more that begin with number high (the private calls of arm).
 */
struct number_range {
        uint16_t first; /* slot 0, in the arrays by slot of all tables */
        uint16_t n_low;
        uint32_t high;
        uint16_t n_high;
};
extern const struct number_range syscall_ranges[]; /* by table */
extern const uint16_t syscall_by_slot[];           /* id, or TABLE_NONE */
extern const uint16_t syscall_since[];             /* by slot: major << 8 | minor */
extern const uint16_t syscall_slot_of[];           /* [table * names + id], or TABLE_NONE */

extern const int16_t syscall_pseudo_of[];       /* by id; 0: none */
extern const uint16_t syscall_pseudo_numbers[]; /* negated, ascending */
extern const uint16_t syscall_pseudo_ids[];
extern const unsigned int syscall_n_pseudo;

/* Signatures */

enum packed_type { TYPE_INT, TYPE_UINT, TYPE_LONG, TYPE_ULONG, TYPE_PTR, TYPE_U16 };

struct packed_parameter {
        uint64_t families;
        uint16_t name; /* in syscall_strings */
        uint8_t type;  /* enum packed_type */
};
extern const struct packed_parameter signature_parameters[];
extern const uint16_t signature_lists[]; /* indices in signature_parameters */
extern const uint16_t signature_of[];    /* [abi * names + id]: start in lists * 8 + count */

/* Constants */

struct constant_exception {
        uint32_t tables; /* bit mask */
        uint16_t value_at;
        bool exists;
};
struct family_name {
        char name[16];
};
extern const char constant_strings[];
extern const uint16_t constant_name_at[];
extern const unsigned int constant_n_names;
extern const uint16_t constant_seeds[], constant_slots[];
extern const unsigned int constant_n_seeds, constant_n_slots;
#define CONSTANT_ALIAS 0x80                       /* a second name: never printed */
extern const uint8_t constant_families[];         /* and CONSTANT_ALIAS */
extern const uint64_t constant_values[];          /* each value once */
extern const uint16_t constant_value_at[];        /* by id, for tables without an exception */
extern const uint16_t constant_exception_first[]; /* by id, and one past the last */
extern const struct constant_exception constant_exceptions[];
extern const uint16_t constant_members[];      /* ids, family by family */
extern const uint16_t constant_member_first[]; /* by family, and one past the last */
extern const struct family_name constant_family_names[];
extern const unsigned int constant_n_families;

/* The hash of arch/tables.py: FNV-1a with a seed and a final fold. */
static inline uint32_t table_hash(uint32_t seed, struct span name)
{
        uint32_t h = UINT32_C(0x811c9dc5) ^ (seed * UINT32_C(0x9e3779b9));

        for (size_t i = 0; i < name.n; i++)
                h = (h ^ (unsigned char)name.s[i]) * UINT32_C(0x01000193);
        return h ^ (h >> 15);
}

/* The only index that @name can have; TABLE_NONE if it can have none. */
static inline uint16_t table_place(const uint16_t *seeds, uint32_t n_seeds, const uint16_t *slots,
                                   uint32_t n_slots, struct span name)
{
        return slots[table_hash(seeds[table_hash(0, name) % n_seeds], name) % n_slots];
}
