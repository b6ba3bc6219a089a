import HornTensor
import Testing

@testable import HornCore

/// Losses, metrics and data for several outputs: forms, names and mistakes.
@Suite(.quiet) struct OutputsTests {
  /// A model of one's own with two inputs and two outputs, which have no names.
  final class Pair: Model {
    let left = Dense(1, name: "left")
    let right = Dense(2, activation: .softmax, name: "right")
    override func call(_ inputs: [Tensor], training: Bool, masks: [Tensor?]) throws -> [Tensor] {
      [try left(inputs[0]), try right(inputs[1])]
    }
  }

  static func functional() -> Model {
    let a = Input(shape: [3], name: "a")
    let b = Input(shape: [2], name: "b")
    return Model(
      inputs: [a, b],
      outputs: [Dense(1, name: "main")(a), Dense(2, activation: .softmax, name: "aux")(b)], name: "pair")
  }

  let x = [Tensor(ones: [6, 3]), Tensor(ones: [6, 2])]
  let y = [Tensor(ones: [6, 1]), Tensor([0, 1, 0, 1, 1, 0] as [Int])]
  let named = ["main": Tensor(ones: [6, 1]), "aux": Tensor([0, 1, 0, 1, 1, 0] as [Int])]

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

  @Test func modelWithoutNames() throws {
    let model = Pair()
    model.compile(
      optimizer: .sgd, loss: [.mse, .sparseCategoricalCrossentropy], metrics: [["mae"], [.accuracy]])
    let history = try model.fit(x, y, verbose: 0)
    // As Keras names them.
    #expect(
      history.history.keys.sorted() == [
        "accuracy", "loss", "mae", "mse_loss", "sparse_categorical_crossentropy_loss",
      ])
    let total = history["mse_loss"][0] + history["sparse_categorical_crossentropy_loss"][0]
    #expect(abs(history["loss"][0] - total) < 1e-6)
    let (first, second) = try model.predict(x, batchSize: 4, verbose: 0)
    #expect(first.shape == [6, 1] && second.shape == [6, 2])
    model.compile(optimizer: .sgd, loss: [.meanSquaredError, "mse"])
    let twice = try model.trainOnBatch(x, [y[0], Tensor(ones: [6, 2])])
    #expect(twice.names == ["loss", "mean_squared_error_loss", "mse_loss"])
    expect("no names") { try model.fit(x, named, verbose: 0) }
    expect("no names") { _ = try model.predict(["a": x[0], "b": x[1]], verbose: 0) as Tensor }
    expect("have no names") { _ = try model.predict(x, verbose: 0) as [String: Tensor] }
    model.compile(optimizer: .sgd, loss: ["main": "mse"])
    expect("\"main\"", "no names") { try model.fit(x, y, verbose: 0) }
  }

  /// Every way to write it means the same.
  @Test func literals() throws {
    var histories: [History] = []
    let weights = Self.functional().getWeights()
    func train(_ y: any TensorStructure, _ compile: (Model) -> Void) throws {
      let model = Self.functional()
      try model.setWeights(weights)
      compile(model)
      histories.append(try model.fit(["a": x[0], "b": x[1]], y, batchSize: 2, verbose: 0, shuffle: false))
    }
    try train(y) {
      $0.compile(
        optimizer: .sgd, loss: [.mse, .sparseCategoricalCrossentropy], lossWeights: [1, 0.5],
        metrics: [[.mae], [.accuracy]])
    }
    try train(named) {
      $0.compile(
        optimizer: "sgd", loss: ["aux": .sparseCategoricalCrossentropy, "main": "mse"],
        lossWeights: ["aux": 0.5], metrics: ["aux": [.accuracy], "main": "mae"])
    }
    try train(named) {
      $0.compile(
        optimizer: .sgd, loss: ["mse", "sparse_categorical_crossentropy"],
        lossWeights: ["main": 1, "aux": 0.5],
        metrics: ["mae", "accuracy"])
    }
    #expect(
      histories[0].history.keys.sorted() == ["aux_accuracy", "aux_loss", "loss", "main_loss", "main_mae"])
    for history in histories {
      for (name, values) in histories[0].history where name != "aux_loss" && name != "main_loss" {
        #expect(history[name] == values)
      }
    }
  }

  @Test func oneOfTwoHasALoss() throws {
    let model = Self.functional()
    model.compile(
      optimizer: .sgd, loss: [nil, .sparseCategoricalCrossentropy], metrics: ["aux": [.accuracy]])
    let left = model.getWeights()[0].floats
    let history = try model.fit(x, y[1], verbose: 0)
    #expect(history.history.keys.sorted() == ["aux_accuracy", "loss"])
    try model.fit(x, ["aux": y[1]], verbose: 0)
    try model.fit(x, y, verbose: 0)
    #expect(model.getWeights()[0].floats == left)
    model.compile(optimizer: .sgd, loss: [nil, .sparseCategoricalCrossentropy], metrics: ["main": ["mae"]])
    expect("metrics", "\"main\"") { try model.fit(x, y[1], verbose: 0) }
  }

  @Test func mistakes() throws {
    let model = Self.functional()
    func compiled(_ loss: LossChoices, _ weights: LossWeights? = nil, _ metrics: MetricChoices = []) {
      model.compile(optimizer: .sgd, loss: loss, lossWeights: weights, metrics: metrics)
    }
    compiled(["main": "mse", "second": "mse"])
    expect("\"second\"", "pair", "main, aux") { try model.fit(x, y, verbose: 0) }
    compiled(["main": "mse"])
    expect("\"aux\"", "nil") { try model.fit(x, y, verbose: 0) }
    compiled(["mse"])
    expect("1 losses", "2 output", "main, aux") { try model.fit(x, y, verbose: 0) }
    compiled(["mse", "mse"], [1, 2, 3])
    expect("3 lossWeights", "main, aux") { try model.fit(x, y, verbose: 0) }
    compiled(["mse", "sparse_categorical_crossentropy"], nil, [["mae"], ["mae"], []])
    expect("metrics", "3 entries", "2 outputs") { try model.fit(x, y, verbose: 0) }
    compiled(["mse", "sparse_categorical_crossentropy"], nil, ["third": "mae"])
    expect("metrics", "\"third\"", "main, aux") { try model.fit(x, y, verbose: 0) }
    compiled(["mse", "sparse_categorical_crossentropy"])
    expect("takes 2", "a, b", "has 1") { try model.fit(x[0], y, verbose: 0) }
    expect("x", "\"c\"", "a, b") { try model.fit(["a": x[0], "c": x[1]], y, verbose: 0) }
    expect("x", "nothing", "\"b\"") { try model.fit(["a": x[0]], y, verbose: 0) }
    expect("2 outputs", "main, aux", "1 targets") { try model.fit(x, y[0], verbose: 0) }
    expect("y", "nothing", "\"aux\"") { try model.fit(x, ["main": y[0]], verbose: 0) }
    expect("y has \"other\"", "main, aux") { try model.fit(x, ["main": y[0], "other": y[1]], verbose: 0) }
    expect("x[0] has 6", "x[1] has 5") { try model.fit([x[0], x[1][0..<5]], y, verbose: 0) }
    expect("y[1] has 4") { try model.fit(x, [y[0], y[1][0..<4]], verbose: 0) }
    expect("y[\"aux\"] has 4") { try model.fit(x, ["main": y[0], "aux": y[1][0..<4]], verbose: 0) }
    expect("sampleWeight[1] has 3") {
      try model.fit(x, y, verbose: 0, sampleWeight: [Tensor(ones: [6]), Tensor(ones: [3])])
    }
    expect("sampleWeight", "[samples]", "(6, 2)") {
      try model.fit(x, y, verbose: 0, sampleWeight: Tensor(ones: [6, 2]))
    }
    expect("1 sampleWeights", "2 targets") {
      try model.fit(x, y, verbose: 0, sampleWeight: [Tensor(ones: [6])])
    }
    expect("sampleWeight", "\"none\"", "main, aux") {
      try model.fit(x, y, verbose: 0, sampleWeight: ["none": Tensor(ones: [6])])
    }
    expect("classWeight", "one output") { try model.fit(x, y, verbose: 0, classWeight: [0: 2]) }
    expect("output \"aux\"", "label 5") {
      try model.fit(x, [y[0], Tensor([5, 1, 1, 1, 1, 1] as [Int])], verbose: 0)
    }
    expect("one output", "main, aux") { _ = try model.predict(x, verbose: 0) as Tensor }
    expect("loss_weights") { try model.compile(config: ["loss_weights": ["a"]]) }
    expect("unknown loss \"msee\"") { try model.compile(config: ["loss": ["main": "msee"]]) }
  }

  @Test func sharedLayersAndUnusedWeights() throws {
    final class Shared: Model {
      let tower = Dense(2, useBias: false, kernelInitializer: .constant(0.5), name: "tower")
      let unused = Dense(2, name: "unused")
      override func call(_ inputs: [Tensor], training: Bool, masks: [Tensor?]) throws -> [Tensor] {
        if !unused.built { _ = try unused(inputs[0]) }
        return [try tower(inputs[0]), try tower(inputs[1])]
      }
    }
    let model = Shared()
    model.compile(optimizer: .sgd(learningRate: 1), loss: .mse)
    let data = [Tensor(ones: [2, 1]), Tensor(full: [2, 1], 2)]
    try model.trainOnBatch(data, [Tensor(zeros: [2, 2]), Tensor(zeros: [2, 2])])
    // d/dw of mean((w)²) + mean((2w)²) over two columns: w + 4w at w = 0.5.
    #expect(model.weights[0].value.floats == [-2, -2])
  }

  @Test func directionOfMonitoredNames() throws {
    let model = Self.functional()
    model.compile(
      optimizer: .sgd, loss: ["mse", "sparse_categorical_crossentropy"], metrics: [["mae"], [.accuracy]])
    let stops = [
      EarlyStopping(monitor: "aux_accuracy"), EarlyStopping(monitor: "main_loss"),
      EarlyStopping(monitor: "val_main_mae"),
    ]
    try model.fit(x, y, epochs: 2, verbose: 0, callbacks: stops, validationData: (x, y))
    #expect(stops.allSatisfy { $0.best != nil })
  }

  /// A lookup the other way round gives texts.
  @Test func texts() throws {
    let lookup = StringLookup(maskToken: nil, vocabulary: ["a", "b"], invert: true)
    let input = Input(shape: [1], dtype: .int32) as SymbolicTensor
    let model = Model(inputs: input, outputs: [lookup(input), input * 2])
    let x = Tensor([1, 2, 1, 2, 0], shape: [5, 1])
    for size in [2, 5, 32] {
      let (texts, numbers) = try model.predict(x, batchSize: size, verbose: 0)
      #expect(texts.strings == ["a", "b", "a", "b", "[UNK]"] && texts.shape == [5, 1])
      #expect(numbers.ints == [2, 4, 2, 4, 0])
      let (again, _): (Tensor, Tensor) = try model.predict(Dataset(tensorSlices: x).batch(size), verbose: 0)
      #expect(again.strings == texts.strings)
    }
  }

  /// A step of one's own that gives other outputs from batch to batch.
  final class Changing: Model {
    var given: [[Tensor]] = []
    override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor { inputs }
    override func predictStep(_ batch: TrainingBatch) throws -> [Tensor] { given.removeFirst() }
  }

  @Test func outputsThatChange() throws {
    let x = Tensor(ones: [4, 2])
    let two = Tensor(ones: [2, 3])
    for (later, words) in [
      ([Tensor(ones: [2, 3], dtype: .float64)], ["float64", "float32"]),
      ([Tensor(full: [2, 3], 1, dtype: .int32)], ["int32", "float32"]),
      ([Tensor(["a", "b"])], ["string", "float32"]), ([two, two], ["2 outputs", "1"]),
      ([], ["0 outputs", "1"]),
      ([Tensor(ones: [2, 4])], ["(2, 4)", ", 3)"]),
    ] as [([Tensor], [String])] {
      let model = Changing()
      model.given = [[two], later]
      let error = try #require(throws: HornError.self) {
        let _: [Tensor] = try model.predict(x, batchSize: 2, verbose: 0)
      }
      for word in words { #expect(error.message.contains(word), "\(error)") }
    }
  }
}
