arch x86_64 x86 s390x
kernel 6.1
default deny with ENOSYS
allow openat if flags & O_ACCMODE == O_RDONLY and not flags has O_CREAT
allow ioctl if cmd in {1, 4, 10..12} or arg only 0xff
deny socket if type & 0xf != SOCK_RAW with EACCES
kill lseek if offset < -5 or whence not in {0, 2}
allow prctl if value2 >= 0x100000000
deny socketcall
