// load: asks a Chateau server for as much as it can give, and prints as JSON how much that was.
//
// Opens connections, registers a guest on each, puts them into groups or pairs, and sends from the
// first few of each group: with a fixed number of unanswered messages a sender, or at a fixed rate.
// Every delivery is counted and timed. One thread, raw sockets and nothing allocated once messages
// flow, because a generator that costs as much as the server measures itself.
//
//   cc -O2 -o load load.c
//   ./load -P 8888 -p SERVER_PID -n 200 -D -w 4               direct messages, 100 pairs
//   ./load -P 8888 -p SERVER_PID -n 1000 -g 1000 -s 4 -w 4    one group of 1,000 with 4 senders
//   ./load -P 8888 -p SERVER_PID -n 10000 -g 0 -S 5 -d 0      connections only
//
// It looks for fields in the text of a frame and does not parse it: the JSON has to be compact. What
// it searches for cannot occur inside the contents that it sends.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include "stamp.h"
#include "usage.h"

static const char usage[] =
    "these are the flags\n"
    "  -h HOST  -P PORT  -p PID     the server, and its process for CPU and memory\n"
    "  -a PID                       a process whose CPU is counted with ours; up to 8 of them\n"
    "  -n N  -g N  -D               connections; members of a group (0: no messages); pairs\n"
    "  -s N  -w N  -r RATE          senders in a group; unanswered messages each; or messages/s\n"
    "  -S SEC  -W SEC  -d SEC       quiet before memory is read; warm-up; measurement\n"
    "  -z N  -u NAME  -T -R TYPE    bytes of content; what names begin with; type sent, expected\n";
static struct {
  int port, connections, group_size, senders, window, content, server;
  int allies[8], ally_count;  // what else belongs to the load
  bool direct;
  double seconds, rate, warm, settle;
  const char *host, *name, *send_type, *recv_type;
} ask = {.port = 8888, .connections = 100, .group_size = 10, .senders = 1, .window = 1,
         .content = 64, .seconds = 5, .warm = 1, .host = "127.0.0.1", .name = "u",
         .send_type = "GroupMessageRequest", .recv_type = "GroupMessageRecv"};

static void die(const char *why) {
  fprintf(stderr, "load: %s\n", why);
  exit(2);
}

// --- the clients ---

typedef struct { char *at; size_t len, size; } Bytes;

// Buffers grow to what the first messages need and keep that size.
static void append(Bytes *b, const void *from, size_t len) {
  if (len == 0) return;
  if (b->len + len > b->size) {
    b->size = (b->len + len) * 2;
    if (!(b->at = realloc(b->at, b->size))) die("out of memory");
  }
  memcpy(b->at + b->len, from, len);
  b->len += len;
}

typedef struct {
  int fd;
  enum { CONNECTING, UPGRADING, REGISTERING, REGISTERED, GONE } state;
  bool waits_to_write;
  Bytes unread;              // a frame whose end has not come yet
  Bytes unsent;
  Bytes message;             // the frame it sends, complete but for the two stamps
  size_t id_at, content_at;  // where those go
} Client;

static Client *clients;
static int poller, groups, opened, registered, groups_made, invitations, closed;
static enum { SETTING_UP, WARMING, MEASURING, DRAINING } phase;
static struct counts { uint64_t sent, answers, deliveries, bytes; } total;
static uint64_t errors, others;
static char first_error[400];
static Latency answer_latency, delivery_latency;
static int number_of(const Client *c) { return c - clients; }
static bool sending(void) { return phase == WARMING || phase == MEASURING; }
static bool failed(void) { return closed || errors; }

static void complain(const char *about, size_t len) {
  errors++;
  if (!*first_error) snprintf(first_error, sizeof first_error, "%.*s", (int)len, about);
}

static void lose(Client *c, const char *why) {
  if (c->state == GONE) return;
  c->state = GONE;
  closed++;
  if (!*first_error) snprintf(first_error, sizeof first_error, "closed: %s", why);
  close(c->fd);
}

// --- writing ---

static void wait_to_write(Client *c, bool waits) {
  if (c->waits_to_write == waits) return;
  c->waits_to_write = waits;
  struct epoll_event e = {.events = EPOLLIN | (waits ? EPOLLOUT : 0), .data.ptr = c};
  epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &e);
}

