#pragma once
#include <stddef.h>

// Writes the records of the file to a descriptor; returns HORN_H5_….
int horn_h5_walk(const void *file, size_t size, int descriptor);
