import HornTensor
import Testing

@testable import HornCore

/// A stream gives what `predict` gives for the steps so far.
@Suite struct StreamTests {
  /// Compares each step's output with the whole model's for the steps up to it.
  static func expectSteps(
    _ model: Sequential, _ x: Tensor, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for variable in model.weights {
      variable.assign(Random.uniform(shape: variable.shape, minval: -0.7, maxval: 0.7))
    }
    let stream = try model.stream()
    for round in 0..<2 {
      for time in 1...x.shape[1] {
        let soFar = x[0..., 0..<time]
        var expected = try model.predict(soFar, verbose: 0)
        if expected.rank == 3 { expected = expected[0..., -1] }
        let last = x[0, time - 1]
        expectClose(
          try stream.step(last), expected[0], "round \(round), step \(time)", sourceLocation: sourceLocation)
      }
      stream.reset()
    }
  }

  static func tokens(_ count: Int, below: Int) -> Tensor {
    Random.randint(shape: [1, count], minval: 0, maxval: below)
  }

  static func rows(_ time: Int, _ features: Int) -> Tensor {
    Random.uniform(shape: [1, time, features], minval: -1, maxval: 1)
  }

  @Test(arguments: [1, 3, 8, 17, 64])
  func recurrentLayers(units: Int) throws {
    try Self.expectSteps(
      Sequential([
        Input(shape: [nil], dtype: .int32), Embedding(inputDim: 11, outputDim: 6),
        SimpleRNN(units, returnSequences: true), Dropout(0.5), SimpleRNN(units + 1, activation: .relu),
        Dense(3, activation: .softmax),
      ]), Self.tokens(9, below: 11))
  }

  @Test(arguments: [1, 5, 16, 33])
  func cellsWithGates(units: Int) throws {
    for returnSequences in [false, true] {
      try Self.expectSteps(
        Sequential([
          Input(shape: [nil], dtype: .int32), Embedding(inputDim: 9, outputDim: 7, maskZero: true),
          LSTM(units, returnSequences: true), GRU(units + 2, returnSequences: true),
          LSTM(
            3, activation: "softsign", recurrentActivation: "hard_sigmoid", returnSequences: true,
            useCudnn: .auto),
          GRU(units, useBias: false, returnSequences: true, resetAfter: false),
          RNN(
            [
              LSTMCell(4, useBias: false), GRUCell(units, resetAfter: false), SimpleRNNCell(5),
              GRUCell(3, useBias: false),
            ],
            returnSequences: returnSequences),
          Dense(3, activation: .softmax),
        ]), Self.tokens(9, below: 9))
    }
  }

  @Test(arguments: [false, true])
  func masksKeepTheState(zeroOutputForMask: Bool) throws {
    for returnSequences in [false, true] {
      try Self.expectSteps(
        Sequential([
          Input(shape: [nil], dtype: .int32), Embedding(inputDim: 4, outputDim: 5, maskZero: true),
          Identity(), SimpleRNN(4, returnSequences: true, zeroOutputForMask: zeroOutputForMask),
          Activation("gelu"),
          SimpleRNN(
            7, useBias: false, returnSequences: returnSequences, zeroOutputForMask: zeroOutputForMask),
          Dense(2),
        ]), Tensor([0, 3, 0, 0, 1, 2, 0, 3, 0], shape: [1, 9]))
    }
    var x = Self.rows(6, 3)
    x[0, 2] = Tensor([2, 2, 2])
    x[0, 5] = Tensor([2, 2, 2])
    try Self.expectSteps(
      Sequential([
        Input(shape: [nil, 3]), Masking(maskValue: 2), TimeDistributed(Dense(4, activation: "selu")),
        SimpleRNN(5, activation: "hard_sigmoid"), Flatten(),
      ]), x)
  }

  /// A cell without a configuration.
  private final class NamelessCell: Layer, RecurrentCell {
    var stateSize: [Int] { [2] }
    func step(
      _ inputs: Tensor, states: [Tensor], training: Bool
    ) throws -> (output: Tensor, states: [Tensor]) { (states[0], states) }
  }

