#include "horn_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *reason_of(int code) {
  switch (code) {
    case ENOENT:
      return "there is no such file";
    case EACCES:
      return "reading it is not permitted";
    case EISDIR:
      return "it is a folder";
    default:
      return "it cannot be read";
  }
}

static FILE *open_for_reading(const char *path) {
  const char *home = path[0] == '~' && path[1] == '/' ? getenv("HOME") : NULL;
  if (!home) return fopen(path, "rb");
  size_t length = strlen(home) + strlen(path);
  char *place = malloc(length);
  if (!place) return NULL;
  snprintf(place, length, "%s%s", home, path + 1);
  FILE *file = fopen(place, "rb");
  int code = errno;
  free(place);
  errno = code;
  return file;
}

unsigned char *horn_file_read(const char *path, long *size, const char **reason) {
  FILE *file = open_for_reading(path);
  if (!file) {
    *reason = reason_of(errno);
    return NULL;
  }
  unsigned char *bytes = NULL;
  size_t count = 0, room = 0;
  for (;;) {
    if (count == room) {
      room = room * 2 + 65536;
      unsigned char *more = realloc(bytes, room);
      if (!more) {
        *reason = "it does not fit into memory";
        break;
      }
      bytes = more;
    }
    size_t got = fread(bytes + count, 1, room - count, file);
    count += got;
    if (got) continue;
    if (ferror(file)) {
      *reason = reason_of(errno);
      break;
    }
    fclose(file);
    *size = (long)count;
    return bytes;
  }
  free(bytes);
  fclose(file);
  return NULL;
}

void horn_file_release(unsigned char *bytes) { free(bytes); }
