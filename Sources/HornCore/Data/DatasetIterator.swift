/// One pass through a ``Dataset``.
///
/// After the last element, and after an error, it gives nil. A copy is the same pass, not one of its own.
public struct DatasetIterator<Element: Sendable> {
  private var pull: (() throws -> Element?)?

  init(_ pull: @escaping () throws -> Element?) { self.pull = pull }

  /// The next element; nil at the end.
  public mutating func next() throws -> Element? {
    guard let pull else { return nil }
    do {
      if let element = try pull() { return element }
    } catch {
      self.pull = nil
      throw error
    }
    self.pull = nil
    return nil
  }
}
