/*
 * A disk whose fsync fails, as a shared library for LD_PRELOAD.
 *
 *   SHIM_FLAG   a file; while it exists, every fsync and fdatasync of the process fails with EIO
 *   SHIM_FILE   the end of a path; with it, only those of the files that end so
 *
 * The model: writes reach the kernel and can be read back, and only the promise that they are on
 * the disk is refused. That is how a dying disk, or network storage that ran full, shows itself on
 * Linux. The kernel may report such a failure once and never again, so a program that tries a
 * second time is told that all is well about pages which are not there. Remove the flag to play
 * that trick.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef int Sync(int fd);

static int is_failing(void) {
  const char *flag = getenv("SHIM_FLAG");
  struct stat status;
  return flag && stat(flag, &status) == 0;
}

static int is_meant(int fd) {
  const char *end = getenv("SHIM_FILE");
  if (!end) return 1;
  char link[64], path[PATH_MAX + 1];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX);
  if (length < (ssize_t)strlen(end)) return 0;
  path[length] = 0;
  return strcmp(path + length - strlen(end), end) == 0;
}

static int sync_with(const char *name, int fd) {
  if (is_failing() && is_meant(fd)) {
    errno = EIO;
    return -1;
  }
  Sync *sync = (Sync *)dlsym(RTLD_NEXT, name);
  return sync(fd);
}

int fsync(int fd) { return sync_with("fsync", fd); }
int fdatasync(int fd) { return sync_with("fdatasync", fd); }
