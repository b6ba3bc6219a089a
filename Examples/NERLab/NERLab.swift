import ArgumentParser
import Foundation
import Horn

/// The lab on named entities: from a baseline to Bi-LSTM + CRF over words and characters, scored as the field does.
@main
struct NERLab: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ner-lab",
    abstract: "Trains taggers of names on CoNLL-2003, from a baseline to character and word Bi-LSTM + CRF.",
    discussion: """
      Each model is trained on the first part, the best epoch is chosen on the second, and the third gives the scores:
      F1 of CoNLL-2003, and the four of SemEval-2013.
      """)

  @Option(
    help: """
      A folder with eng.train, eng.testa and eng.testb, or one file in CoNLL's form (a word and in the last column its \
      tag, in any scheme), which is cut in three; the default is downloaded, or else made up.
      """)
  var data: String?

  @Option(help: "The most epochs of each training.")
  var epochs = 12

  @Option(help: "Only these models; may be given several times.")
  var only: [Tagger] = []

  @Option(help: "A sentence to tag with the last model; may be given several times.")
  var tag: [String] = []

  @Option(help: "Where the tagged sentences are drawn as HTML.")
  var html: String?

  @Option(help: "The seed of all random numbers.")
  var seed = 1

  @Flag(help: "Print an object of all results as the last line.")
  var json = false

  @Flag(help: "Three epochs on a part of the sentences.")
  var quick = false

  static let _errorPrefix = "error: "

  func validate() throws {
    guard epochs > 0 else { throw ValidationError("--epochs must be at least 1") }
    guard seed >= 0 else { throw ValidationError("--seed must be at least 0") }
    if html != nil, tag.isEmpty { throw ValidationError("--html needs a sentence: --tag TEXT") }
    if tag.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
      throw ValidationError("--tag has no words: it must be a sentence")
    }
    // Known before the training rather than behind it.
    if let html, !EntityDrawing.canWrite(html) {
      throw ValidationError("--html \(html) cannot be written")
    }
  }

  func run() throws {
    var corpus = try Corpus(path: data)
    if quick { corpus = corpus.prefix(2000) }
    print(corpus)
    if runs(.charCRF) {
      sayCut((corpus.train + corpus.validation + corpus.test).map(\.words))
    }
    var results: [Result] = []
    var last: (any SentenceTagger)?
    for kind in Tagger.allCases where runs(kind) {
      setRandomSeed(UInt64(seed))
      print("\n\(kind.rawValue): \(kind.title)")
      var tagger: (any SentenceTagger)?
      let time = try ContinuousClock().measure {
        tagger = try kind.train(corpus, epochs: quick ? 3 : epochs)
      }
      guard let tagger else { continue }
      var scores = EntityScores(scheme: .iob2)
      for (sentence, tags) in zip(corpus.test, try tagger.tags(of: corpus.test.map(\.words))) {
        try scores.add(yTrue: sentence.entities, yPred: tags)
      }
      let result = Result(kind: kind, scores: scores, seconds: time / .seconds(1))
      print(result)
      if kind == .charCRF || only.count == 1 { print(scores.report()) }
      results.append(result)
      last = tagger
    }
    print("\n" + Result.table(results))
    if let last, !tag.isEmpty { try draw(last) }
    if json { print(try Result.json(results)) }
  }

  private func runs(_ kind: Tagger) -> Bool { only.isEmpty || only.contains(kind) }

  /// Says which words char-crf does not read to their end.
  private func sayCut(_ sentences: [[String]]) {
    let words = Corpus.cutWords(sentences)
    guard let longest = words.max(by: { $0.count < $1.count }) else { return }
    print(
      "char-crf reads \(Corpus.wordLength) characters of a word: the ends of \(words.count) words are not read, such as "
        + "\"\(longest.prefix(60))\"")
  }

  private func draw(_ tagger: any SentenceTagger) throws {
    // The data set has marks as words of their own.
    let sentences = tag.map { Corpus.words(of: $0) }
    print()
    if runs(.charCRF) { sayCut(sentences) }
    let drawings = try zip(sentences, tagger.tags(of: sentences)).map { words, tags in
      EntityDrawing(words: words, spans: try EntityTags.spans(of: tags, scheme: .iob2))
    }
    for drawing in drawings { print(drawing.terminal) }
    guard let html else { return }
    do {
      try EntityDrawing.page(drawings).write(toFile: html, atomically: true, encoding: .utf8)
    } catch {
      throw HornError(.file, "\(html): it cannot be written: \(error.localizedDescription)")
    }
    print("drawn in \(html)")
  }
}

extension Tagger: ExpressibleByArgument {}
