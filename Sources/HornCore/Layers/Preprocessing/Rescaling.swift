import HornTensor

/// Multiplies by a scale and adds an offset: `x · scale + offset`, at training and inference alike.
///
/// Input: numbers of any shape, output float32 of the same. Arrays broadcast against the last axes.
///
///     Rescaling(1.0 / 255)               // from 0…255 to 0…1
///     Rescaling(1.0 / 127.5, offset: -1)  // from 0…255 to -1…1
public final class Rescaling: PreprocessingLayer, KerasSerializable {
  /// A number, or an array that broadcasts against the inputs.
  public let scale: Tensor
  /// What is added: a number, or an array that broadcasts against the inputs.
  public let offset: Tensor

  /// - Parameters:
  ///   - scale: a number, an array or a tensor.
  ///   - offset: a number, an array or a tensor.
  public init(
    _ scale: any NumberSource, offset: any NumberSource = 0.0, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32
  ) {
    self.scale = scale.numbers
    self.offset = offset.numbers
    super.init(name: name, trainable: trainable, dtype: dtype)
    supportsMasking = true
    stopUnlessFloat32()
  }

  public override init(config: ConfigReader) throws {
    guard let scale = try config.optionalNumbers("scale") else {
      throw HornError(.configuration, "\(config.owner): the argument scale (a number or a list) is missing")
    }
    self.scale = scale
    offset = try config.optionalNumbers("offset") ?? Tensor(0)
    try super.init(config: config)
    supportsMasking = true
    try requireFloat32()
  }

  public override func getConfig() -> Config {
    super.getConfig().merging(["scale": scale.numberConfig, "offset": offset.numberConfig]) { $1 }
  }

  public override var function: @Sendable (Tensor) throws -> Tensor {
    let (name, scale, offset) = (self.name, self.scale, self.offset)
    return { x in
      let x = try Preprocessing.numbers(x, name)
      for (what, numbers) in [("scale", scale), ("offset", offset)]
      where Shape.broadcast(x.shape, numbers.shape) != x.shape {
        throw HornError(
          .shape,
          "Layer \"\(name)\" (Rescaling): its \(what) of shape \(numbers.shape) does not fit an input of shape "
            + "\(x.shape)")
      }
      return x * scale + offset
    }
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { .float32 }
}
