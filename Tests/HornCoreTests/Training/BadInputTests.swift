import HornTensor
import Testing

@testable import HornCore

/// Mistakes in data and names: each a HornError that names what came and what was expected.
@Suite(.quiet) struct BadInputTests {
  static func makeModel(compiled: Bool = true) -> Sequential {
    let model = Sequential([
      Input(shape: [4], dtype: .int32), Embedding(inputDim: 10, outputDim: 3, name: "words"),
      SimpleRNN(2, name: "reader"), Dense(1, activation: .sigmoid, name: "head"),
    ])
    if compiled { model.compile(optimizer: .sgd, loss: .binaryCrossentropy, metrics: [.accuracy]) }
    return model
  }

  let x = Tensor(ones: [6, 4], dtype: .int32)
  let y = Tensor([0, 1, 0, 1, 1, 0])

  /// The message of the HornError that the body throws must have all these words.
  private func expect(_ words: String..., from body: () throws -> Void) {
    do {
      try body()
      Issue.record("no error; expected one with \(words)")
    } catch let error as HornError {
      for word in words {
        #expect(error.message.contains(word), "\"\(word)\" is missing in: \(error.message)")
      }
    } catch {
      Issue.record("\(error) is no HornError")
    }
  }

  @Test func lengths() {
    let model = Self.makeModel()
    expect("x has 6", "y has 5") { try model.fit(x, y[0..<5], verbose: 0) }
    expect("x has 6", "sampleWeight has 3") {
      try model.fit(x, y, verbose: 0, sampleWeight: Tensor([1, 1, 1]))
    }
    expect("validationData", "6", "4") { try model.fit(x, y, verbose: 0, validationData: (x, y[0..<4])) }
    expect("single number") { try model.fit(x, Tensor(1), verbose: 0) }
    expect("empty", "(0, 4)") {
      try model.fit(Tensor(zeros: [0, 4], dtype: .int32), Tensor(zeros: [0]), verbose: 0)
    }
    expect("empty") { _ = try model.predict(Tensor(zeros: [0, 4], dtype: .int32), verbose: 0) }
    expect("empty") {
      let _: Evaluation = try model.evaluate(
        Tensor(zeros: [0, 4], dtype: .int32), Tensor(zeros: [0]), verbose: 0)
    }
  }

  @Test func shapes() {
    let model = Self.makeModel()
    expect(model.name, "rank 2", "(6, 4, 2)") {
      try model.fit(Tensor(ones: [6, 4, 2], dtype: .int32), y, verbose: 0)
    }
    expect(model.name, "length 4", "(6, 5)") {
      _ = try model.predict(Tensor(ones: [6, 5], dtype: .int32), verbose: 0)
    }
    expect("binary_crossentropy", "(6, 2)", "(6, 1)") { try model.fit(x, Tensor(zeros: [6, 2]), verbose: 0) }
    expect("binary_crossentropy", "string") {
      try model.fit(x, Tensor(["a", "b", "c", "d", "e", "f"]), verbose: 0)
    }
    let dense = Sequential([Dense(2, name: "first"), Dense(1)])
    dense.compile(optimizer: .sgd, loss: "mse")
    expect("first", "rank 2", "(None,)") { _ = try dense.predict(Tensor([1, 2]), verbose: 0) }
    expect("first", "strings") { _ = try dense.predict(Tensor(["a", "b"], shape: [2, 1]), verbose: 0) }
    let built = Sequential([Input(shape: [3]), Dense(2, name: "only")])
    expect("only", "length 3", "(2, 4)") { _ = try built.layers[0](Tensor(zeros: [2, 4])) }
    expect("words", "strings") { _ = try model.layers[0](Tensor(["a"], shape: [1, 1])) }
    expect("reader", "mask", "(6, 4)", "(6, 3)") {
      _ = try model.layers[1](Tensor(ones: [6, 4, 3]), mask: Tensor(ones: [6, 3], dtype: .bool))
    }
  }

  @Test func labels() {
    let model = Sequential([Input(shape: [2]), Dense(3, activation: .softmax)])
    model.compile(optimizer: .sgd, loss: .sparseCategoricalCrossentropy)
    expect("label 3", "3 classes") {
      try model.fit(Tensor(ones: [2, 2]), Tensor([0, 3] as [Int]), verbose: 0)
    }
    expect("label -1") { try model.fit(Tensor(ones: [2, 2]), Tensor([0, -1] as [Int]), verbose: 0) }
    expect("label nan") {
      try model.fit(Tensor(ones: [2, 2]), Tensor([0, .nan] as [Float]), verbose: 0, classWeight: [0: 2])
    }
  }

