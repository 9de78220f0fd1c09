/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cli/options.h"

static const struct option_spec specs[] = {
        { OPTION_PROFILE, "profile", VALUE_REQUIRED, "NAME",
          "use a profile: bundled, installed, or a file if\n"
          "NAME has a '/'; may be repeated, later ones win.\n"
          "Without it: 'default'. 'scmp-profile list' shows all",
          false, "What the program may do" },
        { OPTION_ALLOW, "allow", VALUE_REQUIRED, "RULE",
          "allow calls, after all profiles: --allow listen,\n"
          "--allow 'socket if family == AF_UNIX', --allow @files",
          false, NULL },
        { OPTION_DENY, "deny", VALUE_REQUIRED, "RULE",
          "make calls fail: --deny connect,\n"
          "--deny 'openat if flags has O_CREAT with EROFS'",
          false, NULL },
        { OPTION_DEFAULT, "default", VALUE_REQUIRED, "ACTION",
          "what happens to calls that no rule names:\n"
          "deny, allow, kill, log, trap, trace",
          false, NULL },
        { OPTION_ARCH, "arch", VALUE_REQUIRED, "LIST",
          "also take programs of these machines, as in\n"
          "native,x86; others are killed",
          false, NULL },
        { OPTION_KERNEL, "kernel", VALUE_REQUIRED, "VERSION",
          "the Linux that the rules were written for, as 6.12:\n"
          "newer calls look as if the kernel lacked them",
          false, NULL },
        { OPTION_KEEP_CAP, "keep-cap", VALUE_REQUIRED, "LIST",
          "capabilities to keep, as in net_bind_service,chown;\n"
          "without this none are kept, even for root",
          true, NULL },
        { OPTION_SHOW, "show", VALUE_OPTIONAL, "FORMAT",
          "print the filter instead of running anything:\n"
          "rules (as in a profile; used if there is no FORMAT),\n"
          "pfc, disasm, or bpf (raw bytes)",
          false, "Looking without running" },
        { OPTION_DRY_RUN, "dry-run", VALUE_NONE, NULL,
          "check everything, print what would be done, stop", false, NULL },
        { OPTION_HELP, "help", VALUE_NONE, NULL, "this text", false, NULL },
        { OPTION_VERSION, "version", VALUE_NONE, NULL, "the version", false, NULL },
};

const struct option_spec *option_at(size_t i)
{
        return i < sizeof(specs) / sizeof(*specs) ? &specs[i] : NULL;
}
