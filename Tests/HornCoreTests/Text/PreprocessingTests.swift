import HornTensor
import Testing

@testable import HornCore

/// Errors and forms of the layers for categories and numbers.
@Suite struct PreprocessingTests {
  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func examplesInTheDocumentation() throws {
    #expect(try StringLookup(vocabulary: ["a", "b"])(Tensor(["b", "c"])).ints == [2, 0])
    #expect(try IntegerLookup(vocabulary: [12, 36, 1138])(Tensor([36, 5] as [Int])).ints == [2, 0])
    #expect(try Hashing(numBins: 3)(Tensor(["A", "B", "C"])).ints == [1, 0, 1])
    let counts = try CategoryEncoding(numTokens: 4, outputMode: .count)(Tensor([[0, 1], [3, 3]]))
    #expect(counts.floats == [1, 1, 0, 0, 0, 0, 0, 2])
    let bins = Discretization(binBoundaries: [0, 1, 2])
    #expect(try bins(Tensor([-1.5, 1, 3.4] as [Float])).ints == [0, 2, 3])
    #expect(try Rescaling(1.0 / 127.5, offset: -1)(Tensor([0, 255] as [Float])).floats == [-1, 1])
    let scaled = try Normalization(mean: [1, 2], variance: [4, 0.25])(Tensor([[3, 1]] as [[Float]]))
    #expect(scaled.floats == [1, -2])
  }

