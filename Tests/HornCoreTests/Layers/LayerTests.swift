import HornTensor
import Testing

@testable import HornCore

@Suite(.quiet) struct RegistryTests {
  final class Doubler: Layer, KerasSerializable {
    let factor: Float

    init(factor: Float, name: String? = nil) {
      self.factor = factor
      super.init(name: name)
    }

    override init(config: ConfigReader) throws {
      factor = try config.float("factor")
      try super.init(config: config)
    }

    override func getConfig() -> Config { super.getConfig().merging(["factor": ConfigValue(factor)]) { $1 } }

    override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor { inputs * factor }
  }

  @Test func aLayerOfOnesOwnComesBack() throws {
    registerKerasSerializable(Doubler.self, package: "mine")
    let written = Doubler(factor: 0.1).serialized
    #expect(written["registered_name"] == "mine>Doubler" && written["class_name"] == "Doubler")
    #expect(written["config"]?["factor"] == 0.1)
    let read = try #require(try Layer.fromConfig(written) as? Doubler)
    #expect(read.factor == 0.1)
    let bare = try Layer.fromConfig(["class_name": "Doubler", "config": ["factor": 2]])
    #expect(bare is Doubler)
  }

  @Test func anUnknownClassIsAnErrorThatListsTheKnown() {
    let error = #expect(throws: HornError.self) {
      try Layer.fromConfig(["class_name": "Dens", "config": [:]])
    }
    #expect(error?.message.contains("GlobalMaxPooling1D") == true)
    #expect(throws: HornError.self) { try Layer.fromConfig(["config": [:]]) }
    #expect(throws: HornError.self) { try Layer.fromConfig(nil) }
  }

  @Test func aliasesMeanTheSameLayer() throws {
    let average = try Layer.fromConfig(["class_name": "GlobalAvgPool1D"])
    #expect(average is GlobalAveragePooling1D && average.className == "GlobalAveragePooling1D")
    #expect(try Layer.fromConfig(["class_name": "GlobalMaxPool1D"]) is GlobalMaxPooling1D)
  }

  @Test func theTypeMayBeANameOrAPolicy() throws {
    #expect(try Layer.fromConfig(["class_name": "Identity", "config": ["dtype": "int32"]]).dtype == .int32)
    #expect(throws: HornError.self) {
      try Layer.fromConfig(["class_name": "Identity", "config": ["dtype": "float16"]])
    }
  }
}

@Suite struct InputTests {
  @Test func theShapeHasTheBatchInFront() throws {
    #expect(Input(shape: [nil, 8]).batchShape == [nil, nil, 8])
    #expect(Input(shape: [8], batchSize: 2).batchShape == [2, 8])
    #expect(Input(batchShape: [3, nil]).batchShape == [3, nil])
    let layer: InputLayer = Input(shape: [2], dtype: .int32)
    #expect(try layer(Tensor([[1.0, 2.0]])).dtype == .int32)
    let error = #expect(throws: HornError.self) { try layer(Tensor([[1.0, 2.0, 3.0]])) as Tensor }
    #expect(error?.message.contains(layer.name) == true)
  }

  /// As in Keras, where a Sequential with the batch shape (4, 3) predicts 6 rows in batches of 4.
  @Test func aBatchMayHaveAnotherSize() throws {
    let model = Sequential([Input(batchShape: [4, 3]), Dense(2)])
    model.compile(optimizer: .sgd, loss: .mse)
    let x = Tensor(zeros: [6, 3])
    #expect(try model.predict(x, batchSize: 4, verbose: .silent).shape == [6, 2])
    try model.fit(x, Tensor(zeros: [6, 2]), batchSize: 4, verbose: .silent)
    #expect(try (model(Tensor(zeros: [5, 3])) as Tensor).shape == [5, 2] && model.inputShape == [4, 3])
    #expect(throws: HornError.self) { try model(Tensor(zeros: [4, 4])) as Tensor }
  }

  @Test(
    arguments: [
      ["sparse": true, "shape": [2]], ["ragged": true, "shape": [2]], [:],
      ["shape": [2], "batch_shape": [1, 2]],
      ["batch_size": 2, "batch_shape": [1, 2]], ["batch_shape": []], ["shape": [-1]],
    ] as [Config])
  func whatCannotBeIsRefused(config: Config) {
    let error = #expect(throws: HornError.self) {
      try Layer.fromConfig(["class_name": "InputLayer", "config": .object(config)])
    }
    #expect(error?.kind == .configuration)
  }
}

