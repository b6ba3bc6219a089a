#pragma once
#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Swift cannot see HDF5's identifiers, which are macros that call a function. */
static inline hid_t horn_h5_float32(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t horn_h5_float64(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t horn_h5_int32(void) { return H5T_NATIVE_INT32; }
static inline hid_t horn_h5_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t horn_h5_int8(void) { return H5T_NATIVE_INT8; }
static inline hid_t horn_h5_stored_float32(void) { return H5T_IEEE_F32LE; }
static inline hid_t horn_h5_stored_float64(void) { return H5T_IEEE_F64LE; }
static inline hid_t horn_h5_stored_int32(void) { return H5T_STD_I32LE; }
static inline hid_t horn_h5_c_string(void) { return H5T_C_S1; }
static inline hid_t horn_h5_dataset_creation(void) { return H5P_DATASET_CREATE; }
static inline hid_t horn_h5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t horn_h5_link_creation(void) { return H5P_LINK_CREATE; }
static inline hid_t horn_h5_defaults(void) { return H5P_DEFAULT; }
static inline hid_t horn_h5_all(void) { return H5S_ALL; }
static inline size_t horn_h5_variable(void) { return H5T_VARIABLE; }
static inline unsigned horn_h5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned horn_h5_truncate(void) { return H5F_ACC_TRUNC; }

/* Keeps HDF5 from loading code that a file asks for, and from tidying up at the program's end, where it complains of what
   damaged files have left open. */
static inline void horn_h5_set_up(void) {
  H5dont_atexit();
  H5open();
  H5PLset_loading_state(0);
}
/* Errors are printed unless a thread says no. */
static inline void horn_h5_be_quiet(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

/* HDF5 takes two files in memory for one if they have one name. */
static inline void horn_h5_new_name(char *name, size_t size) {
  static unsigned long count;
  snprintf(name, size, "horn_%p_%lu", (void *)&count, ++count);
}

/* A new file in memory, which is never written to the disk. */
static inline hid_t horn_h5_create_in_memory(void) {
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  if (access < 0) return -1;
  hid_t file = -1;
  char name[64];
  horn_h5_new_name(name, sizeof name);
  if (H5Pset_fapl_core(access, 1 << 20, 0) >= 0)
    file = H5Fcreate(name, H5F_ACC_TRUNC, H5P_DEFAULT, access);
  H5Pclose(access);
  return file;
}
