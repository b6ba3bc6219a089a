import HornTensor

/// Data sets as the batches of a run.
extension Model {
  /// The batches of a data set of inputs, of inputs and targets, or of inputs, targets and weights.
  ///
  /// - Parameter inputsOnly: whether targets and weights are passed over.
  func batches<each Part: TensorStructure>(
    _ data: Dataset<(repeat each Part)>, _ what: String, steps: Int?, stepsName: String,
    classWeight: [Int: Float]? = nil, inputsOnly: Bool = false
  ) throws -> DatasetBatches<(repeat each Part)> {
    var count = 0
    for _ in repeat (each Part).self { count += 1 }
    guard (1...3).contains(count) else {
      throw HornError(
        .configuration,
        "\(what): the elements of the data set have \(count) parts; expected x, (x, y) or (x, y, sampleWeight)"
      )
    }
    return try DatasetBatches(data, what, steps: steps, stepsName: stepsName) {
      [unowned self] element, place in
      var parts: [any TensorStructure] = []
      for part in repeat each element { parts.append(part) }
      guard !inputsOnly, parts.count > 1 else { return try trainingData(parts[0], what: place) }
      var batch = try trainingData(
        parts[0], parts[1], sampleWeight: parts.count > 2 ? parts[2] : nil, what: place)
      if let classWeight { try batch.apply(classWeight, what: place) }
      return batch
    }
  }
}
