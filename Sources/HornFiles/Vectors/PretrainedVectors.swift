import HornCore
import HornTensor

/// Word vectors that somebody has trained, for the words of a vocabulary: word2vec, GloVe, fastText.
///
///     let vectors = try PretrainedVectors.load(
///       path: "glove.6B.100d.txt", vocabulary: vectorize.getVocabulary())
///     print(vectors)  // 9,213 of 9,998 words found among 400,000 vectors of 100 numbers; missing (7.9 %): …
///     let model = Sequential([try vectors.embedding(maskZero: true), LSTM(64), Dense(4, activation: .softmax)])
///
/// The file is read as a stream: memory is needed for the matrix, whatever the size of the file.
public struct PretrainedVectors: Sendable {
  /// The words, in the order of the rows.
  public let vocabulary: [String]
  /// A row for each word, `[vocabulary, dimensions]`, float32.
  public let matrix: Tensor
  /// The words that the file does not have, in the order of the vocabulary; padding and the unknown word do not count.
  public let missing: [String]
  /// Words of the vocabulary that come more than once in the file; the first vector counts.
  public let duplicates: [String]
  /// How many vectors were read.
  public let vectorCount: Int
  /// How many words were looked for: all but padding and the unknown word.
  public let wordCount: Int

  /// How many numbers a vector has.
  public var dimensions: Int { matrix.shape[1] }
  /// The part of ``wordCount`` that the file does not have, 0 to 1.
  public var missingFraction: Double { wordCount == 0 ? 0 : Double(missing.count) / Double(wordCount) }

  /// Reads the vectors of a vocabulary's words.
  ///
  /// - Parameters:
  ///   - path: a text file or word2vec's binary one; also compressed with gzip, bzip2, xz or zstd.
  ///   - vocabulary: the words, each once, such as `getVocabulary()` of a text layer gives them.
  ///   - format: how the file is written; `.auto` looks at its beginning.
  ///   - missing: what fills the rows of words that the file does not have, the unknown word's among them, if the file
  ///     has no vector for it; give an initializer a seed for the same rows every time.
  ///   - padding: the word whose row is zero; nil for none.
  ///   - unknownWord: the word that stands for all others; it does not count as missing. nil for none.
  ///   - limit: how many vectors to read from the front, where the frequent words are; nil for all.
  /// - Throws: `HornError` where the vocabulary is empty or has a word twice, `limit` is below 1, or the file ends too soon,
  ///   and with the line (in a binary file the word) where a row has another length than the others or what is no finite
  ///   number. In rows of words that are not wanted the numbers are not looked at.
  public static func load(
    path: String, vocabulary: [String], format: VectorFormat = .auto, missing: Initializer = .zeros,
    padding: String? = "", unknownWord: String? = "[UNK]", limit: Int? = nil
  ) throws -> PretrainedVectors {
    let window = ByteWindow(try CompressedSource.open(path))
    return try load(
      window, vocabulary: vocabulary, format: format, missing: missing, padding: padding,
      unknownWord: unknownWord, limit: limit)
  }

  static func load(
    _ window: ByteWindow, vocabulary: [String], format: VectorFormat = .auto, missing: Initializer = .zeros,
    padding: String? = "", unknownWord: String? = "[UNK]", limit: Int? = nil
  ) throws -> PretrainedVectors {
    guard !vocabulary.isEmpty else {
      throw HornError(.value, "\(window.name): the vocabulary is empty; there is nothing to look for")
    }
    if let limit, limit < 1 {
      throw HornError(
        .value, "\(window.name): limit is \(limit); expected at least 1, or nil for all vectors")
    }
    let table = try WordTable(ByteStrings(vocabulary))
    var rows = try read(window, table, format, limit: limit ?? .max)
    let special = Set([padding, unknownWord].compactMap { $0 })
    let absent = vocabulary.indices.filter { !rows.isFound[$0] }
    try rows.fill(absent.filter { vocabulary[$0] != padding }, with: missing)
    if let padding { rows.clear(padding) }
    return PretrainedVectors(
      vocabulary: vocabulary, matrix: rows.matrix,
      missing: absent.map { vocabulary[$0] }.filter { !special.contains($0) },
      duplicates: rows.duplicates.map { vocabulary[$0] }, vectorCount: rows.count,
      wordCount: vocabulary.reduce(0) { $0 + (special.contains($1) ? 0 : 1) })
  }

  private static func read(
    _ window: ByteWindow, _ table: WordTable, _ format: VectorFormat, limit: Int
  ) throws -> VectorRows {
    try window.skipByteOrderMark()
    while !window.unread.prefix(1 << 12).contains(0x0a), window.count < 1 << 12, try window.refill() {}
    let first = window.unread.prefix { $0 != 0x0a }
    let header = VectorHeader(UnsafeRawBufferPointer(rebasing: first.last == 0x0d ? first.dropLast() : first))
    guard format != .glove, let header else {
      guard format == .auto || format == .glove else {
        throw HornError(
          .format,
          "\(window.name), line 1: expected the numbers of words and dimensions, as in files of the format "
            + "\(format.rawValue); is it a file of GloVe?")
      }
      var reader = TextVectorReader(window, line: 0, limit: limit)
      return try reader.read(table, header: nil)
    }
    window.consume(min(first.count + 1, window.count))
    if try format == .word2vecBinary || (format == .auto && looksBinary(window)) {
      return try BinaryVectorReader(window, limit: limit).read(table, header: header)
    }
    var reader = TextVectorReader(window, line: 1, limit: limit)
    return try reader.read(table, header: header)
  }

  /// Whether what stands behind the first word cannot be numbers in text.
  private static func looksBinary(_ window: ByteWindow) throws -> Bool {
    while window.count < 1 << 12, try window.refill() {}
    guard let space = window.unread.firstIndex(of: 0x20) else { return false }
    let numbers = window.unread[(space + 1)...].prefix(256).prefix { $0 != 0x0a }
    // Words with blanks have other letters there, but no control characters, and none beyond ASCII for long.
    let odd = numbers.reduce(0) { $0 + ($1 < 0x20 && $1 != 0x09 && $1 != 0x0d || $1 >= 0x7f ? 1 : 0) }
    return odd * 8 > numbers.count || window.unread[(space + 1)...].prefix(4).contains(0)
  }

  /// A layer whose table is the matrix.
  ///
  /// - Parameters:
  ///   - maskZero: whether 0 stands for padding, which the layers behind then skip.
  ///   - trainable: whether training changes the vectors.
  ///   - name: nil makes one up.
  public func embedding(maskZero: Bool = false, trainable: Bool = false, name: String? = nil) throws
    -> Embedding
  {
    let layer = Embedding(
      inputDim: vocabulary.count, outputDim: dimensions, maskZero: maskZero, name: name, trainable: trainable)
    try layer.ensureBuilt(inputShape: [nil, nil])
    try layer.setWeights([matrix])
    return layer
  }
}

extension PretrainedVectors: CustomStringConvertible {
  /// How many words were found, and which were not.
  public var description: String {
    var text =
      "\(wordCount - missing.count) of \(wordCount) words found among \(vectorCount) vectors of \(dimensions) numbers"
    if !missing.isEmpty {
      let percent = (missingFraction * 1000).rounded() / 10
      text += "; missing (\(percent) %): " + missing.prefix(10).joined(separator: ", ")
      if missing.count > 10 { text += ", …" }
    }
    if !duplicates.isEmpty { text += "; \(duplicates.count) came more than once" }
    return text
  }
}