  @Test func unknownTerms() throws {
    let strict = StringLookup(numOovIndices: 0, vocabulary: ["a"], name: "strict")
    #expect(message { _ = try strict(Tensor(["a", "zz"])) }.contains("\"strict\" got \"zz\" (element 1)"))
    let numbers = IntegerLookup(numOovIndices: 0, vocabulary: [4])
    #expect(message { _ = try numbers(Tensor([5] as [Int])) }.contains("got 5 (element 0)"))
    #expect(
      message { _ = try StringLookup(vocabulary: ["a"])(Tensor([1] as [Int])) }.contains("takes strings"))
    #expect(message { _ = try numbers(Tensor(["4"])) }.contains("use StringLookup"))
    #expect(message { try IntegerLookup().setVocabulary([1 << 40]) }.contains("does not fit into int32"))
    #expect(
      message { try StringLookup(maskToken: "m").setVocabulary(["a", "m"]) }.contains("[\"m\", \"[UNK]\"]"))
  }

  @Test func inversion() throws {
    let words = StringLookup(maskToken: "", vocabulary: ["a", "b"], invert: true)
    #expect(try words(Tensor([[0, 1], [2, 9]])).strings == ["", "[UNK]", "a", "[UNK]"])
    #expect(words.computeOutputDType([.int32]) == .string)
    #expect(message { _ = try words(Tensor(["a"])) }.contains("takes integers"))
  }

  @Test func weightsOfCounts() throws {
    let layer = CategoryEncoding(numTokens: 3, outputMode: .count)
    let x = Tensor([[0, 0], [1, 2]])
    let found = try layer(x, countWeights: Tensor([[0.5, 1], [2, 3]] as [[Float]]))
    #expect(found.floats == [1.5, 0, 0, 0, 2, 3])
    #expect(
      message { _ = try layer(x, countWeights: Tensor([1] as [Float])) }.contains(
        "countWeights have the shape (1,)"))
    let hot = CategoryEncoding(numTokens: 3)
    #expect(message { _ = try hot(x, countWeights: x) }.contains("count only"))
    #expect(message { _ = try hot(Tensor([[0, -1]])) }.contains("got -1 (element 1)"))
    let huge = CategoryEncoding(numTokens: .max)
    #expect(message { _ = try huge(x) }.contains("no memory holds"))
    let inputs = Input(shape: [2], dtype: .int32)
    let weights = Input(shape: [2])
    let model = Model(inputs: [inputs, weights], outputs: layer([inputs, weights]))
    let copy = try #require(try Layer.fromConfig(model.serialized) as? Model)
    let w = Tensor([[0.5, 1], [2, 3]] as [[Float]])
    #expect(try copy.predict([x, w], verbose: .silent).floats == found.floats)
    let call = model.getConfig()["layers"].list.last?["inbound_nodes"].list.first?["kwargs"]?["count_weights"]
    #expect(call?["class_name"] == "__keras_tensor__")
  }

  @Test func crossing() throws {
    let layer = HashedCrossing(numBins: 5, name: "cross")
    let (a, b) = (Tensor(["a", "b"]), Tensor([1, 2] as [Int]))
    let found: Tensor = try layer([a, b])
    #expect(try layer.functionOfInputs([a, b]).ints == found.ints)
    #expect(message { _ = try layer([a]) as Tensor }.contains("two inputs or more, got 1"))
    #expect(message { _ = try layer([a, Tensor(["x"])]) as Tensor }.contains("(2,), (1,)"))
    #expect(message { _ = try layer([a, Tensor([1, 2] as [Float])]) as Tensor }.contains("got float32"))
    let output = layer([Input(shape: [1], dtype: .string), Input(shape: [1], dtype: .int32)])
    #expect(output.shape == [nil, 1] && output.dtype == .int32)
  }

  @Test func adaptingToNothing() throws {
    #expect(message { try Rescaling(2).adapt([1, 2] as [Float]) }.contains("nothing to adapt"))
    #expect(
      message { try Normalization(mean: 1, variance: 2).adapt([1] as [Float]) }.contains("given as arguments")
    )
    #expect(message { try Normalization().adapt(batches: []) }.contains("got no data"))
    #expect(message { try Discretization(binBoundaries: [1]).adapt([1] as [Float]) }.contains("cannot adapt"))
    #expect(message { try Discretization(numBins: 3).adapt(batches: []) }.contains("got no data"))
    #expect(
      message { _ = try Discretization(numBins: 3)(Tensor([1] as [Float])) }.contains("has no bounds yet"))
    let empty = TextVectorization()
    try empty.adapt([" ", ""])
    #expect(try empty("a b").ints == [1, 1])
  }

  /// Keras 3.15: a data set without batches gives each layer one element after the other.
  @Test func singleElementsAreSamples() throws {
    let texts = Dataset(["a", "a", "b", "c"])
    let lookup = StringLookup(outputMode: .tfIdf)
    try lookup.adapt(texts)
    #expect(lookup.getVocabulary() == ["[UNK]", "a", "c", "b"])
    let expected = [0.847_297_85, 1.098_612_3, 1.098_612_3] as [Float]
    let weights = try lookup(Tensor(["a", "c", "b"], shape: [3, 1])).floats
    #expect(zip(stride(from: 1, to: 12, by: 5), expected).allSatisfy { abs(weights[$0] - $1) < 1e-6 })
    let numbers = IntegerLookup(outputMode: .tfIdf)
    try numbers.adapt(Dataset([1, 1, 2, 3]))
    #expect(abs(try numbers(Tensor([[1]])).floats[1] - 0.847_297_85) < 1e-6)
    let tokens = TextVectorization(split: nil, ngrams: 2)
    try tokens.adapt(texts)
    #expect(tokens.getVocabulary() == ["", "[UNK]", "a", "c", "b"])
    let one = Normalization()
    try one.adapt(Dataset([1, 2, 3, 6] as [Float]))
    // Over batches of different sizes too.
    let many = Normalization()
    try many.adapt(Dataset((0..<1500).map { Float($0 % 4) }))
    #expect(one.getWeights()[0].floats == [3] && one.getWeights()[1].floats == [3.5])
    #expect(many.getWeights()[0].floats == [1.5])
  }

  @Test func normalizationOfModels() throws {
    let layer = Normalization()
    try layer.adapt([[1, 10], [3, 30]] as [[Float]])
    let model = Sequential([Input(shape: [2]), layer, Dense(1)])
    #expect(try model.predict(Tensor([[1, 10]] as [[Float]]), verbose: .silent).shape == [1, 1])
    #expect(model.trainableWeights.count == 2 && layer.weights.map(\.name) == ["mean", "variance", "count"])
    #expect(try layer(Tensor([[1, 30]] as [[Float]])).floats == [-1, 1])
    #expect(message { try layer.adapt([[1, 2, 3]] as [[Float]]) }.contains("built for lengths [2]"))
    #expect(message { _ = try layer(Tensor([[1, 2, 3]] as [[Float]])) }.contains("built for lengths [2]"))
    let x = Tensor([[1, 2], [3, 4]] as [[Float]]).tracked()
    let slope = gradients(of: sum(try layer(x)), withRespectTo: [x])[0]
    #expect(slope.floats == [1, 0.1, 1, 0.1])
  }

  @Test func wrongArguments() {
    let cases: [(String, Config, String)] = [
      ("StringLookup", ["salt": [1]], "salt"), ("IntegerLookup", ["salt": 3], "farmhash"),
      ("StringLookup", ["invert": true, "output_mode": "count"], "invert"),
      ("StringLookup", ["num_oov_indices": -1], "numOovIndices"),
      ("IntegerLookup", ["vocabulary": ["a"]], "integers"),
      ("Hashing", ["num_bins": 3, "dtype": "float32"], "dtype must be int32"),
      ("Hashing", ["num_bins": 0], "num_bins"),
      ("Discretization", ["bin_boundaries": [2.0, 1.0]], "must ascend"),
      ("Discretization", [:], "must be given"),
      ("Normalization", ["mean": 1.0], "given together"),
      ("Normalization", ["mean": [[1.0]], "variance": [[1.0]]], "axes"),
      ("Normalization", ["mean": [1.0], "variance": 2.0], "one shape"), ("Rescaling", [:], "scale"),
      ("CategoryEncoding", ["num_tokens": 2, "output_mode": "int"], "output_mode"),
      ("HashedCrossing", ["num_bins": 3, "output_mode": "count"], "output_mode"),
    ]
    for (name, config, expected) in cases {
      let found = message {
        _ = try Layer.fromConfig(["class_name": .string(name), "config": .object(config)])
      }
      #expect(found.contains(expected), "\(name): \(found)")
    }
  }
}
