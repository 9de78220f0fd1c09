/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "abi/abi.h"

#include <stdlib.h>

#include "abi/tables.h"

unsigned int abi_count(void)
{
        return abi_n_entries;
}

const struct abi *abi_at(unsigned int i)
{
        return i < abi_n_entries ? &abi_entries[i] : NULL;
}

const struct abi *abi_by_name(struct span name)
{
        for (unsigned int i = 0; i < abi_n_entries; i++)
                if (span_is(name, abi_entries[i].name))
                        return &abi_entries[i];
        for (unsigned int i = 0; i < abi_n_aliases; i++)
                if (span_is(name, abi_aliases[i].name))
                        return &abi_entries[abi_aliases[i].abi];
        return NULL;
}

const struct abi *abi_by_token(uint32_t token)
{
        for (unsigned int i = 0; i < abi_n_entries; i++)
                if (abi_entries[i].token == token)
                        return &abi_entries[i];
        return NULL;
}

/* What the compiler says it makes code for; the tokens are those of arch/abis.tbl. */
#if defined(__x86_64__) && defined(__ILP32__)
#define NATIVE_TOKEN UINT32_C(0x4000003e)
#elif defined(__x86_64__)
#define NATIVE_TOKEN UINT32_C(0xc000003e)
#elif defined(__i386__)
#define NATIVE_TOKEN UINT32_C(0x40000003)
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define NATIVE_TOKEN UINT32_C(0xc00000b7)
#elif defined(__arm__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define NATIVE_TOKEN UINT32_C(0x40000028)
#elif defined(__loongarch64)
#define NATIVE_TOKEN UINT32_C(0xc0000102)
#elif defined(__m68k__)
#define NATIVE_TOKEN UINT32_C(0x00000004)
#elif defined(__mips__) && _MIPS_SIM == 1
#define NATIVE_TOKEN (UINT32_C(0x00000008) | NATIVE_LITTLE)
#elif defined(__mips__) && _MIPS_SIM == 2
#define NATIVE_TOKEN (UINT32_C(0xa0000008) | NATIVE_LITTLE)
#elif defined(__mips__)
#define NATIVE_TOKEN (UINT32_C(0x80000008) | NATIVE_LITTLE)
#elif defined(__hppa__) && defined(__LP64__)
#define NATIVE_TOKEN UINT32_C(0x8000000f)
#elif defined(__hppa__)
#define NATIVE_TOKEN UINT32_C(0x0000000f)
#elif defined(__powerpc64__)
#define NATIVE_TOKEN (UINT32_C(0x80000015) | NATIVE_LITTLE)
#elif defined(__powerpc__)
#define NATIVE_TOKEN UINT32_C(0x00000014)
#elif defined(__riscv) && __riscv_xlen == 64
#define NATIVE_TOKEN UINT32_C(0xc00000f3)
#elif defined(__s390x__)
#define NATIVE_TOKEN UINT32_C(0x80000016)
#elif defined(__s390__)
#define NATIVE_TOKEN UINT32_C(0x00000016)
#elif defined(__sh__)
#define NATIVE_TOKEN (UINT32_C(0x0000002a) | NATIVE_LITTLE)
#else
#error "no table in arch/ for this architecture"
#endif

/* __AUDIT_ARCH_LE of linux/audit.h, where one table serves both byte orders. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define NATIVE_LITTLE UINT32_C(0x40000000)
#else
#define NATIVE_LITTLE UINT32_C(0)
#endif

const struct abi *abi_native(void)
{
        const struct abi *abi = abi_by_token(NATIVE_TOKEN);

        if (!abi)
                abort(); /* arch/abis.tbl has lost a line */
        return abi;
}