static void flush(Client *c) {
  if (c->unsent.len == 0 || c->state == GONE) return;
  ssize_t gone = send(c->fd, c->unsent.at, c->unsent.len, MSG_NOSIGNAL);
  if (gone < 0 && errno != EAGAIN) return lose(c, strerror(errno));
  if (gone > 0) {
    c->unsent.len -= gone;
    memmove(c->unsent.at, c->unsent.at + gone, c->unsent.len);
  }
  wait_to_write(c, c->unsent.len > 0);
}

// The masking key is zero: the server unmasks all the same, and we need not mask.
static void put_frame(Bytes *to, int opcode, const char *payload, size_t len) {
  bool small = len < 126;
  uint8_t head[8] = {0x80 | opcode, 0x80 | (small ? len : 126)};
  if (!small) head[2] = len >> 8, head[3] = len;
  append(to, head, small ? 6 : 8);
  append(to, payload, len);
}

// Written once for each sender; a send is then a copy and two stamps.
static void prepare_message(Client *c) {
  static char text[66000], padding[65536];
  char recipient[100];
  if (ask.direct) snprintf(recipient, sizeof recipient, "%s%d", ask.name, number_of(c) ^ 1);
  else snprintf(recipient, sizeof recipient, "%sg%d", ask.name, number_of(c) / ask.group_size);
  memset(padding, 'x', sizeof padding);
  int head = snprintf(text, sizeof text, "{\"type\":\"%s\",\"recipient\":\"%s\",\"msg_id\":%0*d,"
                      "\"content\":\"T", ask.send_type, recipient, STAMP_DIGITS, 0);
  int len = head + snprintf(text + head, sizeof text - head, "%0*d%.*s\"}", STAMP_DIGITS, 0,
                            ask.content - STAMP_DIGITS - 1, padding);
  put_frame(&c->message, 1, text, len);
  c->content_at = c->message.len - len + head;
  c->id_at = c->content_at - strlen(",\"content\":\"T") - STAMP_DIGITS;
}

static void put_message(Client *c, uint64_t at) {
  write_stamp(c->message.at + c->id_at, at);
  write_stamp(c->message.at + c->content_at, at);
  append(&c->unsent, c->message.at, c->message.len);
  total.sent++;
}

// --- reading ---

// Frames of one server look alike, so a field is looked for first where it was the last time.
typedef struct { const char *name; size_t len, last; } Field;
#define FIELD(text) {.name = text, .len = sizeof text - 1}
static Field type_field = FIELD("\"type\":\""), status_field = FIELD("\"status\":"),
             id_field = FIELD("\"msg_id\":"), content_field = FIELD("\"content\":\"T");

static const char *value_of(Field *f, const char *frame, size_t len) {
  if (f->last + f->len <= len && !memcmp(frame + f->last, f->name, f->len))
    return frame + f->last + f->len;
  const char *found = memmem(frame, len, f->name, f->len);
  if (!found) return NULL;
  f->last = found - frame;
  return found + f->len;
}

static int status_of(const char *frame, size_t len) {
  const char *status = value_of(&status_field, frame, len);
  return status ? atoi(status) : 0;
}

enum { ONE_READ = 256 << 10 };
static uint64_t arrived;  // one reading of the clock for all that came in one piece

static void time_from(Latency *l, Field *f, const char *frame, size_t len) {
  const char *sent = value_of(f, frame, len);
  if (sent && sent + STAMP_DIGITS <= frame + len) record(l, arrived - read_stamp(sent));
}

static void on_delivery(const char *frame, size_t len) {
  total.deliveries++;
  if (phase == MEASURING) time_from(&delivery_latency, &content_field, frame, len);
}

// An answer makes room in the sender's window, unless a clock decides when to send.
static void on_answer(Client *c, const char *frame, size_t len) {
  total.answers++;
  if (status_of(frame, len) != 200) return complain(frame, len);
  if (phase == MEASURING) time_from(&answer_latency, &id_field, frame, len);
  if (sending() && ask.rate == 0) put_message(c, stamp());
}

static void on_registered(Client *c, const char *frame, size_t len) {
  if (status_of(frame, len) != 200) return complain(frame, len);
  c->state = REGISTERED;
  registered++;
}

static void on_group(const char *frame, size_t len) {
  if (status_of(frame, len) == 200) groups_made++;
  else invitations++;
}

static bool is(const char *type, const char *wanted, const char *end) {
  size_t len = strlen(wanted);
  return type + len < end && type[len] == '"' && !memcmp(type, wanted, len);
}

