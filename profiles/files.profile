# files: programs that read and write files and directories; no network
#
# Lets run: cp, tar, sed -i, sqlite3, compilers, shells with pipelines: whatever
# works on files and starts other programs that do.
# Refuses: sockets of every family, io_uring, mounts, namespaces, tracing,
# and everything that administers the machine.

kernel 6.12
default deny
include base

allow @files @poll @memlock
allow memfd_create

# Terminals: modes and job control, but never input in somebody's place (TIOCSTI).
allow ioctl if cmd in {TCSETS, TCSETSW, TCSETSF, TIOCSPGRP, TIOCGSID, TIOCSWINSZ, \
        TIOCSCTTY, TIOCNOTTY}
# cp --reflink, lsattr
allow ioctl if cmd in {FICLONE, FICLONERANGE, FS_IOC_GETFLAGS}
