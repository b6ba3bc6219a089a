#pragma once

// The bytes of a file, to be given to horn_file_release; NULL with the system's reason in *reason (a constant text).
// `~/` at the front of the path is the home folder.
unsigned char *horn_file_read(const char *path, long *size, const char **reason);

void horn_file_release(unsigned char *bytes);
