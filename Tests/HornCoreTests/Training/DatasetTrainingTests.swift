import HornTensor
import Testing

@testable import HornCore

/// Training, evaluation and prediction on data sets: the same numbers as on arrays, and Keras's steps.
@Suite(.quiet) struct DatasetTrainingTests {
  static let x = Tensor((0..<60).map { Int($0 * 37) % 20 }, shape: [15, 4])
  static let y = Tensor((0..<15).map { Float($0 % 2) }, shape: [15, 1])
  static let weights = Tensor((0..<15).map { Float($0 % 4) / 2 })

  static func makeModel() -> Sequential {
    let model = Sequential([
      Embedding(inputDim: 20, outputDim: 3, embeddingsInitializer: .constant(0.3), maskZero: true),
      SimpleRNN(4, kernelInitializer: .constant(0.2), recurrentInitializer: .constant(-0.1)),
      Dense(1, activation: .sigmoid, kernelInitializer: .constant(0.7)),
    ])
    model.compile(
      optimizer: .adam, loss: .binaryCrossentropy, metrics: [.accuracy], weightedMetrics: [.accuracy])
    return model
  }

  static func batches() throws -> Dataset<(Tensor, Tensor)> {
    try Dataset(tensorSlices: (x, y)).batch(4)
  }

  private func expectSame(_ a: Model, _ b: Model) {
    #expect(
      a.getWeights().map { $0.floats.map(\.bitPattern) } == b.getWeights().map { $0.floats.map(\.bitPattern) }
    )
  }

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

  @Test func sameBitsAsArrays() throws {
    let (arrays, data, ahead) = (Self.makeModel(), Self.makeModel(), Self.makeModel())
    let wanted = try arrays.fit(
      Self.x, Self.y, batchSize: 4, epochs: 3, verbose: 0, validationData: (Self.x, Self.y), shuffle: false)
    let history = try data.fit(
      Self.batches(), epochs: 3, verbose: 0, validationData: (Self.x, Self.y), validationBatchSize: 4)
    #expect(history == wanted)
    expectSame(arrays, data)
    let validated = try ahead.fit(
      Self.batches().cache().prefetch(2), epochs: 3, verbose: 0, validationData: Self.batches().prefetch(1))
    #expect(validated == wanted)
    expectSame(arrays, ahead)
    let third = Self.makeModel()
    let mixed = try third.fit(
      Self.x, Self.y, batchSize: 4, epochs: 3, verbose: 0, validationData: Self.batches(), shuffle: false)
    #expect(mixed == wanted)
    expectSame(arrays, third)

    let evaluation: Evaluation = try arrays.evaluate(Self.x, Self.y, batchSize: 4, verbose: 0)
    #expect(try data.evaluate(Self.batches(), verbose: 0) == evaluation)
    let output: Tensor = try arrays.predict(Self.x, batchSize: 4, verbose: 0)
    let inputs = try Dataset(tensorSlices: Self.x).batch(4)
    #expect(try (data.predict(inputs, verbose: 0) as Tensor).floats == output.floats)
    #expect(try (data.predict(Self.batches(), verbose: 0) as Tensor).floats == output.floats)
    #expect(
      try (data.predict(inputs.repeat(), verbose: 0, steps: 2) as Tensor).floats == Array(output.floats[..<8])
    )
  }

  @Test func weightsOfSamplesAndClasses() throws {
    let (arrays, data) = (Self.makeModel(), Self.makeModel())
    let triples = try Dataset(tensorSlices: (Self.x, Self.y, Self.weights)).batch(4)
    let wanted = try arrays.fit(
      Self.x, Self.y, batchSize: 4, verbose: 0, validationData: (Self.x, Self.y),
      validationSampleWeight: Self.weights, shuffle: false, sampleWeight: Self.weights)
    #expect(try data.fit(triples, verbose: 0, validationData: triples) == wanted)
    let evaluation: Evaluation = try arrays.evaluate(
      Self.x, Self.y, batchSize: 4, verbose: 0, sampleWeight: Self.weights)
    #expect(try data.evaluate(triples, verbose: 0) == evaluation)
    let classWeight: [Int: Float] = [0: 0.5, 1: 3]
    try arrays.fit(Self.x, Self.y, batchSize: 4, verbose: 0, shuffle: false, classWeight: classWeight)
    try data.fit(Self.batches(), verbose: 0, classWeight: classWeight)
    expectSame(arrays, data)
    expect("classWeight or sampleWeight") { try data.fit(triples, verbose: 0, classWeight: classWeight) }
  }

  @Test func severalInputsAndOutputs() throws {
    func make() -> Model {
      let (a, b) = (Input(shape: [2], name: "a"), Input(shape: [3], name: "b"))
      let hidden = Dense(4, kernelInitializer: .constant(0.2))(Concatenate()([a, b]))
      let model = Model(
        inputs: [a, b],
        outputs: [
          Dense(1, kernelInitializer: .constant(0.1), name: "p")(hidden),
          Dense(2, kernelInitializer: .constant(0.3), name: "q")(hidden),
        ])
      model.compile(optimizer: .sgd, loss: "mse")
      return model
    }
    let a = Tensor((0..<20).map { Float($0) / 20 }, shape: [10, 2])
    let b = Tensor((0..<30).map { Float($0) / 30 }, shape: [10, 3])
    let (p, q) = (a[0..., 0..<1], b[0..., 0..<2])
    let (arrays, named, listed) = (make(), make(), make())
    let wanted = try arrays.fit([a, b], [p, q], batchSize: 4, epochs: 2, verbose: 0, shuffle: false)
    let names = try Dataset(tensorSlices: (["a": a, "b": b], ["p": p, "q": q])).batch(4)
    #expect(try named.fit(names, epochs: 2, verbose: 0) == wanted)
    let lists = try Dataset(tensorSlices: ([a, b], [p, q])).batch(4)
    #expect(try listed.fit(lists, epochs: 2, verbose: 0) == wanted)
    let outputs: [Tensor] = try arrays.predict([a, b], batchSize: 4, verbose: 0)
    #expect(try (named.predict(names, verbose: 0) as [Tensor]).map(\.floats) == outputs.map(\.floats))
    let byName: [String: Tensor] = try listed.predict(lists, verbose: 0)
    #expect(byName["q"]?.floats == outputs[1].floats)
    let (first, second) = try named.predict(lists, verbose: 0)
    #expect([first.floats, second.floats] == outputs.map(\.floats))
  }

  /// Batches of sentences of different lengths, which only buckets give.
  @Test func differentLengths() throws {
    let rows = (0..<40).map { index in (0...index % 7).map { ($0 * 5 + index) % 19 + 1 } }
    let data = try Dataset(tensorSlices: (rows, (0..<40).map { Float($0 % 2) })).bucketBySequenceLength(
      { row, _ in row.count }, bucketBoundaries: [3, 5], bucketBatchSizes: [4, 4, 4])
    let model = Self.makeModel()
    let history = try model.fit(data, epochs: 2, verbose: 0, validationData: data)
    #expect(history["loss"].count == 2 && history["loss"][1] < history["loss"][0])
    #expect(try data.map { $0.0.shape[1] }.array().contains { $0 < 3 })
    let output: Tensor = try model.predict(data, verbose: 0)
    #expect(output.shape == [40, 1])
    let steps = Sequential([Embedding(inputDim: 20, outputDim: 3), SimpleRNN(2, returnSequences: true)])
    expect("gave the shape", "all must have the same") {
      _ = try (steps.predict(data, verbose: 0) as Tensor)
    }
  }

  /// A layer of strings: their lengths.
  final class Lengths: Layer {
    override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
      Tensor(inputs.strings.map { Float($0.count) / 10 }, shape: inputs.shape)
    }

    override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] { inputShape }
  }

  @Test func stringBatches() throws {
    let texts = (0..<12).map { String(repeating: "a", count: $0) }
    let data = try Dataset(tensorSlices: (texts, (0..<12).map { Float($0 / 6) })).batch(5)
      .map { (reshape($0, [-1, 1]), $1) }
    let model = Sequential([Lengths(), Dense(1, activation: .sigmoid)])
    model.compile(optimizer: .sgd(learningRate: 1), loss: .binaryCrossentropy)
    let history = try model.fit(data, epochs: 3, verbose: 0)
    #expect(history["loss"][2] < history["loss"][0])
    #expect(try (model.predict(data, verbose: 0) as Tensor).shape == [12, 1])
    #expect(try model.evaluate(data, verbose: 0).loss < history["loss"][0])
  }

  /// Notes the first number of each batch.
  final class Recorder: Model {
    var seen: [Int] = []
    override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor { inputs }
    override func trainStep(_ batch: TrainingBatch) throws -> Logs {
      seen.append(Int(try batch.x[0].item))
      return ["loss": 0]
    }
    override func testStep(_ batch: TrainingBatch) throws -> Logs {
      seen.append(-Int(try batch.x[0].item))
      return ["loss": 0]
    }
  }

  final class Marks: Callback {
    private let recorder: Recorder
    var epochs: [[Int]] = []
    var steps: [Int?] = []
    init(_ recorder: Recorder) { self.recorder = recorder }
    override func onEpochBegin(_ epoch: Int) throws {
      recorder.seen = []
      steps.append(params?.steps)
    }
    override func onEpochEnd(_ epoch: Int, logs: inout Logs) { epochs.append(recorder.seen) }
  }

  /// The batches of each epoch of a training on the numbers 0..<count, one a batch.
  private func epochs(
    _ data: Dataset<Int>, epochs: Int, stepsPerEpoch: Int? = nil, validation: Dataset<Int>? = nil,
    validationSteps: Int? = nil
  ) throws -> (epochs: [[Int]], steps: [Int?]) {
    let model = Recorder()
    model.compile(optimizer: .sgd, loss: "mse")
    let marks = Marks(model)
    try model.fit(
      data.map { Tensor([Float($0)]) }, epochs: epochs, verbose: 0, callbacks: [marks],
      validationData: validation?.map { Tensor([Float($0)]) }, stepsPerEpoch: stepsPerEpoch,
      validationSteps: validationSteps)
    return (marks.epochs, marks.steps)
  }

  @Test func stepsGoOnAcrossEpochs() throws {
    let numbers = Dataset(0..<6)
    #expect(try epochs(numbers, epochs: 2).epochs == [[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5]])
    #expect(try epochs(numbers, epochs: 3, stepsPerEpoch: 2).epochs == [[0, 1], [2, 3], [4, 5]])
    #expect(
      try epochs(numbers, epochs: 4, stepsPerEpoch: 3).epochs == [
        [0, 1, 2], [3, 4, 5], [0, 1, 2], [3, 4, 5],
      ])
    #expect(
      try epochs(numbers.repeat(), epochs: 3, stepsPerEpoch: 4).epochs == [
        [0, 1, 2, 3], [4, 5, 0, 1], [2, 3, 4, 5],
      ])
    #expect(try epochs(numbers, epochs: 1).steps == [6])
    let unknown = numbers.filter { _ in true }
    #expect(try epochs(unknown, epochs: 2).epochs == [[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5]])
    #expect(try epochs(unknown, epochs: 1).steps == [nil])
    // The end of the data is not known before the third epoch, which begins anew instead of being empty.
    #expect(try epochs(unknown, epochs: 3, stepsPerEpoch: 3).epochs == [[0, 1, 2], [3, 4, 5], [0, 1, 2]])
  }

  @Test func validationBeginsAnew() throws {
    let seen = try epochs(
      Dataset(1..<3), epochs: 2, validation: Dataset(5..<9).repeat(), validationSteps: 2)
    #expect(seen.epochs == [[1, 2, -5, -6], [1, 2, -5, -6]])
  }

  /// Epochs that the data do not fill end early, with a word about it.
  @Test func endOfData() async throws {
    let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      let tests = DatasetTrainingTests()
      let numbers = Dataset(0..<5)
      let wanted = [[0, 1, 2], [3, 4], [0, 1, 2]]
      let known = try tests.epochs(numbers, epochs: 3, stepsPerEpoch: 3).epochs
      #expect(known == wanted)
      let unknown = try tests.epochs(numbers.filter { _ in true }, epochs: 3, stepsPerEpoch: 3).epochs
      #expect(unknown == wanted)
      // Where the number is not known before, its end is no surprise.
      _ = try tests.epochs(numbers.filter { _ in true }, epochs: 2)
      let fewer = Dataset(cardinality: 9) { try numbers.start() }
      let short = try tests.epochs(fewer, epochs: 2).epochs
      #expect(short == [[0, 1, 2, 3, 4], [0, 1, 2, 3, 4]])
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    let lines = text.split(separator: "\n").filter { $0.contains("Warning") }
    #expect(lines.count == 3, "\(lines)")
    #expect(lines.prefix(2).allSatisfy { $0.contains("stepsPerEpoch 3") && $0.contains("repeat()") })
    #expect(lines.last?.contains("ended after 5 batches") == true)
  }

  /// What `fit` takes is a complete pass, also where the last batch is known to be the last.
  @Test func cacheIsFilled() throws {
    let counter = Counter()
    let data = Dataset(0..<4).map { number in
      counter.add()
      return number
    }.cache()
    #expect(try epochs(data, epochs: 3).epochs == [[0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3]])
    #expect(counter.value == 4)
  }

  @Test func errors() throws {
    let model = Self.makeModel()
    expect("no end", "stepsPerEpoch") { try model.fit(Self.batches().repeat(), verbose: 0) }
    expect("no end", "validationSteps") {
      try model.fit(Self.batches(), verbose: 0, validationData: Self.batches().repeat())
    }
    expect("no end", "steps") { _ = try model.evaluate(Self.batches().repeat(), verbose: 0) as Evaluation }
    expect("empty") { try model.fit(Self.batches().take(0), verbose: 0) }
    expect("4 parts") { try model.fit(Self.batches().map { ($0, $1, $1, $1) }, verbose: 0) }
    expect("batch 1 of the data set", "x has 4", "y has 3") {
      try model.fit(
        Self.batches().enumerate().map { ($1.0, $0 == 1 ? $1.1[0..<3] : $1.1) }, verbose: 0)
    }
    expect("fit, epoch 1, step 1", "20") {
      try model.fit(Self.batches().map { (x, y) in (x + 1, y) }, verbose: 0)
    }
    expect("more than the 2 batches") {
      let data = try Self.batches()
      try model.fit(Dataset(cardinality: 2) { try data.start() }, verbose: 0)
    }
    expect("validationSampleWeight") {
      try model.fit(Self.batches(), verbose: 0, validationSampleWeight: Self.weights)
    }
    expect("stepsPerEpoch", "0") { try model.fit(Self.batches(), verbose: 0, stepsPerEpoch: 0) }
    struct Broken: Error {}
    #expect(throws: Broken.self) {
      try model.fit(
        Self.batches().enumerate().map {
          if $0 == 2 { throw Broken() }
          return $1
        }.prefetch(2), verbose: 0)
    }
  }
}
