import HornTensor

/// The base of the layers that make one tensor of several, element by element.
///
/// The inputs, `[batch, …]`, broadcast to each other; one of lower rank gets axes of length 1 behind the batch.
/// The output has a mask where all inputs have one: a step counts if it counts in any.
public class Merge: Layer {
  public override init(
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
  }

  public override init(config: ConfigReader) throws {
    try super.init(config: config)
    supportsMasking = true
  }

  public override var buildInputNames: [String] { ["inputs"] }

  public override func build(inputShape: [Int?]) throws { try build(inputShapes: [inputShape]) }

  public override func build(inputShapes: [[Int?]]) throws { try checkShapes(inputShapes) }

  /// Throws unless the inputs, before and after the weights exist, can be merged.
  func checkShapes(_ shapes: [[Int?]]) throws { _ = try computeOutputShape(shapes) }

  /// The inputs, all of one rank, in one tensor. The result's mask is that of the layer's ``computeMask(_:masks:)``
  /// unless it carries one.
  func merged(_ inputs: [Tensor], masks: [Tensor?]) throws -> Tensor {
    programmingError("\(className) must override merged(_:masks:)")
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    try call([inputs], training: training, masks: [mask])[0]
  }

  public override func call(_ inputs: [Tensor], training: Bool, masks: [Tensor?]) throws -> [Tensor] {
    try checkShapes(inputs.map { $0.shape.map(Optional.some) })
    try refuseStrings(inputs)
    let rank = inputs.map(\.rank).max() ?? 0
    // As in Keras, an input that gets further axes comes without its mask.
    let aligned = inputs.map { x in
      x.rank == rank
        ? x
        : reshape(
          x, x.shape.dimensions.prefix(1) + Array(repeating: 1, count: rank - x.rank) + x.shape.dropFirst())
    }
    let kept = zip(inputs, masks).map { x, mask in x.rank == rank ? mask : nil }
    return [try merged(aligned, masks: kept)]
  }

  public override func computeMask(_ inputs: [Tensor], masks: [Tensor?]) -> [Tensor?] {
    let present = masks.compactMap { $0 }
    guard let first = present.first, present.count == masks.count else { return [nil] }
    guard present.allSatisfy({ $0.rank == first.rank }) else { return [nil] }
    return [present.dropFirst().reduce(first, logicalOr)]
  }

  public override func computeMask(_ inputs: Tensor, mask: Tensor?) -> Tensor? { mask }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    try computeOutputShape([inputShape])[0]
  }

  public override func computeOutputShape(_ inputShapes: [[Int?]]) throws -> [[Int?]] {
    guard let first = inputShapes.first, inputShapes.allSatisfy({ !$0.isEmpty }) else {
      throw misfit(inputShapes, "at least one input with a batch axis is needed")
    }
    var inner = Array(first.dropFirst())
    var batch = first[0]
    for shape in inputShapes.dropFirst() {
      inner = try broadcast(inner, Array(shape.dropFirst()), inputShapes)
      batch = try broadcast([batch], [shape[0]], inputShapes)[0]
    }
    // Known sizes of the batch stand for the unknown ones, except 1, which broadcasts.
    if batch == nil { batch = inputShapes.compactMap { $0[0] }.first { $0 != 1 } }
    return [[batch] + inner]
  }

  private func broadcast(_ a: [Int?], _ b: [Int?], _ all: [[Int?]]) throws -> [Int?] {
    let (long, short) = a.count < b.count ? (b, a) : (a, b)
    let front = long.count - short.count
    return try long.enumerated().map { index, x in
      guard index >= front else { return x }
      switch (x, short[index - front]) {
      case (nil, _), (_, nil): return nil
      case (1?, let y): return y
      case (let x, 1?): return x
      case (let x?, let y?):
        guard x == y else { throw misfit(all, "the lengths \(x) and \(y) do not broadcast to each other") }
        return x
      }
    }
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType {
    inputs.dropFirst().reduce(inputs.first ?? dtype, DType.promoted)
  }

  /// The error of shapes that do not fit together; it gives all of them.
  func misfit(_ shapes: [[Int?]], _ problem: String) -> HornError {
    HornError(
      .shape,
      "Layer \"\(name)\" (\(className)) cannot merge inputs of the shapes "
        + "\(shapes.map(formatShape).joined(separator: ", ")): \(problem)")
  }

  /// A mask (`[batch, …]` without the last axis) as a truth value for each element of `x`.
  func spread(_ mask: Tensor, over x: Tensor) throws -> Tensor {
    guard mask.rank == x.rank - 1, zip(mask.shape, x.shape).allSatisfy({ $0 == $1 || $0 == 1 }) else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (\(className)): an input of shape \(x.shape) has a mask of shape \(mask.shape), which is "
          + "not the input's shape without its last axis")
    }
    return broadcastTo(expandDims(cast(mask, .bool), axis: -1), x.shape)
  }
}
