#pragma once

// A mutual-exclusion lock with an address of its own.
typedef struct horn_lock horn_lock;

horn_lock *horn_lock_create(void);
void horn_lock_destroy(horn_lock *lock);
void horn_lock_acquire(horn_lock *lock);
void horn_lock_release(horn_lock *lock);
