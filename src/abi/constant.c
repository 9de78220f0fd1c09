/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "abi/constant.h"

#include <assert.h>

#include "abi/tables.h"

unsigned int constant_count(void)
{
        return constant_n_names;
}

const char *constant_name(int id)
{
        assert(id >= 0 && (unsigned int)id < constant_n_names);
        return constant_strings + constant_name_at[id];
}

int constant_by_name(struct span name)
{
        uint16_t id = table_place(constant_seeds, constant_n_seeds, constant_slots,
                                  constant_n_slots, name);

        if (id == TABLE_NONE || !span_is(name, constant_name(id)))
                return -1;
        return id;
}

unsigned int constant_family(int id)
{
        assert(id >= 0 && (unsigned int)id < constant_n_names);
        return constant_families[id] & (CONSTANT_ALIAS - 1);
}

unsigned int constant_family_count(void)
{
        return constant_n_families;
}

const char *constant_family_name(unsigned int family)
{
        return family < constant_n_families ? constant_family_names[family].name : NULL;
}

int constant_family_by_name(struct span name)
{
        for (unsigned int i = 0; i < constant_n_families; i++)
                if (span_is(name, constant_family_names[i].name))
                        return (int)i;
        return -1;
}

bool constant_value(uint64_t *out, const struct abi *abi, int id)
{
        const uint32_t table = UINT32_C(1) << abi_table_of[abi->id];
        uint16_t value_at;

        if (id < 0 || (unsigned int)id >= constant_n_names)
                return false;
        value_at = constant_value_at[id];
        for (unsigned int i = constant_exception_first[id]; i < constant_exception_first[id + 1];
             i++) {
                if (!(constant_exceptions[i].tables & table))
                        continue;
                if (!constant_exceptions[i].exists)
                        return false;
                value_at = constant_exceptions[i].value_at;
        }
        *out = constant_values[value_at];
        return true;
}

int constant_by_value(const struct abi *abi, unsigned int family, uint64_t value)
{
        if (family >= constant_n_families)
                return -1;
        for (unsigned int i = constant_member_first[family]; i < constant_member_first[family + 1];
             i++) {
                const int id = constant_members[i];
                uint64_t candidate;

                if (!(constant_families[id] & CONSTANT_ALIAS) &&
                    constant_value(&candidate, abi, id) && candidate == value)
                        return id;
        }
        return -1;
}

/* arch/constants.tbl begins with this family. */
#define ERRNO_FAMILY 0u

int errno_by_name(const struct abi *abi, struct span name)
{
        const int id = constant_by_name(name);
        uint64_t value;

        if (id < 0 || constant_family(id) != ERRNO_FAMILY || !constant_value(&value, abi, id))
                return -1;
        return (int)value;
}

const char *errno_name(const struct abi *abi, int number)
{
        const int id = number <= 0 ? -1 : constant_by_value(abi, ERRNO_FAMILY, (uint64_t)number);

        return id < 0 ? NULL : constant_name(id);
}
