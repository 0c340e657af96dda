// What the kernel says was spent: seconds of CPU by the server, by us and what belongs to us, and by the
// whole machine.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct { double server, own, machine, stolen, rss_kb; } Usage;

static void read_text(const char *path, char *text, size_t size) {
  FILE *f = fopen(path, "r");
  text[f ? fread(text, 1, size - 1, f) : 0] = 0;
  if (f) fclose(f);
}

static double cpu_of(int pid) {
  char path[64], text[4096];
  unsigned long user = 0, system = 0;
  snprintf(path, sizeof path, "/proc/%d/stat", pid);  // the times are those of all threads
  read_text(path, text, sizeof text);
  char *after_name = strrchr(text, ')');
  if (after_name)
    sscanf(after_name, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
  return (double)(user + system) / sysconf(_SC_CLK_TCK);
}

static void read_server(Usage *u, int pid) {
  char path[64], text[4096];
  u->server = cpu_of(pid);
  snprintf(path, sizeof path, "/proc/%d/status", pid);
  read_text(path, text, sizeof text);
  char *rss = strstr(text, "VmRSS:");
  u->rss_kb = rss ? atof(rss + 6) : 0;
}

// Steal is what a hypervisor gave to others; a figure taken under it says little.
static void read_machine(Usage *u) {
  char text[400];
  unsigned long user = 0, nice = 0, system = 0, irq = 0, soft = 0, steal = 0;
  read_text("/proc/stat", text, sizeof text);
  sscanf(text, "cpu %lu %lu %lu %*u %*u %lu %lu %lu", &user, &nice, &system, &irq, &soft, &steal);
  u->machine = (double)(user + nice + system + irq + soft) / sysconf(_SC_CLK_TCK);
  u->stolen = (double)steal / sysconf(_SC_CLK_TCK);
}

static Usage usage_now(int pid, const int *allies, int ally_count) {
  struct timespec own;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
  Usage u = {.own = own.tv_sec + own.tv_nsec / 1e9};
  for (int i = 0; i < ally_count; i++) u.own += cpu_of(allies[i]);
  read_server(&u, pid);
  read_machine(&u);
  return u;
}
