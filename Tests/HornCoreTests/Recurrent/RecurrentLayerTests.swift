import HornTensor
import Testing

@testable import HornCore

@Suite struct RecurrentLayerTests {
  private let x = Random.uniform(shape: [3, 5, 4], minval: -1, maxval: 1, seed: 1)
  private let mask = Tensor(
    [true, true, false, true, false, true, false, false, false, false, true, true, true, true, true],
    shape: [3, 5])

  @Test func severalOutputs() throws {
    let (sequence, h, c): (Tensor, Tensor, Tensor) = try LSTM(6, returnSequences: true, returnState: true)(x)
    #expect(sequence.shape == [3, 5, 6] && h.shape == [3, 6] && c.shape == [3, 6])
    #expect(sequence[0..., 4].floats == h.floats && h.floats != c.floats)
    let (output, state): (Tensor, Tensor) = try GRU(2, returnState: true)(x)
    #expect(output.floats == state.floats)
    #expect(throws: HornError.self) { let _: (Tensor, Tensor) = try LSTM(2, returnState: true)(x) }
  }

  @Test func halvesJoinedByTheirStates() throws {
    for layer in [
      LSTM(3, returnState: true), GRU(3, returnState: true), SimpleRNN(3, returnState: true),
      RNN([LSTMCell(3), GRUCell(2)], returnState: true),
    ] {
      let whole: [Tensor] = try layer([x])
      let half: [Tensor] = try layer([x[0..., 0..<2]])
      let rest: [Tensor] = try layer(x[0..., 2...], initialState: Array(half.dropFirst()))
      for (a, b) in zip(rest, whole) { expectClose(a, b, layer.className) }
    }
  }

  /// Keras fills the mask that the sequences carry in only where they are the only tensors of the call.
  @Test func aCarriedMaskIsNotUsedWithInitialStates() throws {
    let layer = GRU(2, returnSequences: true)
    let state = Tensor(full: [3, 2], 0.5)
    let carrying = x.with(mask: mask)
    let plain: Tensor = try layer(x, initialState: [state])
    let carried: Tensor = try layer(carrying, initialState: [state])
    let given: Tensor = try layer(carrying, initialState: [state], mask: carrying.mask)
    #expect(carried.floats == plain.floats && given.floats != plain.floats)
    // The output's mask is there all the same.
    #expect(carried.mask?.bools == mask.bools && given.mask?.bools == mask.bools && plain.mask == nil)
    let alone: Tensor = try layer(carrying)
    let (masked, unmasked): ([Float], [Float]) = (try layer(x, mask: mask).floats, try layer(x).floats)
    #expect(alone.floats == masked && alone.floats != unmasked)
  }

  @Test func statesTakeTheBatchsSize() throws {
    let layer = LSTM(2, stateful: true, name: "memory")
    let first = try layer(x)
    #expect(layer.states?.map(\.shape) == [[3, 2], [3, 2]])
    let second = try layer(x)
    #expect(first.floats != second.floats)
    let error = #expect(throws: HornError.self) { try layer(x[0..<2]) as Tensor }
    #expect(error?.message.contains("memory") == true && error?.message.contains("resetStates()") == true)
    layer.resetState()
    #expect(try layer(x[0..<2]).floats == Array(first.floats.prefix(4)))
    try layer.resetStates(layer.getInitialState(batchSize: 3))
    #expect(try layer(x).floats == first.floats)
    #expect(throws: HornError.self) { try layer.resetStates([Tensor(zeros: [3, 2])]) }
    #expect(throws: HornError.self) { try LSTM(2).resetStates(layer.getInitialState(batchSize: 3)) }
  }

  @Test func resetMeansZerosAsInKeras() throws {
    let layer = RNN(ProjectingCell(2, outputSize: 3), returnState: true, stateful: true)
    let (_, _, count): (Tensor, Tensor, Tensor) = try layer(x)
    #expect(count.floats == [5.5, 5.5, 5.5])
    layer.resetState()
    let (_, _, again): (Tensor, Tensor, Tensor) = try layer(x)
    #expect(again.floats == [5, 5, 5])
  }

