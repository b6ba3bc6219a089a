#pragma once

// How often this thread has asked the C library for memory so far; -1 where that cannot be counted.
long allocation_count(void);
