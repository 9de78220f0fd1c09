# net: client programs. Names, TCP and UDP out; no listening, no raw sockets
#
# Lets run: curl, wget, openssl s_client, DNS tools, scripts with sockets and
# TLS; they may read and write files.
# Refuses: listen and accept; raw and packet sockets; all families but AF_UNIX,
# AF_INET, AF_INET6 and routing questions over AF_NETLINK; io_uring, mounts,
# namespaces, tracing, and everything that administers the machine.
# AF_UNIX reaches local services (nscd, resolved, agents) by path, and so all
# that listen; 'deny socket if family == AF_UNIX' on the command line ends that.

kernel 6.12
default deny
include files

allow socket if family == AF_UNIX
# IPPROTO_IP is what the type means anyhow; ICMP on a datagram socket is ping without privileges.
allow socket if family in {AF_INET, AF_INET6} and type & 0xf in {SOCK_STREAM, SOCK_DGRAM} and \
        protocol in {IPPROTO_IP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_MPTCP, \
                     IPPROTO_ICMP, IPPROTO_ICMPV6}
allow socket if family == AF_NETLINK and protocol == NETLINK_ROUTE   # getaddrinfo
allow socketpair if family == AF_UNIX

# bind gives clients' UDP and netlink sockets their own address.
allow bind connect getpeername getsockname getsockopt setsockopt shutdown
allow recv recvfrom recvmmsg recvmmsg_time64 recvmsg send sendmmsg sendmsg sendto

# Questions about network interfaces
allow ioctl if cmd in {SIOCATMARK, SIOCGIFNAME, SIOCGIFCONF, SIOCGIFFLAGS, SIOCGIFADDR, \
        SIOCGIFINDEX}

# 32-bit x86: its arguments are in memory, where a filter cannot see the family.
# musl falls back to the calls above; glibc does so only when built for Linux 4.3 or later.
deny socketcall with ENOSYS
