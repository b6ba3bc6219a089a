/// Collects the layers of a ``Sequential`` block.
@resultBuilder
public enum LayerBuilder {
  /// A layer in a line of its own.
  public static func buildExpression(_ layer: Layer) -> [Layer] { [layer] }
  /// A list in a line of its own, from its first layer to its last.
  public static func buildExpression(_ layers: [Layer]) -> [Layer] { layers }
  /// The lines of the block, one after the other.
  public static func buildBlock(_ parts: [Layer]...) -> [Layer] { Array(parts.joined()) }
  /// The layers of an `if` without `else`; none where its condition is false.
  public static func buildOptional(_ part: [Layer]?) -> [Layer] { part ?? [] }
  /// The layers of an `if` whose condition is true.
  public static func buildEither(first part: [Layer]) -> [Layer] { part }
  /// The layers of an `else`.
  public static func buildEither(second part: [Layer]) -> [Layer] { part }
  /// The layers of each round of a `for`, one round after the other.
  public static func buildArray(_ parts: [[Layer]]) -> [Layer] { Array(parts.joined()) }
}
