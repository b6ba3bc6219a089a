import HornTensor
import Testing

@testable import HornCore

/// Dropout in recurrent layers: the same elements at each step, by gate where Keras draws by gate.
@Suite struct RecurrentDropoutTests {
  private let ones = Tensor(ones: [4, 6, 50])

  /// With a kernel of ones and nothing else, the gates are the sums of what is left of the inputs.
  private func cell(_ make: (Int, Float, Float) -> KernelCell, _ dropout: Float, _ recurrent: Float) throws
    -> KernelCell
  {
    let cell = make(3, dropout, recurrent)
    try cell.ensureBuilt(inputShape: [nil, 50])
    return cell
  }

  @Test func masksAreSharedOverTimeAndGates() throws {
    let makers: [(gates: Int, make: (Int, Float, Float) -> KernelCell)] = [
      (1, { SimpleRNNCell($0, dropout: $1, recurrentDropout: $2, seed: 1) }),
      (4, { LSTMCell($0, dropout: $1, recurrentDropout: $2, seed: 1) }),
      (3, { GRUCell($0, dropout: $1, recurrentDropout: $2, seed: 1) }),
    ]
    for (gates, make) in makers {
      for (dropout, recurrent) in [(Float(0.5), Float(0)), (0.5, 0.25), (0, 0.25)] {
        let cell = try cell(make, dropout, recurrent)
        cell.beginSequence(batchSize: 4, features: 50, training: true)
        let perGate = recurrent > 0 ? gates : 1
        #expect(cell.dropoutMasks.inputs.count == (dropout > 0 ? perGate : 0))
        #expect(cell.dropoutMasks.states.count == (recurrent > 0 ? perGate : 0))
        if cell.dropoutMasks.inputs.count > 1 {
          #expect(cell.dropoutMasks.inputs[0].floats != cell.dropoutMasks.inputs[1].floats)
        }
        cell.endSequence()
        #expect(cell.dropoutMasks.inputs.isEmpty && cell.dropoutMasks.states.isEmpty)
        cell.beginSequence(batchSize: 4, features: 50, training: false)
        #expect(cell.dropoutMasks.inputs.isEmpty && cell.dropoutMasks.states.isEmpty)
      }
    }
    let gateByGate = LSTMCell(3, dropout: 0.5, implementation: 1)
    gateByGate.beginSequence(batchSize: 1, features: 2, training: true)
    #expect(gateByGate.dropoutMasks.inputs.count == 4)
  }

  @Test func aSeedRepeatsAndEachCallDrawsAnew() throws {
    for recurrent: Float in [0, 0.5] {
      let layer = LSTM(4, dropout: 0.5, recurrentDropout: recurrent, seed: 3)
      let copy = try Layer.fromConfig(layer.serialized)
      _ = try copy(ones)
      let still = try layer(ones).floats
      try copy.setWeights(layer.getWeights())
      let first = try layer(ones, training: true).floats
      let second = try layer(ones, training: true).floats
      #expect(first != second && first != still)
      #expect(try copy(ones, training: true).floats == first)
      #expect(try copy(ones, training: true).floats == second)
      #expect(try layer(ones).floats == still)
    }
  }

  /// A rate of 1 leaves nothing in a SimpleRNN, and the inputs in a GRU whose steps Keras on JAX takes in one piece. Elsewhere
  /// it has no effect, since Keras's cells with gates drop for 0 < rate < 1 only.
  @Test func aRateOfOne() throws {
    for layer in [SimpleRNN(3, dropout: 1), GRU(3, dropout: 1)] as [RNN] {
      let a = try layer(ones, training: true).floats
      #expect(try layer(ones * 2, training: true).floats == a)
    }
    for layer in [
      LSTM(3, dropout: 1), LSTM(3, recurrentDropout: 1), GRU(3, recurrentDropout: 1),
      GRU(3, dropout: 1, recurrentDropout: 1), GRU(3, dropout: 1, resetAfter: false),
      RNN(GRUCell(3, dropout: 1)), RNN(LSTMCell(3, dropout: 1, recurrentDropout: 1)),
    ] {
      expectClose(
        try layer(ones, training: true), try layer(ones), "\(layer.name): as without dropout", tolerance: 1e-6
      )
    }
    // Keras 3.15 on JAX: units 2, kernels of ones, no bias but an LSTM's, three steps of [0.1, 0.1].
    let x = Tensor(full: [1, 3, 2], 0.1)
    func given(_ layer: RNN) throws -> [Float] {
      (try layer(x, training: true) as Tensor)[0, 0..., 0].floats
    }
    let lstm = LSTM(
      2, kernelInitializer: .ones, recurrentInitializer: .ones, dropout: 1, recurrentDropout: 1,
      returnSequences: true)
    #expect(
      zip(try given(lstm), [0.059_436_82, 0.149_551_51, 0.289_078_68]).allSatisfy { abs($0 - $1) < 1e-6 })
    let gru = GRU(
      2, kernelInitializer: .ones, recurrentInitializer: .ones, recurrentDropout: 1, returnSequences: true)
    #expect(
      zip(try given(gru), [0.088_851_65, 0.173_208_09, 0.255_056_7]).allSatisfy { abs($0 - $1) < 1e-6 })
    let layer = SimpleRNN(3, recurrentDropout: 1)
    _ = try layer(ones)
    expectClose(
      try layer(ones, training: true), try layer(ones[0..., 5...]), "the last step alone", tolerance: 1e-6)
  }

  @Test func theGradientGoesThroughTheSameMasks() throws {
    for make in [
      { GRU(3, dropout: 0.5, seed: 5) }, { GRU(3, dropout: 0.5, recurrentDropout: 0.3, seed: 5) },
      { LSTM(3, dropout: 0.5, seed: 5) }, { LSTM(3, dropout: 0.5, recurrentDropout: 0.3, seed: 5) },
      { SimpleRNN(3, dropout: 0.5, recurrentDropout: 0.3, seed: 5) },
    ] as [() -> RNN] {
      let layer = make()
      _ = try layer(ones)
      let x = Tensor(ones: [1, 2, 50]).tracked()
      let y = try layer(x, training: true)
      let slopes = gradients(of: sum(y * y), withRespectTo: [x])[0].floats
      let (first, second) = (slopes.prefix(50), slopes.suffix(50))
      // The same inputs are cut off at both steps; where each gate has a mask, few are cut off from all.
      let config = layer.getConfig()
      let isShared = layer is SimpleRNN || config["recurrent_dropout"] == .double(0)
      if isShared {
        #expect(zip(first, second).allSatisfy { ($0 == 0) == ($1 == 0) })
      }
      #expect((second.filter { $0 == 0 }.count > 12) == isShared)
    }
  }
}
