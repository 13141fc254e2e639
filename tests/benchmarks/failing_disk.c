/* A disk that fails when told to: preloaded by history_faults.py.

   cc -shared -fPIC -O1 -o failing_disk.so failing_disk.c -ldl

   The file that FAILING_DISK names is mapped: calls so far, first call that fails, first one that
   works again, and errno. Only files whose path has "history.sqlite3" in it are concerned. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static volatile int64_t *control; /* calls, from, until, errno */

static int fails(int descriptor) {
    char link[64], path[4096];
    if (!control) {
        const char *name = getenv("FAILING_DISK");
        int (*real_open)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
        int file = name ? real_open(name, O_RDWR) : -1;
        if (file < 0) return 0;
        control = mmap(0, 32, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        close(file);
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (!strstr(path, "history.sqlite3")) return 0;
    int64_t call = ++control[0];
    if (call < control[1] || call >= control[2]) return 0;
    errno = (int)control[3];
    return 1;
}

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t count) {
    REAL(write);
    return fails(fd) ? -1 : real(fd, data, count);
}
ssize_t pwrite(int fd, const void *data, size_t count, off_t at) {
    REAL(pwrite);
    return fails(fd) ? -1 : real(fd, data, count, at);
}
ssize_t pwrite64(int fd, const void *data, size_t count, off64_t at) {
    REAL(pwrite64);
    return fails(fd) ? -1 : real(fd, data, count, at);
}
int ftruncate(int fd, off_t length) {
    REAL(ftruncate);
    return fails(fd) ? -1 : real(fd, length);
}
int ftruncate64(int fd, off64_t length) {
    REAL(ftruncate64);
    return fails(fd) ? -1 : real(fd, length);
}
int fsync(int fd) {
    REAL(fsync);
    return fails(fd) ? -1 : real(fd);
}
int fdatasync(int fd) {
    REAL(fdatasync);
    return fails(fd) ? -1 : real(fd);
}
