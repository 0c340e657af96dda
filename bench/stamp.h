// Time as it travels in a message, and how long messages took.
#include <stdint.h>
#include <time.h>

// A stamp is nanoseconds since the start plus this. It keeps 15 digits for ten days, so that it can
// be written over the last one in a finished frame, and is a safe integer, as a msg_id has to be.
enum { STAMP_DIGITS = 15 };
static const uint64_t stamp_zero = 100000000000000;
static uint64_t started;

static uint64_t stamp(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ull + t.tv_nsec - started + stamp_zero;
}

static void write_stamp(char *to, uint64_t value) {
  for (int i = STAMP_DIGITS - 1; i >= 0; i--, value /= 10) to[i] = '0' + value % 10;
}

static uint64_t read_stamp(const char *from) {
  uint64_t value = 0;
  for (int i = 0; i < STAMP_DIGITS; i++) value = value * 10 + (from[i] - '0');
  return value;
}

enum { BUCKETS = 100000, BUCKET_NS = 10000 };
typedef struct { uint32_t bucket[BUCKETS]; uint64_t count; } Latency;

static void record(Latency *l, uint64_t ns) {
  uint64_t b = ns / BUCKET_NS;
  l->bucket[b < BUCKETS ? b : BUCKETS - 1]++;
  l->count++;
}

static double percentile_ms(const Latency *l, double share) {
  uint64_t below = 0, wanted = l->count * share;
  for (int i = 0; i < BUCKETS; i++)
    if ((below += l->bucket[i]) > wanted) return (double)i * BUCKET_NS / 1e6;
  return 0;
}
