// Loaded into a gateway by LD_PRELOAD: writing to a file whose path begins with FAILING_FILES fails with the error number
// in the file FAILURE_FILE, which is read each time; 0 for none, a negative one for fdatasync and fsync only.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int failure(int file, int syncs) {
  char link[64], path[4096] = {0}, text[16] = {0};
  const char *prefix = getenv("FAILING_FILES"), *control = getenv("FAILURE_FILE");
  if (!prefix || !control) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  if (readlink(link, path, sizeof path - 1) < 0 || strncmp(path, prefix, strlen(prefix)) != 0) return 0;
  int input = open(control, O_RDONLY | O_CLOEXEC);
  if (input < 0) return 0;
  if (read(input, text, sizeof text - 1) < 0) text[0] = 0;
  close(input);
  int number = atoi(text);
  if (number < 0) return syncs ? -number : 0;
  return number;
}

#define FAILING(result, name, parameters, arguments, syncs)       \
  result name parameters {                                        \
    static result(*real) parameters;                              \
    if (!real) real = (result(*) parameters)dlsym(RTLD_NEXT, #name); \
    int number = failure(file, syncs);                            \
    if (number == 0) return real arguments;                       \
    errno = number;                                               \
    return -1;                                                    \
  }

FAILING(ssize_t, write, (int file, const void *data, size_t size), (file, data, size), 0)
FAILING(ssize_t, pwrite, (int file, const void *data, size_t size, off_t at), (file, data, size, at), 0)
FAILING(ssize_t, pwrite64, (int file, const void *data, size_t size, off64_t at), (file, data, size, at), 0)
FAILING(int, ftruncate, (int file, off_t size), (file, size), 0)
FAILING(int, ftruncate64, (int file, off64_t size), (file, size), 0)
FAILING(int, fdatasync, (int file), (file), 1)
FAILING(int, fsync, (int file), (file), 1)
