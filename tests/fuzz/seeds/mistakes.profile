alow read
allow raed if fd == 3
allow openat if flags == O_RDONLYY
allow socket if (famly == AF_UNIX
include nothing-like-this
deny @netwrok-io
allow ioctl if cmd in {5..1} \
	and arg == 0x
arch vax
