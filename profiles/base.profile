# base: what every program needs to start, run and exit; files are read only, no network
#
# Lets run: the dynamic linker and the C library, memory, threads and child
# processes, signals, clocks and timers; reading and writing what is open
# already; opening files for reading.
# Refuses: everything else, so programs that do more need more than this. A
# profile includes it and adds what is particular to its programs.

kernel 6.12
default deny

allow @libc @threads @children @signal @timer
allow prctl capget dup dup2 dup3 getpriority ulimit umask

# Files for reading. O_TMPFILE needs an access mode that writes, so it is
# refused as well; O_CREAT and O_TRUNC change files whatever the access mode.
allow open openat if flags & O_ACCMODE|O_CREAT|O_TRUNC == O_RDONLY
# Its flags are in memory, where a filter cannot look; callers fall back to openat.
deny openat2 with ENOSYS

# Threads and processes, but no namespaces. clone3 keeps its flags in memory:
# with ENOSYS the C library falls back to clone.
allow clone if flags lacks \
        CLONE_NEWNS|CLONE_NEWCGROUP|CLONE_NEWUTS|\
        CLONE_NEWIPC|CLONE_NEWUSER|CLONE_NEWPID|CLONE_NEWNET
deny clone3 with ENOSYS

# "Is this a terminal, how wide is it, is there input?"
allow ioctl if cmd in {TCGETS, TIOCGWINSZ, TIOCGPGRP, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX}