  @Test func tokens() throws {
    let model = Self.makeModel()
    var wrong = x.ints
    wrong[4 * 2 + 3] = 10
    expect("words", "token 10", "(2, 3)", "inputDim is 10", "0 to 9") {
      try model.fit(Tensor(wrong, shape: [6, 4]), y, verbose: 0, shuffle: false)
    }
    wrong[4 * 2 + 3] = -7
    let negative = Tensor(wrong, shape: [6, 4])
    expect("words", "token -7", "(2, 3)") { _ = try model.predict(negative, verbose: 0) }
    let floats = Sequential([Embedding(inputDim: 10, outputDim: 3, name: "table")])
    expect("table", "token") {
      _ = try floats.predict(Tensor([1, Float.nan, 3, 4], shape: [2, 2]), verbose: 0)
    }
    expect("table", "token") { _ = try floats.predict(Tensor([1, 1e30, 3, 4], shape: [2, 2]), verbose: 0) }
    // The error left nothing behind.
    try model.fit(x, y, verbose: 0)
  }

  @Test func state() throws {
    let model = Self.makeModel(compiled: false)
    expect("fit", "not compiled") { try model.fit(x, y, verbose: 0) }
    expect("evaluate", "not compiled") { let _: Evaluation = try model.evaluate(x, y, verbose: 0) }
    expect("trainOnBatch", "not compiled") { try model.trainOnBatch(x, y) }
    model.compile(optimizer: .sgd)
    expect("no loss") { try model.fit(x, y, verbose: 0) }
    model.compile(optimizer: .sgd, loss: .binaryCrossentropy)
    expect("no targets") { try model.fit(x, verbose: 0) }
    model.compile(optimizer: .sgd, loss: .binaryCrossentropy(reduction: .none))
    expect("reduction", "(6,)") { try model.fit(x, y, verbose: 0) }
    expect("no layers") { _ = try Sequential().predict(x, verbose: 0) }
    expect("already has a layer named \"head\"") { try model.append(Dense(2, name: "head")) }
    expect("first layer") { try model.append(Input(shape: [1])) }
    expect("tail", "rank 3") { try model.append(SimpleRNN(2, name: "tail")) }
    #expect(model.layers.count == 3)
  }

  @Test func numbers() {
    let model = Self.makeModel()
    expect("batchSize", "at least 1", "0") { try model.fit(x, y, batchSize: 0, verbose: 0) }
    expect("epochs", "-1") { try model.fit(x, y, epochs: -1, verbose: 0) }
    expect("initialEpoch", "-2") { try model.fit(x, y, verbose: 0, initialEpoch: -2) }
    expect("stepsPerEpoch", "0") { try model.fit(x, y, verbose: 0, stepsPerEpoch: 0) }
    expect("validationSteps", "-1") { try model.fit(x, y, verbose: 0, validationSteps: -1) }
    expect("validationBatchSize") { try model.fit(x, y, verbose: 0, validationBatchSize: 0) }
    expect("validationFreq", "0") { try model.fit(x, y, verbose: 0, validationFreq: 0) }
    for fraction in [-0.1, 1, 2, Double.nan] {
      expect("validationSplit", "between 0 and 1") {
        try model.fit(x, y, verbose: 0, validationSplit: fraction)
      }
    }
    expect("validationSplit 0.99", "6 samples") { try model.fit(x, y, verbose: 0, validationSplit: 0.99) }
    expect("evaluate", "steps", "-3") { let _: Evaluation = try model.evaluate(x, y, verbose: 0, steps: -3) }
    expect("predict", "batchSize", "-1") { _ = try model.predict(x, batchSize: -1, verbose: 0) }
    expect("classWeight or sampleWeight") {
      try model.fit(x, y, verbose: 0, classWeight: [0: 2], sampleWeight: Tensor(ones: [6]))
    }
    expect("validationSampleWeight", "validationData") {
      try model.fit(x, y, verbose: 0, validationSampleWeight: Tensor(ones: [6]))
    }
    expect("sampleWeight", "(6, 2)") { try model.fit(x, y, verbose: 0, sampleWeight: Tensor(ones: [6, 2])) }
  }

  @Test func names() {
    expect("unknown optimizer \"adan\"", "adam", "rmsprop") { _ = try Optimizer.named("adan") }
    expect("unknown loss \"msee\"", "mse") { _ = try Loss.named("msee") }
    expect("unknown metric \"accuracyy\"", "accuracy") { _ = try MetricChoice.named("accuracyy") }
    expect("unknown activation \"rely\"", "relu") { _ = try ActivationFunction.named("rely") }
    let model = Self.makeModel(compiled: false)
    expect("unknown optimizer \"adan\"") { try model.compile(config: ["optimizer": "adan"]) }
    expect("unknown argument", "los") { try model.compile(config: ["los": "mse"]) }
    expect("loss_weights", "\"a\"") { try model.compile(config: ["loss_weights": ["a"]]) }
    expect("no layer \"tail\"", "words, reader, head") { _ = try model.getLayer("tail") }
    expect("3 layers", "5") { _ = try model.getLayer(index: 5) }
  }

