import HornTensor

/// Gives each element of the batch another shape of as many elements: `[batch, …]` becomes `[batch] + targetShape`.
public final class Reshape: Layer, KerasSerializable {
  /// The shape without the batch; one length may be -1 and follows from the others.
  public let targetShape: [Int]

  /// - Parameter targetShape: the shape without the batch; one length may be -1 and follows from the others.
  public init(
    _ targetShape: [Int], name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    if let problem = Self.problem(targetShape) { programmingError(problem, file: file, line: line) }
    self.targetShape = targetShape
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    inputSpec = InputSpec(minNdim: 1)
  }

  public override init(config: ConfigReader) throws {
    guard let shape = try config.optionalShape("target_shape") else {
      throw HornError(.configuration, "Reshape: the argument target_shape (a list of lengths) is missing")
    }
    targetShape = shape.map { $0 ?? -1 }
    if let problem = Self.problem(targetShape) { throw HornError(.configuration, problem) }
    try super.init(config: config)
    inputSpec = InputSpec(minNdim: 1)
  }

  private static func problem(_ shape: [Int]) -> String? {
    if let length = shape.first(where: { $0 < -1 }) {
      return
        "Reshape: targetShape \(shape) has the length \(length); lengths are 0 or more, or -1 for the one to find"
    }
    return shape.count { $0 == -1 } > 1 ? "Reshape: targetShape \(shape) has more than one -1" : nil
  }

  public override func getConfig() -> Config {
    super.getConfig().merging(["target_shape": ConfigValue(shape: targetShape)]) { $1 }
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    try inputSpec?.check(inputShape, layer: name)
    let inner = inputShape.dropFirst()
    guard let size = knownProduct(inner) else {
      return [inputShape[0]] + targetShape.map { $0 == -1 ? nil : $0 }
    }
    let given = knownProduct(targetShape.filter { $0 != -1 })
    if !targetShape.contains(-1), given == size { return [inputShape[0]] + targetShape }
    guard targetShape.contains(-1), let given, given > 0, size % given == 0 else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" cannot reshape \(formatShape(Array(inner))), which has \(size) elements, to "
          + "\(Shape(targetShape))")
    }
    return [inputShape[0]] + targetShape.map { $0 == -1 ? size / given : $0 }
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    let shape = try computeOutputShape(inputs.shape.map { $0 })
    return reshape(inputs.with(mask: nil), shape.map { $0 ?? 0 })
  }
}
