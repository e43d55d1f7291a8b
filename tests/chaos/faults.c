// Loaded before the C library, to be the bad machine that a test wants. By the environment:
//   CHAOS_FOLDER  only files whose path contains this text are meant
//   CHAOS_EIO     from this write on, every write and sync fails with EIO
//   CHAOS_SLOW    every write and sync takes so many milliseconds
//   CHAOS_UNDO    a journal of what each write has overwritten since the last sync: whoever takes some
//                 of it back makes the file what a loss of power may leave
//   CHAOS_CLOCK   a file with the seconds by which the wall clock is off
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long writes;
static int journal = -1;

static int meant(int fd) {
    const char* folder = getenv("CHAOS_FOLDER");
    char link[64], path[4096];
    if (folder == NULL) return 0;
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    const ssize_t length = readlink(link, path, sizeof(path) - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, folder) != NULL;
}

// Whether this call is to fail; sleeps where the disk is slow.
static int fails(int fd) {
    if (!meant(fd)) return 0;
    const char* slow = getenv("CHAOS_SLOW");
    if (slow != NULL) usleep((useconds_t)(1000 * atoi(slow)));
    const char* from = getenv("CHAOS_EIO");
    if (from == NULL) return 0;
    pthread_mutex_lock(&lock);
    const int late = ++writes >= atol(from);
    pthread_mutex_unlock(&lock);
    if (late) errno = EIO;
    return late;
}

// Notes what a write is going to overwrite. A descriptor opened with O_DSYNC writes for good.
static void note(int fd, size_t count, off_t at) {
    const char* path = getenv("CHAOS_UNDO");
    if (path == NULL || !meant(fd) || (fcntl(fd, F_GETFL) & O_DSYNC) != 0) return;
    pthread_mutex_lock(&lock);
    if (journal < 0) journal = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_APPEND, 0600);
    uint64_t head[2] = {(uint64_t)at, count};
    char* old = calloc(1, count);
    (void)!syscall(SYS_pread64, fd, old, count, at);
    (void)!syscall(SYS_write, journal, head, sizeof(head));
    (void)!syscall(SYS_write, journal, old, count);
    free(old);
    pthread_mutex_unlock(&lock);
}

static void synced(int fd) {
    pthread_mutex_lock(&lock);
    if (journal >= 0 && meant(fd)) (void)!ftruncate(journal, 0);
    pthread_mutex_unlock(&lock);
}

ssize_t pwrite(int fd, const void* data, size_t count, off_t at) {
    if (fails(fd)) return -1;
    note(fd, count, at);
    return syscall(SYS_pwrite64, fd, data, count, at);
}
ssize_t pwrite64(int fd, const void* data, size_t count, off_t at) { return pwrite(fd, data, count, at); }

ssize_t writev(int fd, const struct iovec* parts, int count) {
    if (fails(fd)) return -1;
    size_t all = 0;
    for (int i = 0; i < count; ++i) all += parts[i].iov_len;
    const off_t at = lseek(fd, 0, SEEK_CUR);
    if (at >= 0) note(fd, all, at);
    return syscall(SYS_writev, fd, parts, count);
}

ssize_t write(int fd, const void* data, size_t count) {
    if (fails(fd)) return -1;
    return syscall(SYS_write, fd, data, count);
}

int fdatasync(int fd) {
    if (fails(fd)) return -1;
    const int result = (int)syscall(SYS_fdatasync, fd);
    if (result == 0) synced(fd);
    return result;
}

int fsync(int fd) {
    if (fails(fd)) return -1;
    const int result = (int)syscall(SYS_fsync, fd);
    if (result == 0) synced(fd);
    return result;
}

int clock_gettime(clockid_t clock, struct timespec* now) {
    const int result = (int)syscall(SYS_clock_gettime, clock, now);
    const char* path = getenv("CHAOS_CLOCK");
    if (result != 0 || clock != CLOCK_REALTIME || path == NULL) return result;
    char text[32] = {0};
    const int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);
    if (file < 0) return result;
    (void)!syscall(SYS_read, file, text, sizeof(text) - 1);
    syscall(SYS_close, file);
    now->tv_sec += atol(text);
    return result;
}

time_t time(time_t* out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out != NULL) *out = now.tv_sec;
    return now.tv_sec;
}
