import HornTensor

/// The end of a sequence at which ``padSequences(_:maxlen:dtype:padding:truncating:value:file:line:)`` pads or cuts.
public enum PadSide: String, Hashable, Sendable, CaseIterable, ExpressibleByStringLiteral {
  /// Before the first element.
  case pre
  /// After the last element.
  case post

  /// `"pre"` or `"post"`; any other text stops the program.
  public init(stringLiteral value: String) {
    guard let side = PadSide(rawValue: value) else {
      programmingError("padSequences: \"\(value)\" is not understood; expected \"pre\" or \"post\"")
    }
    self = side
  }

  /// The side of that name, for names that come from outside.
  ///
  /// - Throws: `HornError` where it is neither `pre` nor `post`.
  public static func named(_ name: String) throws -> PadSide {
    guard let side = PadSide(rawValue: name) else {
      throw HornError(
        .configuration, "padSequences: \"\(name)\" is not understood; expected \"pre\" or \"post\"")
    }
    return side
  }
}
