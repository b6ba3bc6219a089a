import HornKernels
import HornTensor
import Testing

@testable import HornCore

/// The same tokens, vocabularies and integers as Keras on TensorFlow.
@Suite struct TextGoldenTests {
  /// Keras gives integers in the modes that count, Horn float32.
  private func expectSame(_ found: Tensor, _ expected: Tensor, _ what: String) {
    let expected =
      found.dtype == .float32 && expected.dtype == .int32 ? cast(expected, .float32) : expected
    expectClose(found, expected, what)
  }

  private func expectVocabulary(_ layer: TextVectorization, _ golden: TextGolden) {
    let found = layer.vocabularyTerms
    let expected = golden.json["vocabulary"]
    #expect(found.count == expected?["count"]?.place)
    for (place, (term, digits)) in zip(found, expected?["first"].list ?? []).enumerated() {
      #expect(Array(term) == digits.hexBytes, "place \(place)")
    }
  }

  @Test(arguments: TextGolden.cases("vectorizations"))
  func vectorizations(golden: TextGolden) throws {
    let layer = try #require(try golden.makeLayer() as? TextVectorization)
    try layer.adapt(TextGolden.strings(golden.json["adapt"]))
    expectVocabulary(layer, golden)
    let x = TextGolden.strings(golden.json["inputs"])
    let expected = try #require(golden.json["outputs"]).tensor
    expectSame(try layer(x), expected, "[batch]")
    expectSame(try layer(x.viewed(as: [x.elementCount, 1])), expected, "[batch, 1]")
    expectSame(try layer.function(x), expected, "function")
    #expect(try layer.computeOutputShape([nil]).count == expected.rank)
  }

  @Test(arguments: TextGolden.cases("tokens"))
  func tokens(golden: TextGolden) throws {
    let layer = try #require(try golden.makeLayer() as? TextVectorization)
    func strings(_ key: String, _ shape: [Int]) -> Tensor {
      var strings = ByteStrings()
      for value in golden.json[key].list { strings.append(utf8: value.hexBytes) }
      return Tensor(strings, shape: Shape(shape))
    }
    try layer.adapt(strings("adapt", golden.json["adapt_shape"].list.map(\.place)))
    expectVocabulary(layer, golden)
    let shape = golden.json["shape"].list.map(\.place)
    let found = try layer(strings("inputs", shape))
    expectSame(found, try #require(golden.json["outputs"]).tensor, "\(shape)")
    #expect(try layer.computeOutputShape(shape.map(Optional.some)) == found.shape.map(Optional.some))
  }

  @Test(arguments: TextGolden.cases("streams"))
  func streams(golden: TextGolden) throws {
    let layer = try #require(try golden.makeLayer() as? TextVectorization)
    try layer.adapt(batches: golden.json["batches"].list.map { TextGolden.strings($0) })
    expectVocabulary(layer, golden)
    let found = try layer(TextGolden.strings(golden.json["inputs"]))
    expectSame(found, try #require(golden.json["outputs"]).tensor, "outputs")
  }

  @Test(arguments: TextGolden.cases("lookups") + TextGolden.cases("categories"))
  func categories(golden: TextGolden) throws {
    let layer = try golden.makeLayer()
    if let data = golden.json["adapt"] { try layer.adapt(data.tensor) }
    if golden.json["batches"] != nil { try layer.adapt(batches: golden.json["batches"].list.map(\.tensor)) }
    let inputs = golden.json["inputs"].list.map(\.tensor)
    let found: Tensor = try layer(inputs)
    expectSame(found, try #require(golden.json["outputs"]).tensor, "outputs")
    if inputs.count == 1 { expectSame(try layer.function(inputs[0]), found, "function") }
    let shapes = try layer.computeOutputShape(inputs.map { $0.shape.map(Optional.some) })
    #expect(shapes == [found.shape.map(Optional.some)])
    #expect(layer.computeOutputDType(inputs.map(\.dtype)) == found.dtype)
    switch layer {
    case let layer as IntegerLookup where golden.json["vocabulary"] != nil:
      #expect(layer.getVocabulary() == golden.json["vocabulary"].list.map(\.place))
    case let layer as StringLookup where golden.json["vocabulary"] != nil:
      #expect(layer.getVocabulary() == golden.json["vocabulary"].list.map { Optional($0).text })
    case let layer as Discretization:
      let bounds = try #require(layer.binBoundaries)
      let expected = golden.json["boundaries"].list.map { value -> Float in
        if case .double(let number) = value { Float(number) } else { Float(value.place) }
      }
      expectClose(Tensor(bounds), Tensor(expected), "boundaries", tolerance: 1e-6)
    default: break
    }
  }

  @Test func hashesOfAllLengths() throws {
    let golden = try #require(TextGolden.file["hashes"].list.first)
    let stream = try #require(golden["bytes"]).hexBytes
    let buckets = UInt64(try #require(golden["buckets"]).place)
    var texts = ByteStrings()
    for length in 0...300 { texts.append(utf8: stream[min(length, 700)..<min(2 * length, 700)]) }
    for (key, salt) in [("plain", nil), ("salted", [133, 137] as [UInt64]?)] {
      var hashes = [UInt64](repeating: 0, count: texts.count)
      texts.bytes.withUnsafeBufferPointer {
        horn_hash_strings(&hashes, $0.baseAddress, texts.offsets, texts.count, salt)
      }
      let expected = golden[key].list.map { UInt64(Optional($0).text) }
      #expect(expected.count == 301)
      for (length, hash) in hashes.enumerated() {
        #expect(hash % buckets == expected[length], "\(key), length \(length)")
      }
    }
  }
}
