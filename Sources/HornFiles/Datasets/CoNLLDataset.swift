import Foundation
import HornCore
import HornTensor

/// CoNLL-2003 (Tjong Kim Sang and De Meulder): English sentences of Reuters news with the names in them.
public struct CoNLLDataset: Sendable {
  /// Sentences for training, validation and testing.
  public typealias Parts = (train: [TaggedSentence], validation: [TaggedSentence], test: [TaggedSentence])

  /// The kinds of names: persons, organisations, places, others.
  public let entityKinds = ["PER", "ORG", "LOC", "MISC"]

  private let cache: DatasetCache
  private let file: DatasetFile
  private static let names = [
    ["eng.train", "train.txt"], ["eng.testa", "valid.txt"], ["eng.testb", "test.txt"],
  ]

  init() {
    self.init(
      cache: DatasetCache(),
      file: DatasetFile(
        name: "conll2003.zip", address: "https://data.deepai.org/conll2003.zip",
        digest: .sha256("96a104d174ddae7558bab603f19382c5fe02ff1da5c077a7f3ce2ced1578a2c3"),
        substitute: "Datasets.conll2003.madeUp() needs no file"))
  }

  package init(cache: DatasetCache, file: DatasetFile) {
    self.cache = cache
    self.file = file
  }

  /// Loads the sentences, downloading them into Keras's cache where they are not yet.
  ///
  ///     let (train, validation, test) = try Datasets.conll2003.loadData(scheme: .iob2)
  ///     print(train[0].words, train[0].entities)
  ///
  /// Reuters has licensed the text for research only.
  ///
  /// - Parameters:
  ///   - path: A name in the cache, where a copy must have the published digest; or an existing archive or folder with
  ///     `eng.train`, `eng.testa` and `eng.testb`, or `train.txt`, `valid.txt` and `test.txt`.
  ///   - scheme: the scheme of the tags of names; nil leaves them as they are in the file.
  /// - Returns: 14,041, 3,250 and 3,453 sentences, in the order of the files.
  /// - Throws: `HornError` where a file cannot be had, or with file and line where it has another form.
  public func loadData(path: String = "conll2003.zip", scheme: TaggingScheme? = nil) throws -> Parts {
    let place = try cache.locate(file, path: path, allowsFolder: true)
    var isDirectory: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: place, isDirectory: &isDirectory)
    var parts: [[TaggedSentence]?] = [nil, nil, nil]
    if isDirectory.boolValue {
      for (part, names) in Self.names.enumerated() {
        let found = names.first { FileManager.default.fileExists(atPath: place + "/" + $0) }
        parts[part] = try found.map { try sentences(path: place + "/" + $0, scheme: scheme) }
      }
    } else {
      let archive = try ArchiveReader(path: place)
      while let entry = try archive.next() {
        let name = String(entry.path.split(separator: "/").last ?? "")
        guard entry.kind == .file, let part = Self.names.firstIndex(where: { $0.contains(name) }) else {
          continue
        }
        let source = MemorySource(try archive.bytes(), name: "\(path): \(entry.path)")
        parts[part] = try sentences(LineReader(source), name: source.name, scheme: scheme)
      }
    }
    guard let train = parts[0], let validation = parts[1], let test = parts[2] else {
      throw HornError(
        .file,
        "\(path): expected the files \(Self.names.map { $0[0] }) or \(Self.names.map { $0[1] }), and not all are there"
      )
    }
    return (train, validation, test)
  }

  /// Reads one file of CoNLL's form: a word in a line, its tag in the last column; an empty line ends a sentence.
  ///
  /// There are as many columns in all lines, at least two. The second of three or more is the part of speech, the third
  /// of four or more the chunk; others are passed over, and so are lines that begin with `-DOCSTART-`, which separate
  /// articles. The tags may be of any ``TaggingScheme``.
  ///
  ///     let sentences = try Datasets.conll2003.sentences(path: "annotated.conll", scheme: .iob2)
  ///
  /// - Parameter scheme: the scheme of the tags of names; nil leaves them as they are in the file.
  /// - Throws: `HornError` with file and line where a line has another number of columns or a tag is none.
  public func sentences(path: String, scheme: TaggingScheme? = nil) throws -> [TaggedSentence] {
    try sentences(LineReader(path: path), name: path, scheme: scheme)
  }

  func sentences(_ lines: LineReader, name: String, scheme: TaggingScheme?) throws -> [TaggedSentence] {
    var sentences: [TaggedSentence] = []
    var current = TaggedSentence()
    var expected: (columns: Int, line: Int)?
    func finish(_ end: Int) throws {
      guard current.count > 0 else { return }
      do {
        // These marks are those of all schemes, and names begin and end at the same words whichever it is.
        let spans = try EntityTags.spans(of: current.entities, scheme: .iobes)
        if let scheme {
          current.entities = try EntityTags.tags(for: spans, count: current.count, scheme: scheme)
        }
      } catch let error as HornError {
        throw HornError(.format, "\(name), lines \(end - current.count) to \(end - 1): \(error.message)")
      }
      sentences.append(current)
      current = TaggedSentence()
    }
    while let line = try lines.next() {
      let columns = line.utf8.split { $0 == 0x20 || $0 == 0x09 }.map { String(Substring($0)) }
      guard let word = columns.first, let tag = columns.last, word != "-DOCSTART-" else {
        try finish(lines.lineNumber)
        continue
      }
      guard columns.count > 1, columns.count == expected?.columns ?? columns.count else {
        let wanted =
          expected.map { "\($0.columns) columns as in line \($0.line)" }
          ?? "a word and its tag, in two columns or more"
        throw HornError(
          .format,
          "\(name), line \(lines.lineNumber): expected \(wanted), got \(columns.count): \"\(line.prefix(60))\""
        )
      }
      expected = expected ?? (columns.count, lines.lineNumber)
      current.words.append(word)
      if columns.count > 2 { current.partsOfSpeech.append(columns[1]) }
      if columns.count > 3 { current.chunks.append(columns[2]) }
      current.entities.append(tag)
    }
    try finish(lines.lineNumber + 1)
    guard !sentences.isEmpty else { throw HornError(.format, "\(name): there are no sentences in it") }
    return sentences
  }

  /// Makes up sentences with names of the same kinds, for machines without a network; the same arguments give the same
  /// sentences.
  ///
  /// - Parameters:
  ///   - count: How many to train with, up to 1,000,000.
  ///   - testCount: How many to validate with, and how many to test with; up to 1,000,000.
  ///   - seed: Another seed makes other sentences.
  ///   - scheme: The scheme of the tags of names.
  /// - Throws: `HornError` where a count is out of range.
  public func madeUp(
    count: Int = 2000, testCount: Int = 500, seed: UInt32 = 113, scheme: TaggingScheme = .iob1
  ) throws -> Parts {
    try MadeUp.check(count: count, testCount: testCount, "conll2003")
    var maker = TaggedSentenceMaker(seed: seed)
    return (
      try maker.sentences(count, scheme), try maker.sentences(testCount, scheme),
      try maker.sentences(testCount, scheme)
    )
  }
}
