// SPDX-License-Identifier: MIT
// bench/peers/timed.c: runs a program and writes down its wall-clock time and
// the peak memory of its largest process.
//
//   timed FILE PROGRAM [ARGUMENT ...]   FILE gets "NANOSECONDS KILOBYTES"; exits as the program does
//
// A small program of its own, because the kernel counts what a process was
// before exec: started by an interpreter, everything would seem to need its memory.
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(int argc, char** argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: timed FILE PROGRAM [ARGUMENT ...]\n");
    return 64;
  }
  struct rusage usage;
  int status = 0;
  const long long started = nanoseconds();
  const pid_t child = fork();
  if (child == 0) {
    execv(argv[2], argv + 2);
    perror(argv[2]);
    _exit(127);
  }
  if (child < 0 || wait4(child, &status, 0, &usage) != child) {
    perror("timed");
    return 71;
  }
  const long long ended = nanoseconds();
  FILE* file = fopen(argv[1], "we");
  if (file == NULL || fprintf(file, "%lld %ld\n", ended - started, usage.ru_maxrss) < 0 || fclose(file) != 0) {
    perror(argv[1]);
    return 74;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