@Suite(.quiet) struct EmbeddingTests {
  /// As in Keras 3.15, where the layer is built at once, and its configuration leaves the table out.
  @Test func aTableToStartWith() throws {
    let table = Tensor([[1, 2], [3, 4], [5, 6]] as [[Float]])
    let layer = Embedding(inputDim: 3, outputDim: 2, weights: table, name: "words", trainable: false)
    #expect(layer.built && layer.getWeights().map(\.floats) == [table.floats])
    #expect(
      layer.getConfig() == Embedding(inputDim: 3, outputDim: 2, name: "words", trainable: false).getConfig())
    let model = Sequential([Input(shape: [nil], dtype: .int32), layer])
    #expect(try (model(Tensor([[2, 0]])) as Tensor).floats == [5, 6, 1, 2])
    #expect(model.weights.count == 1 && model.trainableWeights.isEmpty)
    try layer.build(inputShape: [nil, 4])
    #expect(layer.weights.count == 1)
    let whole: ConfigValue = [
      "class_name": "Embedding", "config": ["input_dim": 3, "output_dim": 2, "weights": table.serialized],
    ]
    #expect(try Layer.fromConfig(whole).getWeights().map(\.floats) == [table.floats])
  }

  @Test func aTableOfAnotherShape() throws {
    for (weights, words) in [
      ([[1, 2]], "(3, 2) of inputDim and outputDim, got (1, 2)"), ([1], "(1,)"), ("x", "weights must be"),
    ] as [(ConfigValue, String)] {
      let error = #expect(throws: HornError.self) {
        try Layer.fromConfig([
          "class_name": "Embedding", "config": ["input_dim": 3, "output_dim": 2, "weights": weights],
        ])
      }
      #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
  }
}

@Suite struct DropoutTests {
  private let ones = Tensor(ones: [200, 50])

  @Test func theRateAndTheSumAreKept() throws {
    for rate: Float in [0.1, 0.5, 0.9] {
      let y = try Dropout(rate, seed: 3)(ones, training: true).floats
      let kept = y.filter { $0 != 0 }
      #expect(kept.allSatisfy { Swift.abs($0 - 1 / (1 - rate)) < 1e-5 })
      #expect(Swift.abs(Float(kept.count) / Float(y.count) - (1 - rate)) < 0.02)
    }
  }

  @Test func everyCallChoosesAnewAndASeedRepeatsIt() throws {
    let (a, b) = (Dropout(0.5, seed: 7), Dropout(0.5, seed: 7))
    let first = try a(ones, training: true).floats
    let second = try a(ones, training: true).floats
    #expect(first != second)
    #expect(try b(ones, training: true).floats == first)
    #expect(try b(ones, training: true).floats == second)
    #expect(try Dropout(0.5, seed: 8)(ones, training: true).floats != first)
    #expect(try a(ones).floats == ones.floats)
  }

  @Test func theGradientGoesThroughTheSameChoice() throws {
    for noiseShape: [Int?]? in [nil, [nil, 1]] {
      let x = ones.tracked()
      let y = try Dropout(0.3, noiseShape: noiseShape, seed: 1)(x, training: true)
      #expect(gradients(of: sum(y), withRespectTo: [x])[0].floats == y.floats)
    }
  }

  @Test func noiseShapeSharesTheChoice() throws {
    let y = try Dropout(0.5, noiseShape: [nil, 1], seed: 2)(ones, training: true).floats
    for row in stride(from: 0, to: y.count, by: 50) { #expect(Set(y[row..<(row + 50)]).count == 1) }
    #expect(Set(y).count == 2)
    let layer = Dropout(0.5, noiseShape: [3, 1])
    let error = #expect(throws: HornError.self) { try layer(ones, training: true) as Tensor }
    #expect(error?.message.contains(layer.name) == true)
  }

  @Test func theEndsOfTheRange() throws {
    #expect(try Dropout(1)(ones, training: true).floats.allSatisfy { $0 == 0 })
    #expect(try Dropout(0)(ones, training: true).floats == ones.floats)
    #expect(throws: HornError.self) {
      try Layer.fromConfig(["class_name": "Dropout", "config": ["rate": 1.5]])
    }
    #expect(throws: HornError.self) {
      try Layer.fromConfig(["class_name": "Dropout", "config": ["rate": 0.5, "noise_shape": [0]]])
    }
  }
}

@Suite struct LambdaTests {
  private let x = Tensor([[1, 2, 3], [4, 5, 6]] as [[Float]])

  @Test func closuresOfBothForms() throws {
    #expect(try Lambda { $0 * 2 }(x).floats == [2, 4, 6, 8, 10, 12])
    let layer = Lambda(mask: .computed { _, mask in mask }) { x, mask, training in
      training || mask != nil ? x : x * 0
    }
    #expect(try layer(x).floats.allSatisfy { $0 == 0 })
    #expect(try layer(x, training: true).floats == x.floats)
    let mask = Tensor([true, true, false, true, false, false], shape: [2, 3])
    #expect(try layer(x, mask: mask).mask?.bools == mask.bools)
  }