  @Test(arguments: [false, true])
  func cellsOfOnesOwn(zeroOutputForMask: Bool) throws {
    for returnSequences in [false, true] {
      try Self.expectSteps(
        Sequential([
          Input(shape: [nil], dtype: .int32), Embedding(inputDim: 4, outputDim: 5, maskZero: true),
          RNN(MinimalCell(3), returnSequences: true, zeroOutputForMask: zeroOutputForMask),
          RNN(
            [LSTMCell(4), MinimalCell(6), ProjectingCell(2, outputSize: 3)], returnSequences: returnSequences,
            zeroOutputForMask: zeroOutputForMask), Dense(2),
        ]), Tensor([0, 3, 0, 0, 1, 2, 0, 3, 0], shape: [1, 9]))
    }
    let model = Sequential([Input(shape: [nil, 2]), RNN(MinimalCell(3))])
    let stream = try model.stream()
    let before = try stream.step([1, -1])
    for variable in model.weights { variable.assign(variable.value * 2) }
    stream.reset()
    #expect(try stream.step([1, -1]) == before)
    let error = #expect(throws: HornError.self) {
      try Sequential([Input(shape: [nil, 2]), RNN(NamelessCell(name: "nameless"))]).stream()
    }
    #expect(
      error?.message.contains("nameless") == true && error?.message.contains("KerasSerializable") == true)
  }

  @Test func activations() throws {
    for name in ActivationFunction.functions.keys.sorted() where !["glu", "threshold"].contains(name) {
      let activation = try ActivationFunction.named(name)
      try Self.expectSteps(
        Sequential([
          Input(shape: [nil, 3]), Dense(5, activation: activation), SimpleRNN(4, activation: activation),
          Activation(.relu(negativeSlope: 0.1, maxValue: 0.5, threshold: -0.2)),
          Dense(3, activation: activation),
        ]), Self.rows(4, 3))
    }
    let own = ActivationFunction("half_square") { $0 * $0 * 0.5 }
    try Self.expectSteps(
      Sequential([Input(shape: [nil, 3]), SimpleRNN(4, activation: own), Dense(2, activation: own)]),
      Self.rows(4, 3))
  }

  @Test func layersBetween() throws {
    try Self.expectSteps(
      Sequential([
        Input(shape: [nil, 3]), GaussianNoise(0.1), LayerNormalization(), SpatialDropout1D(0.5),
        LSTM(17, returnSequences: true), LayerNormalization(rmsScaling: true),
        ReLU(maxValue: 1, negativeSlope: 0.1),
        LayerNormalization(center: false, scale: false), TimeDistributed(Dense(4)), LeakyReLU(),
        GRU(5), LayerNormalization(), ELU(alpha: 0.5),
      ]), Self.rows(6, 3))
  }

  @Test func modelsInsideModels() throws {
    try Self.expectSteps(
      Sequential([
        Input(shape: [nil], dtype: .int32),
        Sequential([
          Embedding(inputDim: 5, outputDim: 3, maskZero: true), SimpleRNN(4, returnSequences: true),
        ]),
        Sequential([SimpleRNN(3), Dense(2)]),
      ]), Tensor([1, 0, 4, 3, 0], shape: [1, 5]))
  }

  @Test func aStreamIsASnapshot() throws {
    let model = Sequential([Input(shape: [nil, 2]), SimpleRNN(3)])
    let stream = try model.stream()
    let x: [Float] = [0.5, -1]
    let before = try stream.step(x)
    for variable in model.weights { variable.update { horn in horn = horn * 2 } }
    stream.reset()
    #expect(try stream.step(x) == before)
    #expect(try model.stream().step(x) != before)
  }

  @Test func whatCannotBeStreamedIsNamed() throws {
    let refused: [(Layer, String)] = [
      (Bidirectional(SimpleRNN(3), name: "both"), "both"),
      (SimpleRNN(3, goBackwards: true, name: "back"), "goBackwards"),
      (GlobalAveragePooling1D(name: "mean"), "mean"), (Flatten(name: "flat"), "flat"),
      (Dense(3, activation: .softmax(axis: 1), name: "over_time"), "softmax"),
      (Lambda(name: "own") { $0 }, "own"), (Reshape([-1, 1], name: "shape"), "shape"),
    ]
    for (layer, word) in refused {
      let model = Sequential([Input(shape: [5, 2]), layer])
      let error = #expect(throws: HornError.self) { try model.stream() }
      #expect(error?.message.contains(word) == true && error?.message.contains("streamed") == true)
    }
    #expect(throws: HornError.self) { try Sequential([Dense(3)]).stream() }
    #expect(throws: HornError.self) { try Sequential([Input(shape: [4]), Dense(3)]).stream() }
  }

  @Test func wrongStepsAreErrors() throws {
    let rows = try Sequential([Input(shape: [nil, 2]), SimpleRNN(3)]).stream()
    #expect(rows.inputSize == 2 && rows.outputSize == 3)
    #expect(throws: HornError.self) { try rows.step([1, 2, 3]) }
    #expect(throws: HornError.self) { try rows.step(token: 1) }
    #expect(throws: HornError.self) { try rows.step(Tensor(ones: [1, 2])) }
    let tokens = try Sequential([
      Input(shape: [nil], dtype: .int32), Embedding(inputDim: 5, outputDim: 2), SimpleRNN(3),
    ]).stream()
    #expect(tokens.inputSize == nil)
    let error = #expect(throws: HornError.self) { try tokens.step(token: 5) }
    #expect(error?.message.contains("embedding") == true)
    for wrong in [-1, .max, .min] { #expect(throws: HornError.self) { try tokens.step(token: wrong) } }
    #expect(throws: HornError.self) { try tokens.step([1]) }
    #expect(try tokens.step(token: 4) == tokens.stepAgain(token: 4))
    #expect(throws: HornError.self) {
      var output: [Float] = [0, 0]
      var target = output.mutableSpan
      try tokens.step(token: 1, into: &target)
    }
  }

  @Test func aStreamMayGoToAnotherTask() async throws {
    let stream = try Sequential([Input(shape: [nil, 2]), SimpleRNN(3)]).stream()
    let here = try stream.step([1, 2])
    stream.reset()
    let there = try await Task.detached { try stream.step([1, 2]) }.value
    #expect(here == there)
  }
  @Test func functionalChains() throws {
    let x = Input(shape: [nil], dtype: .int32)
    let sequence = LSTM(5, returnSequences: true)(Embedding(inputDim: 9, outputDim: 4)(x))
    let model = Model(inputs: x, outputs: Dense(3, activation: .softmax)(sequence))
    let tokens = [1, 5, 8, 2]
    let whole = try model.predict(Tensor([tokens]), verbose: 0).floats
    let stream = try model.stream()
    for (step, token) in tokens.enumerated() {
      let found = try stream.step(token: token)
      for (a, b) in zip(found, whole[(step * 3)..<(step * 3 + 3)]) { #expect(Swift.abs(a - b) < 1e-6) }
    }
    let branches = Model(inputs: x, outputs: sequence + sequence)
    #expect(throws: HornError.self) { try branches.stream() }
  }
}

extension ModelStream {
  /// The output for the token as the first step.
  fileprivate func stepAgain(token: Int) throws -> [Float] {
    reset()
    return try step(token: token)
  }
}
