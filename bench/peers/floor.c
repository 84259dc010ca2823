// SPDX-License-Identifier: MIT
// bench/peers/floor.c: the least work that could do: a loop that compares the
// files of the benchmark, and one that writes them safely.
//
//   floor compare FOLDER COUNT   lstat, open, read, compare; exit 1 if one differs
//   floor write FOLDER COUNT     write a temporary file, fsync, rename
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { capacity = 4096, files_per_folder = 100, keys = 41 };

static char content[capacity];

/* The content of file `number`; files.py writes the same text. */
static size_t make_content(int number) {
  size_t size = (size_t)snprintf(content, capacity, "# file %d\n", number);
  for (int key = 0; key < keys; ++key)
    size += (size_t)snprintf(content + size, capacity - size, "key_%d = value_%d_%d\n", key, number, key);
  return size;
}

static int is_equal(const char* path, size_t size) {
  char found[capacity];
  struct stat status;
  if (lstat(path, &status) != 0 || !S_ISREG(status.st_mode) || (status.st_mode & 07777) != 0644) return 0;
  if (status.st_uid != geteuid()) return 0;
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  const ssize_t count = read(file, found, sizeof found);
  close(file);
  return count == (ssize_t)size && memcmp(found, content, size) == 0;
}

static int write_safely(const char* path, size_t size) {
  char temporary[capacity];
  snprintf(temporary, sizeof temporary, "%s.new", path);
  const int file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0) return 0;
  const int written = write(file, content, size) == (ssize_t)size && fchmod(file, 0644) == 0 && fsync(file) == 0;
  close(file);
  return written && rename(temporary, path) == 0;
}

int main(int argc, char** argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: floor compare|write FOLDER COUNT\n");
    return 64;
  }
  const int writes = strcmp(argv[1], "write") == 0;
  const int count = atoi(argv[3]);
  if (writes) mkdir(argv[2], 0755);
  for (int number = 0; number < count; ++number) {
    char path[capacity / 2];
    snprintf(path, sizeof path, "%s/d%d", argv[2], number / files_per_folder);
    if (writes && number % files_per_folder == 0) mkdir(path, 0755);
    snprintf(path, sizeof path, "%s/d%d/f%d", argv[2], number / files_per_folder, number);
    const size_t size = make_content(number);
    if (writes ? !write_safely(path, size) : !is_equal(path, size)) {
      fprintf(stderr, "floor: %s %s\n", path, writes ? "cannot be written" : "differs");
      return 1;
    }
  }
  return 0;
}
