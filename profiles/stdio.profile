# stdio: filters from standard input to standard output; no socket, no writing or creating of files
#
# Lets run: sha256sum, jq, gzip -dc, sort, grep, awk, and pipelines of them.
# Reads whatever files it is told to; writes only to what it was given open.
# Refuses: opening a file for writing, and creating, renaming, removing or
# changing one; sockets; io_uring; namespaces. Programs with temporary files
# (sort of more than fits in memory) need the profile files.

kernel 6.12
default deny
include base

allow @basic-io @poll
allow chdir copy_file_range fadvise64 fadvise64_64 fchdir fstatfs fstatfs64 getdents getdents64
allow sendfile sendfile64 splice statfs statfs64 tee vmsplice
allow fgetxattr flistxattr getxattr lgetxattr listxattr llistxattr   # ls -l
