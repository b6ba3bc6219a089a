// C for the bytes of files: the loops that must be fast in a debug build too.
#pragma once
#include "horn_csv.h"
#include "horn_decimal.h"
#include "horn_digest.h"
#include "horn_npy.h"
#include "horn_pickle.h"
#include "horn_words.h"
