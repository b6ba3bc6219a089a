import HornTensor

/// Cells one above the other that work as one: each takes the output of the one below as its input.
///
/// Inputs `[batch, features]`, output that of the last cell. The states of all cells follow each other, the first
/// cell's first.
///
///     RNN(StackedRNNCells([LSTMCell(32), GRUCell(16)]))
public final class StackedRNNCells: Layer, RecurrentCell, KerasSerializable {
  /// The cells, that of the inputs first.
  public let cells: [any RecurrentCell]

  /// - Parameter cells: at least one, that of the inputs first.
  public init(_ cells: [any RecurrentCell], name: String? = nil, trainable: Bool = true) {
    require(!cells.isEmpty, "StackedRNNCells needs at least one cell")
    self.cells = cells
    super.init(name: name, trainable: trainable)
    inputSpec = InputSpec(minNdim: 2)
  }

  public override init(config: ConfigReader) throws {
    cells = try config.cells("cells")
    _ = try config.float32()
    try super.init(config: config)
    inputSpec = InputSpec(minNdim: 2)
  }

  public var stateSize: [Int] { cells.flatMap(\.stateSize) }
  public var outputSize: Int { cells[cells.count - 1].outputSize }

  public override func build(inputShape: [Int?]) throws {
    var shape = inputShape
    for cell in cells {
      try cell.ensureBuilt(inputShape: shape)
      shape = [inputShape.first ?? nil, cell.outputSize]
    }
    let features = inputShape.last ?? nil
    inputSpec = InputSpec(ndim: inputShape.count, axes: features.map { [-1: $0] } ?? [:])
  }

  public func step(
    _ inputs: Tensor, states: [Tensor], training: Bool
  ) throws -> (output: Tensor, states: [Tensor]) {
    var output = inputs
    var next: [Tensor] = []
    for cell in cells {
      let own = states[next.count..<(next.count + cell.stateSize.count)]
      let result = try cell.checkedStep(output, states: Array(own), training: training)
      output = result.output
      next += result.states
    }
    return (output, next)
  }

  public override func call(_ inputs: [Tensor], training: Bool, masks: [Tensor?]) throws -> [Tensor] {
    try callStep(inputs, training: training)
  }

  public override func computeOutputShape(_ inputShapes: [[Int?]]) throws -> [[Int?]] {
    stepShapes(inputShapes.first)
  }

  public func getInitialState(batchSize: Int) -> [Tensor] {
    cells.flatMap { $0.getInitialState(batchSize: batchSize) }
  }

  public func beginSequence(batchSize: Int, features: Int, training: Bool) {
    var features = features
    for cell in cells {
      cell.beginSequence(batchSize: batchSize, features: features, training: training)
      features = cell.outputSize
    }
  }

  public func endSequence() {
    for cell in cells { cell.endSequence() }
  }

  override func treatsSamplesAlone(training: Bool) -> Bool {
    cells.allSatisfy { $0.activityRegularizer == nil && $0.treatsSamplesAlone(training: training) }
  }

  public override func getConfig() -> Config {
    super.getConfig().merging(["cells": .array(cells.map(\.serialized))]) { $1 }
  }
}

extension ConfigReader {
  /// The cell under the key.
  func cell(_ key: String) throws -> any RecurrentCell {
    guard let value = value(key) else {
      throw HornError(.configuration, "\(owner): the cell \(key) is missing")
    }
    return try ConfigPlace.at(key) { try cell(value) }
  }

  /// The cells under the key, at least one.
  func cells(_ key: String) throws -> [any RecurrentCell] {
    guard case .array(let list)? = value(key), !list.isEmpty else {
      throw HornError(.configuration, "\(owner): \(key) must be a list of at least one cell")
    }
    return try ConfigPlace.at(key) { try list.mapPlaces(cell) }
  }

  private func cell(_ value: ConfigValue) throws -> any RecurrentCell {
    let layer = try Layer.fromConfig(value)
    guard let cell = layer as? any RecurrentCell else {
      throw HornError(
        .configuration, "\(owner): \(layer.className) is no cell; a cell is a layer that is a RecurrentCell")
    }
    return cell
  }
}
