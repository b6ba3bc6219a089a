#include "horn_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

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

unsigned char *horn_file_read(const char *path, long *size, const char **reason) {
  FILE *file = fopen(path, "rb");
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
