/// What a model's inputs or outputs are given as: one symbolic tensor, a list, or tensors by name.
public protocol SymbolicStructure {
  /// The tensors in the form in which they are given.
  var symbolicForm: SymbolicForm { get }
}

/// Symbolic tensors with the form in which they were given.
public enum SymbolicForm {
  case single(SymbolicTensor)
  case list([SymbolicTensor])
  /// By name, in the order of the names.
  case named([(name: String, tensor: SymbolicTensor)])

  var tensors: [SymbolicTensor] {
    switch self {
    case .single(let tensor): [tensor]
    case .list(let list): list
    case .named(let list): list.map(\.tensor)
    }
  }

  /// The names in a dictionary, or those of the layers.
  var names: [String] {
    if case .named(let list) = self { list.map(\.name) } else { tensors.map(\.name) }
  }

  /// The same form of other tensors.
  func replacing(_ tensors: [SymbolicTensor]) -> SymbolicForm {
    switch self {
    case .single: .single(tensors[0])
    case .list: .list(tensors)
    case .named(let list): .named(zip(list, tensors).map { ($0.name, $1) })
    }
  }
}

extension SymbolicTensor: SymbolicStructure {
  public var symbolicForm: SymbolicForm { .single(self) }
}

extension Array: SymbolicStructure where Element == SymbolicTensor {
  public var symbolicForm: SymbolicForm { .list(self) }
}

extension Dictionary: SymbolicStructure where Key == String, Value == SymbolicTensor {
  /// By name in alphabetical order, as Keras flattens dictionaries.
  public var symbolicForm: SymbolicForm {
    .named(sorted { $0.key < $1.key }.map { (name: $0.key, tensor: $0.value) })
  }
}
