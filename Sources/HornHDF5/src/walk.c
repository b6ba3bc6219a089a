#include "horn_h5_walk.h"

#include <errno.h>
#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "horn_h5_image.h"
#include "horn_h5_scan.h"

enum { DEEPEST = 64, MOST_ENTRIES = 1000000, MOST_PATH = 4096, BUFFER = 1 << 16 };

typedef struct {
  hid_t file;
  size_t size;
  int descriptor, entries;
  size_t filled;
  char buffer[BUFFER];
} walker;

static void flush(walker *w) {
  for (size_t at = 0; at < w->filled;) {
    ssize_t written = write(w->descriptor, w->buffer + at, w->filled - at);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) _exit(HORN_H5_CRASHED);  // nobody reads any more
    at += (size_t)written;
  }
  w->filled = 0;
}

static void put(walker *w, const void *bytes, size_t count) {
  for (size_t at = 0; at < count;) {
    if (w->filled == BUFFER) flush(w);
    size_t part = count - at < BUFFER - w->filled ? count - at : BUFFER - w->filled;
    memcpy(w->buffer + w->filled, (const char *)bytes + at, part);
    w->filled += part;
    at += part;
  }
}

static void put_byte(walker *w, int value) { put(w, &(uint8_t){(uint8_t)value}, 1); }
static void put_number(walker *w, size_t value) { put(w, &(uint32_t){(uint32_t)value}, 4); }

static void put_text(walker *w, const char *text, size_t length) {
  put_number(w, length);
  put(w, text, length);
}

// Attributes.

typedef struct {
  walker *w;
  const char *path;
} attribute_context;

static void put_texts_head(const attribute_context *context, const char *name, int readable, size_t count) {
  put_byte(context->w, HORN_H5_TEXTS);
  put_text(context->w, context->path, strlen(context->path));
  put_text(context->w, name, strlen(name));
  put_byte(context->w, readable);
  put_number(context->w, count);
}

static void put_attribute(const attribute_context *context, const char *name, hid_t attribute, hid_t type, hid_t space) {
  walker *w = context->w;
  hssize_t count = H5Sget_simple_extent_npoints(space);
  size_t size = H5Tget_size(type);
  int varies = H5Tis_variable_str(type) > 0;
  if (count < 0 || size == 0 || (size_t)count > w->size / (varies ? 16 : size)) {
    put_texts_head(context, name, 0, 0);
    return;
  }
  size_t length = varies ? sizeof(char *) : size;
  char *values = calloc((size_t)count + 1, length);
  if (!values || (count > 0 && H5Aread(attribute, type, values) < 0)) {
    free(values);
    put_texts_head(context, name, 0, 0);
    return;
  }
  put_texts_head(context, name, 1, (size_t)count);
  for (hssize_t i = 0; i < count; i++) {
    const char *text = varies ? ((char **)values)[i] : values + (size_t)i * size;
    size_t bytes = varies ? (text ? strlen(text) : 0) : size;
    while (!varies && bytes > 0 && text[bytes - 1] == 0) bytes--;
    put_text(w, text, bytes);
  }
  free(values);
}

static herr_t visit_attribute(hid_t object, const char *name, const H5A_info_t *info, void *data) {
  (void)info;
  const attribute_context *context = data;
  if (++context->w->entries > MOST_ENTRIES) return -1;
  hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
  hid_t type = attribute < 0 ? -1 : H5Aget_type(attribute), space = attribute < 0 ? -1 : H5Aget_space(attribute);
  if (type < 0 || space < 0) put_texts_head(context, name, 0, 0);
  else if (H5Tget_class(type) == H5T_STRING) put_attribute(context, name, attribute, type, space);
  if (type >= 0) H5Tclose(type);
  if (space >= 0) H5Sclose(space);
  if (attribute >= 0) H5Aclose(attribute);
  return 0;
}

static void put_attributes(walker *w, hid_t object, const char *path) {
  attribute_context context = {w, path};
  H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, NULL, visit_attribute, &context);
}

// Arrays.

static int kind_of(hid_t type) {
  switch (H5Tget_class(type)) {
    case H5T_FLOAT: return HORN_H5_FLOAT;
    case H5T_INTEGER: return H5Tget_sign(type) == H5T_SGN_NONE ? HORN_H5_UNSIGNED : HORN_H5_INTEGER;
    case H5T_ENUM: return HORN_H5_ENUM;
    case H5T_STRING: return HORN_H5_STRING;
    default: return HORN_H5_OTHER;
  }
}

