/// One pass through a ``Dataset``.
///
/// After the last element, and after an error, it gives nil. A copy is the same pass, not one of its own.
public struct DatasetIterator<Element: Sendable>: AsyncIteratorProtocol {
  private var pull: (() throws -> Element?)?
  private var failure: (any Error)?

  init(_ pull: @escaping () throws -> Element?) { self.pull = pull }

  /// A pass whose beginning may fail: the error comes with the first element.
  init(_ start: () throws -> (() throws -> Element?)) {
    do { pull = try start() } catch { failure = error }
  }

  /// The next element; nil at the end.
  public mutating func next() throws -> Element? {
    if let error = failure {
      failure = nil
      throw error
    }
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

  /// The next element, for `for try await` loops.
  public mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> Element? {
    try next()
  }
}
