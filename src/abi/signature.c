/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "abi/signature.h"

#include "abi/tables.h"

static struct parameter unpack(const struct packed_parameter *packed, const struct abi *abi)
{
        struct parameter p = { .name = syscall_strings + packed->name,
                               .bits = abi->long_bits,
                               .families = packed->families };

        switch ((enum packed_type)packed->type) {
        case TYPE_INT:
        case TYPE_UINT:
                p.bits = 32;
                break;
        case TYPE_U16:
                p.bits = 16;
                break;
        case TYPE_LONG:
        case TYPE_ULONG:
        case TYPE_PTR:
                break;
        }
        p.is_signed = packed->type == TYPE_INT || packed->type == TYPE_LONG;
        p.is_pointer = packed->type == TYPE_PTR;
        return p;
}

bool signature_get(struct signature *out, const struct abi *abi, int id)
{
        uint16_t packed;

        if (id < 0 || (unsigned int)id >= syscall_n_names)
                return false;
        packed = signature_of[(size_t)abi->id * syscall_n_names + (size_t)id];
        if (packed == TABLE_NONE)
                return false;
        *out = (struct signature){ .n_parameters = packed % 8 };
        for (unsigned int i = 0; i < out->n_parameters; i++)
                out->parameters[i] =
                        unpack(&signature_parameters[signature_lists[packed / 8 + i]], abi);
        return true;
}
