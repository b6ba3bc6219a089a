import HornKernels

/// A kernel in floating point whose gradient is said with the argument.
func elementwise(
  _ op: horn_op, _ x: Tensor, fromArgument gradient: @escaping (_ x: Tensor, _ dy: Tensor) -> Tensor
) -> Tensor {
  let x = floating(x)
  let argument = x.detached
  return Kernel.map(op, x).derived(from: x) { gradient(argument, $0) }
}

/// A kernel in floating point whose gradient is said with the result.
func elementwise(
  _ op: horn_op, _ x: Tensor, fromResult gradient: @escaping (_ y: Tensor, _ dy: Tensor) -> Tensor
) -> Tensor {
  let x = floating(x)
  let result = Kernel.map(op, x)
  return result.derived(from: x) { gradient(result, $0) }
}

/// Bools as int32, where arithmetic on a bool means arithmetic on 0 and 1.
func numeric(_ x: Tensor) -> Tensor { x.dtype == .bool ? cast(x, .int32) : x }

/// The negated elements. dtype as `x`; bools stop the program.
public func negative(_ x: Tensor) -> Tensor {
  require(x.dtype != .bool, "negative: bools have no negative; use logicalNot")
  return Kernel.map(HORN_NEGATIVE, x).derived(from: x) { negative($0) }
}

/// The absolute values. dtype as `x`; bools stay as they are.
public func abs(_ x: Tensor) -> Tensor {
  if x.dtype == .bool { return x }
  let argument = x.detached
  return Kernel.map(HORN_ABS, x).derived(from: x) { $0 * sign(argument) }
}

/// The absolute values: the same as ``abs(_:)``.
public func absolute(_ x: Tensor) -> Tensor { abs(x) }

/// -1, 0 or 1 by the sign; NaN stays. dtype as `x`, int32 for bool. No gradient flows through it.
public func sign(_ x: Tensor) -> Tensor { Kernel.map(HORN_SIGN, numeric(x)) }

/// The squares. dtype as `x`, int32 for bool.
public func square(_ x: Tensor) -> Tensor {
  let x = numeric(x)
  let argument = x.detached
  return Kernel.map(HORN_SQUARE, x).derived(from: x) { $0 * argument * 2 }
}

/// The square roots; NaN for negative elements. bool and int32 give float32.
public func sqrt(_ x: Tensor) -> Tensor { elementwise(HORN_SQRT, x, fromResult: { $1 * 0.5 / $0 }) }

/// `1 / sqrt(x)`. bool and int32 give float32.
public func rsqrt(_ x: Tensor) -> Tensor {
  let x = floating(x)
  let argument = x.detached
  let result = Kernel.map(HORN_RSQRT, x)
  return result.derived(from: x) { $0 * -0.5 * result / argument }
}

/// `1 / x`. bool and int32 give float32.
public func reciprocal(_ x: Tensor) -> Tensor {
  elementwise(HORN_RECIPROCAL, x, fromResult: { negative($1) * square($0) })
}

/// e to the power of each element. bool and int32 give float32.
public func exp(_ x: Tensor) -> Tensor { elementwise(HORN_EXP, x, fromResult: { $1 * $0 }) }

/// `exp(x) - 1`, exact near 0. bool and int32 give float32.
public func expm1(_ x: Tensor) -> Tensor { elementwise(HORN_EXPM1, x, fromResult: { $1 * ($0 + 1) }) }

/// The natural logarithms: -inf for 0, NaN below. bool and int32 give float32.
public func log(_ x: Tensor) -> Tensor { elementwise(HORN_LOG, x, fromArgument: { $1 / $0 }) }

/// `log(1 + x)`, exact near 0. bool and int32 give float32.
public func log1p(_ x: Tensor) -> Tensor { elementwise(HORN_LOG1P, x, fromArgument: { $1 / ($0 + 1) }) }

/// The logarithms to base 2. bool and int32 give float32.
public func log2(_ x: Tensor) -> Tensor {
  elementwise(HORN_LOG2, x, fromArgument: { $1 * 1.442_695_040_888_963_4 / $0 })
}

/// The logarithms to base 10. bool and int32 give float32.
public func log10(_ x: Tensor) -> Tensor {
  elementwise(HORN_LOG10, x, fromArgument: { $1 * 0.434_294_481_903_251_8 / $0 })
}

/// The error function `2/√π ∫ exp(-t²) dt` from 0 to x. bool and int32 give float32.
public func erf(_ x: Tensor) -> Tensor {
  elementwise(HORN_ERF, x, fromArgument: { $1 * 1.128_379_167_095_512_6 * exp(negative(square($0))) })
}

/// `1 / (1 + exp(-x))`. bool and int32 give float32.
public func sigmoid(_ x: Tensor) -> Tensor {
  elementwise(HORN_SIGMOID, x, fromResult: { Kernel.map(HORN_SIGMOID_GRADIENT, $0, $1, "sigmoid") })
}

/// `log(1 + exp(x))`, without overflow. bool and int32 give float32.
public func softplus(_ x: Tensor) -> Tensor {
  elementwise(HORN_SOFTPLUS, x, fromArgument: { $1 * Kernel.map(HORN_SIGMOID, $0) })
}

/// The larger of an element and 0; NaN stays. dtype as `x`, int32 for bool. The gradient at 0 is 0.
public func relu(_ x: Tensor) -> Tensor {
  let x = numeric(x)
  let result = Kernel.map(HORN_RELU, x)
  return result.derived(from: x) { Kernel.map(HORN_RELU_GRADIENT, result, $0, "relu") }
}
