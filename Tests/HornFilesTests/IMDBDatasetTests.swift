import Foundation
import HornCore
import HornTensor
import Testing

@testable import HornFiles

/// What Keras's `imdb.load_data` gives for the same small file.
@Suite(.quiet) struct IMDBDatasetTests {
  typealias Rows = [[Int]]
  let path = TestFiles.golden("tiny_imdb.npz")

  private func expect(
    _ data: (train: Datasets.LabeledSequences, test: Datasets.LabeledSequences), _ xTrain: Rows,
    _ yTrain: [Int],
    _ xTest: Rows, _ yTest: [Int], location: SourceLocation = #_sourceLocation
  ) {
    #expect(Array(data.train.x) == xTrain && data.train.y.ints == yTrain, sourceLocation: location)
    #expect(Array(data.test.x) == xTest && data.test.y.ints == yTest, sourceLocation: location)
    #expect(data.train.y.dtype == .int32 && data.train.y.shape == [xTrain.count], sourceLocation: location)
  }

  @Test func arithmeticOfKeras() throws {
    let imdb = Datasets.imdb
    expect(
      try imdb.loadData(path: path), [[1, 5], [1, 9, 10, 303, 11, 2], [1, 4, 5, 6, 12], [1, 7, 8]],
      [0, 1, 1, 0],
      [[1, 8, 8, 8], [1, 6, 4]], [1, 0])
    expect(
      try imdb.loadData(path: path, numWords: 8),
      [[1, 5], [1, 2, 2, 2, 2, 2], [1, 4, 5, 6, 2], [1, 7, 2]],
      [0, 1, 1, 0], [[1, 2, 2, 2], [1, 6, 4]], [1, 0])
    expect(
      try imdb.loadData(path: path, numWords: 9, skipTop: 5),
      [[2, 5], [2, 2, 2, 2, 2, 2], [2, 2, 5, 6, 2], [2, 7, 8]], [0, 1, 1, 0], [[2, 8, 8, 8], [2, 6, 2]],
      [1, 0])
    expect(
      try imdb.loadData(path: path, startChar: nil), [[5], [9, 10, 303, 11, 2], [4, 5, 6, 12], [7, 8]],
      [0, 1, 1, 0], [[8, 8, 8], [6, 4]], [1, 0])
    expect(
      try imdb.loadData(path: path, numWords: 10, startChar: nil, oovChar: nil, indexFrom: 0),
      [[2], [6, 7, 8], [1, 2, 3, 9], [4, 5]], [0, 1, 1, 0], [[5, 5, 5], [3, 1]], [1, 0])
    expect(
      try imdb.loadData(path: path, maxlen: 5), [[1, 5], [1, 7, 2]], [0, 0], [[1, 2, 2, 2], [1, 6, 4]],
      [1, 0])
    expect(
      try imdb.loadData(path: path, maxlen: 5, seed: 7, startChar: nil, indexFrom: 2),
      [[6, 7], [3, 4, 5, 2], [4]], [0, 1, 0], [[7, 7, 7], [5, 3]], [1, 0])
    expect(
      try imdb.loadData(path: path, numWords: 100, skipTop: 2, seed: 1, oovChar: 50),
      [[50, 5], [50, 9, 10, 50, 11, 50], [50, 4, 5, 6, 12], [50, 7, 8]], [0, 1, 1, 0],
      [[50, 6, 4], [50, 8, 8, 8]], [0, 1])
  }

  @Test func whatCannotBe() throws {
    let imdb = Datasets.imdb
    let error = try #require(throws: HornError.self) { try imdb.loadData(path: path, maxlen: 2) }
    #expect(error.message.contains("increase maxlen"))
    #expect(throws: HornError.self) { try imdb.loadData(path: path, indexFrom: Int(Int32.max)) }
    #expect(throws: HornError.self) { try imdb.loadData(path: path, startChar: .max) }
    #expect(throws: HornError.self) { try imdb.loadData(path: TestFiles.golden("stored.npz")) }
    #expect(throws: HornError.self) { try imdb.getWordIndex(path: path) }
  }