  @Test func statefulBatch() throws {
    let model = Sequential([SimpleRNN(2, stateful: true, name: "memory"), Dense(1)])
    model.compile(optimizer: .sgd, loss: "mse")
    let x = Tensor(ones: [5, 3, 2])
    expect("memory", "stateful", "batch size 2", "batch of 1", "resetStates") {
      try model.fit(x, Tensor(zeros: [5]), batchSize: 2, verbose: 0, shuffle: false)
    }
    model.resetStates()
    try model.fit(x[0..<4], Tensor(zeros: [4]), batchSize: 2, verbose: 0, shuffle: false)
  }

  @Test func weights() throws {
    let model = Self.makeModel()
    let before = model.getWeights().map(\.floats)
    expect("6 weights", "1 were given") { try model.setWeights([Tensor(1)]) }
    var values = model.getWeights().map { Tensor(ones: $0.shape) }
    values[4] = Tensor(ones: [3, 1])
    expect("head/kernel", "(2, 1)", "(3, 1)") { try model.setWeights(values) }
    #expect(model.getWeights().map(\.floats) == before)
    expect("not built") { try Dense(2).setWeights([Tensor(1)]) }
  }

  @Test func notANumber() throws {
    final class Steps: Callback {
      var count = 0
      override func onTrainBatchEnd(_ batch: Int, logs: Logs) { count += 1 }
    }
    let model = Sequential([Input(shape: [1]), Dense(1)])
    model.compile(optimizer: .sgd, loss: "mse")
    let x = Tensor([1, 2, 3, Float.nan, 5, 6], shape: [6, 1])
    let steps = Steps()
    let history = try model.fit(
      x, x, batchSize: 1, epochs: 3, verbose: 0, callbacks: [steps, TerminateOnNaN()], shuffle: false)
    #expect(steps.count == 4)
    #expect(history["loss"].count == 1 && history["loss"][0].isNaN)
    #expect(model.stopTraining)
  }

  @Test func stops() async {
    let name = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Sequential([Dense(2, name: "a"), Dense(2, name: "a")])
    }
    expect(name, "already has a layer named \"a\"")
    let optimizer = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Sequential([Dense(1)]).compile(optimizer: "adan")
    }
    expect(optimizer, "unknown optimizer \"adan\"; known are", "rmsprop")
    let units = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Dense(0)
    }
    expect(units, "at least 1, got 0")
    let rank = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Sequential([Input(shape: [3]), SimpleRNN(2, name: "reader")])
    }
    expect(rank, "reader", "rank 3", "(None, 3)")
    let loss = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let _: Loss = "msee"
    }
    expect(loss, "unknown loss \"msee\"", "mse")
  }

  private func expect(_ result: ExitTest.Result?, _ words: String...) {
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    for word in words { #expect(message.contains(word), "\"\(word)\" is missing in: \(message)") }
  }

  @Test func wrongNames() {
    expect("unknown dtype \"float16\"", "float32") { _ = try DType.named("float16") }
    expect("unknown mode \"least\"", "auto, min, max") { _ = try EarlyStopping.Mode.named("least") }
    expect("unknown metric \"acuracy\"", "accuracy, ", "auc, ") { _ = try MetricChoice.named("acuracy") }
    let stopping = EarlyStopping(monitor: "loss", mode: "min")
    #expect(stopping.mode == .min && Input(shape: [2], dtype: "int32").dtype == .int32)
  }

  @Test func tokensThatAreFloats() {
    let model = Sequential([Input(shape: [2]), Embedding(inputDim: 10, outputDim: 2, name: "words")])
    expect("words", "token 1e+20", "(0, 1)") {
      _ = try model.predict(Tensor([1, 1e20] as [Float], shape: [1, 2]), verbose: 0)
    }
  }

  @Test func notANumberEndsTraining() throws {
    let model = Sequential([Input(shape: [1]), Dense(1)])
    model.compile(optimizer: .sgd, loss: .meanSquaredError)
    expect("nan", "step 1") {
      try model.fit(
        Tensor([[Float.nan]]), Tensor([1]), verbose: 0, callbacks: [TerminateOnNaN(raiseError: true)])
    }
    #expect(Tensor([Float.nan, -2.7, 1e30]).ints == [.min, -2, .min])
  }

  @Test func compilingThatFailsChangesNothing() throws {
    let model = Sequential([Input(shape: [1]), Dense(1)])
    #expect(throws: HornError.self) {
      try model.compile(config: ["optimizer": "sgd", "loss": "mse", "los": "mse"])
    }
    #expect(model.optimizer == nil && model.getCompileConfig().isEmpty)
    try model.compile(config: ["optimizer": "sgd", "loss": "mse"])
    #expect(throws: HornError.self) { try model.compile(config: ["optimizer": "adam", "los": "mse"]) }
    #expect(model.optimizer is SGD)
  }
}
