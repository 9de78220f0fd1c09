# default: nearly every program; no administering, no namespaces, no looking into other processes
#
# Lets run: services, shells, interpreters, compilers, servers: a broad list in
# the spirit of the defaults of containers.
# Refuses: mounts and chroot, namespaces, tracing and reading of other
# processes, bpf, perf, kexec, modules, keys, userfaultfd, io_uring, file
# handles, raw sockets and rare socket families, typing into terminals
# (TIOCSTI, TIOCLINUX), clocks, swap, quotas, accounting, I/O ports, vm86 and
# modify_ldt.
#
# Beside Docker's default (for a container without extra capabilities), on
# purpose stricter: ptrace, process_vm_*, modify_ldt, fanotify_mark,
# s390_pci_mmio_*, TIOCSTI and TIOCLINUX, raw sockets, all socket families but
# four, socketcall. Wider: the NUMA calls on the process's own memory.

kernel 6.12
default deny

allow @basic-io @chown @default @file-system @io-event @ipc @memlock @network-io @pkey @process
allow @resources @sandbox @setuid @signal @sync @timer
allow adjtimex arm_fadvise64_64 breakpoint capset clock_adjtime clock_adjtime64
allow copy_file_range fadvise64 fadvise64_64 flock futex_requeue futex_wait futex_wake
allow get_mempolicy getcpu getpriority io_cancel io_destroy io_getevents io_pgetevents
allow io_pgetevents_time64 io_setup io_submit ioctl ioprio_get madvise memfd_secret mincore mremap
allow name_to_handle_at oldolduname olduname process_mrelease readahead readdir remap_file_pages
allow sched_get_priority_max sched_get_priority_min sched_getattr sched_getparam sched_getscheduler
allow sched_rr_get_interval sched_rr_get_interval_time64 sendfile sendfile64 setfsgid setfsgid32
allow setfsuid setfsuid32 setpgid setsid splice sysinfo tee ugetrlimit ulimit umask uname vmsplice

# Namespaces. clone3 keeps its flags in memory: with ENOSYS the C library falls back to clone.
deny setns unshare
deny listns with ENOSYS
deny clone if not flags lacks \
        CLONE_NEWNS|CLONE_NEWCGROUP|CLONE_NEWUTS|\
        CLONE_NEWIPC|CLONE_NEWUSER|CLONE_NEWPID|CLONE_NEWNET
deny clone3 with ENOSYS

# Other processes' memory and labels
deny process_madvise process_vm_readv process_vm_writev migrate_pages move_pages
deny lsm_get_self_attr lsm_list_modules lsm_set_self_attr

# Words into the terminal of whoever started us
deny ioctl if cmd in {TIOCSTI, TIOCLINUX}

# Others turn off address randomisation or make memory executable; the number asks what it is.
allow personality if persona in {PER_LINUX, PER_LINUX32, UNAME26, PER_LINUX32|UNAME26, 0xffffffff}

# Sockets: local, internet, and questions to the kernel
deny  socket
allow socket if family in {AF_UNIX, AF_INET, AF_INET6}
deny  socket if type & 0xf in {SOCK_RAW, SOCK_PACKET}
allow socket if family == AF_NETLINK and \
        protocol in {NETLINK_ROUTE, NETLINK_SOCK_DIAG, NETLINK_KOBJECT_UEVENT, NETLINK_GENERIC}
deny  socketpair
allow socketpair if family == AF_UNIX

# 32-bit x86: its arguments are in memory, where a filter cannot see the family.
# musl falls back to the calls above; glibc does so only when built for Linux 4.3 or later.
deny socketcall with ENOSYS