static int multiply(uint64_t *product, uint64_t factor) {
  return __builtin_mul_overflow(*product, factor, product) || *product >= (uint64_t)1 << 46;
}

// Whether the array can be what it claims to be.
static void check(walker *w, hid_t array, hid_t creation, horn_h5_array *facts) {
  if (H5Pget_external_count(creation) != 0) {
    facts->fault = HORN_H5_EXTERNAL;
    return;
  }
  facts->stored = H5Dget_storage_size(array);
  if (facts->stored > w->size) facts->fault = HORN_H5_CLAIMS;
  H5D_layout_t layout = H5Pget_layout(creation);
  if (layout == H5D_COMPACT || layout == H5D_CONTIGUOUS) {
    if (facts->stored < facts->claimed) facts->fault = HORN_H5_CLAIMS;
    return;
  }
  if (layout != H5D_CHUNKED) {
    facts->fault = HORN_H5_VIRTUAL;
    return;
  }
  hsize_t lengths[33] = {0};
  int rank = H5Pget_chunk(creation, 33, lengths);
  uint64_t chunk = 1, most = facts->stored * 1032 + (1 << 20);  // deflate makes at most 1,032 bytes of one
  for (int i = 0; i < rank; i++)
    if (multiply(&chunk, lengths[i])) facts->fault = HORN_H5_CLAIMS;
  if (rank <= 0 || facts->claimed > most || chunk > most / 8 + (1 << 20)) facts->fault = HORN_H5_CLAIMS;
  int filters = H5Pget_nfilters(creation);
  for (int i = 0; i < filters; i++) {
    unsigned flags = 0;
    size_t count = 0;
    H5Z_filter_t filter = H5Pget_filter2(creation, (unsigned)i, &flags, &count, NULL, 0, NULL, NULL);
    if (filter == H5Z_FILTER_DEFLATE || filter == H5Z_FILTER_SHUFFLE || filter == H5Z_FILTER_FLETCHER32) continue;
    facts->fault = HORN_H5_FILTERED;
    facts->filter = (uint32_t)filter;
  }
}

