import HornTensor
import Testing

@testable import HornCore

@Suite struct BidirectionalTests {
  private let x = Random.uniform(shape: [3, 4, 2], minval: -1, maxval: 1, seed: 3)

  @Test func theLayerIsCopiedNotUsed() throws {
    let inner = SimpleRNN(3, activation: .relu, name: "inner")
    let layer = Bidirectional(inner)
    _ = try layer(x) as Tensor
    #expect(!inner.built && layer.forwardLayer.built && layer.backwardLayer.built)
    #expect(layer.forwardLayer.name == "forward_inner" && layer.backwardLayer.name == "backward_inner")
    #expect(!layer.forwardLayer.goBackwards && layer.backwardLayer.goBackwards)
    #expect((layer.forwardLayer as? SimpleRNN)?.activation.name == "relu")
    #expect(layer.weights.count == 6 && layer.trainableWeights.count == 6)
  }

  @Test func eachDirectionIsTheLayerByItself() throws {
    let layer = Bidirectional(SimpleRNN(3, returnSequences: true, returnState: true))
    let initial = (0..<2).map { Random.uniform(shape: [3, 3], seed: $0) }
    let outputs: [Tensor] = try layer(x, initialState: initial)
    let forward: [Tensor] = try layer.forwardLayer(x, initialState: [initial[0]])
    let backward: [Tensor] = try layer.backwardLayer(x, initialState: [initial[1]])
    expectClose(outputs[0], concatenate([forward[0], flip(backward[0], axis: 1)], axis: -1), "sequence")
    expectClose(outputs[1], forward[1], "forward state")
    expectClose(outputs[2], backward[1], "backward state")
  }

  @Test func statesAreInputsOfAFunctionalModel() throws {
    let states = (0..<4).map { _ in Input(shape: [3]) }
    let sequences = Input(shape: [4, 2])
    let layer = Bidirectional(LSTM(3))
    let model = Model(inputs: [sequences] + states, outputs: layer(sequences, initialState: states))
    let values = (0..<4).map { Random.uniform(shape: [3, 3], seed: $0) }
    let found: Tensor = try model.predict([x] + values, verbose: 0)
    expectClose(found, try layer(x, initialState: values), "output")
    #expect(throws: HornError.self) { try layer.computeOutputShape([[nil, 4, 2], [nil, 3]]) }
  }

  @Test func directionsMayHaveDifferentUnits() throws {
    let layer = Bidirectional(
      SimpleRNN(3, returnSequences: true),
      backwardLayer: SimpleRNN(5, returnSequences: true, goBackwards: true))
    #expect(try layer.computeOutputShape([nil, 4, 2]) == [nil, 4, 8])
    #expect((try layer(x) as Tensor).shape == [3, 4, 8])
    let unmerged = Bidirectional(
      SimpleRNN(3), mergeMode: nil, backwardLayer: SimpleRNN(5, goBackwards: true))
    let (forward, backward): (Tensor, Tensor) = try unmerged(x)
    #expect(forward.shape == [3, 3] && backward.shape == [3, 5])
  }

  @Test func weightsAreSetWhenTheLayersHaveSome() throws {
    let values = (0..<6).map { Random.uniform(shape: [[2, 3], [3, 3], [3]][$0 % 3], seed: $0) }
    let layer = Bidirectional(SimpleRNN(3), mergeMode: "sum", weights: values)
    _ = try layer(x) as Tensor
    for (found, expected) in zip(layer.getWeights(), values) { #expect(found.floats == expected.floats) }
    let wrong = Bidirectional(SimpleRNN(3), weights: Array(values.prefix(4)))
    #expect(throws: HornError.self) { try wrong(x) as Tensor }
  }

  @Test func statesAreKeptAndReset() throws {
    let layer = Bidirectional(SimpleRNN(3, returnState: true, stateful: true))
    let first: [Tensor] = try layer([x])
    let states = try #require(layer.states)
    #expect(states.map(\.floats) == first.dropFirst().map(\.floats))
    let second: [Tensor] = try layer([x])
    #expect(second[0].floats != first[0].floats)
    layer.resetStates()
    #expect(layer.states == nil)
    let again: [Tensor] = try layer([x])
    #expect(again[0].floats == first[0].floats)
  }

  @Test func layersThatDoNotMatchAreRefused() throws {
    for wrong: ConfigValue in [
      ["go_backwards": false], ["go_backwards": true, "return_sequences": true],
      ["go_backwards": true, "stateful": true], ["go_backwards": true, "return_state": true],
      ["go_backwards": true, "units": 7],
    ] {
      guard case .object(let changes) = wrong, case .object(let config)? = SimpleRNN(3).serialized["config"]
      else { return }
      let backward: ConfigValue = [
        "class_name": "SimpleRNN", "config": .object(config.merging(changes) { $1 }),
      ]
      let error = #expect(throws: HornError.self) {
        try Layer.fromConfig([
          "class_name": "Bidirectional",
          "config": ["layer": SimpleRNN(3).serialized, "backward_layer": backward, "merge_mode": "sum"],
        ])
      }
      #expect(error?.message.contains("must") == true)
    }
    let error = #expect(throws: HornError.self) {
      try Layer.fromConfig(["class_name": "Bidirectional", "config": ["layer": Dense(3).serialized]])
    }
    #expect(error?.message.contains("Dense") == true)
    let odd = Bidirectional(SimpleRNN(3))
    #expect(throws: HornError.self) { try odd(x, initialState: [x]) as Tensor }
  }
}

