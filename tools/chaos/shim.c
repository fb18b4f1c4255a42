/* What a laptop does to a program, done to the program alone: a clock that jumps, a disk that is slow or full.
 *
 * Loaded before everything else (LD_PRELOAD), into the server and whatever it starts. The file CHAOS_CONTROL says, at any
 * moment, by how much the wall clock is off, how long a sync takes and whether there is room; tools/chaos/machine.py
 * writes it. The monotonic clock is left alone, as a laptop's is.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct control {
    volatile int64_t clock_s;
    volatile int64_t sync_us;
    volatile int64_t full;
};

static const struct control none;
static const volatile struct control *control = (const volatile struct control *)&none;

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("CHAOS_CONTROL");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *mapped = mmap(NULL, sizeof(struct control), PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (mapped != MAP_FAILED) control = mapped;
}

int clock_gettime(clockid_t which, struct timespec *now) {
    REAL(clock_gettime);
    int failed = real(which, now);
    if (!failed && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) now->tv_sec += control->clock_s;
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec precise;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}

static void sync_slowly(void) {
    int64_t us = control->sync_us;
    if (us) nanosleep(&(struct timespec){us / 1000000, us % 1000000 * 1000}, NULL);
}

int fsync(int file) { REAL(fsync); sync_slowly(); return real(file); }
int fdatasync(int file) { REAL(fdatasync); sync_slowly(); return real(file); }

static int no_room(int file) {
    struct stat about;
    if (!control->full || fstat(file, &about) || !S_ISREG(about.st_mode)) return 0;
    errno = ENOSPC;
    return 1;
}

ssize_t write(int file, const void *bytes, size_t count) { REAL(write); return no_room(file) ? -1 : real(file, bytes, count); }
ssize_t writev(int file, const struct iovec *parts, int count) { REAL(writev); return no_room(file) ? -1 : real(file, parts, count); }
ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) { REAL(pwrite); return no_room(file) ? -1 : real(file, bytes, count, at); }
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) { REAL(pwrite64); return no_room(file) ? -1 : real(file, bytes, count, at); }
int fallocate(int file, int mode, off_t at, off_t count) { REAL(fallocate); return no_room(file) ? -1 : real(file, mode, at, count); }
int posix_fallocate(int file, off_t at, off_t count) { REAL(posix_fallocate); return no_room(file) ? ENOSPC : real(file, at, count); }
