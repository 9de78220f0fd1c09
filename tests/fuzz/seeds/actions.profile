include base
default kill
allow @poll @threads getppid, dup
trap 7 fsync
trace 9 getpriority if which lacks 3
log socket quietly
notify umask
kill-thread getuid
keep-cap net_admin
no-exec
deny getppid with 38
