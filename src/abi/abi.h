/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The ABIs that we know: one entry for each table in arch/.
 *
 * x32 shares AUDIT_ARCH_X86_64 with x86_64; bit 30 of the number tells them
 * apart. Its token is libseccomp's, which names an ABI, not an audit word.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/text.h"

#define X32_SYSCALL_BIT_NR UINT32_C(0x40000000)

struct abi {
        char name[16];       /* "x86_64" */
        uint32_t token;      /* SCMP_ARCH_*: names one ABI */
        uint32_t audit_arch; /* AUDIT_ARCH_*: what seccomp_data.arch holds */
        uint32_t nr_base;    /* added to the table's numbers: 0x40000000 for x32, 4000 for o32 */
        uint8_t id;          /* index in abi_at() */
        uint8_t word_bits;   /* 32 or 64: how many bits seccomp.h comparisons look at */
        uint8_t long_bits;   /* 32 or 64: width of an argument register as the kernel reads it */
        bool big_endian;     /* which half of a 64-bit argument comes first */
        bool multiplexed;    /* has socketcall(2) and/or ipc(2) */
};

/* All of them, in the order of the build's list. */
unsigned int abi_count(void);
const struct abi *abi_at(unsigned int i);

/* NULL when unknown. Also takes the usual aliases: amd64, i386, arm64. */
const struct abi *abi_by_name(struct span name);
const struct abi *abi_by_token(uint32_t token);

/* The one that this program was compiled for. */
const struct abi *abi_native(void);
