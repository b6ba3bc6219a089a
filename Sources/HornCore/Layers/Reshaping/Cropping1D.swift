import HornTensor

/// Takes time steps off both ends: `[batch, time, features]` becomes `[batch, time - before - after, features]`.
public final class Cropping1D: Layer, KerasSerializable {
  /// How many steps are taken off the beginning and the end.
  public let cropping: (Int, Int)

  /// - Parameter cropping: how many steps are taken off the beginning and the end; 0 or more.
  public init(
    _ cropping: (Int, Int) = (1, 1), name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    require(
      cropping.0 >= 0 && cropping.1 >= 0, "Cropping1D: cropping must be 0 or more, got \(cropping)",
      file: file,
      line: line)
    self.cropping = cropping
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    inputSpec = InputSpec(ndim: 3)
  }

  /// - Parameter cropping: how many steps are taken off each end.
  public convenience init(
    _ cropping: Int, name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    self.init(
      (cropping, cropping), name: name, trainable: trainable, dtype: dtype,
      activityRegularizer: activityRegularizer, file: file, line: line)
  }

  public override init(config: ConfigReader) throws {
    cropping = try config.pair("cropping", default: (1, 1))
    try super.init(config: config)
    inputSpec = InputSpec(ndim: 3)
  }

  public override func getConfig() -> Config {
    super.getConfig().merging(["cropping": [.int(cropping.0), .int(cropping.1)]]) { $1 }
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    try inputSpec?.check(inputShape, layer: name)
    let length = inputShape[1].map { $0 - cropping.0 - cropping.1 }
    if let length, length <= 0 {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (Cropping1D) cannot take \(cropping.0) and \(cropping.1) steps off axis 1 of an input of "
          + "shape \(formatShape(inputShape)); at least one must stay")
    }
    return [inputShape[0], length, inputShape[2]]
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    let shape = try computeOutputShape(inputs.shape.map { $0 })
    return slice(inputs.with(mask: nil), [0, cropping.0, 0], shape.map { $0 ?? -1 })
  }
}

extension ConfigReader {
  /// Two numbers of 0 or more, also given as one for both.
  func pair(_ key: String, default fallback: (Int, Int)) throws -> (Int, Int) {
    guard let value = value(key) else { return fallback }
    let numbers: [Int] =
      switch value {
      case .int(let number): [number, number]
      case .array(let list): list.compactMap { if case .int(let number) = $0 { number } else { nil } }
      default: []
      }
    guard numbers.count == 2, numbers.allSatisfy({ $0 >= 0 && $0 < 1 << 40 }) else {
      throw HornError(
        .configuration, "\(owner): \(key) must be a number of 0 or more, or two of them, got \(value.summary)"
      )
    }
    return (numbers[0], numbers[1])
  }
}
