// ffi/symbols.ts: the functions of the C library that whiff calls, each with its prototype.
//
// Buffers are lent for the call. No row needs Deno.UnsafePointerView: that asks for the whole of
// --allow-ffi at every use, and these work under --allow-ffi=/path/to/libc.so.6 too, and after the
// permission was given back. Variadic functions (open, ioctl, prctl, syscall) take integers and
// pointers in the same registers as others on x86_64 and aarch64 Linux, so they need no care.

/** Rows for `Deno.dlopen`; argument types are those of 64-bit Linux. */
export const SYMBOLS = {
  // int *__errno_location(void); its address belongs to the calling thread
  __errno_location: { parameters: [], result: "pointer" },
  // void *memcpy(void *to, const void *from, size_t n); memory(3), from what C owns into what we own
  memcpy: { parameters: ["buffer", "pointer", "usize"], result: "void" },
  // void *memmove(void *to, const void *from, size_t n); returns `to`: the address of a buffer
  memmove: { parameters: ["buffer", "buffer", "usize"], result: "usize" },
  // size_t strlen(const char *text); string(3)
  strlen: { parameters: ["pointer"], result: "usize" },

  // int socket(int domain, int type, int protocol); socket(2)
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  // int bind(int fd, const struct sockaddr *address, socklen_t length); bind(2)
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  // int getsockopt(int fd, int level, int name, void *value, socklen_t *length); getsockopt(2)
  getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
  // int setsockopt(int fd, int level, int name, const void *value, socklen_t length); setsockopt(2)
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  // ssize_t send(int fd, const void *bytes, size_t n, int flags); send(2)
  send: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
  // ssize_t recv(int fd, void *bytes, size_t n, int flags); recv(2)
  recv: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
  // int ioctl(int fd, unsigned long request, void *argument); ioctl(2)
  ioctl: { parameters: ["i32", "u64", "buffer"], result: "i32" },
  // void *mmap(void *at, size_t n, int protection, int flags, int fd, off_t offset); mmap(2)
  mmap: { parameters: ["buffer", "usize", "i32", "i32", "i32", "i64"], result: "isize" },
  // int poll(struct pollfd *fds, nfds_t n, int timeoutMs); poll(2), on a thread of Deno's pool
  poll: { parameters: ["buffer", "u64", "i32"], result: "i32", nonblocking: true },
  // The same on our own thread, to look without waiting.
  pollNow: { name: "poll", parameters: ["buffer", "u64", "i32"], result: "i32" },
  // int eventfd(unsigned int value, int flags); eventfd(2)
  eventfd: { parameters: ["u32", "i32"], result: "i32" },

  // int open(const char *path, int flags, mode_t mode); open(2)
  open: { parameters: ["buffer", "i32", "u32"], result: "i32" },
  // int close(int fd); close(2)
  close: { parameters: ["i32"], result: "i32" },
  // ssize_t read(int fd, void *bytes, size_t n); read(2)
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  // ssize_t write(int fd, const void *bytes, size_t n); write(2)
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  // int rename(const char *from, const char *to); rename(2)
  rename: { parameters: ["buffer", "buffer"], result: "i32" },
  // int ftruncate(int fd, off_t length); ftruncate(2)
  ftruncate: { parameters: ["i32", "i64"], result: "i32" },
  // off_t lseek(int fd, off_t offset, int whence); lseek(2)
  lseek: { parameters: ["i32", "i64", "i32"], result: "i64" },
  // int fchown(int fd, uid_t owner, gid_t group); fchown(2)
  fchown: { parameters: ["i32", "u32", "u32"], result: "i32" },
  // int dup2(int from, int to); dup2(2)
  dup2: { parameters: ["i32", "i32"], result: "i32" },

  // char *getenv(const char *name); getenv(3)
  getenv: { parameters: ["buffer"], result: "pointer" },
  // int uname(struct utsname *); uname(2)
  uname: { parameters: ["buffer"], result: "i32" },
  // uid_t geteuid(void); geteuid(2)
  geteuid: { parameters: [], result: "u32" },
  // gid_t getegid(void); getegid(2)
  getegid: { parameters: [], result: "u32" },
  // int setgroups(size_t n, const gid_t *groups); setgroups(2)
  setgroups: { parameters: ["usize", "buffer"], result: "i32" },
  // int setresgid(gid_t real, gid_t effective, gid_t saved); setresgid(2)
  setresgid: { parameters: ["u32", "u32", "u32"], result: "i32" },
  // int setresuid(uid_t real, uid_t effective, uid_t saved); setresuid(2)
  setresuid: { parameters: ["u32", "u32", "u32"], result: "i32" },
  // int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d); prctl(2)
  prctl: { parameters: ["i32", "u64", "u64", "u64", "u64"], result: "i32" },
  // int capset(cap_user_header_t header, const cap_user_data_t data); capset(2)
  capset: { parameters: ["buffer", "buffer"], result: "i32" },
  // long syscall(long number, long a, long b, const void *c); syscall(2), for seccomp(2)
  syscall: { parameters: ["i64", "i64", "i64", "buffer"], result: "i64" },
} as const satisfies Deno.ForeignLibraryInterface;
