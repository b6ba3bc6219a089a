import HornKernels
import HornTensor

/// A layer's weight or an optimizer's state: a tensor that changes in place.
public final class Variable {
  /// The name without those of the layers that hold it: `kernel`.
  public let name: String
  /// The name with those of the model and layers that hold it: `sequential/dense/kernel`.
  public package(set) var path: String
  /// The shape, which stays the same.
  public let shape: Shape
  /// The type of the elements, which stays the same.
  public let dtype: DType
  /// Whether training changes it.
  public var trainable: Bool { didSet { horn_layers_changed() } }
  /// Whether it was trainable when it was made, which says where it stands among a layer's weights.
  let isMadeTrainable: Bool
  /// What training adds to the loss for it; nil for nothing.
  public var regularizer: Regularizer? { didSet { horn_layers_changed() } }
  /// What an optimizer brings it back to after each step; nil for nothing.
  public var constraint: Constraint?
  /// Changes of rows that an optimizer has put off until they are read.
  package weak var pending: (any PendingRows)?
  private var stored: Tensor
  private var watched: Tensor?

  /// A variable with a first value; it keeps no link to what that was computed from.
  public init(
    _ value: Tensor, name: String = "variable", trainable: Bool = true, regularizer: Regularizer? = nil,
    constraint: Constraint? = nil
  ) {
    self.name = name
    path = name
    shape = value.shape
    dtype = value.dtype
    self.trainable = trainable
    isMadeTrainable = trainable
    self.regularizer = regularizer
    self.constraint = constraint
    stored = value.detached
    horn_layers_changed()
  }

  /// The value now; tracked while the variable is watched.
  public var value: Tensor {
    pending?.settleAll()
    return unsettledValue
  }

  /// The value for a reader of single rows, who calls ``settle(rows:)`` with them first.
  package var unsettledValue: Tensor { watched ?? stored }

  /// Brings these rows up to date, as a layer must that reads them from ``unsettledValue``.
  ///
  /// - Parameter indices: int32, any shape; those outside of the table are passed over.
  package func settle(rows indices: Tensor) { pending?.settle(rows: indices) }

  /// Sets the value; one of another shape or dtype stops the program.
  public func assign(_ value: Tensor, file: StaticString = #fileID, line: UInt = #line) {
    require(
      value.shape == shape && value.dtype == dtype,
      "\(path): cannot assign a \(value.dtype) tensor of shape \(value.shape) to a \(dtype) variable of shape \(shape)",
      file: file, line: line)
    replace()
    stored = value.detached
  }

  /// Changes the elements in place; a tensor that someone took from ``value`` keeps the old ones.
  package func update<R>(_ body: (inout Tensor) throws -> R) rethrows -> R {
    replace()
    return try updateUnsettled(body)
  }

  /// As ``update(_:)``, by the one who keeps the account of pending changes.
  package func updateUnsettled<R>(_ body: (inout Tensor) throws -> R) rethrows -> R {
    watched = nil
    stored.makeUnique()
    return try body(&stored)
  }

  private func replace() {
    watched = nil
    guard let pending else { return }
    pending.settleAll()
    pending.replaced()
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
///     try optimizer.apply(gradients, to: model.trainableVariables)
///
/// - Parameter body: gives the value; where it is no scalar, the gradients are those of its sum.
/// - Returns: the value, and a gradient a variable (nil where the value does not depend on it).
public func valueAndGradients(
  withRespectTo variables: [Variable], _ body: () throws -> Tensor
) rethrows -> (value: Tensor, gradients: [Gradient?]) {
  for variable in variables { variable.watch() }
  defer { for variable in variables { variable.unwatch() } }
  let value = try body()
  let gradients = sparseGradients(of: value, withRespectTo: variables.map(\.unsettledValue))
  return (value.detached, gradients)
}
