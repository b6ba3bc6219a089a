import HornTensor
import Testing

@testable import HornCore

/// The CRF layer in models: training, constraints, masks, configurations, bad input.
@Suite struct CRFTests {
  static let tags = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]

  /// Sentences of words 1...12, padded with 0; the tag depends on a word and the one before it.
  static func data(_ count: Int, seed: UInt64 = 3) -> (x: Tensor, y: Tensor, lengths: [Int]) {
    setRandomSeed(seed)
    let time = 9
    let draws = Random.uniform(shape: [count, time + 1]).floats
    var (x, y, lengths) = ([Int](), [Int](), [Int]())
    for row in 0..<count {
      let numbers = draws[row * (time + 1)..<(row + 1) * (time + 1)]
      let length = Int(numbers[numbers.startIndex] * Float(time + 1))
      lengths.append(length)
      var before = 0
      for (step, number) in numbers.dropFirst().enumerated() {
        guard step < length else {
          x.append(0)
          y.append(0)
          continue
        }
        let word = 1 + Int(number * 12)
        var tag = word <= 6 ? 0 : word <= 8 ? 1 : word <= 10 ? 3 : 2
        if word > 10 { tag = before == 1 || before == 2 ? 2 : before == 3 || before == 4 ? 4 : 0 }
        x.append(word)
        y.append(tag)
        before = tag
      }
    }
    return (Tensor(x, shape: [count, time]), Tensor(y, shape: [count, time]), lengths)
  }

  static func model(constraints: TagConstraints? = nil) -> Sequential {
    let model = Sequential([
      Input(shape: [nil], dtype: .int32), Embedding(inputDim: 13, outputDim: 8, maskZero: true),
      CRF(tags.count, constraints: constraints),
    ])
    model.compile(optimizer: .adam(learningRate: 0.05), loss: .crf, metrics: [.accuracy])
    return model
  }

  @Test func trainsAndPredicts() throws {
    let (x, y, lengths) = Self.data(200)
    let model = Self.model(constraints: try .iob2(Self.tags))
    let history = try model.fit(x, y, batchSize: 32, epochs: 12, verbose: .silent)
    let losses = try #require(history.history["loss"])
    #expect(losses[11] < 0.1 * losses[0])
    let (loss, accuracy) = try model.evaluate(x, y, verbose: .silent)
    #expect(loss < 0.5 && accuracy > 0.99)
    let found: Tensor = try model.predict(x, verbose: .silent)
    #expect(found.dtype == .int32 && found.shape == y.shape)
    // The metric counts words, not padding.
    let (a, b) = (found.ints, y.ints)
    var (hits, words) = (0, 0)
    for (row, length) in lengths.enumerated() {
      for place in row * 9..<row * 9 + length where a[place] == b[place] { hits += 1 }
      words += length
    }
    #expect(Swift.abs(accuracy - Float(hits) / Float(words)) < 1e-6)
  }

  /// Random weights that favour what is forbidden, before and after a training on noise.
  @Test func forbiddenMovesStayForbidden() throws {
    let constraints = try TagConstraints.iob2(Self.tags)
    let model = Self.model(constraints: constraints)
    let (x, y, lengths) = Self.data(100)
    for _ in 0..<2 {
      for variable in model.weights { variable.assign(Random.normal(shape: variable.shape, stddev: 4)) }
      try model.fit(x, y, epochs: 1, verbose: .silent)
      let names = try EntityTags.names(
        try model.predict(x, verbose: .silent) as Tensor, tags: Self.tags, lengths: lengths)
      for tags in names { #expect(try EntityTags.violations(of: tags).isEmpty, "\(tags)") }
      let chain = try TagChain(of: model(x) as Tensor)
      #expect(chain.detached.marginals().floats[2] == 0, "I-PER at the first step")
      let best = try chain.best(3)
      let (tags, logs) = (best.tags.ints, best.logProbabilities.floats)
      for row in 0..<100 {
        for rank in 0..<3 where logs[row * 3 + rank] > -.infinity {
          let start = (row * 3 + rank) * 9
          let path = tags[start..<start + lengths[row]].map { Self.tags[$0] }
          #expect(try EntityTags.violations(of: path).isEmpty, "\(path)")
        }
      }
    }
  }

  @Test func functionalModelsAndConfigurations() throws {
    let inputs = Input(shape: [nil, 4])
    let output = CRF(3, constraints: try .iob2(["O", "B-X", "I-X"]), chainRegularizer: .l2(0.1))(
      Masking()(inputs))
    #expect(output.shape == [nil, nil] && output.dtype == .int32)
    let model = Model(inputs: inputs, outputs: output)
    model.compile(optimizer: .sgd, loss: .crf(reduction: .sum), metrics: ["accuracy"])
    let copy = try #require(try Layer.fromConfig(model.serialized) as? Model)
    try copy.setWeights(model.getWeights())
    let x = Random.normal(shape: [3, 5, 4])
    let y = Tensor([0, 1, 2, 0, 1, 0, 0, 1, 1, 2, 1, 2, 2, 2, 0], shape: [3, 5])
    let (a, b) = (try model.trainOnBatch(x, y), try copy.trainOnBatch(x, y))
    #expect(a["loss"] == b["loss"] && a["loss"] != nil)
    #expect(copy.serialized["config"] == model.serialized["config"])
    #expect(copy.serialized["compile_config"]?["loss"] == model.serialized["compile_config"]?["loss"])
  }

  @Test func sampleWeightsAndReductions() throws {
    let chain = try TagChain(
      potentials: Random.normal(shape: [3, 4, 2]), transitions: Random.normal(shape: [2, 2]))
    let layer = CRF(2, useKernel: false, useBoundary: false)
    try layer.ensureBuilt(inputShape: [nil, nil, 2])
    try layer.setWeights([chain.transitions])
    let tags: Tensor = try layer(chain.potentials)
    let y = Tensor(zeros: [3, 4], dtype: .int32)
    let each = try chain.negativeLogLikelihood(of: y).floats
    #expect(try Loss.crf(reduction: .none)(y, tags).floats == each)
    #expect(Swift.abs(try Loss.crf(y, tags).item - each.reduce(0, +) / 3) < 1e-5)
    let weighted = try Loss.crf(reduction: .sum)(y, tags, sampleWeight: Tensor([0, 2, 1]))
    #expect(Swift.abs(weighted.item - (2 * each[1] + each[2])) < 1e-4)
    // A mask in the call stands for that of the layer.
    let mask = Tensor([true, true, false, false], shape: [1, 4])
    let short = try TagChain(
      potentials: chain.potentials, transitions: chain.transitions,
      mask: concatenate([mask, mask, mask], axis: 0)
    ).negativeLogLikelihood(of: y)
    let masked = try Loss.crf(reduction: .none)(y, tags, mask: concatenate([mask, mask, mask], axis: 0))
    #expect(masked.floats == short.floats)
  }

  @Test func badInputIsNamed() throws {
    let plain = Sequential([Input(shape: [4, 2]), Dense(3)])
    plain.compile(optimizer: .sgd, loss: .crf)
    let x = Tensor(zeros: [2, 4, 2])
    #expect(
      try #require(throws: HornError.self) { try plain.trainOnBatch(x, Tensor(zeros: [2, 4])) }
        .message.contains("CRF"))
    let model = Sequential([Input(shape: [4, 2]), CRF(3, constraints: try .iob2(["O", "B-X", "I-X"]))])
    model.compile(optimizer: .sgd, loss: .crf)
    for (y, words) in [
      (Tensor([0, 0, 0, 0, 0, 2, 0, 0], shape: [2, 4]), "sample 1, step 1"),
      (Tensor([0, 0, 0, 0, 0, 3, 0, 0], shape: [2, 4]), "3 tags"),
      (Tensor(zeros: [2, 5]), "(2, 5)"),
    ] {
      let error = try #require(throws: HornError.self) { try model.trainOnBatch(x, y) }
      #expect(error.message.contains(words), "\(error)")
    }
    #expect(throws: HornError.self) { try CRF(3, useKernel: false)(Tensor(zeros: [2, 4, 2])) as Tensor }
    #expect(throws: HornError.self) { try TagConstraints.iob2(["O", "E-X"]) }
    // The same limit when they are made and when they are read.
    let many = TagConstraints.mostTags + 1
    let constraints: ConfigValue = ["forbidden": []]
    for error in [
      #expect(throws: HornError.self) { try TagConstraints(tagCount: many) { _, _ in true } },
      #expect(throws: HornError.self) {
        try Layer.fromConfig([
          "class_name": "CRF", "config": ["units": .int(many), "constraints": constraints],
        ])
      },
    ] {
      #expect(
        error?.message.contains("4096") == true && error?.message.contains("4097") == true, "\(error as Any)")
    }
    #expect(throws: HornError.self) { try TagConstraints.iob2(["O", "B-X", "B-X"]) }
    #expect(throws: HornError.self) { try TagConstraints.iob2(["I-X"]) }
    #expect(throws: HornError.self) { try TagConstraints(tagCount: 0) { _, _ in true } }
  }
}