  @Test func theShapeIsFoundByTryingOrGiven() throws {
    #expect(try Lambda { sum($0, axis: 1) }.computeOutputShape([nil, 4, nil]) == [nil, nil])
    #expect(try Lambda { expandDims($0, axis: 1) }.computeOutputShape([nil, 4]) == [nil, 1, 4])
    #expect(try Lambda(outputShape: [4, nil]) { $0 }.computeOutputShape([2, 1]) == [2, 4, nil])
    let computed = Lambda(outputShape: .computed { $0 + [3] }) { $0 }
    #expect(try computed.computeOutputShape([nil, 1]) == [nil, 1, 3])
  }

  @Test func closuresAreWrittenButNotReadUnlessRegistered() throws {
    let written = Lambda(name: "twice") { $0 * 2 }.serialized
    let error = #expect(throws: HornError.self) { try Layer.fromConfig(written) }
    #expect(error?.message.contains("LambdaFunction.register") == true)
    let python: ConfigValue = [
      "class_name": "Lambda",
      "config": ["name": "python", "function": ["class_name": "__lambda__", "config": ["code": "4wEA"]]],
    ]
    #expect(throws: HornError.self) { try Layer.fromConfig(python) }
    LambdaFunction.register("python") { $0 * 3 }
    #expect(try Layer.fromConfig(python)(x).floats == [3, 6, 9, 12, 15, 18])
  }

  @Test func aTensorAsMaskComesBack() throws {
    LambdaFunction.register("tests>same") { $0 }
    let mask = Tensor([true, false, true, false], shape: [2, 2])
    let layer = Lambda("tests>same", mask: .tensor(mask))
    let read = try Layer.fromConfig(layer.serialized)
    #expect(try read(x).mask?.bools == mask.bools)
    #expect(read.getConfig() == layer.getConfig())
  }
}

@Suite struct ShapeErrorTests {
  @Test(arguments: [[5, -1], [7], [2, 2]])
  func reshapeThatDoesNotFit(target: [Int]) throws {
    let layer = Reshape(target, name: "folded")
    let error = #expect(throws: HornError.self) { try layer(Tensor(zeros: [2, 12])) as Tensor }
    #expect(error?.message.contains("folded") == true)
    #expect(throws: HornError.self) { try layer.computeOutputShape([nil, 12]) }
  }

  @Test(arguments: [[-2], [-1, -1], ["a"], [2.5]] as [ConfigValue])
  func targetShapesThatCannotBe(target: ConfigValue) {
    #expect(throws: HornError.self) {
      try Layer.fromConfig(["class_name": "Reshape", "config": ["target_shape": target]])
    }
  }

  @Test func aMaskOfAnotherLength() throws {
    let layer = GlobalAveragePooling1D(name: "average")
    let error = #expect(throws: HornError.self) {
      try layer(Tensor(zeros: [2, 3, 4]), mask: Tensor(ones: [2, 4], dtype: .bool)) as Tensor
    }
    #expect(error?.message.contains("average") == true)
  }

  @Test func noTimeSteps() throws {
    #expect(throws: HornError.self) { try GlobalMaxPooling1D()(Tensor(zeros: [2, 0, 4])) as Tensor }
    #expect(try GlobalAveragePooling1D()(Tensor(zeros: [2, 0, 4])).floats.allSatisfy(\.isNaN))
  }

  /// What is told of a model's output is what it gives.
  @Test func typesOfIntegers() throws {
    let x = Tensor([1, 2, 3, 4], shape: [1, 2, 2])
    for layer in [GlobalAveragePooling1D(), Activation(.sigmoid), Activation(.relu), Activation(.linear)] {
      let told = layer(Input(shape: [2, 2], dtype: .int32)).dtype
      let given = try (layer(x) as Tensor).dtype
      #expect(told == .float32 && given == .float32, "\(layer.name)")
    }
  }

  @Test func maxSharesTheGradientOfTies() throws {
    let x = Tensor([1, 1, 0, 0, 2, 0], shape: [1, 3, 2]).tracked()
    let y = try GlobalMaxPooling1D()(x)
    #expect(gradients(of: sum(y), withRespectTo: [x])[0].shape == [1, 3, 2])
  }

  @Test func recurrenceFromAState() throws {
    let layer = SimpleRNN(3, returnState: true)
    let x = Tensor((0..<24).map { Float($0) / 24 }, shape: [2, 4, 3])
    let (_, half): (Tensor, Tensor) = try layer(x[0..., 0..<2])
    let rest: Tensor = try layer(x[0..., 2..<4], initialState: [half])
    let whole: Tensor = try layer(x)
    #expect(zip(rest.floats, whole.floats).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(throws: HornError.self) {
      let _: Tensor = try layer(x, initialState: [Tensor(zeros: [2, 5])])
    }
  }
}
