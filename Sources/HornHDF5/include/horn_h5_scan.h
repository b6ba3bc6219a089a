#pragma once
#include <stddef.h>
#include <stdint.h>

// Reads an HDF5 file from memory in a process of its own: libhdf5 was not made for files of strangers, and some of them
// make it read outside its memory, or go round for ever. Nothing of it runs in the caller's process.
//
// What comes back is a list of records, of which the first byte tells the kind. Numbers are in the machine's order; a text
// is its length (uint32) and its bytes; paths have no slash at the beginning, and the root group's is empty.
enum {
  HORN_H5_END = 0,
  HORN_H5_GROUP = 1,   // path; members (uint32) and their names; whether it could be read (uint8)
  HORN_H5_ARRAY = 2,   // path; horn_h5_array; lengths (uint64 each); `count` bytes of elements
  HORN_H5_TEXTS = 3,   // path of the object, name of the attribute; whether it could be read (uint8); texts (uint32), and each
};

// Why a scan did not go to its end.
enum {
  HORN_H5_WHOLE = 0,
  HORN_H5_NOT_HDF5 = 1,     // libhdf5 refuses the file
  HORN_H5_NO_PROCESS = 2,
  HORN_H5_TOO_LONG = 3,
  HORN_H5_CRASHED = 4,
  HORN_H5_TOO_MANY = 5,     // more than a million entries, or groups 64 deep: most likely a circle
};

enum { HORN_H5_FLOAT = 0, HORN_H5_INTEGER = 1, HORN_H5_UNSIGNED = 2, HORN_H5_ENUM = 3, HORN_H5_STRING = 4, HORN_H5_OTHER = 5 };

// What is wrong with an array.
enum {
  HORN_H5_SOUND = 0,
  HORN_H5_UNREADABLE = 1,
  HORN_H5_EXTERNAL = 2,   // in another file
  HORN_H5_VIRTUAL = 3,
  HORN_H5_FILTERED = 4,   // by `filter`, which is not one of HDF5's own
  HORN_H5_CLAIMS = 5,     // claims more than the file can hold
};

// Where the elements are.
enum { HORN_H5_NOWHERE = 0, HORN_H5_AT_OFFSET = 1, HORN_H5_HERE = 2 };

typedef struct {
  uint64_t claimed, stored;  // bytes
  uint64_t offset;           // in the file, where they stand there as they are: float32, float64, int32 or int64
  uint64_t count;            // bytes that follow: float32, float64, int32, int64, or an enumeration's single bytes
  uint32_t rank, size, filter;  // size: bytes an element has in the file
  uint8_t kind, fault, where, element;  // element: bytes an element has where it can be read
} horn_h5_array;

// A scan under way.
typedef struct {
  int descriptor, process;
  double until;
} horn_h5_process;

// Starts the process; returns 0 where that fails. No other thread may be in libhdf5 then. The file's bytes must stay until
// the end. seconds: after which the scan gives up.
int horn_h5_start(horn_h5_process *scan, const void *file, size_t size, double seconds);

// Waits for the end. Fills bytes (for horn_h5_free) and count; returns HORN_H5_WHOLE, or why there is less than all.
int horn_h5_finish(horn_h5_process *scan, uint8_t **bytes, size_t *count);
void horn_h5_free(uint8_t *bytes);
