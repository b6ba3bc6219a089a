import HornTensor

/// Splits data into two parts, such as one for training and one for validation.
///
///     let (train, validation) = try splitDataset(data, leftSize: 0.8, shuffle: true, seed: 42)
///     try model.fit(train.batch(32), validationData: validation.batch(32))
///
/// All elements are read, and kept in memory. They are not taken apart: to split batches by samples, `unbatch` them first.
///
/// - Parameters:
///   - leftSize: the samples of the left part, a number or a fraction; nil for what is not in the right one.
///   - rightSize: the samples of the right part; nil for what is not in the left one.
///   - shuffle: whether the samples change places before.
///   - seed: for the order; nil draws one from the global generator.
/// - Throws: `HornError` where a part would be empty or the sizes do not fit the data.
public func splitDataset<Element: Sendable>(
  _ dataset: Dataset<Element>, leftSize: SplitSize? = nil, rightSize: SplitSize? = nil, shuffle: Bool = false,
  seed: Int? = nil
) throws -> (left: Dataset<Element>, right: Dataset<Element>) {
  guard !dataset.isInfinite else {
    throw HornError(.value, "splitDataset: the data set has no end; take(…) a part of it")
  }
  let elements = try dataset.array()
  return try split(elements.count, leftSize, rightSize, shuffle, seed) { elements[$0] }
}

/// Splits the samples of a tensor or an array into two parts.
public func splitDataset<Rows: Sliceable>(
  _ rows: Rows, leftSize: SplitSize? = nil, rightSize: SplitSize? = nil, shuffle: Bool = false,
  seed: Int? = nil
) throws -> (left: Dataset<Rows.Slice>, right: Dataset<Rows.Slice>) {
  try split(rows.sliceCount, leftSize, rightSize, shuffle, seed) { rows.slice(at: $0) }
}

/// Splits the samples of two tensors or arrays, side by side, into two parts.
public func splitDataset<First: Sliceable, Second: Sliceable>(
  _ rows: (First, Second), leftSize: SplitSize? = nil, rightSize: SplitSize? = nil, shuffle: Bool = false,
  seed: Int? = nil
) throws -> (left: Dataset<(First.Slice, Second.Slice)>, right: Dataset<(First.Slice, Second.Slice)>) {
  let count = try Slices.common(rows.0.sliceCount, rows.1.sliceCount)
  return try split(count, leftSize, rightSize, shuffle, seed) {
    (rows.0.slice(at: $0), rows.1.slice(at: $0))
  }
}

private func split<Element: Sendable>(
  _ count: Int, _ leftSize: SplitSize?, _ rightSize: SplitSize?, _ shuffle: Bool, _ seed: Int?,
  _ element: @escaping @Sendable (Int) -> Element
) throws -> (left: Dataset<Element>, right: Dataset<Element>) {
  let (left, right) = try SplitSize.resolve(leftSize, rightSize, total: count)
  var places = Array(0..<count)
  if shuffle {
    var random = RandomIndices(seed: seed ?? SeedGenerator.makeDefaultSeed(), stream: 0)
    random.shuffle(&places)
  }
  func part(_ places: ArraySlice<Int>) -> Dataset<Element> { Dataset(places).map(element) }
  return (part(places.prefix(left)), part(places.suffix(right)))
}
