import HornTensor

/// Where the labels of the files in a folder come from.
public enum DirectoryLabels: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  /// From the folders that they lie in.
  case inferred
  /// One for each file, in the order of their paths.
  case list([Int])

  /// `"inferred"`; any other text stops the program with a message.
  public init(stringLiteral text: String) {
    guard text == "inferred" else {
      programmingError("labels is \"\(text)\"; expected \"inferred\", a list of integers, or nil")
    }
    self = .inferred
  }

  public init(arrayLiteral labels: Int...) { self = .list(labels) }
}

/// What stands for `labels: nil`: texts without labels.
public struct NoDirectoryLabels: Sendable, ExpressibleByNilLiteral {
  public init(nilLiteral: ()) {}
}

/// The form of labels.
public enum LabelMode: String, NamedCase {
  /// `[batch]`, int32.
  case int
  /// `[batch, classes]`, float32, 1 for the class.
  case categorical
  /// `[batch, 1]`, float32, 0 or 1; there must be two classes.
  case binary

  public static let kind = "label mode"
}

/// Which part of the files is taken, where some are kept for validation.
public enum DirectorySubset: String, NamedCase {
  case training, validation

  public static let kind = "subset"
}

/// What stands for `subset: .both`: the training part and the validation part.
public enum DirectorySubsets: Sendable {
  case both
}
