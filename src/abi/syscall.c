/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "abi/syscall.h"

#include <stdlib.h>

#include "abi/tables.h"

unsigned int syscall_count(void)
{
        return syscall_n_names;
}

int syscall_by_name(struct span name)
{
        uint16_t id = table_place(syscall_seeds, syscall_seed_mask, syscall_slots,
                                  syscall_slot_mask, name);

        if (id == TABLE_NONE || !span_is(name, syscall_name(id)))
                return -1;
        return id;
}

const char *syscall_name(int id)
{
        if (id < 0 || (unsigned int)id >= syscall_n_names)
                abort();
        return syscall_strings + syscall_name_at[id];
}

/* Where a call stands in the arrays that are indexed by table and id. */
static size_t cell(const struct abi *abi, int id)
{
        return (size_t)abi_table_of[abi->id] * syscall_n_names + (size_t)id;
}

bool abi_syscall_number(uint32_t *out, const struct abi *abi, int id)
{
        int32_t nr = syscall_numbers[cell(abi, id)];

        if (nr < 0)
                return false;
        *out = (uint32_t)nr + abi->nr_base;
        return true;
}

int abi_syscall_by_number(const struct abi *abi, uint32_t nr)
{
        const uint16_t *first = &syscall_dense_first[abi_table_of[abi->id]];
        const uint32_t index = nr - abi->nr_base;
        uint16_t id;

        if (nr < abi->nr_base)
                return -1;
        if (index < (uint32_t)(first[1] - first[0])) {
                id = syscall_dense[first[0] + index];
                return id == TABLE_NONE ? -1 : id;
        }
        for (unsigned int i = 0; i < syscall_n_high; i++)
                if (syscall_high[i].nr == index && syscall_high[i].table == abi_table_of[abi->id])
                        return syscall_high[i].id;
        return -1;
}

uint32_t abi_syscall_end(const struct abi *abi)
{
        const uint16_t *first = &syscall_dense_first[abi_table_of[abi->id]];

        return abi->nr_base + (uint32_t)(first[1] - first[0]);
}

unsigned int abi_syscall_since(const struct abi *abi, int id)
{
        return syscall_versions[cell(abi, id)];
}

unsigned int syscall_tables_version(void)
{
        return syscall_newest;
}

bool syscall_pseudo(int *out, int id)
{
        if (id < 0 || (unsigned int)id >= syscall_n_names || syscall_pseudo_of[id] == 0)
                return false;
        *out = syscall_pseudo_of[id];
        return true;
}

int syscall_by_pseudo(int pseudo)
{
        unsigned int low = 0, high = syscall_n_pseudo;

        while (low < high) {
                unsigned int middle = (low + high) / 2;

                if (-(int)syscall_pseudo_numbers[middle] == pseudo)
                        return syscall_pseudo_ids[middle];
                if (-(int)syscall_pseudo_numbers[middle] > pseudo)
                        low = middle + 1;
                else
                        high = middle;
        }
        return -1;
}