static void on_text(Client *c, const char *frame, size_t len) {
  const char *type = value_of(&type_field, frame, len), *end = frame + len;
  if (!type) complain(frame, len);
  else if (is(type, ask.recv_type, end)) on_delivery(frame, len);
  else if (is(type, "MessageSendResponse", end)) on_answer(c, frame, len);
  else if (is(type, "RegisterResponse", end)) on_registered(c, frame, len);
  else if (is(type, "GroupMessageInitResponse", end)) on_group(frame, len);
  else if (is(type, "ErrorResponse", end)) complain(frame, len);
  else others++;
}

static void on_close(Client *c, const uint8_t *payload, size_t len) {
  char why[150];
  int code = len >= 2 ? payload[0] << 8 | payload[1] : 1005;
  snprintf(why, sizeof why, "%d %.*s", code, len > 2 ? (int)len - 2 : 0, payload + 2);
  lose(c, why);
}

static void on_frame(Client *c, int head, const char *payload, size_t len) {
  if (head == 0x81) on_text(c, payload, len);
  else if (head == 0x89) put_frame(&c->unsent, 10, payload, len);
  else if (head == 0x88) on_close(c, (const uint8_t *)payload, len);
  else if (head != 0x8a) complain("a frame that is neither text nor control", 40);
}

// Returns how many bytes were whole frames.
static size_t read_frames(Client *c, const char *from, size_t len) {
  size_t used = 0;
  while (len - used >= 2 && c->state != GONE) {
    const uint8_t *f = (const uint8_t *)from + used;
    size_t head = 2, payload = f[1] & 127, wide = payload == 126 ? 2 : payload == 127 ? 8 : 0;
    if (len - used < head + wide) break;
    if (wide) payload = 0;
    for (size_t i = 0; i < wide; i++) payload = payload << 8 | f[head++];
    if (len - used < head + payload) break;
    on_frame(c, f[0], (const char *)f + head, payload);
    used += head + payload;
  }
  return used;
}

static size_t read_upgrade(Client *c, const char *from, size_t len) {
  const char *end = memmem(from, len, "\r\n\r\n", 4);
  if (!end) return 0;
  if (!memmem(from, 16, " 101 ", 5)) return lose(c, "the upgrade was refused"), len;
  char text[200];
  int n = snprintf(text, sizeof text, "{\"type\":\"RegisterRequest\",\"username\":\"%s%d\","
                   "\"password\":\"\",\"auth\":false,\"msg_id\":1}", ask.name, number_of(c));
  c->state = REGISTERING;
  put_frame(&c->unsent, 1, text, n);
  return end + 4 - from;
}

// What is left of the last read is put before the next, so that a frame is always in one piece.
static void read_some(Client *c) {
  static char inbox[2 << 20];
  size_t kept = c->unread.len, room = sizeof inbox - kept, used = 0;
  if (kept) memcpy(inbox, c->unread.at, kept);
  ssize_t got = recv(c->fd, inbox + kept, room < ONE_READ ? room : ONE_READ, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) return lose(c, got ? strerror(errno) : "cut");
  arrived = stamp();
  total.bytes += got;
  size_t len = kept + got;
  if (c->state == UPGRADING) used = read_upgrade(c, inbox, len);
  if (c->state != UPGRADING) used += read_frames(c, inbox + used, len - used);
  c->unread.len = 0;
  append(&c->unread, inbox + used, len - used);
  flush(c);
}

// --- the loop ---

static void open_client(void) {
  Client *c = &clients[opened++];
  int on = 1;
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (c->fd < 0) die(strerror(errno));
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(ask.port)};
  inet_pton(AF_INET, ask.host, &to.sin_addr);
  if (!strncmp(ask.host, "127.", 4)) {  // one address has some 28,000 ports: take another in time
    struct sockaddr_in from = {.sin_family = AF_INET};
    from.sin_addr.s_addr = htonl(0x7f000002 + number_of(c) / 20000);
    setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (bind(c->fd, (void *)&from, sizeof from)) die(strerror(errno));
  }
  if (connect(c->fd, (void *)&to, sizeof to) && errno != EINPROGRESS) die(strerror(errno));
  struct epoll_event e = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
  c->waits_to_write = true;
  epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &e);
}