  @Test func aMaskedStepRepeatsTheOutput() throws {
    let layer = RNN(ProjectingCell(2, outputSize: 3), returnSequences: true)
    let output = try layer(x, mask: mask)
    #expect(output[0, 2].floats == output[0, 1].floats && output[0, 4].floats == output[0, 3].floats)
    #expect(output[1, 3].floats == output[1, 0].floats)
    let late = Tensor((0..<15).map { $0 % 5 > 1 }, shape: [3, 5])
    let begun = try layer(x, mask: late)
    // The first state is shorter than the output.
    #expect(begun[0..., 0..<2].floats.allSatisfy { $0 == 0 })
    let minimal = RNN(MinimalCell(3), returnSequences: true)
    let state = Tensor(full: [3, 3], 0.25)
    let given: Tensor = try minimal(x, initialState: [state], mask: late)
    #expect(given[0..., 0..<2].floats.allSatisfy { $0 == 0.25 })
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let layer = RNN(GRUCell(2, name: "unit"), name: "outer")
    _ = try layer(x)
    for wrong in [Tensor(zeros: [3, 4]), Tensor(zeros: [3, 5, 7]), Tensor(zeros: [3, 5, 4, 1])] {
      let error = #expect(throws: HornError.self) { try layer(wrong) as Tensor }
      #expect(error?.message.contains("outer") == true)
    }
    for states in [[Tensor(zeros: [3, 3])], [Tensor(zeros: [2, 2])], []] {
      #expect(throws: HornError.self) {
        let _: [Tensor] = try layer([x] + states + [Tensor(zeros: [1])])
      }
    }
    #expect(throws: HornError.self) { try layer.computeOutputShape([[nil, 5, 4], [nil, 3]]) }
    #expect(try layer.computeOutputShape([[nil, 5, 4], [nil, 2]]) == [[nil, 2]])
    #expect(throws: HornError.self) { try layer(x, mask: Tensor(ones: [3, 4], dtype: .bool)) as Tensor }
    #expect(throws: HornError.self) { try GRUCell(2)([x[0..., 0]], masks: nil) as [Tensor] }
  }

  @Test(
    arguments: [
      ("LSTM", ["units": 2, "use_cudnn": true]), ("GRU", ["units": 2, "use_cudnn": "yes"]),
      ("SimpleRNN", ["units": 2, "use_cudnn": "auto"]), ("LSTM", ["units": 2, "implementation": 3]),
      ("LSTM", ["units": .int(.max)]), ("LSTM", ["units": 2, "dtype": "float64"]),
      ("RNN", [:]), ("RNN", ["cell": ["class_name": "Dense", "config": ["units": 2]]]),
      ("RNN", ["cell": "LSTMCell"]), ("StackedRNNCells", ["cells": []]),
      ("GRU", ["units": 2, "cell": ["class_name": "GRUCell", "config": ["units": 2]]]),
    ] as [(String, Config)])
  func configurationsThatCannotBe(name: String, config: Config) {
    #expect(throws: HornError.self) {
      try Layer.fromConfig(["class_name": .string(name), "config": .object(config)])
    }
  }

  @Test(arguments: ["auto", false, nil] as [ConfigValue])
  func cudnnMayBeLeftToKeras(value: ConfigValue) throws {
    let layer = try Layer.fromConfig(["class_name": "LSTM", "config": ["units": 2, "use_cudnn": value]])
    #expect(layer.getConfig()["use_cudnn"] == nil)
    #expect(GRU(2, useCudnn: "auto").units == 2 && LSTM(2, useCudnn: false).unitForgetBias)
  }

  @Test func nullMeansNoActivation() throws {
    let config: ConfigValue = ["units": 2, "activation": nil, "recurrent_activation": nil]
    let layer = try #require(try Layer.fromConfig(["class_name": "GRU", "config": config]) as? GRU)
    #expect(layer.activation.name == "linear" && layer.recurrentActivation.name == "linear")
    #expect(LSTM(2, activation: nil).activation.name == "linear")
  }

  @Test func biasesBeginAsInKeras() throws {
    let lstm = LSTM(2, biasInitializer: .constant(0.5))
    _ = try lstm(x)
    #expect(lstm.bias?.value.floats == [0.5, 0.5, 1, 1, 0.5, 0.5, 0.5, 0.5])
    let gru = GRU(2)
    _ = try gru(x)
    #expect(gru.bias?.shape == [2, 6] && gru.recurrentKernel?.shape == [2, 6])
    #expect(gru.weights.map(\.path) == ["gru_cell/kernel", "gru_cell/recurrent_kernel", "gru_cell/bias"])
  }

  @Test func statesInTheDescriptionOfAModel() throws {
    let source: SymbolicTensor = Input(shape: [nil, 4])
    let target: SymbolicTensor = Input(shape: [nil, 3])
    let (_, h, c): (SymbolicTensor, SymbolicTensor, SymbolicTensor) = LSTM(6, returnState: true)(source)
    let decoder = LSTM(6, returnSequences: true, returnState: true)
    let (decoded, last, _): (SymbolicTensor, SymbolicTensor, SymbolicTensor) = decoder(
      target, initialState: [h, c])
    #expect(decoded.shape == [nil, nil, 6] && last.shape == [nil, 6])
    #expect(throws: HornError.self) { try decoder.connected(to: [target, h]) }
  }

  /// A recurrence sees what was written into the output of an embedding, not the table's rows.
  @Test func editedEmbeddings() throws {
    let embedding = Embedding(inputDim: 5, outputDim: 3, embeddingsInitializer: .randomNormal(seed: 1))
    for layer in [SimpleRNN(8), LSTM(8), GRU(8)] as [Layer] {
      var x = try embedding(Tensor([[1, 2, 3], [4, 1, 1]]))
      let before = try layer(x)
      x[0, 1] = Tensor([3, -3, 3] as [Float])
      let after = try layer(x)
      #expect(after.floats == (try layer(Tensor(x.floats, shape: x.shape))).floats)
      #expect(after.floats[..<8] != before.floats[..<8])
    }
  }
}
