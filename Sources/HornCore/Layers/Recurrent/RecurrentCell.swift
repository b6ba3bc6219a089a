import HornTensor

/// One step of a recurrent layer: what ``RNN`` goes through a sequence with.
///
/// A cell of one's own is a layer with sizes and a step; ``RNN`` does the rest.
///
///     final class MinimalCell: Layer, RecurrentCell {
///       let units: Int
///       private var kernel, recurrentKernel: Variable!
///       init(_ units: Int) { self.units = units; super.init() }
///       var stateSize: [Int] { [units] }
///       override func build(inputShape: [Int?]) throws {
///         kernel = try addWeight(name: "kernel", shape: [inputShape[1]!, units])
///         recurrentKernel = try addWeight(name: "recurrent_kernel", shape: [units, units])
///       }
///       func step(_ x: Tensor, states: [Tensor], training: Bool) throws -> (output: Tensor, states: [Tensor]) {
///         let h = tanh(matmul(x, kernel.value) + matmul(states[0], recurrentKernel.value))
///         return (h, [h])
///       }
///     }
///     let layer = RNN(MinimalCell(8))
public protocol RecurrentCell: Layer {
  /// Length of each state; those of a stack of cells follow each other, cell by cell.
  var stateSize: [Int] { get }
  /// Length of the output. The default is that of the first state.
  var outputSize: Int { get }

  /// One step.
  ///
  /// - Parameters:
  ///   - inputs: `[batch, features]`.
  ///   - states: one `[batch, size]` for each of ``stateSize``.
  /// - Returns: the output `[batch, outputSize]` and the states after the step.
  func step(_ inputs: Tensor, states: [Tensor], training: Bool) throws -> (output: Tensor, states: [Tensor])

  /// The states before the first step. The default is zeros.
  func getInitialState(batchSize: Int) -> [Tensor]

  /// Draws what stays the same over a sequence, such as dropout masks. The default does nothing.
  func beginSequence(batchSize: Int, features: Int, training: Bool)
  /// Forgets what was drawn for a sequence. The default does nothing.
  func endSequence()
}

extension RecurrentCell {
  public var outputSize: Int { stateSize.first ?? 0 }

  public func getInitialState(batchSize: Int) -> [Tensor] {
    stateSize.map { Tensor(zeros: [batchSize, $0]) }
  }

  public func beginSequence(batchSize: Int, features: Int, training: Bool) {}
  public func endSequence() {}

  /// One step of a cell that is called by itself, as a layer: the input and the states in, the output and the states
  /// out.
  func callStep(_ inputs: [Tensor], training: Bool) throws -> [Tensor] {
    guard inputs.count == 1 + stateSize.count else {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (\(className)) takes an input and \(stateSize.count) state(s), but \(inputs.count) inputs "
          + "were given")
    }
    let x = try numeric(inputs[0])
    let states = try inputs.dropFirst().map { try numeric($0) }
    for (state, size) in zip(states, stateSize) where state.shape != [x.shape[0], size] {
      throw HornError(
        .shape,
        "Layer \"\(name)\" (\(className)) needs a state of the shape \([x.shape[0], size] as Shape), got \(state.shape)"
      )
    }
    beginSequence(batchSize: x.shape[0], features: x.shape[1], training: training)
    defer { endSequence() }
    let (output, next) = try step(x, states: states, training: training)
    return [output] + next
  }

  /// The shapes of the output and of the states of ``callStep(_:training:)``.
  func stepShapes(_ inputShape: [Int?]?) -> [[Int?]] {
    ([outputSize] + stateSize).map { [inputShape?.first ?? nil, $0] }
  }
}
