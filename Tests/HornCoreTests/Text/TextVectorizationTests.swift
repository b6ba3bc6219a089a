import Foundation
import HornTensor
import Testing

@testable import HornCore

/// What TextVectorization offers besides Keras's numbers: functions of one's own, errors, saving, and models of strings.
@Suite struct TextVectorizationTests {
  private let reviews = ["A good film!", "A bad, bad film.", "good fun", "no fun at all"]

  private func adapted(_ length: Int? = nil) throws -> TextVectorization {
    let layer = TextVectorization(outputSequenceLength: length)
    try layer.adapt(reviews)
    return layer
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch let error as HornError {
      return error.message
    } catch {
      return "another error: \(error)"
    }
  }

  @Test func formsOfInput() throws {
    let layer = try adapted()
    #expect(
      layer.getVocabulary() == ["", "[UNK]", "good", "fun", "film", "bad", "a", "no", "at", "all"])
    #expect(layer.vocabularySize == 10)
    #expect(layer.getVocabulary(includeSpecialTokens: false).first == "good")
    #expect(try layer("a good unknown").ints == [6, 2, 1])
    #expect(try layer(["a good unknown", "fun"]).ints == [6, 2, 1, 3, 0, 0])
    #expect(try layer.sequences(["a good unknown", "", "fun"]) == Sequences([[6, 2, 1], [], [3]]))
    #expect(try layer.tokens(["A good FILM!", ""]).map { $0 } == [["a", "good", "film"], []])
    #expect(try layer([] as [String]).shape == [0, 0])
    #expect(try layer(["?"]).shape == [1, 0])
  }

  /// Rows of one-hot tokens are padded to the longest text, so samples are not independent.
  @Test func whereSamplesStandAlone() {
    let alone = [OutputMode.int, .oneHot, .multiHot, .count, .tfIdf].map {
      TextVectorization(outputMode: $0).treatsSamplesAlone(training: false)
    }
    #expect(alone == [false, false, true, true, true])
    #expect(TextVectorization(outputSequenceLength: 3).treatsSamplesAlone(training: false))
    let error = #expect(throws: HornError.self) {
      try Layer.fromConfig([
        "class_name": "TextVectorization", "config": ["output_sequence_length": .int(1 << 40)],
      ])
    }
    #expect(error?.message.contains("from 0 to 4294967296") == true)
  }

  @Test func literalsAndDefaults() throws {
    let layer = TextVectorization(
      maxTokens: 50, standardize: "lower", split: "character", ngrams: 2, vocabulary: ["a", "b", "a b"])
    #expect(try layer("ab").ints == [2, 3, 4])
    #expect(TextVectorization(standardize: nil).standardize == nil)
    let form = TextVectorization().getConfig()
    #expect(form["standardize"] == "lower_and_strip_punctuation" && form["split"] == "whitespace")
  }

  @Test func functionsOfOnesOwn() throws {
    let layer = TextVectorization(
      standardize: TextStandardization { $0.lowercased().replacing("<br />", with: " ") },
      split: TextSplit { $0.split(separator: " ").map(String.init) })
    try layer.adapt(["ÄPFEL<br />Birnen", "birnen"])
    #expect(layer.getVocabulary() == ["", "[UNK]", "birnen", "äpfel"])
    #expect(try layer("Birnen ÄPFEL").ints == [2, 3])
    let batch = TextVectorization(
      standardize: .batch { try TextStandardization.lower($0) },
      split: .batch { texts in TokenSequences(texts.strings.map { [$0] }) }, vocabulary: ["a b"])
    #expect(try batch(["A B", "c"]).ints == [2, 1])
    let wrong = TextVectorization(
      standardize: .batch { _ in [] }, vocabulary: ["a"])
    #expect(message { _ = try wrong("a") }.contains("gave 0 texts for 1"))
    struct Failure: Error {}
    let failing = TextVectorization(split: TextSplit { _ in throw Failure() }, vocabulary: ["a"])
    #expect(throws: Failure.self) { try failing("a") }
  }

  @Test func registeredFunctionsAreWrittenAndFound() throws {
    TextStandardization.register("golden>shout") { $0.uppercased() }
    TextSplit.register("golden>commas") { $0.split(separator: ",").map(String.init) }
    let layer = TextVectorization(
      standardize: "golden>shout", split: "golden>commas", vocabulary: ["A", "B C"])
    let copy = try #require(try Layer.fromConfig(layer.serialized) as? TextVectorization)
    #expect(try copy("b c,a").ints == [3, 2])
    #expect(copy.getConfig()["split"]?["config"] == "golden>commas")
    var config = layer.getConfig()
    config["split"] = "golden>absent"
    let error = message {
      _ = try Layer.fromConfig(["class_name": "TextVectorization", "config": .object(config)])
    }
    #expect(error.contains("golden>absent") && error.contains("TextSplit.register"))
  }

  @Test func aFunctionIsASnapshotForOtherThreads() async throws {
    let layer = try adapted()
    let function = layer.function
    try layer.setVocabulary(["other"])
    let found = try await Task.detached { try function(Tensor(["good film"])).ints }.value
    #expect(found == [2, 4])
    #expect(try layer("good other").ints == [1, 2])
  }

  @Test func errors() throws {
    #expect(
      message { _ = try TextVectorization(name: "early")("a") }.contains("\"early\" has no vocabulary yet"))
    let early = TextVectorization(outputMode: .count)
    #expect(message { _ = try early("a") }.contains("has no vocabulary yet"))
    #expect(message { _ = try adapted()(Tensor([1, 2] as [Int])) }.contains("takes strings, got int32"))
    #expect(
      message { _ = try adapted()(Tensor(["a", "b"], shape: [1, 2])) }.contains(
        "[batch] or [batch, 1], got (1, 2)"))
    let layer = TextVectorization(maxTokens: 4)
    #expect(
      message { try layer.setVocabulary(["a", "b", "a", "b"]) }.contains(
        "2 terms more than once: \"a\", \"b\""))
    #expect(
      message { try layer.setVocabulary(["a", "b", "c"]) }.contains(
        "5 terms with the special ones, but maxTokens is 4"))
    #expect(message { try layer.setVocabulary(["a", ""]) }.contains("the mask token \"\" stands at place 1"))
    #expect(message { try layer.setVocabulary([] as [String]) }.contains("is empty"))
    #expect(message { try layer.setVocabulary([1, 2]) }.contains("must be of strings, got integers"))
    #expect(message { try layer.setVocabulary(["a"], idfWeights: [1]) }.contains("tf_idf only"))
    #expect(
      message { try layer.setVocabulary("/nowhere/words.txt") }.contains(
        "/nowhere/words.txt cannot be read: there is no such file"))
    #expect(message { _ = try layer("a") }.contains("has no vocabulary yet"))
    let weighted = TextVectorization(outputMode: .tfIdf)
    #expect(message { try weighted.setVocabulary(["a"]) }.contains("needs idfWeights"))
    #expect(
      message { try weighted.setVocabulary(["a", "b"], idfWeights: [1]) }.contains(
        "2 terms, but there are 1 idfWeights"))
    let given = TextVectorization(vocabulary: ["a"])
    #expect(message { try given.adapt(["b"]) }.contains("was given as an argument"))
    // What a program is made with may come from a file: it is an error at the first use.
    let missing = TextVectorization(vocabulary: "/nowhere/words.txt")
    #expect(message { _ = try missing("a") }.contains("there is no such file"))
    #expect(
      message { _ = try TextVectorization(vocabulary: ["a", "a"])("a") }.contains(
        "a term more than once: \"a\""))
    #expect(message { try layer.adapt(batches: [Tensor(["a"])], steps: 0) }.contains("steps of at least 1"))
  }

  @Test(
    arguments: [
      ("sparse", true, "no sparse tensors"), ("ragged", true, "sequences(_:)"),
      ("encoding", "utf-16", "UTF-8"),
      ("ngrams", [0], "from 1 to"), ("output_sequence_length", -1, "from 0 to"),
      ("max_tokens", 1, "greater than 1"),
      ("pad_to_max_tokens", true, "needs maxTokens"), ("vocabulary", "words.txt", "not followed"),
      ("output_mode", "ragged", "int, one_hot, multi_hot, count, tf_idf"),
      ("split", "words", "TextSplit.register"),
    ] as [(String, ConfigValue, String)])
  func refusedArguments(key: String, value: ConfigValue, expected: String) {
    let found = message {
      _ = try Layer.fromConfig(["class_name": "TextVectorization", "config": .object([key: value])])
    }
    #expect(found.contains(expected), "\(found)")
  }

  @Test func adaptingAgainAndInModels() throws {
    let layer = try adapted()
    try layer.adapt(["something else"])
    #expect(layer.getVocabulary() == ["", "[UNK]", "something", "else"])
    let counts = TextVectorization(outputMode: .count)
    try counts.adapt(["a b"])
    try counts.adapt(["a b c"])
    _ = try counts("a")
    #expect(message { try counts.adapt(["a"]) }.contains("built with a vocabulary of 4 terms"))
    #expect(counts.vocabularySize == 4)
    try counts.adapt(["x y z"])
    #expect(counts.getVocabulary() == ["[UNK]", "z", "y", "x"])
    let padded = TextVectorization(maxTokens: 6, outputMode: .multiHot, padToMaxTokens: true)
    try padded.adapt(["a b"])
    #expect(try padded("b").floats == [0, 1, 0, 0, 0, 0])
    try padded.adapt(["a"])
    #expect(try padded("b").floats == [1, 0, 0, 0, 0, 0])
  }

  @Test func vocabularyFiles() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("horn-\(UUID().uuidString).txt")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    func write(_ text: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
    try write("foo\r\nbär\nbaz")
    let layer = TextVectorization(vocabulary: path)
    #expect(layer.getVocabulary() == ["", "[UNK]", "foo", "bär", "baz"])
    #expect(try layer("baz foo bär x").ints == [4, 2, 3, 1])
    #expect(layer.getConfig()["vocabulary"] == .null)
    try write("a\n\nb\n")
    #expect(message { try adapted().setVocabulary(path) }.contains("line 2 of the vocabulary file"))
    try write("7\n-3\n")
    #expect(IntegerLookup(vocabulary: path).getVocabulary() == [-1, 7, -3])
    try write("7\nx\n")
    #expect(message { try IntegerLookup().setVocabulary(path) }.contains("line 2"))
  }

  @Test func savingAndRestoring() throws {
    for mode in [OutputMode.int, .count, .tfIdf] {
      let layer = TextVectorization(maxTokens: 20, outputMode: mode, padToMaxTokens: mode == .tfIdf)
      try layer.adapt(reviews)
      let copy = try #require(try Layer.fromConfig(layer.serialized) as? TextVectorization)
      try copy.loadOwnVariables(layer.saveOwnVariables())
      try copy.loadAssets(layer.saveAssets())
      #expect(copy.getVocabulary() == layer.getVocabulary())
      #expect(try copy(reviews).floats == layer(reviews).floats)
    }
    let given = TextVectorization(vocabulary: ["b", "a"])
    #expect(given.saveAssets().isEmpty)
    let copy = try #require(try Layer.fromConfig(given.serialized) as? TextVectorization)
    #expect(try copy("a b").ints == [3, 2])
    let numbers = IntegerLookup(maskToken: 0)
    try numbers.adapt([5, 5, 9])
    #expect(numbers.saveAssets()["vocabulary.txt"] == Array("0\n-1\n5\n9".utf8))
    let restored = IntegerLookup(maskToken: 0)
    try restored.loadAssets(numbers.saveAssets())
    #expect(restored.getVocabulary() == [0, -1, 5, 9])
  }

  @Test func modelsOfStrings() throws {
    let x = Tensor(reviews)
    let y = Tensor([1, 0, 1, 0] as [Float])
    func stack(_ vectorizer: TextVectorization) -> [Layer] {
      [
        vectorizer, Embedding(inputDim: 10, outputDim: 4, maskZero: true), GlobalAveragePooling1D(),
        Dense(1, activation: .sigmoid),
      ]
    }
    for entry in [nil, InputLayer(shape: [], dtype: .string), InputLayer(shape: [1], dtype: .string)] {
      let head: [Layer] = entry.map { [$0] } ?? []
      let model = Sequential(head + stack(try adapted()))
      model.compile(optimizer: .adam(learningRate: 0.05), loss: .binaryCrossentropy)
      let history = try model.fit(x, y, batchSize: 3, epochs: 30, verbose: .silent)
      let losses = try #require(history.history["loss"])
      #expect(losses[29] < losses[0] * 0.7)
      #expect(try model.predict(x, batchSize: 3, verbose: .silent).shape == [4, 1])
      #expect(try model.predict(x.viewed(as: [4, 1]), verbose: .silent).shape == [4, 1])
      #expect(model.countParams() == 45)
      let copy = try #require(try Layer.fromConfig(model.serialized) as? Sequential)
      let inner = try #require(copy.layers[0] as? TextVectorization)
      try inner.loadAssets(try #require(model.layers[0] as? TextVectorization).saveAssets())
      try copy.setWeights(model.getWeights())
      #expect(
        try copy.predict(x, verbose: .silent).floats == model.predict(x, verbose: .silent).floats)
    }
    let inputs = Input(shape: [1], dtype: .string, name: "text")
    let vectorizer = try adapted(6)
    let tokens = vectorizer(inputs)
    #expect(tokens.shape == [nil, 6] && tokens.dtype == .int32)
    let counts = TextVectorization(outputMode: .count, vocabulary: ["good", "bad"])(inputs)
    #expect(counts.shape == [nil, 3] && counts.dtype == .float32)
    let pooled = GlobalAveragePooling1D()(Embedding(inputDim: 10, outputDim: 4)(tokens))
    let model = Model(inputs: inputs, outputs: Dense(1)(Concatenate()([pooled, counts])))
    #expect(try model.predict(x.viewed(as: [4, 1]), verbose: .silent).shape == [4, 1])
    var lines: [String] = []
    model.summary { lines.append($0) }
    #expect(lines.joined().contains("TextVectorization") && lines.joined().contains("(None, 6)"))
    let copy = try #require(try Layer.fromConfig(model.serialized) as? Model)
    #expect(copy.outputShape == [nil, 1])
  }

  @Test func implicitInputsAreOfStrings() throws {
    let model = Sequential([try adapted(), Embedding(inputDim: 10, outputDim: 2)])
    #expect(try model.predict(Tensor(["good", "a bad film"]), verbose: .silent).shape == [2, 3, 2])
    let entry = model.serialized["config"]?["layers"].list.first
    #expect(entry?["config"]?["dtype"] == "string" && entry?["config"]?["batch_shape"].list.count == 1)
  }
}
