/// A tag that may not follow the one before it, or not stand at the edge of the sentence.
public struct TagViolation: Hashable, Sendable, CustomStringConvertible {
  /// The place of ``tag``; the number of words where the sentence may not end.
  public let position: Int
  /// nil at the beginning of the sentence.
  public let previous: String?
  /// nil at the end of the sentence.
  public let tag: String?

  public var description: String {
    guard let tag else { return "\(previous ?? "") may not be the last tag" }
    return "\(tag) at position \(position) may not \(previous.map { "follow \($0)" } ?? "be the first tag")"
  }
}
