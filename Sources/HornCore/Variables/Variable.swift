import HornTensor

/// A layer's weight or an optimizer's state: a tensor that changes in place.
public final class Variable {
  public let name: String
  /// The name with those of the model and layers that hold it: `sequential/dense/kernel`.
  public package(set) var path: String
  public let shape: Shape
  public let dtype: DType
  /// Whether training changes it.
  public var trainable: Bool
  public var regularizer: Regularizer?
  public var constraint: Constraint?
  private var stored: Tensor
  private var watched: Tensor?

  public init(
    _ value: Tensor, name: String = "variable", trainable: Bool = true, regularizer: Regularizer? = nil,
    constraint: Constraint? = nil
  ) {
    self.name = name
    path = name
    shape = value.shape
    dtype = value.dtype
    self.trainable = trainable
    self.regularizer = regularizer
    self.constraint = constraint
    stored = value.detached
  }

  /// The value now; tracked while the variable is watched.
  public var value: Tensor { watched ?? stored }

  /// Sets the value, which must have the variable's shape and dtype.
  public func assign(_ value: Tensor, file: StaticString = #fileID, line: UInt = #line) {
    require(
      value.shape == shape && value.dtype == dtype,
      "\(path): cannot assign a \(value.dtype) tensor of shape \(value.shape) to a \(dtype) variable of shape \(shape)",
      file: file, line: line)
    watched = nil
    stored = value.detached
  }

  /// Changes the elements in place; a tensor that someone took from ``value`` keeps the old ones.
  package func update<R>(_ body: (inout Tensor) throws -> R) rethrows -> R {
    watched = nil
    stored.makeUnique()
    return try body(&stored)
  }

  func watch() { watched = stored.tracked() }
  func unwatch() { watched = nil }
}

/// A value computed from variables, and its gradients with respect to them.
///
/// While the body runs, the values of the variables are tracked, so that whatever is computed from them is too.
///
///     let (loss, gradients) = try valueAndGradients(withRespectTo: model.trainableVariables) {
///       mean(square(try model(x, training: true) - y))
///     }
///     optimizer.apply(gradients, to: model.trainableVariables)
///
/// - Returns: the value, and a gradient a variable (nil where the value does not depend on it).
public func valueAndGradients(
  withRespectTo variables: [Variable], _ body: () throws -> Tensor
) rethrows -> (value: Tensor, gradients: [Gradient?]) {
  for variable in variables { variable.watch() }
  defer { for variable in variables { variable.unwatch() } }
  let value = try body()
  let gradients = sparseGradients(of: value, withRespectTo: variables.map(\.value))
  return (value.detached, gradients)
}
