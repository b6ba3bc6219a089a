#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "horn_h5_scan.h"
#include "horn_h5_walk.h"

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

// In the new process, where only what needs no other thread may be called: it has this one alone.
static void read_and_leave(const void *file, size_t size, int descriptor, double seconds) {
  const int crashes[] = {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE, SIGTRAP, SIGXCPU};
  for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) signal(crashes[i], SIG_DFL);
  signal(SIGPIPE, SIG_IGN);
  struct rlimit none = {0, 0}, time = {(rlim_t)seconds + 1, (rlim_t)seconds + 2};
  setrlimit(RLIMIT_CORE, &none);
  setrlimit(RLIMIT_CPU, &time);
  int nowhere = open("/dev/null", O_WRONLY);
  if (nowhere >= 0) dup2(nowhere, 2);
  _exit(horn_h5_walk(file, size, descriptor));
}

// Reads until the end of the pipe; 0 where the time or the memory was not enough.
static int take_all(int descriptor, double until, uint8_t **bytes, size_t *count) {
  size_t room = 0;
  for (;;) {
    if (*count == room) {
      size_t more = room ? 2 * room : 1 << 16;
      uint8_t *grown = realloc(*bytes, more);
      if (!grown) return 0;
      *bytes = grown;
      room = more;
    }
    double left = until - now();
    struct pollfd wait = {.fd = descriptor, .events = POLLIN};
    int ready = left > 0 ? poll(&wait, 1, left > 1e6 ? 1000000000 : (int)(left * 1000) + 1) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return 0;
    ssize_t got = read(descriptor, *bytes + *count, room - *count);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return 1;
    *count += (size_t)got;
  }
}

int horn_h5_start(horn_h5_process *scan, const void *file, size_t size, double seconds) {
  int ends[2];
  if (pipe(ends)) return 0;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    read_and_leave(file, size, ends[1], seconds);
  }
  close(ends[1]);
  if (child < 0) close(ends[0]);
  *scan = (horn_h5_process){.descriptor = ends[0], .process = child, .until = now() + seconds};
  return child > 0;
}

int horn_h5_finish(horn_h5_process *scan, uint8_t **bytes, size_t *count) {
  *bytes = NULL;
  *count = 0;
  int in_time = take_all(scan->descriptor, scan->until, bytes, count);
  close(scan->descriptor);
  if (!in_time) kill(scan->process, SIGKILL);
  int status = 0;
  pid_t ended;
  do ended = waitpid(scan->process, &status, 0);
  while (ended < 0 && errno == EINTR);
  if (!in_time) return HORN_H5_TOO_LONG;
  // A program that ignores its children's ends is not told how this one ended: then the last record tells.
  if (ended < 0) return *count > 0 && (*bytes)[*count - 1] == HORN_H5_END ? HORN_H5_WHOLE : HORN_H5_CRASHED;
  if (WIFSIGNALED(status)) return WTERMSIG(status) == SIGXCPU ? HORN_H5_TOO_LONG : HORN_H5_CRASHED;
  return WEXITSTATUS(status);
}

void horn_h5_free(uint8_t *bytes) { free(bytes); }
