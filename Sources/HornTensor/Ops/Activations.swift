import HornKernels

// All of them: any shape; bool and int32 give float32.

/// `max(x, 0)` with Keras's three arguments (`keras.activations.relu`).
///
/// - Parameters:
///   - negativeSlope: the slope below the threshold.
///   - maxValue: the largest value; nil for no limit.
///   - threshold: values up to it become 0, or with a slope `negativeSlope · (x - threshold)`.
public func relu(
  _ x: Tensor, negativeSlope: Double, maxValue: Double? = nil, threshold: Double = 0
) -> Tensor {
  if threshold == 0, maxValue == nil {
    return negativeSlope == 0 ? relu(x) : leakyRelu(x, negativeSlope: negativeSlope)
  }
  return activate(HORN_ACTIVATION_RELU, x, negativeSlope, maxValue ?? .infinity, threshold)
}

/// `min(max(x, 0), 6)`.
public func relu6(_ x: Tensor) -> Tensor { activate(HORN_ACTIVATION_RELU, x, 0, 6, 0) }

/// `x`, but `negativeSlope · x` below 0.
public func leakyRelu(_ x: Tensor, negativeSlope: Double = 0.2) -> Tensor {
  activate(HORN_ACTIVATION_LEAKY_RELU, x, negativeSlope)
}

/// `x`, but `alpha · (exp(x) - 1)` below 0 (Clevert et al., 2015).
public func elu(_ x: Tensor, alpha: Double = 1) -> Tensor { activate(HORN_ACTIVATION_ELU, x, alpha, 1) }

/// ``elu(_:alpha:)`` with the scales that keep mean 0 and variance 1 (Klambauer et al., 2017).
public func selu(_ x: Tensor) -> Tensor {
  activate(HORN_ACTIVATION_ELU, x, 1.673_263_242_354_377_2, 1.050_700_987_355_480_5)
}

/// `x`, but `alpha · (exp(x / alpha) - 1)` below 0 (Barron, 2017).
public func celu(_ x: Tensor, alpha: Double = 1) -> Tensor { activate(HORN_ACTIVATION_CELU, x, alpha) }

/// `x / (|x| + 1)`.
public func softsign(_ x: Tensor) -> Tensor { activate(HORN_ACTIVATION_SOFTSIGN, x) }

/// `(x + sqrt(x² + b)) / 2`.
public func squareplus(_ x: Tensor, b: Double = 4) -> Tensor { activate(HORN_ACTIVATION_SQUAREPLUS, x, b) }

/// `x` moved by the threshold towards 0, and 0 within it.
public func softShrink(_ x: Tensor, threshold: Double = 0.5) -> Tensor {
  activate(HORN_ACTIVATION_SOFT_SHRINK, x, threshold)
}

/// `x`, but 0 where its magnitude is at most the threshold.
public func hardShrink(_ x: Tensor, threshold: Double = 0.5) -> Tensor {
  activate(HORN_ACTIVATION_HARD_SHRINK, x, threshold)
}

/// `x - tanh(x)`.
public func tanhShrink(_ x: Tensor) -> Tensor { activate(HORN_ACTIVATION_TANH_SHRINK, x) }

/// 0 up to -1, `(x + 1)² / 4` up to 1, then `x`.
public func sparsePlus(_ x: Tensor) -> Tensor { activate(HORN_ACTIVATION_SPARSE_PLUS, x) }

/// 0 up to -1, `(x + 1) / 2` up to 1, then 1.
public func sparseSigmoid(_ x: Tensor) -> Tensor { activate(HORN_ACTIVATION_SPARSE_SIGMOID, x) }

/// `x · sigmoid(x)`, also known as swish.
public func silu(_ x: Tensor) -> Tensor { activate(HORN_ACTIVATION_SILU, x) }

/// `x · sigmoid(x)`: the same as ``silu(_:)``.
public func swish(_ x: Tensor) -> Tensor { silu(x) }

/// `x · Φ(x)` with the normal distribution function Φ (Hendrycks and Gimpel, 2016).
///
/// - Parameter approximate: whether Φ is taken by its tanh formula; the default of `keras.ops`, while the
///   activation `"gelu"` is exact.
public func gelu(_ x: Tensor, approximate: Bool = true) -> Tensor {
  activate(approximate ? HORN_ACTIVATION_GELU_TANH : HORN_ACTIVATION_GELU, x)
}

/// The first half along the axis times the sigmoid of the second (Dauphin et al., 2017).
///
/// - Parameter axis: its length must be even.
public func glu(_ x: Tensor, axis: Int = -1, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  let x = floating(x)
  let length = x.shape[x.shape.resolvedAxis(axis, "glu", file: file, line: line)]
  require(
    length % 2 == 0, "glu: axis \(axis) of the shape \(x.shape) must have an even length", file: file,
    line: line)
  let halves = split(x, 2, axis: axis, file: file, line: line)
  return halves[0] * sigmoid(halves[1])
}

/// `x` above the threshold, else the default value.
public func threshold(_ x: Tensor, _ threshold: Double, _ defaultValue: Double) -> Tensor {
  activate(HORN_ACTIVATION_THRESHOLD, x, threshold, defaultValue)
}

/// `x / 6 + 1/2`, but at least 0 and at most 1.
public func hardSigmoid(_ x: Tensor) -> Tensor { activate(HORN_ACTIVATION_HARD_SIGMOID, x) }

/// `x · hardSigmoid(x)`.
public func hardSilu(_ x: Tensor) -> Tensor { activate(HORN_ACTIVATION_HARD_SILU, x) }

/// `x · hardSigmoid(x)`: the same as ``hardSilu(_:)``.
public func hardSwish(_ x: Tensor) -> Tensor { hardSilu(x) }

/// `x`, but at least -1 and at most 1.
public func hardTanh(_ x: Tensor) -> Tensor { activate(HORN_ACTIVATION_HARD_TANH, x) }

/// `x · tanh(softplus(x))` (Misra, 2019).
package func mish(_ x: Tensor) -> Tensor { activate(HORN_ACTIVATION_MISH, x) }

/// `log(sigmoid(x))`, without overflow.
public func logSigmoid(_ x: Tensor) -> Tensor { activate(HORN_ACTIVATION_LOG_SIGMOID, x) }
