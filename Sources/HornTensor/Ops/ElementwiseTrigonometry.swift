import HornKernels

// All of them work in radians; bool and int32 give float32, arguments outside the domain NaN.

/// The sines.
public func sin(_ x: Tensor) -> Tensor { elementwise(HORN_SIN, x, fromArgument: { $1 * cos($0) }) }

/// The cosines.
public func cos(_ x: Tensor) -> Tensor { elementwise(HORN_COS, x, fromArgument: { negative($1) * sin($0) }) }

/// The tangents.
public func tan(_ x: Tensor) -> Tensor { elementwise(HORN_TAN, x, fromResult: { $1 * (square($0) + 1) }) }

/// The hyperbolic sines.
public func sinh(_ x: Tensor) -> Tensor { elementwise(HORN_SINH, x, fromArgument: { $1 * cosh($0) }) }

/// The hyperbolic cosines.
public func cosh(_ x: Tensor) -> Tensor { elementwise(HORN_COSH, x, fromArgument: { $1 * sinh($0) }) }

/// The hyperbolic tangents.
public func tanh(_ x: Tensor) -> Tensor {
  elementwise(HORN_TANH, x, fromResult: { Kernel.map(HORN_TANH_GRADIENT, $0, $1, "tanh") })
}

/// The inverse sines, in [-π/2, π/2].
public func arcsin(_ x: Tensor) -> Tensor {
  elementwise(HORN_ARCSIN, x, fromArgument: { $1 * rsqrt(1 - square($0)) })
}

/// The inverse cosines, in [0, π].
public func arccos(_ x: Tensor) -> Tensor {
  elementwise(HORN_ARCCOS, x, fromArgument: { negative($1) * rsqrt(1 - square($0)) })
}

/// The inverse tangents, in (-π/2, π/2).
public func arctan(_ x: Tensor) -> Tensor {
  elementwise(HORN_ARCTAN, x, fromArgument: { $1 / (square($0) + 1) })
}

/// The inverse hyperbolic sines.
public func arcsinh(_ x: Tensor) -> Tensor {
  elementwise(HORN_ARCSINH, x, fromArgument: { $1 * rsqrt(square($0) + 1) })
}

/// The inverse hyperbolic cosines.
public func arccosh(_ x: Tensor) -> Tensor {
  elementwise(HORN_ARCCOSH, x, fromArgument: { $1 * rsqrt(($0 - 1) * ($0 + 1)) })
}

/// The inverse hyperbolic tangents.
public func arctanh(_ x: Tensor) -> Tensor {
  elementwise(HORN_ARCTANH, x, fromArgument: { $1 / (1 - square($0)) })
}
