import HornTensor

@testable import HornCore

/// The cell of Keras's documentation: one state, which is the output.
final class MinimalCell: Layer, RecurrentCell, KerasSerializable {
  let units: Int
  private var kernel: Variable?
  private var recurrentKernel: Variable?

  init(_ units: Int, name: String? = nil) {
    self.units = units
    super.init(name: name)
  }

  override init(config: ConfigReader) throws {
    units = try config.int("units", atLeast: 1)
    try super.init(config: config)
  }

  var stateSize: [Int] { [units] }

  override func build(inputShape: [Int?]) throws {
    kernel = try addWeight(name: "kernel", shape: [(inputShape.last ?? nil) ?? 0, units])
    recurrentKernel = try addWeight(name: "recurrent_kernel", shape: [units, units])
  }

  func step(
    _ inputs: Tensor, states: [Tensor], training: Bool
  ) throws -> (output: Tensor, states: [Tensor]) {
    guard let kernel, let recurrentKernel else { throw notBuilt() }
    let output = tanh(matmul(inputs, kernel.value) + matmul(states[0], recurrentKernel.value))
    return (output, [output])
  }

  override func getConfig() -> Config { super.getConfig().merging(["units": .int(units)]) { $1 } }
}

/// Two states of different sizes, which start at a half, and an output of a third size.
final class ProjectingCell: Layer, RecurrentCell, KerasSerializable {
  let units: Int
  let outputSize: Int
  private var kernel: Variable?
  private var projection: Variable?

  init(_ units: Int, outputSize: Int) {
    self.units = units
    self.outputSize = outputSize
    super.init()
  }

  override init(config: ConfigReader) throws {
    units = try config.int("units", atLeast: 1)
    outputSize = try config.int("output_size", atLeast: 1)
    try super.init(config: config)
  }

  var stateSize: [Int] { [units, 1] }

  override func build(inputShape: [Int?]) throws {
    kernel = try addWeight(name: "kernel", shape: [(inputShape.last ?? nil) ?? 0, units])
    projection = try addWeight(name: "projection", shape: [units, outputSize])
  }

  func getInitialState(batchSize: Int) -> [Tensor] {
    stateSize.map { Tensor(full: [batchSize, $0], 0.5) }
  }

  func step(
    _ inputs: Tensor, states: [Tensor], training: Bool
  ) throws -> (output: Tensor, states: [Tensor]) {
    guard let kernel, let projection else { throw notBuilt() }
    let level = 0.5 * states[0] + matmul(inputs, kernel.value)
    let count = states[1] + 1
    return (tanh(matmul(level, projection.value)) / count, [level, count])
  }

  override func getConfig() -> Config {
    super.getConfig().merging(["units": .int(units), "output_size": .int(outputSize)]) { $1 }
  }
}
