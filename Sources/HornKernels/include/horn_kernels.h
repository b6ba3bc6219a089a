// The C kernels of Horn. Every kernel picks its AVX-512, AVX2 or baseline form at run time.
#pragma once
#include "horn_basic.h"
#include "horn_isa.h"
#include "horn_lock.h"
#include "horn_loss.h"
#include "horn_memory.h"
#include "horn_optimizer.h"
#include "horn_pool.h"
#include "horn_random.h"
#include "horn_rows.h"
#include "horn_sequences.h"
#include "horn_shape.h"
#include "horn_sort.h"
