/// One pass through a ``Dataset`` by a `for try await` loop.
public struct DatasetAsyncIterator<Element: Sendable>: AsyncIteratorProtocol {
  private let start: () throws -> DatasetIterator<Element>
  private var iterator: DatasetIterator<Element>?

  /// A pass that begins with the first element, so that the loop sees an error in its beginning.
  init(_ start: @escaping () throws -> DatasetIterator<Element>) { self.start = start }

  /// The next element; nil at the end.
  public mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error) -> Element? {
    var pass = try iterator ?? start()
    // Also where it fails, so that the pass is over then.
    defer { iterator = pass }
    return try pass.next()
  }
}