static void on_connected(Client *c) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error) return lose(c, strerror(error));
  char text[300];
  int len = snprintf(text, sizeof text, "GET /ws HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\n"
                     "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                     "Sec-WebSocket-Version: 13\r\n\r\n", ask.host, ask.port);
  c->state = UPGRADING;
  append(&c->unsent, text, len);
  flush(c);
}

static void on_event(Client *c, uint32_t events) {
  if (c->state == CONNECTING) on_connected(c);
  else if (events & EPOLLOUT) flush(c);
  if (c->state != GONE && events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_some(c);
}

static Client *sender(int n) {  // goes round the groups first, so that all are loaded alike
  return &clients[n % groups * ask.group_size + n / groups % ask.senders];
}

// A message counts from when it was due, not from when we came to send it.
static uint64_t send_due(uint64_t now) {
  static uint64_t due;
  static int turn;
  if (!due) due = now;
  for (; due <= now; due += 1e9 / ask.rate) {
    Client *c = sender(turn++ % (groups * ask.senders));
    put_message(c, due);
    flush(c);
  }
  return due;
}

static void pump(double seconds, bool (*done)(void)) {
  struct epoll_event events[512];
  uint64_t now = stamp(), until = now + seconds * 1e9;
  for (; now < until && !(done && done()); now = stamp()) {
    uint64_t due = sending() && ask.rate > 0 ? send_due(now) : until;
    uint64_t ns = (due < until ? due : until) - now;
    struct timespec wait = {.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
    int n = epoll_pwait2(poller, events, 512, &wait, NULL);
    for (int i = 0; i < n; i++) on_event(events[i].data.ptr, events[i].events);
  }
}

// --- the run ---

static bool may_open(void) { return failed() || opened - registered < 400; }  // less than a backlog
static bool all_registered(void) { return failed() || registered == ask.connections; }
static bool all_grouped(void) {
  return failed() || (groups_made == groups && invitations == groups * (ask.group_size - 1));
}
static int64_t missing(void) { return total.answers * (ask.group_size - 1) - total.deliveries; }
static bool all_delivered(void) {
  return closed || (total.answers == total.sent && missing() <= 0);
}

typedef struct { uint64_t at; struct counts total; Usage usage; } Moment;
static Usage spent(void) { return usage_now(ask.server, ask.allies, ask.ally_count); }
static Moment moment(void) { return (Moment){stamp(), total, spent()}; }

static double connect_all(void) {
  uint64_t from = stamp();
  while (opened < ask.connections && !failed()) {
    open_client();
    pump(may_open() ? 1e-6 : 10, may_open() ? NULL : may_open);
  }
  pump(60, all_registered);
  return (stamp() - from) / 1e9;
}

static void make_group(int group) {
  Bytes text = {0};
  char part[200];
  int owner = group * ask.group_size;
  append(&text, part, snprintf(part, sizeof part, "{\"type\":\"GroupMessageInitRequest\","
                               "\"chatname\":\"%sg%d\",\"recipients\":[", ask.name, group));
  for (int i = 1; i < ask.group_size; i++)
    append(&text, part, snprintf(part, sizeof part, "\"%s%d\",", ask.name, owner + i));
  if (ask.group_size > 1) text.len--;
  append(&text, "]}", 2);
  if (text.len > 65535) die("the group is too large for one frame");
  put_frame(&clients[owner].unsent, 1, text.at, text.len);
  flush(&clients[owner]);
  free(text.at);
}

static void make_groups(void) {
  for (int i = 0; i < groups && !ask.direct; i++) make_group(i);
  if (!ask.direct) pump(30, all_grouped);
}

static void start_sending(void) {
  phase = WARMING;
  for (int i = 0; i < groups * ask.senders; i++) {
    Client *c = sender(i);
    prepare_message(c);
    for (int k = 0; k < ask.window && ask.rate == 0; k++) put_message(c, stamp());
    flush(c);
  }
}

static void print_setup(double setup, const Usage *before, const Usage *connected) {
  printf("{\"conns\":%d,\"group\":%d,\"senders\":%d,\"window\":%d,\"rate\":%.0f,\"payload\":%d,",
         ask.connections, ask.group_size, ask.senders, ask.window, ask.rate, ask.content);
  printf("\"registered\":%d,\"setup_s\":%.3f,\"rss_start_mb\":%.1f,\"rss_conns_mb\":%.1f,",
         registered, setup, before->rss_kb / 1024, connected->rss_kb / 1024);
  printf("\"kb_per_conn\":%.2f,", (connected->rss_kb - before->rss_kb) / ask.connections);
}

static void print_flow(const Moment *a, const Moment *b) {
  double s = ask.seconds > 0 ? (b->at - a->at) / 1e9 : 1;
  double delivered = b->total.deliveries - a->total.deliveries;
  printf("\"sent\":%lu,\"acks_per_s\":%.0f,\"deliveries_per_s\":%.0f,\"MB_per_s\":%.1f,",
         b->total.sent - a->total.sent, (b->total.answers - a->total.answers) / s, delivered / s,
         (b->total.bytes - a->total.bytes) / s / 1e6);
  double server = b->usage.server - a->usage.server, own = b->usage.own - a->usage.own;
  double others = b->usage.machine - a->usage.machine - server - own;
  printf("\"server_cpu\":%.2f,\"gen_cpu\":%.2f,\"others_cpu\":%.2f,\"steal_cpu\":%.2f,", server / s,
         own / s, others / s, (b->usage.stolen - a->usage.stolen) / s);
  printf("\"deliveries_per_cpu_s\":%.0f,", server > 0 ? delivered / server : 0);
  printf("\"late\":%lu,", total.deliveries - b->total.deliveries);
}

static void print_latency(const char *of, const Latency *l) {
  printf("\"%sp50_ms\":%.2f,\"%sp99_ms\":%.2f,\"%sp999_ms\":%.2f,", of, percentile_ms(l, .5), of,
         percentile_ms(l, .99), of, percentile_ms(l, .999));
}

static void print_troubles(void) {
  printf("\"lost\":%ld,\"unanswered\":%lu,", missing(), total.sent - total.answers);
  printf("\"errors\":%lu,\"closed\":%d,\"other\":%lu,\"first_error\":\"", errors, closed, others);
  for (const char *c = first_error; *c; c++)
    if (*c >= ' ') printf(*c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
  printf("\"}\n");
}

static void read_flags(int count, char **flags) {
  for (int o; (o = getopt(count, flags, "P:h:n:g:s:w:d:r:z:p:a:T:R:u:W:S:D")) != -1;) switch (o) {
    case 'P': ask.port = atoi(optarg); break;
    case 'h': ask.host = optarg; break;
    case 'n': ask.connections = atoi(optarg); break;
    case 'g': ask.group_size = atoi(optarg); break;
    case 's': ask.senders = atoi(optarg); break;
    case 'w': ask.window = atoi(optarg); break;
    case 'd': ask.seconds = atof(optarg); break;
    case 'r': ask.rate = atof(optarg); break;
    case 'z': ask.content = atoi(optarg); break;
    case 'p': ask.server = atoi(optarg); break;
    case 'a':
      if (ask.ally_count == 8) die(usage);
      ask.allies[ask.ally_count++] = atoi(optarg);
      break;
    case 'T': ask.send_type = optarg; break;
    case 'R': ask.recv_type = optarg; break;
    case 'u': ask.name = optarg; break;
    case 'W': ask.warm = atof(optarg); break;
    case 'S': ask.settle = atof(optarg); break;
    case 'D': ask.direct = true; break;
    default: die(usage);
  }
}

static void prepare(void) {
  started = stamp() - stamp_zero;
  if (ask.direct) ask.group_size = 2;
  groups = ask.group_size > 0 ? ask.connections / ask.group_size : 0;
  if (groups) ask.connections = groups * ask.group_size;
  if (ask.content <= STAMP_DIGITS || ask.content > 61440 || strlen(ask.name) > 24 ||
      ask.connections < 1 || (groups && ask.senders > ask.group_size)) die(usage);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  poller = epoll_create1(0);
  clients = calloc(ask.connections, sizeof *clients);
}

int main(int count, char **flags) {
  read_flags(count, flags);
  prepare();
  Usage before = spent();
  double setup = connect_all();
  make_groups();
  pump(ask.settle, NULL);
  Usage connected = spent();
  if (!failed()) start_sending();
  pump(groups ? ask.warm : 0, failed);
  phase = MEASURING;
  Moment from = moment();
  pump(ask.seconds, failed);
  Moment to = moment();
  phase = DRAINING;
  if (groups) pump(5, all_delivered);
  print_setup(setup, &before, &connected);
  print_flow(&from, &to);
  print_latency("", &delivery_latency);
  print_latency("ack_", &answer_latency);
  print_troubles();
  return failed() || registered < ask.connections;
}
