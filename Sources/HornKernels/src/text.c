#include "horn_text.h"

#include <stdio.h>

int horn_format_double(char *out, long size, double x, int places, int scientific) {
  int length = snprintf(out, (size_t)size, scientific ? "%.*e" : "%.*f", places, x);
  return length < size ? length : (int)size - 1;
}
