#pragma once
#include <hdf5.h>
#include <stdio.h>

// A file image that stays where it is: HDF5's core driver reads the caller's memory.
static void *image_malloc(size_t size, H5FD_file_image_op_t op, void *base) {
  (void)size;
  return op == H5FD_FILE_IMAGE_OP_FILE_OPEN || op == H5FD_FILE_IMAGE_OP_PROPERTY_LIST_SET ||
                 op == H5FD_FILE_IMAGE_OP_PROPERTY_LIST_COPY || op == H5FD_FILE_IMAGE_OP_PROPERTY_LIST_GET
             ? base
             : NULL;
}
static void *image_copy(void *to, const void *from, size_t n, H5FD_file_image_op_t op, void *base) {
  (void)from, (void)n, (void)op, (void)base;
  return to;
}
static void *image_realloc(void *at, size_t size, H5FD_file_image_op_t op, void *base) {
  (void)at, (void)size, (void)op, (void)base;
  return NULL;
}
static herr_t image_free(void *at, H5FD_file_image_op_t op, void *base) {
  (void)at, (void)op, (void)base;
  return 0;
}
static void *image_same(void *base) { return base; }
static herr_t image_keep(void *base) {
  (void)base;
  return 0;
}

// Opens bytes as a file; they must stay until it is closed.
static hid_t horn_h5_open_image(const void *bytes, size_t count) {
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  if (access < 0) return -1;
  H5FD_file_image_callbacks_t calls = {image_malloc, image_copy, image_realloc, image_free,
                                       image_same,   image_keep, (void *)bytes};
  hid_t file = -1;
  if (H5Pset_fapl_core(access, 1 << 16, 0) >= 0 && H5Pset_file_image_callbacks(access, &calls) >= 0 &&
      H5Pset_file_image(access, (void *)bytes, count) >= 0)
    file = H5Fopen("image", H5F_ACC_RDONLY, access);
  H5Pclose(access);
  return file;
}