@Suite(.quiet) struct TimeDistributedTests {
  private let x = Random.uniform(shape: [2, 5, 4, 3], minval: -1, maxval: 1, seed: 3)

  /// Adds up over the batch, so that it must be called step by step.
  final class BatchSum: Layer {
    var shapes: [Shape] = []
    override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
      shapes.append(inputs.shape)
      addLoss(sum(inputs))
      return inputs + sum(inputs, axis: 0, keepdims: true)
    }
  }

  @Test func aLayerOfOnesOwnIsCalledForEachStep() throws {
    let inner = BatchSum()
    let layer = TimeDistributed(inner)
    expectClose(try layer(x), x + sum(x, axis: 0, keepdims: true), "sums")
    #expect(inner.shapes == Array(repeating: [2, 4, 3], count: 5))
    #expect(layer.losses.count == 5)
  }

  @Test func aLayerThatTreatsSamplesAloneIsCalledOnce() throws {
    let dense = Dense(6, activation: .tanh)
    let layer = TimeDistributed(dense)
    let y = try layer(x)
    #expect(y.shape == [2, 5, 4, 6])
    #expect(y.floats == (try dense(x)).floats)
  }

  @Test func batchStatisticsAreThoseOfEachStep() throws {
    let (inner, other) = (BatchNormalization(), BatchNormalization())
    let y = try TimeDistributed(inner)(x, training: true)
    for (step, found) in zip(unstack(x, axis: 1), unstack(y, axis: 1)) {
      expectClose(found, try other(step, training: true), "step")
    }
    for (found, expected) in zip(inner.getWeights(), other.getWeights()) {
      expectClose(found, expected, "weight")
    }
  }

  @Test func statesGoFromStepToStep() throws {
    let inner = SimpleRNN(3, stateful: true)
    let layer = TimeDistributed(inner)
    let y = try layer(x)
    inner.resetStates()
    for (step, expected) in zip(unstack(x, axis: 1), unstack(y, axis: 1)) {
      expectClose(try inner(step), expected, "step")
    }
  }

  @Test func lossesInsideComeOnceAStep() throws {
    let inner = Sequential([Input(shape: [4, 3]), Dense(2, activityRegularizer: .l2(0.1))])
    let layer = TimeDistributed(inner)
    let y = try layer(x, training: true)
    expectClose(layer.losses.reduce(Tensor(0), +), sum(square(y)) * Float(0.1 / 2), "loss")
  }

  @Test func wrongInputsAreErrorsThatNameTheLayer() throws {
    let layer = TimeDistributed(Dense(2), name: "steps")
    _ = try layer(x)
    for wrong in [Tensor(ones: [2, 3]), Tensor(ones: [2, 5, 4, 7])] {
      let error = #expect(throws: HornError.self) { try layer(wrong) }
      #expect(error?.message.contains("steps") == true)
    }
    #expect(throws: HornError.self) { try layer(x, mask: Tensor([true, false])) }
    #expect(throws: HornError.self) {
      try TimeDistributed(GlobalAveragePooling1D())(x, mask: Tensor(ones: [2, 5], dtype: .bool))
    }
    #expect(throws: HornError.self) {
      try TimeDistributed(SimpleRNN(3, returnState: true))(x)
    }
  }

  @Test func aMaskOfStepsReachesTheInnerLayer() throws {
    let mask = Tensor((0..<40).map { $0 % 4 == 0 || $0 % 3 == 1 }, shape: [2, 5, 4])
    let rnn = SimpleRNN(3)
    let layer = TimeDistributed(rnn)
    let y = try layer(x, mask: mask)
    #expect(y.mask?.bools == mask.bools)
    for index in 0..<5 {
      let step = unstack(x, axis: 1)[index]
      expectClose(
        unstack(y, axis: 1)[index], try rnn(step, mask: unstack(mask, axis: 1)[index]), "step \(index)")
    }
  }
}
