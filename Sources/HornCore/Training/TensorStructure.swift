import HornTensor

/// What data for a model are given as: one tensor, a list, or tensors by name.
///
///     try model.fit(x, y)
///     try model.fit([titles, bodies], [priority, department])
///     try model.fit(["title": titles, "body": bodies], ["priority": priority, "department": department])
public protocol TensorStructure {
  /// The tensors in the form in which they are given.
  var tensorForm: TensorForm { get }
}

/// Tensors with the form in which they were given.
public enum TensorForm {
  case single(Tensor)
  case list([Tensor])
  /// By the names of a model's inputs or outputs.
  case named([String: Tensor])
}

extension Tensor: TensorStructure {
  public var tensorForm: TensorForm { .single(self) }
}

extension Array: TensorStructure where Element == Tensor {
  public var tensorForm: TensorForm { .list(self) }
}

extension Dictionary: TensorStructure where Key == String, Value == Tensor {
  public var tensorForm: TensorForm { .named(self) }
}
