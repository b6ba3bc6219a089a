import HornTensor

/// The base of the layers that change their input at random while training, and give it back otherwise.
public class NoiseLayer: Layer {
  /// The same seed gives the same choices in the same order; nil takes one from the global generator.
  public let seed: Int?
  let seedGenerator: SeedGenerator

  init(
    seed: Int?, name: String?, trainable: Bool, dtype: DType, activityRegularizer: Regularizer?
  ) {
    self.seed = seed
    seedGenerator = SeedGenerator(seed: seed)
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = true
  }

  public override init(config: ConfigReader) throws {
    seed = try config.optionalInt("seed")
    seedGenerator = SeedGenerator(seed: seed)
    try super.init(config: config)
    supportsMasking = true
  }

  public override func getConfig() -> Config { super.getConfig().merging(["seed": ConfigValue(seed)]) { $1 } }

  /// Whether training changes anything.
  var isActive: Bool { true }

  /// The input as training changes it.
  func disturbed(_ x: Tensor) throws -> Tensor {
    programmingError("\(className) must override disturbed(_:)")
  }

  public final override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    guard training, isActive else { return inputs }
    guard inputs.dtype == .float32 else {
      throw HornError(
        .dtype,
        "Layer \"\(name)\" (\(className)) expected a float32 input, but got one of type \(inputs.dtype)")
    }
    return try disturbed(inputs.with(mask: nil))
  }
}