  @Test func fromACache() throws {
    try TestFiles.withDirectory { directory in
      let bytes = try TestFiles.goldenBytes("tiny_imdb.npz")
      let index = Array(#"{"the": 1, "naïve": 2}"#.utf8)
      let server = try FileServer(bytes)
      defer { server.stop() }
      let imdb = IMDBDataset(
        cache: DatasetCache(baseAddress: server.address, directory: directory),
        data: DatasetFile(name: "imdb.npz", digest: Digest.sha256("").of(bytes)),
        wordIndex: DatasetFile(name: "imdb_word_index.json", digest: Digest.md5("").of(index)))
      #expect(try imdb.loadData().train.x.count == 4)
      try Data(index).write(to: URL(fileURLWithPath: directory + "/imdb_word_index.json"))
      #expect(try imdb.getWordIndex() == ["the": 1, "naïve": 2])
      #expect(server.ranges.count == 1)
    }
  }

  @Test(.enabled(if: TestFiles.shared("imdb/imdb_rebuilt.npz") != nil)) func realReviews() throws {
    let path = try #require(TestFiles.shared("imdb/imdb_rebuilt.npz"))
    let clock = ContinuousClock()
    let start = clock.now
    let ((xTrain, yTrain), (xTest, yTest)) = try Datasets.imdb.loadData(path: path, numWords: 20_000)
    let loaded = clock.now
    let padded = padSequences(xTrain, maxlen: 30)
    print("IMDB: loaded in \(loaded - start), padded in \(clock.now - loaded)")
    #expect(xTrain.count == 25_000 && xTest.count == 25_000 && yTrain.shape == [25_000])
    #expect(xTrain[0].count == 218 && xTrain[0].prefix(7) == [1, 14, 22, 16, 43, 530, 973])
    #expect(yTrain.ints.reduce(0, +) == 12_500 && yTest.ints.reduce(0, +) == 12_500)
    #expect(padded.shape == [25_000, 30])
    // The md5 of all tokens and of all labels as int32, from Keras.
    #expect(
      fingerprint(xTrain, yTrain) == ["8322a8b6aba2cd1e207a0e0a8c83d8f4", "9b30537229d5927537e00bdc5651c360"])
    #expect(
      fingerprint(xTest, yTest) == ["68e9c40b220594e4ec1859a091f49234", "7fa039a84c0ac6c890dcead8fd624618"])
    let short = try Datasets.imdb.loadData(path: path, maxlen: 200)
    #expect(
      fingerprint(short.train.x, short.train.y) == [
        "41fea55bfdb76a128446579696959639", "8d2c0b95191dab57c860209990e139f0",
      ])
    #expect(
      fingerprint(short.test.x, short.test.y) == [
        "31f2aa3e223a31ced1014fdd87fb83d4", "89c2ea69aec61eb8e2f911389fbbd551",
      ])
  }

  private func fingerprint(_ x: Sequences, _ y: Tensor) -> [String] {
    let tokens = x.values.withUnsafeBytes { Array($0) }
    let labels = UnsafeRawBufferPointer(start: y.i32, count: 4 * y.elementCount)
    let digests = [tokens, withExtendedLifetime(y) { Array(labels) }].map { Digest.md5("").of($0) }
    return digests.map { "\($0)".replacingOccurrences(of: "md5 ", with: "") }
  }

  @Test(.enabled(if: TestFiles.shared("imdb/imdb_word_index.json") != nil)) func realWordIndex() throws {
    let path = try #require(TestFiles.shared("imdb/imdb_word_index.json"))
    let index = try Datasets.imdb.getWordIndex(path: path)
    #expect(index.count == 88_584 && index["the"] == 1 && index["fawn"] == 34_701)
    #expect(try Digest.md5("").ofFile(path) == .md5("bfafd718b763782e994055a2d397834f"))
  }

  @Test(.enabled(if: TestFiles.shared("mnist/mnist.npz") != nil)) func realImages() throws {
    let archive = try NpzArchive(path: try #require(TestFiles.shared("mnist/mnist.npz")))
    #expect(try archive.tensor("x_test").shape == [10_000, 28, 28])
    #expect(try archive.tensor("y_test").ints.prefix(5) == [7, 2, 1, 0, 4])
  }
}
