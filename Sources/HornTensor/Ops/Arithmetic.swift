import HornKernels

/// The sum of two tensors, elementwise with broadcasting; of bools, their "or".
public func add(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (a, b) = promoted(x1, x2)
  let (shapeA, shapeB) = (a.shape, b.shape)
  return Kernel.map(HORN_ADD, a, b, "add")
    .derived(from: a, { sumToShape($0, shapeA) }, b, { sumToShape($0, shapeB) })
}

/// The difference of two tensors, elementwise with broadcasting; bools stop the program.
public func subtract(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (a, b) = promoted(x1, x2)
  require(a.dtype != .bool, "subtract: bools have no difference; use logicalXor")
  let (shapeA, shapeB) = (a.shape, b.shape)
  return Kernel.map(HORN_SUBTRACT, a, b, "subtract")
    .derived(from: a, { sumToShape($0, shapeA) }, b, { sumToShape(negative($0), shapeB) })
}

/// The product of two tensors, elementwise with broadcasting; of bools, their "and".
public func multiply(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (a, b) = promoted(x1, x2)
  let (x, y) = (a.detached, b.detached)
  let (shapeA, shapeB) = (a.shape, b.shape)
  return Kernel.map(HORN_MULTIPLY, a, b, "multiply")
    .derived(from: a, { sumToShape($0 * y, shapeA) }, b, { sumToShape($0 * x, shapeB) })
}

/// The quotient of two tensors, elementwise with broadcasting; int32 and bool give float32.
///
/// A division by zero gives an infinity, 0 / 0 gives NaN.
public func divide(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (a, b) = promotedToFloat(x1, x2)
  let quotient = Kernel.map(HORN_DIVIDE, a, b, "divide")
  let y = b.detached
  let (shapeA, shapeB) = (a.shape, b.shape)
  return quotient.derived(
    from: a, { sumToShape($0 / y, shapeA) }, b, { sumToShape(negative($0 * quotient) / y, shapeB) })
}

/// The quotient of two tensors: the same as ``divide(_:_:)``.
public func trueDivide(_ x1: Tensor, _ x2: Tensor) -> Tensor { divide(x1, x2) }

/// The quotient of two tensors, but 0 where the divisor is 0; int32 and bool give float32.
public func divideNoNan(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (a, b) = promotedToFloat(x1, x2)
  let isZero = equal(b, 0)
  return `where`(isZero, 0, divide(a, `where`(isZero, 1, b)))
}

/// The largest integer not above the quotient, with broadcasting; the promoted dtype, int32 for bool.
///
/// An int32 divided by zero gives 0. No gradient flows through it.
public func floorDivide(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (a, b) = numeric(promoted(x1, x2))
  return Kernel.map(HORN_FLOOR_DIVIDE, a, b, "floorDivide")
}

/// The remainder of the division, which has the sign of the divisor, with broadcasting; int32 for bool.
///
/// An int32 divided by zero leaves 0, a float NaN.
public func mod(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (a, b) = numeric(promoted(x1, x2))
  let (x, y) = (a.detached, b.detached)
  return Kernel.map(HORN_MOD, a, b, "mod").derived(
    from: a, { sumToShape($0, x.shape) }, b, { sumToShape(negative($0) * floorDivide(x, y), y.shape) })
}

/// The larger of two elements, with broadcasting; NaN where either is NaN.
///
/// Where both are equal, each gets half of the gradient, as in JAX.
public func maximum(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (a, b) = promoted(x1, x2)
  let (x, y) = (a.detached, b.detached)
  return Kernel.map(HORN_MAXIMUM, a, b, "maximum").derived(
    from: a, { chosenGradient($0, larger: x, smaller: y, shape: x.shape) },
    b, { chosenGradient($0, larger: y, smaller: x, shape: y.shape) })
}

/// The smaller of two elements, with broadcasting; NaN where either is NaN.
///
/// Where both are equal, each gets half of the gradient, as in JAX.
public func minimum(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (a, b) = promoted(x1, x2)
  let (x, y) = (a.detached, b.detached)
  return Kernel.map(HORN_MINIMUM, a, b, "minimum").derived(
    from: a, { chosenGradient($0, larger: y, smaller: x, shape: x.shape) },
    b, { chosenGradient($0, larger: x, smaller: y, shape: y.shape) })
}

/// The gradient where `larger` won, half of it where both are equal.
private func chosenGradient(_ dy: Tensor, larger: Tensor, smaller: Tensor, shape: Shape) -> Tensor {
  let share = (cast(greater(larger, smaller), dy.dtype) + cast(greaterEqual(larger, smaller), dy.dtype)) * 0.5
  return sumToShape(dy * share, shape)
}

/// `log(exp(x1) + exp(x2))` without overflow, with broadcasting; int32 and bool give float32.
public func logaddexp(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (a, b) = promotedToFloat(x1, x2)
  let (x, y) = (a.detached, b.detached)
  return Kernel.map(HORN_LOGADDEXP, a, b, "logaddexp").derived(
    from: a, { sumToShape($0 * sigmoid(x - y), x.shape) },
    b, { sumToShape($0 * sigmoid(y - x), y.shape) })
}

/// The angle of the point (`x2`, `x1`), in [-π, π], with broadcasting; int32 and bool give float32.
public func arctan2(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  let (a, b) = promotedToFloat(x1, x2)
  let (y, x) = (a.detached, b.detached)
  return Kernel.map(HORN_ARCTAN2, a, b, "arctan2").derived(
    from: a, { sumToShape($0 * x / (x * x + y * y), y.shape) },
    b, { sumToShape(negative($0) * y / (x * x + y * y), x.shape) })
}

/// Both operands in the floating-point dtype that they promote to.
func promotedToFloat(_ a: Tensor, _ b: Tensor) -> (Tensor, Tensor) {
  let (x, y) = promoted(a, b)
  return (floating(x), floating(y))
}

/// Bools as int32, where arithmetic on bools means arithmetic on 0 and 1.
private func numeric(_ pair: (Tensor, Tensor)) -> (Tensor, Tensor) {
  pair.0.dtype == .bool ? (cast(pair.0, .int32), cast(pair.1, .int32)) : pair
}
