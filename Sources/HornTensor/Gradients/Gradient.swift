/// How a loss changes with a tensor: a dense tensor, or the rows of a table that a step touched.
public enum Gradient {
  /// A number for each element.
  case dense(Tensor)
  /// The rows of a float32 table that were looked up; all others are zero.
  case rows(RowGradient)

  /// The gradient as a tensor of the full shape.
  public var tensor: Tensor {
    switch self {
    case .dense(let tensor): tensor
    case .rows(let rows): rows.tensor
    }
  }

  /// The sum of two gradients of one tensor.
  package func adding(_ other: Gradient) -> Gradient {
    switch (self, other) {
    case (.dense(let a), .dense(let b)): .dense(a.adding(gradient: b))
    case (.rows(let a), .rows(let b)): .rows(a.appending(b))
    default: .dense(tensor.adding(gradient: other.tensor))
    }
  }
}
