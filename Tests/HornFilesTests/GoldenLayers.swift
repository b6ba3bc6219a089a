import HornCore

/// The twin of the layer in golden_layers.py: a factor for each feature.
final class Scale: Layer, KerasSerializable {
  let start: Double
  private var factor: Variable?

  override init(config: ConfigReader) throws {
    start = try config.double("start", default: 1)
    try super.init(config: config)
  }

  override func build(inputShape: [Int?]) throws {
    factor = try addWeight(
      name: "factor", shape: [inputShape.last.flatMap(\.self) ?? 0], initializer: .constant(start))
  }

  override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    guard let factor else { throw HornError(.state, "Scale is not built") }
    return inputs * factor.value
  }

  override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] { inputShape }

  override func getConfig() -> Config { super.getConfig().merging(["start": .double(start)]) { $1 } }
}

/// The twin of the layer in golden_layers.py: a dense layer, let through by another.
final class GatedBlock: Layer, KerasSerializable {
  let units: Int
  private let value: Dense
  private let gate: Dense

  override init(config: ConfigReader) throws {
    units = try config.int("units", atLeast: 1)
    value = Dense(units, name: "value")
    gate = Dense(units, activation: .sigmoid, name: "gate")
    try super.init(config: config)
  }

  override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    try value(inputs) * gate(inputs)
  }

  override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] { inputShape.dropLast() + [units] }

  override func getConfig() -> Config { super.getConfig().merging(["units": .int(units)]) { $1 } }
}
