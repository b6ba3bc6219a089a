import HornTensor

extension Dataset {
  /// The elements of an array, a range or another collection.
  ///
  ///     Dataset(["a good film", "a bad film"])
  ///     Dataset(0..<10)
  public init(_ elements: some Collection<Element> & Sendable) {
    self.init(size: .known(elements.count)) {
      var rest = elements[...]
      return { rest.popFirst() }
    }
  }

  /// Elements from a sequence that is made for each pass (`from_generator`).
  ///
  ///     let squares = Dataset(generator: { sequence(first: 1) { $0 + 1 }.lazy.map { $0 * $0 } })
  ///     try squares.take(3).array()  // [1, 4, 9]
  ///
  /// - Parameters:
  ///   - generator: makes the sequence.
  ///   - cardinality: how many elements a pass gives; nil where that is not known.
  public init<Elements: Sequence<Element> & SendableMetatype>(
    generator: @escaping @Sendable () throws -> Elements, cardinality: Int? = nil
  ) where Elements.Iterator: SendableMetatype {
    self.init(cardinality: cardinality) {
      var iterator = try generator().makeIterator()
      return { iterator.next() }
    }
  }

  /// The slices of tensors or arrays along their first axis: one element a sample (`from_tensor_slices`).
  ///
  ///     let samples = try Dataset(tensorSlices: x)             // x: [samples, …]; elements [ … ]
  ///     let pairs = try Dataset(tensorSlices: (texts, labels))  // [String] and [Int]: elements (String, Int)
  ///
  /// Lists of tensors and tensors by name give lists and dictionaries of slices.
  ///
  /// - Throws: `HornError` where the lengths differ or there is no first axis.
  public init<Rows: Sliceable>(tensorSlices rows: Rows) throws where Element == Rows.Slice {
    self.init(count: try rows.sliceCount) { rows.slice(at: $0) }
  }

  /// The slices of two tensors or arrays, side by side.
  public init<First: Sliceable, Second: Sliceable>(tensorSlices rows: (First, Second)) throws
  where Element == (First.Slice, Second.Slice) {
    let count = try Slices.common(rows.0.sliceCount, rows.1.sliceCount)
    self.init(count: count) { (rows.0.slice(at: $0), rows.1.slice(at: $0)) }
  }

  /// The slices of three tensors or arrays, side by side.
  public init<First: Sliceable, Second: Sliceable, Third: Sliceable>(
    tensorSlices rows: (First, Second, Third)
  ) throws where Element == (First.Slice, Second.Slice, Third.Slice) {
    let count = try Slices.common(rows.0.sliceCount, rows.1.sliceCount, rows.2.sliceCount)
    self.init(count: count) { (rows.0.slice(at: $0), rows.1.slice(at: $0), rows.2.slice(at: $0)) }
  }

  /// The elements of the numbers 0..<count.
  init(count: Int, _ element: @escaping @Sendable (Int) throws -> Element) {
    self.init(size: .known(count)) {
      var index = 0
      return {
        guard index < count else { return nil }
        defer { index += 1 }
        return try element(index)
      }
    }
  }
}