// Finds the elements in the file, or reads them: numbers only.
static char *locate(hid_t array, hid_t type, hid_t creation, horn_h5_array *facts, uint64_t elements) {
  if (elements == 0 || facts->fault != HORN_H5_SOUND) return NULL;
  hid_t wanted;
  if (facts->kind == HORN_H5_FLOAT) wanted = facts->size > 4 ? H5T_NATIVE_DOUBLE : H5T_NATIVE_FLOAT;
  else if (facts->kind == HORN_H5_INTEGER && facts->size <= 4) wanted = H5T_NATIVE_INT32;
  else if (facts->kind == HORN_H5_INTEGER || facts->kind == HORN_H5_UNSIGNED) wanted = H5T_NATIVE_INT64;
  else if (facts->kind == HORN_H5_ENUM && facts->size == 1) wanted = type;
  else return NULL;
  facts->element = (uint8_t)H5Tget_size(wanted);
  if (H5Pget_layout(creation) == H5D_CONTIGUOUS && H5Tequal(type, wanted) > 0) {
    haddr_t offset = H5Dget_offset(array);
    if (offset != HADDR_UNDEF) {
      facts->where = HORN_H5_AT_OFFSET;
      facts->offset = offset;
      return NULL;
    }
  }
  uint64_t bytes = facts->element;
  char *values = multiply(&bytes, elements) ? NULL : malloc(bytes);
  if (!values || H5Dread(array, wanted, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) {
    free(values);
    facts->fault = HORN_H5_UNREADABLE;
    return NULL;
  }
  facts->where = HORN_H5_HERE;
  facts->count = bytes;
  return values;
}

static void put_array(walker *w, hid_t array, const char *path) {
  horn_h5_array facts = {.fault = HORN_H5_UNREADABLE, .kind = HORN_H5_OTHER};
  hsize_t lengths[H5S_MAX_RANK] = {0};
  char *values = NULL;
  hid_t space = H5Dget_space(array), type = H5Dget_type(array), creation = H5Dget_create_plist(array);
  int rank = space < 0 ? -1 : H5Sget_simple_extent_ndims(space);
  if (space >= 0 && type >= 0 && creation >= 0 && rank >= 0 && rank <= H5S_MAX_RANK &&
      H5Sget_simple_extent_type(space) != H5S_NULL && H5Sget_simple_extent_dims(space, lengths, NULL) >= 0) {
    facts.fault = HORN_H5_SOUND;
    facts.rank = (uint32_t)rank;
    facts.size = (uint32_t)H5Tget_size(type);
    facts.kind = (uint8_t)kind_of(type);
    facts.claimed = facts.size > 0 ? facts.size : 1;
    uint64_t elements = 1;
    for (int i = 0; i < rank; i++)
      if (multiply(&facts.claimed, lengths[i])) {
        facts.fault = HORN_H5_CLAIMS;
        facts.claimed = UINT64_MAX;
        break;
      } else elements *= lengths[i];
    if (facts.fault == HORN_H5_SOUND) check(w, array, creation, &facts);
    values = locate(array, type, creation, &facts, elements);
  }
  put_byte(w, HORN_H5_ARRAY);
  put_text(w, path, strlen(path));
  put(w, &facts, sizeof facts);
  for (uint32_t i = 0; i < facts.rank; i++) put(w, &(uint64_t){lengths[i]}, 8);
  if (values) put(w, values, facts.count);
  free(values);
  if (creation >= 0) H5Pclose(creation);
  if (type >= 0) H5Tclose(type);
  if (space >= 0) H5Sclose(space);
}

// Groups.

typedef struct {
  char **names;
  size_t count, most;
} name_list;

static herr_t visit_link(hid_t group, const char *name, const H5L_info_t *info, void *data) {
  (void)group;
  (void)info;
  name_list *list = data;
  if (list->count >= list->most) return -1;
  list->names[list->count] = strdup(name);
  return list->names[list->count++] ? 0 : -1;
}

static int walk_group(walker *w, hid_t group, char *path, int depth);

static int walk_member(walker *w, hid_t group, char *path, const char *name, int depth) {
  size_t length = strlen(path), more = strlen(name);
  H5L_info_t link;
  if (!strcmp(name, ".") || !strcmp(name, "..") || length + more + 2 > MOST_PATH) return HORN_H5_WHOLE;
  if (H5Lget_info(group, name, &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) return HORN_H5_WHOLE;
  hid_t object = H5Oopen(group, name, H5P_DEFAULT);
  if (object < 0) return HORN_H5_WHOLE;
  snprintf(path + length, MOST_PATH - length, "%s%s", length ? "/" : "", name);
  int status = HORN_H5_WHOLE;
  H5I_type_t type = H5Iget_type(object);
  if (type == H5I_GROUP) status = walk_group(w, object, path, depth + 1);
  if (type == H5I_DATASET) {
    put_array(w, object, path);
    put_attributes(w, object, path);
  }
  path[length] = 0;
  H5Oclose(object);
  return status;
}

static int walk_group(walker *w, hid_t group, char *path, int depth) {
  if (depth > DEEPEST) return HORN_H5_TOO_MANY;
  H5G_info_t info;
  name_list list = {0};
  // A member needs some bytes in the file.
  int readable = H5Gget_info(group, &info) >= 0 && info.nlinks <= w->size / 8 + 1;
  if (readable) {
    list.most = (size_t)info.nlinks + 16;
    list.names = calloc(list.most, sizeof *list.names);
    hsize_t place = 0;
    readable = list.names && H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, &place, visit_link, &list) >= 0;
  }
  put_byte(w, HORN_H5_GROUP);
  put_text(w, path, strlen(path));
  put_number(w, list.count);
  for (size_t i = 0; i < list.count; i++) put_text(w, list.names[i], strlen(list.names[i]));
  put_byte(w, readable);
  put_attributes(w, group, path);
  int status = HORN_H5_WHOLE;
  for (size_t i = 0; i < list.count; i++) {
    if (status == HORN_H5_WHOLE && ++w->entries > MOST_ENTRIES) status = HORN_H5_TOO_MANY;
    if (status == HORN_H5_WHOLE) status = walk_member(w, group, path, list.names[i], depth);
    free(list.names[i]);
  }
  free(list.names);
  return status;
}

int horn_h5_walk(const void *file, size_t size, int descriptor) {
  static walker w;
  static char path[MOST_PATH];
  w.size = size;
  w.descriptor = descriptor;
  H5dont_atexit();
  H5open();
  H5PLset_loading_state(0);  // no code that a file asks for
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  w.file = horn_h5_open_image(file, size);
  if (w.file < 0) return HORN_H5_NOT_HDF5;
  hid_t root = H5Gopen2(w.file, "/", H5P_DEFAULT);
  int status = root < 0 ? HORN_H5_NOT_HDF5 : walk_group(&w, root, path, 0);
  put_byte(&w, HORN_H5_END);
  flush(&w);
  return status;
}
