/*
 * A power cut, as a shared library for LD_PRELOAD.
 *
 * Killing a process cannot show a missing fsync: what it has written is in the kernel, which lives
 * on. This library keeps a second directory, the shadow, in which a file is what it was at its last
 * successful fsync. Kill the process, put the shadow in the place of the data, and that is the disk
 * after the most unkind power cut that POSIX allows: nothing is there that nobody asked to be
 * there.
 *
 *   SHADOW_OF   the directory with the data, without a slash at its end
 *   SHADOW      the shadow, an existing directory; SHADOW.half beside it is made for copies under way
 *
 * The model
 * - fsync or fdatasync of a file: its whole content is durable, and so is its name (as on ext4, XFS
 *   and btrfs, where the fsync of a new file brings its directory entry along).
 * - fsync of the directory: files that are gone are gone for good, and new ones are there, empty.
 * - Everything else, a truncation for instance, is lost until one of these two. A removed file
 *   therefore comes back: SQLite must not be fooled by a stale journal.
 *
 * What it assumes
 * - The data directory has no directories in it, and nothing in it is renamed.
 * - What was written after the last fsync is lost altogether. A real disk may have kept any part of
 *   it; killing alone shows the other end, all of it. (In between: what another thread writes while
 *   its file is being copied may come along, in part.)
 * - Nobody writes through mmap with msync, sync_file_range, O_DSYNC or syncfs. (SQLite maps only
 *   its -shm file, which means nothing after a crash.)
 *
 * Files are copied whole, so the data should stay small.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * One copy at a time. An fsync returns only when its copy is there, so that a thread writes what
 * must come after it, such as the frames below a new header, only then: no copy can have them
 * without it.
 */
static pthread_mutex_t copying = PTHREAD_MUTEX_INITIALIZER;

typedef char Path[PATH_MAX + NAME_MAX + 2];

/* A shadow that is wrong without a word would make every test pass. */
static void give_up(const char *what, const char *path) {
  fprintf(stderr, "shadow: %s %s: %s\n", what, path, strerror(errno));
  abort();
}

static void join(Path path, const char *directory, const char *name) {
  snprintf(path, sizeof(Path), "%s/%s", directory, name);
}

static int exists(const char *path) {
  struct stat status;
  return stat(path, &status) == 0;
}

/* By way of another name, so that a kill in the middle leaves the old copy or the new one. */
static void copy(const char *from, const char *shadow, const char *name) {
  static char buffer[1 << 16];
  Path half, whole;
  snprintf(half, sizeof half, "%s.half", shadow);
  if (mkdir(half, 0700) != 0 && errno != EEXIST) give_up("cannot make", half);
  snprintf(half, sizeof half, "%s.half/%s", shadow, name);
  join(whole, shadow, name);
  int in = open(from, O_RDONLY | O_CLOEXEC);
  int out = open(half, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (in < 0 || out < 0) give_up("cannot copy", from);
  ssize_t length;
  while ((length = read(in, buffer, sizeof buffer)) > 0) {
    if (write(out, buffer, (size_t)length) != length) give_up("cannot write", half);
  }
  if (length < 0) give_up("cannot read", from);
  close(in);
  close(out);
  if (rename(half, whole) != 0) give_up("cannot rename", half);
}

/* The names in the data directory are durable now: those that are gone, and those that are new. */
static void agree_on_names(const char *data, const char *shadow) {
  Path path;
  DIR *kept = opendir(shadow);
  if (!kept) give_up("cannot list", shadow);
  for (struct dirent *entry; (entry = readdir(kept));) {
    join(path, data, entry->d_name);
    if (exists(path)) continue;
    join(path, shadow, entry->d_name);
    if (unlink(path) != 0) give_up("cannot remove", path);
  }
  closedir(kept);

  DIR *present = opendir(data);
  if (!present) give_up("cannot list", data);
  for (struct dirent *entry; (entry = readdir(present));) {
    join(path, shadow, entry->d_name);
    if (exists(path)) continue;
    int made = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (made < 0) give_up("cannot make", path);
    close(made);
  }
  closedir(present);
}

static void remember(int fd) {
  const char *data = getenv("SHADOW_OF"), *shadow = getenv("SHADOW");
  if (!data || !shadow) return;
  char link[64];
  Path path;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return;
  path[length] = 0;

  size_t prefix = strlen(data);
  if (strncmp(path, data, prefix) != 0) return;
  pthread_mutex_lock(&copying);
  if (path[prefix] == 0) agree_on_names(data, shadow);
  else if (path[prefix] == '/' && exists(path)) copy(path, shadow, path + prefix + 1);
  pthread_mutex_unlock(&copying);
}

typedef int Sync(int fd);

static int sync_with(const char *name, int fd) {
  Sync *sync = (Sync *)dlsym(RTLD_NEXT, name);
  int result = sync(fd);
  int error = errno;
  if (result == 0) remember(fd);
  errno = error;
  return result;
}

int fsync(int fd) { return sync_with("fsync", fd); }
int fdatasync(int fd) { return sync_with("fdatasync", fd); }
