import Foundation
import HornCore
import HornTensor
import Testing

@testable import HornFiles

/// The loaders of texts, images and newswires.
@Suite(.quiet) struct DatasetLoaderTests {
  private func lines(_ text: String) throws -> LineReader {
    try LineReader(MemorySource(Array(text.utf8), name: "test"))
  }

  // MARK: - IMDB

  private static let reviews: [ArchiveMaker.Entry] = [
    .init("aclImdb/README", "no review"), .init("aclImdb/train/pos/10_7.txt", "good ten"),
    .init("aclImdb/train/neg/1_2.txt", "bad one"), .init("aclImdb/train/unsup/0_0.txt", "unknown"),
    .init("aclImdb/train/pos/2_9.txt", "good two"), .init("aclImdb/train/neg/0_3.txt", "bad zero"),
    .init("aclImdb/train/neg/0_3.bak", "no text"), .init("aclImdb/test/neg/5_1.txt", "bad test"),
    .init("aclImdb/test/pos/3_9.txt", "good test"),
  ]

  @Test func reviewsFromArchiveAndFolder() throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/reviews.tar.gz"
      ArchiveMaker.write(Self.reviews, to: path, as: .tarGzip)
      try extractArchive(path, to: directory + "/out")
      for place in [path, directory + "/out", directory + "/out/aclImdb"] {
        let ((texts, labels), (testTexts, testLabels)) = try Datasets.imdbReviews.loadData(path: place)
        #expect(
          texts.strings == ["bad zero", "bad one", "good ten", "good two"] && labels.ints == [0, 0, 1, 1])
        #expect(testTexts.strings == ["bad test", "good test"] && testLabels.ints == [0, 1])
        #expect(labels.dtype == .int32 && labels.shape == [4] && texts.shape == [4])
      }
      ArchiveMaker.write(Self.reviews.dropLast(), to: path, as: .tarGzip)
      let error = try #require(throws: HornError.self) { try Datasets.imdbReviews.loadData(path: path) }
      #expect(error.message.contains("[1, 0] to test with"), "\(error.message)")
      #expect(throws: HornError.self) { try Datasets.imdbReviews.loadData(path: directory + "/none") }
    }
  }

  @Test func reviewsFromACache() throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/made.tar.gz"
      ArchiveMaker.write(Self.reviews, to: path, as: .tarGzip)
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      let server = try FileServer(bytes)
      let dataset = IMDBReviewsDataset(
        cache: DatasetCache(directory: directory + "/cache"),
        file: DatasetFile(
          name: "a.tar.gz", address: server.address + "x", digest: Digest.sha256("").of(bytes)))
      #expect(try dataset.loadData(path: "a.tar.gz").train.x.strings.count == 4)
      server.stop()
      #expect(try dataset.loadData(path: "a.tar.gz").train.x.strings.count == 4)
      let error = try #require(throws: HornError.self) { try dataset.loadData(path: "b.tar.gz") }
      #expect(
        error.kind == .network && error.message.contains("Datasets.reviews needs no file"), "\(error.message)"
      )
    }
  }

  @Test(.enabled(if: TestFiles.shared("imdb/aclImdb_v1.tar.gz") != nil)) func realReviews() throws {
    let path = try #require(TestFiles.shared("imdb/aclImdb_v1.tar.gz"))
    let start = ContinuousClock.now
    let ((texts, labels), (testTexts, testLabels)) = try Datasets.imdbReviews.loadData(path: path)
    print("IMDB texts: loaded in \(ContinuousClock.now - start)")
    #expect(texts.shape == [25_000] && testTexts.shape == [25_000])
    #expect(labels.ints == Array(repeating: 0, count: 12_500) + Array(repeating: 1, count: 12_500))
    #expect(testLabels.ints == labels.ints)
    #expect(texts.byteStrings.string(at: 0).hasPrefix("Story of a man who has unnatural feelings for a pig."))
    #expect(texts.byteStrings.string(at: 12_500).hasPrefix("Bromwell High is a cartoon comedy."))
  }

  // MARK: - AG News

  @Test func newsFromAFile() throws {
    let csv = "\"3\",\"A \"\"title\"\"\",\"Text\nof it\"\n\"1\",\"\",\"More\"\n"
    func reader(_ text: String) throws -> CSVReader {
      try CSVReader(
        MemorySource(Array(text.utf8), name: "news.csv"), columns: ["class", "title", "description"])
    }
    let news = try Datasets.agNews.read(reader(csv), name: "news.csv")
    #expect(news.labels == [2, 0] && news.y.ints == [2, 0] && news.titles.strings == ["A \"title\"", ""])
    #expect(news.texts().strings == ["A \"title\" Text\nof it", " More"])
    #expect(news.titled.descriptions.strings == ["Text\nof it"] && news.titled.labels == [2])
    #expect(Datasets.agNews.classNames[2] == "Business")
    for (text, word) in [
      ("\"5\",\"a\",\"b\"\n", "news.csv, line 1: the class is 5"), ("1,a,b\nx,a,b\n", "news.csv, line 2"),
      ("1,a\n", "news.csv, line 1"), ("", "no news"),
    ] {
      let error = try #require(throws: HornError.self) {
        try Datasets.agNews.read(reader(text), name: "news.csv")
      }
      #expect(error.message.contains(word), "\(error.message)")
    }
  }

  @Test(.enabled(if: TestFiles.shared("ag_news/test.csv") != nil)) func realNews() throws {
    let train = try #require(TestFiles.shared("ag_news/train_partial.csv"))
    let test = try #require(TestFiles.shared("ag_news/test.csv"))
    let news = try Datasets.agNews.loadData(trainPath: train, testPath: test)
    #expect(news.train.count == 28_651 && news.test.count == 7_600 && news.train.titled.count == 9_657)
    #expect(
      (0..<4).map { label in news.test.labels.reduce(0) { $0 + ($1 == label ? 1 : 0) } } == [
        1900, 1900, 1900, 1900,
      ])
    #expect(news.test.titles.string(at: 0) == "Fears for T N pension after talks" && news.test.labels[0] == 2)
  }

  // MARK: - CoNLL

  private static let sentences = """
    -DOCSTART- -X- O O

    Anna NNP I-NP I-PER
    Berger NNP I-NP I-PER
    Bob NNP I-NP B-PER
    left VBD I-VP O

    -DOCSTART- -X- -X- O

    Oslo NNP I-NP I-LOC
    """

  @Test func sentencesOfAFile() throws {
    let conll = Datasets.conll2003
    let plain = try conll.sentences(lines(Self.sentences), name: "test", scheme: nil)
    #expect(plain.map(\.words) == [["Anna", "Berger", "Bob", "left"], ["Oslo"]])
    #expect(plain[0].entities == ["I-PER", "I-PER", "B-PER", "O"] && plain[0].partsOfSpeech[3] == "VBD")
    #expect(plain[1].chunks == ["I-NP"] && plain[1].count == 1)
    let iob2 = try conll.sentences(lines(Self.sentences), name: "test", scheme: .iob2)
    #expect(iob2[0].entities == ["B-PER", "I-PER", "B-PER", "O"] && iob2[1].entities == ["B-LOC"])
    let short = try conll.sentences(
      lines("Anna B-PER\nBerger E-PER\nleft O\n\nOslo S-LOC\n"), name: "test", scheme: .iob2)
    #expect(short.map(\.entities) == [["B-PER", "I-PER", "O"], ["B-LOC"]] && short[0].partsOfSpeech.isEmpty)
    let three = try conll.sentences(lines("Oslo\tNNP\tI-LOC\n"), name: "test", scheme: nil)
    #expect(three[0].partsOfSpeech == ["NNP"] && three[0].chunks.isEmpty && three[0].entities == ["I-LOC"])
    for (text, word) in [
      ("a\n", "test, line 1"),
      ("\na N I O\nb N I O x\n", "test, line 3: expected 4 columns as in line 2, got 5"),
      ("a O\n\nb\n", "test, line 3"), ("a U-PER\n", "test, lines 1 to 1"),
      ("a N I PER\n", "test, lines 1 to 1"),
      ("a N I O\nb N I X-A\n\n", "test, lines 1 to 2: the tag at position 1"), ("\n", "no sentences"),
    ] {
      let error = try #require(throws: HornError.self) {
        try conll.sentences(lines(text), name: "test", scheme: nil)
      }
      #expect(error.message.contains(word), "\(error.message)")
    }
  }

  @Test func sentencesOfFolderAndArchive() throws {
    try TestFiles.withDirectory { directory in
      let path = directory + "/conll.zip"
      let names = ["train.txt", "valid.txt", "test.txt"]
      ArchiveMaker.write(names.map { .init($0, Self.sentences) }, to: path, as: .zip)
      try extractArchive(path, to: directory + "/out")
      for place in [path, directory + "/out"] {
        let (train, validation, test) = try Datasets.conll2003.loadData(path: place)
        #expect(train.count == 2 && validation == train && test == train)
      }
      try FileManager.default.removeItem(atPath: directory + "/out/valid.txt")
      #expect(throws: HornError.self) { try Datasets.conll2003.loadData(path: directory + "/out") }
    }
  }

  @Test(.enabled(if: TestFiles.shared("conll2003/eng.train") != nil)) func realSentences() throws {
    let folder = (try #require(TestFiles.shared("conll2003/eng.train")) as NSString).deletingLastPathComponent
    let (train, validation, test) = try Datasets.conll2003.loadData(path: folder)
    #expect(train.count == 14_041 && validation.count == 3_250 && test.count == 3_453)
    #expect(train[0].words == ["EU", "rejects", "German", "call", "to", "boycott", "British", "lamb", "."])
    #expect(train.reduce(0) { $0 + $1.count } == 203_621)
    var (names, changed) = (0, 0)
    for sentence in train {
      let spans = try EntityTags.spans(of: sentence.entities, scheme: .iob1)
      names += spans.count
      let again = try EntityTags.tags(for: spans, count: sentence.count, scheme: .iob1)
      changed += again == sentence.entities ? 0 : 1
    }
    // Two names begin with B- though none comes before them.
    #expect(changed == 2)
    // The number of names that the paper of the shared task gives.
    #expect(names == 23_499)
  }

  // MARK: - Sentence pairs

  @Test func pairsFromTextAndArchives() throws {
    try TestFiles.withDirectory { directory in
      let text = "Go.\tVa !\tnote\r\n\nHi.\tSalut.\n"
      let entries: [ArchiveMaker.Entry] = [
        .init("x/_about.txt", "about"), .init("__MACOSX/x/._fra.txt", "junk"), .init("x/fra.txt", text),
      ]
      ArchiveMaker.write(entries, to: directory + "/fra.zip", as: .zip)
      ArchiveMaker.write(entries, to: directory + "/fra.tar.gz", as: .tarGzip)
      ArchiveMaker.gzip(Array(text.utf8), to: directory + "/fra.txt.gz")
      try text.write(toFile: directory + "/fra.txt", atomically: true, encoding: .utf8)
      for name in ["fra.zip", "fra.tar.gz", "fra.txt.gz", "fra.txt"] {
        let pairs = try Datasets.fraEng.loadData(path: directory + "/" + name)
        #expect(pairs.map(\.source) == ["Go.", "Hi."] && pairs.map(\.target) == ["Va !", "Salut."])
        #expect(try SentencePairs.load(path: directory + "/" + name, count: 1).count == 1)
      }
      try "Go.\tVa !\nbroken\n".write(toFile: directory + "/bad", atomically: true, encoding: .utf8)
      let error = try #require(throws: HornError.self) { try SentencePairs.load(path: directory + "/bad") }
      #expect(error.message.contains("/bad, line 2"), "\(error.message)")
      let count = try #require(throws: HornError.self) {
        try SentencePairs.load(path: directory + "/fra.txt", count: -1)
      }
      #expect(count.message.contains("count") && count.message.contains("-1"), "\(count.message)")
      try "".write(toFile: directory + "/bad", atomically: true, encoding: .utf8)
      #expect(throws: HornError.self) { try SentencePairs.load(path: directory + "/bad") }
    }
    #expect(Datasets.fraEng.phrases.count > 40 && Datasets.fraEng.phrases[1].target == "Bonsoir.")
  }

  @Test(.enabled(if: TestFiles.shared("fra_eng/fra-eng.zip") != nil)) func realPairs() throws {
    let pairs = try Datasets.fraEng.loadData(path: try #require(TestFiles.shared("fra_eng/fra-eng.zip")))
    #expect(pairs.count == 167_130 && pairs[0] == .init(source: "Go.", target: "Va !"))
  }

  // MARK: - MNIST and Reuters

  @Test(.enabled(if: TestFiles.shared("mnist/mnist.npz") != nil)) func realDigits() throws {
    let path = try #require(TestFiles.shared("mnist/mnist.npz"))
    let ((xTrain, yTrain), (xTest, yTest)) = try Datasets.mnist.loadData(path: path)
    #expect(xTrain.shape == [60_000, 28, 28] && xTest.shape == [10_000, 28, 28])
    #expect(yTrain.shape == [60_000] && yTest.ints.prefix(5) == [7, 2, 1, 0, 4] && yTrain.ints[0] == 5)
    let samples = Dataset.npz(path, "x_test", "y_test").take(2)
    let (x, y) = try #require(try samples.array().last)
    #expect(x.shape == [28, 28] && y.ints == [2])
  }

  @Test func digitsOfAnotherForm() throws {
    #expect(throws: HornError.self) { try Datasets.mnist.loadData(path: TestFiles.golden("tiny_imdb.npz")) }
  }

  /// What Keras's `reuters.load_data` gives for the same small file.
  @Test func newswiresAsInKeras() throws {
    let path = TestFiles.golden("tiny_reuters.npz")
    typealias Parts = (train: Datasets.LabeledSequences, test: Datasets.LabeledSequences)
    func expect(_ parts: Parts, _ x: [[Int]], _ y: [Int], _ xTest: [[Int]], _ yTest: [Int]) {
      #expect(Array(parts.train.x) == x && parts.train.y.ints == y)
      #expect(Array(parts.test.x) == xTest && parts.test.y.ints == yTest)
    }
    let reuters = Datasets.reuters
    expect(
      try reuters.loadData(path: path),
      [[1, 7, 8], [1, 9, 10, 2, 11, 4], [1, 4, 5, 6, 12], [1, 12, 11, 10, 9, 8, 7], [1, 5]],
      [0, 1, 3, 4, 45],
      [[1, 6, 4], [1, 8, 8, 8]], [2, 7])
    expect(
      try reuters.loadData(path: path, numWords: 9, skipTop: 5, testSplit: 0.5),
      [[2, 7, 8], [2, 2, 2, 2, 2, 2], [2, 2, 5, 6, 2]], [0, 1, 3],
      [[2, 2, 2, 2, 2, 8, 7], [2, 5], [2, 6, 2], [2, 8, 8, 8]], [4, 45, 2, 7])
    expect(
      try reuters.loadData(path: path, maxlen: 4, seed: 7, startChar: nil), [[5], [2, 2, 2], [7, 2]],
      [45, 7, 0],
      [[6, 4]], [2])
    expect(
      try reuters.loadData(
        path: path, numWords: 10, testSplit: 0, startChar: nil, oovChar: nil, indexFrom: 0),
      [[4, 5], [6, 7, 8, 1], [1, 2, 3, 9], [9, 8, 7, 6, 5, 4], [2], [3, 1], [5, 5, 5]],
      [0, 1, 3, 4, 45, 2, 7], [], [])
    expect(
      try reuters.loadData(path: path, maxlen: 5, testSplit: 1), [], [],
      [[1, 7, 2], [1, 5], [1, 6, 4], [1, 2, 2, 2]],
      [0, 45, 2, 7])
    #expect(throws: HornError.self) { try reuters.loadData(path: path, maxlen: 1) }
    #expect(throws: HornError.self) { try reuters.loadData(path: path, testSplit: 1.5) }
    #expect(throws: HornError.self) { try reuters.loadData(path: TestFiles.golden("tiny_imdb.npz")) }
    #expect(reuters.getLabelNames().count == 46 && reuters.getLabelNames()[45] == "lead")
  }

  // MARK: - Made-up data

  @Test func madeUpData() throws {
    let news = try Datasets.agNews.madeUp(count: 400, testCount: 100)
    #expect(try news == Datasets.agNews.madeUp(count: 400, testCount: 100))
    #expect(news.train.count == 400 && news.test.count == 100 && Set(news.train.labels) == [0, 1, 2, 3])
    #expect(
      news.train.titled.count == 400 && !news.train.texts().strings.joined().contains { "@+#*".contains($0) })

    let (train, validation, test) = try Datasets.conll2003.madeUp(count: 300, testCount: 50)
    #expect(train.count == 300 && validation.count == 50 && test.count == 50 && validation != test)
    let kinds = try Set(train.flatMap { try EntityTags.spans(of: $0.entities, scheme: .iob1).map(\.kind) })
    #expect(kinds == Set(Datasets.conll2003.entityKinds))
    for sentence in train {
      #expect(
        Set([sentence.words, sentence.partsOfSpeech, sentence.chunks, sentence.entities].map(\.count)).count
          == 1)
    }

    let ((x, y), _) = try Datasets.mnist.madeUp(count: 100, testCount: 0)
    #expect(x.shape == [100, 28, 28] && y.shape == [100] && Set(y.ints).count == 10)
    #expect(x.ints.allSatisfy { (0...255).contains($0) } && x.ints.reduce(0, +) > 100 * 9000)

    let ((wires, topics), _) = try Datasets.reuters.madeUp(count: 200, testCount: 0)
    #expect(wires.count == 200 && topics.ints.allSatisfy { (0..<46).contains($0) } && wires[0][0] == 1)
    #expect(throws: HornError.self) { try Datasets.agNews.madeUp(count: -1) }
  }
}
