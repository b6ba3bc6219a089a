import HornTensor

/// Its inputs one after the other along an axis; their other axes agree.
///
/// Masks are joined along the axis; along the features, a step counts if it counts in any input. An input without a
/// mask counts whole.
public final class Concatenate: Merge, KerasSerializable {
  /// The axis along which the inputs follow each other; negative ones count from the end.
  public let axis: Int

  /// - Parameter axis: -1, the features, by default.
  public init(
    axis: Int = -1, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    self.axis = axis
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
  }

  public override init(config: ConfigReader) throws {
    axis = try config.axis("axis", default: -1)
    try super.init(config: config)
  }

  public override func getConfig() -> Config { super.getConfig().merging(["axis": .int(axis)]) { $1 } }

  private func place(in shapes: [[Int?]]) throws -> Int {
    guard let rank = shapes.first?.count, shapes.allSatisfy({ $0.count == rank }) else {
      throw misfit(shapes, "all must have the same rank, and there must be at least one")
    }
    let place = axis < 0 ? axis + rank : axis
    guard place >= 0, place < rank else { throw misfit(shapes, "they have no axis \(axis)") }
    return place
  }

  public override func computeOutputShape(_ inputShapes: [[Int?]]) throws -> [[Int?]] {
    let place = try place(in: inputShapes)
    var output = inputShapes[0]
    for shape in inputShapes.dropFirst() {
      for (index, length) in shape.enumerated() where index != place {
        guard let length else { continue }
        if let known = output[index], known != length {
          throw misfit(
            inputShapes,
            "axis \(index) is \(known) in one and \(length) in another, but only axis \(axis) may differ")
        }
        output[index] = length
      }
      output[place] = try joinedLength(
        [output[place], shape[place]], Int.addingReportingOverflow, inputShape: shape)
    }
    return [output]
  }

  public override func call(_ inputs: [Tensor], training: Bool, masks: [Tensor?]) throws -> [Tensor] {
    try checkShapes(inputs.map { $0.shape.map(Optional.some) })
    // Strings follow strings only.
    if !inputs.allSatisfy({ $0.dtype == .string }) { try refuseStrings(inputs) }
    for (x, mask) in zip(inputs, masks) {
      if let mask, mask.shape.dimensions != x.shape.dimensions, mask.shape.dimensions != x.shape.dropLast() {
        throw HornError(
          .shape,
          "Layer \"\(name)\" (Concatenate): an input of shape \(x.shape) has a mask of shape \(mask.shape), which is "
            + "not the input's shape without its last axis")
      }
    }
    return [concatenate(inputs.map { $0.with(mask: nil) }, axis: axis)]
  }

  public override func computeMask(_ inputs: [Tensor], masks: [Tensor?]) -> [Tensor?] {
    guard masks.contains(where: { $0 != nil }), let rank = inputs.first?.rank, rank > 1 else { return [nil] }
    let parts = zip(inputs, masks).map { x, mask in
      guard let mask else { return Tensor(ones: Shape(x.shape.dimensions.dropLast()), dtype: .bool) }
      return mask.rank == x.rank ? any(mask, axis: -1) : cast(mask, .bool)
    }
    let place = axis < 0 ? axis + rank : axis
    if place == rank - 1 { return [parts.dropFirst().reduce(parts[0], logicalOr)] }
    return [concatenate(parts, axis: place)]
  }
}
