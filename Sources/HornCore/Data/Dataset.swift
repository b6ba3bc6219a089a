import HornTensor

/// A sequence of elements that is made anew each time it is gone through: the data of a training, on their way to it.
///
/// Nothing is computed before an element is asked for, and no more is held in memory than a step of the pipeline needs,
/// so the data may be larger than memory. Steps take closures that may throw; an error comes out where the elements are
/// taken, and ends the pass.
///
///     let train = try Dataset(tensorSlices: (reviews, labels))
///       .shuffle(10_000, seed: 42)
///       .map { text, label in (try vectorize(text), label) }
///       .batch(32)
///       .prefetch(2)
///     try model.fit(train, epochs: 3)
///
///     for try await (x, y) in train { print(x.shape, y.shape) }
///     try train.take(1).forEach { x, y in print(x, y) }
///     var iterator = try train.makeIterator()
///     while let (x, y) = try iterator.next() { print(x.shape, y.shape) }
///
/// The names, defaults and semantics are those of `tf.data.Dataset`.
public struct Dataset<Element: Sendable>: Sendable {
  let size: DatasetSize
  private let source: @Sendable () throws -> (() throws -> Element?)

  /// Elements from a source of one's own.
  ///
  ///     let lines = Dataset<String> {
  ///       let file = try LineReader(path)
  ///       return { try file.next() }
  ///     }
  ///
  /// - Parameters:
  ///   - cardinality: how many elements a pass gives; nil where that is not known.
  ///   - makeIterator: begins a pass: returns a closure that gives one element after the other, then nil. It is called
  ///     for each pass; what the closure holds is let go at the end of the pass, or where the pass is given up.
  public init(
    cardinality: Int? = nil, makeIterator: @escaping @Sendable () throws -> (() throws -> Element?)
  ) {
    self.init(size: cardinality.map(DatasetSize.known) ?? .unknown, makeIterator)
  }

  init(size: DatasetSize, _ source: @escaping @Sendable () throws -> (() throws -> Element?)) {
    self.size = size
    self.source = source
  }

  /// Begins a pass.
  func start() throws -> (() throws -> Element?) { try source() }

  /// How many elements a pass gives; nil where that is known only after it, or where it has no end.
  public var cardinality: Int? {
    if case .known(let count) = size { return count }
    return nil
  }

  /// Whether a pass is known to have no end, as after ``repeat(_:file:line:)`` without a count.
  public var isInfinite: Bool { size == .infinite }

  // MARK: - Going through

  /// Begins a pass through the elements.
  ///
  /// - Throws: what the source throws.
  public func makeIterator() throws -> DatasetIterator<Element> { DatasetIterator(try start()) }

  /// Runs the body with each element of a pass; ends with the first error, of the data or of the body.
  public func forEach(_ body: (Element) throws -> Void) throws {
    let next = try start()
    while let element = try next() { try body(element) }
  }

  /// All elements of a pass; of a data set without end ``take(_:file:line:)`` a part before.
  public func array() throws -> [Element] {
    var elements: [Element] = []
    // A cardinality is only said, and may be too large for memory.
    if let cardinality { elements.reserveCapacity(Swift.min(cardinality, 1 << 16)) }
    try forEach { elements.append($0) }
    return elements
  }

  /// Combines all elements of a pass, beginning with a first result.
  ///
  ///     let total = try Dataset(1...10).reduce(0) { $0 + $1 }  // 55
  public func reduce<Result>(
    _ initialResult: Result, _ combine: (Result, Element) throws -> Result
  ) throws -> Result {
    var result = initialResult
    try forEach { result = try combine(result, $0) }
    return result
  }
}

extension Dataset: AsyncSequence {
  /// Begins a pass for a `for try await` loop.
  ///
  /// The elements are computed on the thread that waits for them; ``prefetch(_:file:line:)`` moves that elsewhere.
  public func makeAsyncIterator() -> DatasetAsyncIterator<Element> { DatasetAsyncIterator(makeIterator) }
}
