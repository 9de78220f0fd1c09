/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "abi/syscall.h"

#include <assert.h>

#include "abi/tables.h"

unsigned int syscall_count(void)
{
        return syscall_n_names;
}

int syscall_by_name(struct span name)
{
        uint16_t id =
                table_place(syscall_seeds, syscall_n_seeds, syscall_slots, syscall_n_slots, name);

        if (id == TABLE_NONE || !span_is(name, syscall_name(id)))
                return -1;
        return id;
}

const char *syscall_name(int id)
{
        assert(id >= 0 && (unsigned int)id < syscall_n_names);
        return syscall_strings + syscall_name_at[id];
}

/* The numbers of @abi, and in @slot where the call stands among them. */
static const struct number_range *find(uint16_t *slot, const struct abi *abi, int id)
{
        const uint8_t table = abi_table_of[abi->id];

        assert(id >= 0 && (unsigned int)id < syscall_n_names);
        *slot = syscall_slot_of[(size_t)table * syscall_n_names + (size_t)id];
        return &syscall_ranges[table];
}

bool abi_syscall_number(uint32_t *out, const struct abi *abi, int id)
{
        uint16_t slot;
        const struct number_range *range = find(&slot, abi, id);

        if (slot == TABLE_NONE)
                return false;
        *out = abi->nr_base +
               (slot < range->n_low ? slot : range->high + (uint32_t)slot - range->n_low);
        return true;
}

int abi_syscall_by_number(const struct abi *abi, uint32_t nr)
{
        const struct number_range *range = &syscall_ranges[abi_table_of[abi->id]];
        const uint32_t index = nr - abi->nr_base;
        uint32_t slot;
        uint16_t id;

        if (nr < abi->nr_base)
                return -1;
        if (index < range->n_low)
                slot = index;
        else if (index >= range->high && index - range->high < range->n_high)
                slot = range->n_low + (index - range->high);
        else
                return -1;
        id = syscall_by_slot[range->first + slot];
        return id == TABLE_NONE ? -1 : id;
}

uint32_t abi_syscall_end(const struct abi *abi)
{
        return abi->nr_base + syscall_ranges[abi_table_of[abi->id]].n_low;
}

unsigned int abi_syscall_since(const struct abi *abi, int id)
{
        uint16_t slot;
        const struct number_range *range = find(&slot, abi, id);

        return slot == TABLE_NONE ? 0 : syscall_since[range->first + slot];
}

unsigned int syscall_tables_version(void)
{
        return syscall_newest;
}

bool syscall_pseudo(int *out, int id)
{
        assert(id >= 0 && (unsigned int)id < syscall_n_names);
        if (syscall_pseudo_of[id] == 0)
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
