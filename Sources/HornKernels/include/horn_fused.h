#pragma once

// Activations that fused kernels know.
enum { HORN_FUSED_LINEAR = 0, HORN_FUSED_RELU = 1, HORN_FUSED_TANH = 2, HORN_FUSED_SIGMOID = 3 };
