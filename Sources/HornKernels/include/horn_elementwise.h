#pragma once
#include "horn_shape.h"

// The element types that the elementwise and reduction kernels know. Bools are bytes 0 and 1.
typedef enum horn_type { HORN_FLOAT32, HORN_FLOAT64, HORN_INT32, HORN_BOOL } horn_type;

typedef enum horn_op {
  // Two operands.
  HORN_ADD,
  HORN_SUBTRACT,
  HORN_MULTIPLY,
  HORN_DIVIDE,  // floats only
  HORN_MAXIMUM,  // NaN wins
  HORN_MINIMUM,  // NaN wins
  HORN_POWER,
  HORN_FLOOR_DIVIDE,  // int32: 0 for a divisor 0
  HORN_MOD,  // the sign of the divisor
  HORN_LOGADDEXP,
  HORN_ARCTAN2,
  // Two bools; two of any type for the comparisons. The result is bool.
  HORN_LOGICAL_AND,
  HORN_LOGICAL_OR,
  HORN_LOGICAL_XOR,
  HORN_EQUAL,
  HORN_NOT_EQUAL,
  HORN_LESS,
  HORN_LESS_EQUAL,
  // Gradients: the operands are the result and the gradient that arrived.
  HORN_TANH_GRADIENT,  // dy (1 - y²)
  HORN_SIGMOID_GRADIENT,  // dy y (1 - y)
  HORN_RELU_GRADIENT,  // dy where y > 0, else 0
  // Three operands.
  HORN_SELECT,  // b where the bool a holds, else c
  HORN_CLIP,  // a, but at least b and at most c; NaN stays
  // One operand.
  HORN_NEGATIVE,
  HORN_ABS,
  HORN_SIGN,
  HORN_SQUARE,
  HORN_SQRT,
  HORN_RSQRT,
  HORN_RECIPROCAL,
  HORN_EXP,
  HORN_EXPM1,
  HORN_LOG,
  HORN_LOG1P,
  HORN_LOG2,
  HORN_LOG10,
  HORN_SIN,
  HORN_COS,
  HORN_TAN,
  HORN_SINH,
  HORN_COSH,
  HORN_TANH,
  HORN_ARCSIN,
  HORN_ARCCOS,
  HORN_ARCTAN,
  HORN_ARCSINH,
  HORN_ARCCOSH,
  HORN_ARCTANH,
  HORN_SIGMOID,
  HORN_SOFTPLUS,  // log(1 + exp(x))
  HORN_ERF,
  HORN_FLOOR,
  HORN_CEIL,
  HORN_ROUND,  // halves to the even neighbour
  HORN_RELU,  // NaN stays
  // One operand of any type (floats for the last three); the result is bool.
  HORN_LOGICAL_NOT,  // bool only
  HORN_ISNAN,
  HORN_ISINF,
  HORN_ISFINITE,
  HORN_OP_COUNT
} horn_op;

// Whether there is a kernel for the operation on this type.
int horn_can_map(horn_op op, horn_type type);

// out[i] = op(a[i * a_step], b[i * b_step], c[i * c_step]); the steps are 0 or 1. The type is that of
// the operands (for select: of b and c). Operands that an operation has not are NULL. out may be an
// operand. At least 64 readable bytes follow each operand.
void horn_map(
    horn_op op, horn_type type, void *out, const void *a, long a_step, const void *b, long b_step,
    const void *c, long c_step, long n);

// The same with NumPy's broadcasting: the shapes have one rank, at most HORN_MOST_AXES, and each
// length of an operand is the result's or 1. An operand that is not there has neither data nor shape.
void horn_map_broadcast(
    horn_op op, horn_type type, void *out, int rank, const long *shape, const void *a, const long *a_shape,
    const void *b, const long *b_shape, const void *c, const long *c_shape);

// out[i] = in[i] in another type. Floats become integers by cutting off the fraction, those out of range
// the nearest integer, NaN 0; whatever is not 0 becomes true.
void horn_cast(void *out, horn_type to, const void *in, horn_type from, long n);
