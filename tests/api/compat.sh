#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The library that takes libseccomp's place exports what seccomp.h declares and
# nothing else, by libseccomp's soname, and programs that were linked with
# libseccomp run on it.
#
#     compat.sh LIBRARY DIRECTORY-OF-SECCOMP.H DIRECTORY-FOR-FILES

set -u -e -o pipefail
export LC_ALL=C

library=$1 headers=$2 work=$(mktemp -d "$3/compat.XXXXXX")
trap 'rm -rf "$work"' EXIT

fail() {
    echo "$*" >&2
    exit 1
}

# What the preprocessor leaves of the header, to be blind to comments and macros.
declared() {
    printf '#include "seccomp.h"\n' | cc -E -P -I"$headers" - | tr -d '\n' |
        grep -oE '\bseccomp_[a-z0-9_]+\(' | tr -d '(' | sort -u
}

exported() {
    nm -D --defined-only "$library" | awk '{ print $NF }' | sort -u
}

diff <(declared) <(exported) || fail 'exported (>) is not what is declared (<)'
nm -D --defined-only "$library" | grep -q '@' && fail 'a symbol has a version'
readelf -d "$library" | grep -q 'SONAME.*\[libseccomp\.so\.2\]' || fail 'wrong soname'
needed=$(readelf -d "$library" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' | grep -v -e '^libc\.' -e '^ld-' || true)
[ -z "$needed" ] || fail "it needs more than libc: $needed"

# A program like any other that uses libseccomp, in C and in C++, without a warning.
cat >"$work/program.c" <<'PROGRAM'
#include <seccomp.h>

int main(void)
{
        scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
        int failed = !ctx;

        failed |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(77), SCMP_SYS(getpriority), 2,
                                   SCMP_A0(SCMP_CMP_EQ, 5), SCMP_A1_32(SCMP_CMP_MASKED_EQ, 3, 1));
        failed |= seccomp_rule_add(ctx, SCMP_ACT_KILL_PROCESS, SCMP_SYS(socketcall), 0);
        failed |= seccomp_load(ctx);
        seccomp_release(ctx);
        return failed;
}
PROGRAM
cp "$work/program.c" "$work/program.cc"
link=("-I$headers" -o "$work/program" "-L$(dirname "$library")" -lseccomp)
cc -std=c99 -Wall -Wextra -Wpedantic -Werror "$work/program.c" "${link[@]}"
LD_LIBRARY_PATH=$(dirname "$library") "$work/program" || fail 'a C program does not run on it'
if command -v c++ >/dev/null; then
    c++ -Wall -Wextra -Werror "$work/program.cc" "${link[@]}"
    LD_LIBRARY_PATH=$(dirname "$library") "$work/program" || fail 'a C++ program does not run on it'
fi
