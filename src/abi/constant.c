/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "abi/constant.h"

#include <stdlib.h>
#include <string.h>

#include "abi/tables.h"

unsigned int constant_count(void)
{
        return constant_n_names;
}

const char *constant_name(int id)
{
        if (id < 0 || (unsigned int)id >= constant_n_names)
                abort();
        return constant_strings + constant_name_at[id];
}

int constant_by_name(struct span name)
{
        uint16_t id = table_place(constant_seeds, constant_seed_mask, constant_slots,
                                  constant_slot_mask, name);

        if (id == TABLE_NONE || !span_is(name, constant_name(id)))
                return -1;
        return id;
}

unsigned int constant_family(int id)
{
        if (id < 0 || (unsigned int)id >= constant_n_names)
                abort();
        return constant_families[id] & ~CONSTANT_ALIAS & 0xff;
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

        if (id < 0 || (unsigned int)id >= constant_n_names)
                return false;
        for (unsigned int i = constant_exception_first[id]; i < constant_exception_first[id + 1];
             i++) {
                if (!(constant_exceptions[i].tables & table))
                        continue;
                if (constant_exceptions[i].exists)
                        *out = constant_exceptions[i].value;
                return constant_exceptions[i].exists;
        }
        *out = constant_values[id];
        return true;
}

int constant_by_value(const struct abi *abi, unsigned int family, uint64_t value)
{
        for (unsigned int id = 0; id < constant_n_names; id++) {
                uint64_t candidate;

                if (constant_families[id] == family && /* an alias has one bit more */
                    constant_value(&candidate, abi, (int)id) && candidate == value)
                        return (int)id;
        }
        return -1;
}

int errno_by_name(const struct abi *abi, struct span name)
{
        const int id = constant_by_name(name);
        uint64_t value;

        if (id < 0 || strcmp(constant_family_name(constant_family(id)), "errno") != 0 ||
            !constant_value(&value, abi, id))
                return -1;
        return (int)value;
}

const char *errno_name(const struct abi *abi, int number)
{
        const int family = constant_family_by_name(span_of("errno"));
        const int id = family < 0 || number <= 0
                               ? -1
                               : constant_by_value(abi, (unsigned int)family, (uint64_t)number);

        return id < 0 ? NULL : constant_name(id);
}
