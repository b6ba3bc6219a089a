import HornTensor
import Testing

@testable import HornCore

/// Functional models: those that Keras wrote, and the same ones written in Swift.
@Suite(.serialized, .quiet) struct ModelGoldenTests {
  @Test(arguments: ModelGolden.all.keys.sorted())
  func readFromKeras(name: String) throws {
    let golden = try #require(ModelGolden.all[name])
    let model = try #require(try Layer.fromConfig(golden.json) as? Model)
    try check(model, golden)
    let again = try #require(try Layer.fromConfig(model.serialized) as? Model)
    try check(again, golden)
  }

  @Test(arguments: ModelGolden.all.keys.sorted())
  func clones(name: String) throws {
    let golden = try #require(ModelGolden.all[name])
    let model = try #require(try Layer.fromConfig(golden.json) as? Model)
    let copy = try cloneModel(model)
    try check(copy, golden)
    #expect(
      Set(copy.weights.map(ObjectIdentifier.init)).isDisjoint(with: model.weights.map(ObjectIdentifier.init)))
  }

  /// The model that Keras describes with the same calls.
  private func written(_ name: String) -> Model {
    switch name {
    case "chain":
      let x = Input(shape: [4], name: "features")
      let hidden = Dropout(0.5, name: "dropout")(Dense(3, activation: .relu, name: "dense_1")(x))
      return Model(
        inputs: x, outputs: Dense(2, activation: .softmax, name: "dense")(hidden), name: "functional")
    case "shared":
      let a = Input(shape: [6], dtype: .int32, name: "left")
      let b = Input(shape: [6], dtype: .int32, name: "right")
      let embedding = Embedding(inputDim: 9, outputDim: 4, maskZero: true)
      let encoder = SimpleRNN(3)
      let both = Concatenate()([encoder(embedding(a)), encoder(embedding(b))])
      return Model(
        inputs: [a, b], outputs: Dense(1, activation: .sigmoid, name: "same")(both), name: "siamese")
    case "named_outputs":
      let x = Input(shape: [5, 3], name: "sequence")
      let (s, h, c) = LSTM(4, returnSequences: true, returnState: true)(x)
      return Model(
        inputs: x, outputs: ["tags": Dense(3, activation: .softmax)(s), "class": Dense(1)(Add()([h, c]))])
    case "encoder_decoder":
      let source = Input(shape: [nil], dtype: .int32, name: "source")
      let target = Input(shape: [nil], dtype: .int32, name: "target")
      let (_, h, c) = LSTM(4, returnState: true, name: "encoder")(
        Embedding(inputDim: 8, outputDim: 3, maskZero: true)(source))
      let x = Embedding(inputDim: 7, outputDim: 3, maskZero: true)(target)
      let decoder = LSTM(4, returnSequences: true, returnState: true, name: "decoder")
      let (y, _, _) = decoder(x, initialState: [h, c])
      return Model(
        inputs: [source, target], outputs: Dense(7, activation: .softmax)(y), name: "translator")
    case "nested":
      let inner = Sequential([Input(shape: [4]), Dense(3, activation: .tanh), Dense(2)], name: "tower")
      let x = Input(shape: [4], name: "x")
      let branch = Model(inputs: x, outputs: Dense(2, name: "branch_out")(inner(x)), name: "branch")
      let (a, b) = (Input(shape: [4], name: "a"), Input(shape: [4], name: "b"))
      return Model(
        inputs: [a, b], outputs: [Subtract()([branch(a), branch(b)]), Dense(1)(b)], name: "outer")
    case "masked_operations":
      let x = Input(shape: [nil, 3], name: "x")
      let y: SymbolicTensor = Bidirectional(GRU(2, returnSequences: true))(Masking(maskValue: -1)(x))
      let z = TimeDistributed(Dense(2))(y)
      return Model(inputs: x, outputs: [z * 2 + 1, GlobalAveragePooling1D()(y)])
    case "attention":
      let x = Input(shape: [5, 4], name: "x")
      let y = LayerNormalization()(x + MultiHeadAttention(numHeads: 2, keyDim: 3)(x, x, useCausalMask: true))
      var z = Attention()([y, x])
      z = BatchNormalization()(Conv1D(3, kernelSize: 2, padding: .causal)(z))
      z = MaxPooling1D(2)(SpatialDropout1D(0.1)(GaussianNoise(0.1)(z)))
      return Model(inputs: x, outputs: Flatten()(z))
    case "stacked":
      let x = Input(shape: [4, 2], batchSize: 2, name: "x")
      var y: SymbolicTensor = RNN(StackedRNNCells([LSTMCell(3), GRUCell(2)]), returnSequences: true)(x)
      y = SimpleRNN(2, goBackwards: true, stateful: true)(y)
      return Model(inputs: x, outputs: RepeatVector(2)(y))
    case "stack_with_states":
      let (x, shared) = (Input(shape: [4, 2], name: "x"), Input(shape: [3], name: "shared"))
      let states = [3, 3, 2].map { Dense($0)(shared) as SymbolicTensor }
      let layer = RNN([LSTMCell(3), GRUCell(2)], returnSequences: true, returnState: true)
      let outputs: [SymbolicTensor] = layer(x, initialState: states)
      return Model(inputs: [x, shared], outputs: [outputs[0], outputs[3]])
    case "single_named_input":
      let (x, unused) = (Input(shape: [3], name: "x"), Input(shape: [2], name: "unused"))
      return Model(inputs: ["x": x, "unused": unused], outputs: [Dense(2)(x)])
    default: fatalError("no model \(name)")
    }
  }

  @Test(arguments: ModelGolden.all.keys.sorted())
  func writtenInSwift(name: String) throws {
    let golden = try #require(ModelGolden.all[name])
    clearSession()
    try check(written(name), golden)
  }

  private func check(_ model: Model, _ golden: ModelGolden, summary: Bool = true) throws {
    let found = differences(model.serialized, golden.json)
    #expect(found.isEmpty, Comment(rawValue: found.prefix(12).joined(separator: "\n")))
    #expect(model.layers.map(\.name) == golden.layers)
    #expect(model.weights.map(\.path) == golden.paths)
    try model.setWeights(golden.weights)
    let outputs: [Tensor] = try model(golden.inputs)
    #expect(outputs.count == golden.outputs.count)
    for (index, (mine, keras)) in zip(outputs, golden.outputs).enumerated() {
      expectClose(mine, keras, "\(golden.name), output \(index)")
    }
    guard summary else { return }
    for (expand, expected) in [(false, golden.summary), (true, golden.expandedSummary)] {
      var lines: [String] = []
      model.summary(lineLength: 110, expandNested: expand) { lines.append($0) }
      #expect(lines.count == expected.count)
      for (mine, keras) in zip(lines, expected) { #expect(mine == keras, Comment(rawValue: golden.name)) }
    }
  }
}
