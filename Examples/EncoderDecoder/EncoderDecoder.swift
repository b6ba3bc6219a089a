import ArgumentParser
import Horn

/// Translates short English sentences into French: one LSTM reads, hands its states on, and another one writes.
@main
struct EncoderDecoder: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encoder-decoder",
    abstract: "Trains an encoder and a decoder LSTM on sentence pairs, and prints translations.")

  @Option(
    help:
      "Sentence pairs (fra-eng.zip, or a text file of lines with a tab); the default is a small phrase book.")
  var data: String?

  @Option(help: "How many pairs are taken from the front of the file.")
  var count = 10_000

  @Option(help: "How many epochs are trained; the default is 25, and 80 for the phrase book.")
  var epochs: Int?

  @Option(help: "A sentence to translate; may be given several times.")
  var translate: [String] = []

  @Flag(help: "Two epochs on 2,000 pairs.")
  var quick = false

  func validate() throws {
    guard epochs ?? 1 > 0 else { throw ValidationError("--epochs must be at least 1") }
    guard count > 1 else { throw ValidationError("--count must be at least 2") }
  }

  func run() throws {
    setRandomSeed(1)
    var pairs =
      try data.map { try SentencePairs.load(path: $0, count: quick ? 2_000 : count) }
      ?? Datasets.fraEng.phrases
    let order = Random.permutation(pairs.count).ints
    // Sentences with several translations stay together, so that no tested sentence was trained on.
    pairs = order.map { pairs[$0] }
    let testSources = Set(pairs.prefix(max(1, pairs.count / 20)).map(\.source))
    let test = pairs.filter { testSources.contains($0.source) }
    let train = data == nil ? pairs : pairs.filter { !testSources.contains($0.source) }

    let english = Vocabulary(of: train.map(\.source))
    let french = Vocabulary(of: train.map(\.target))
    print("\(train.count) pairs to train with; \(english.count) English and \(french.count) French words")
    let xEncoder = english.padded(train.map { english.tokens(of: $0.source) })
    let targets = train.map { [Vocabulary.start] + french.tokens(of: $0.target) + [Vocabulary.end] }
    // The decoder is fed with each word and has to foretell the next one.
    let xDecoder = french.padded(targets.map { Array($0.dropLast()) })
    let y = french.padded(targets.map { Array($0.dropFirst()) })

    let translator = Translator(english: english, french: french, units: quick ? 64 : 256)
    translator.model.compile(
      optimizer: .adam(learningRate: 0.003), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
    translator.model.summary()
    try translator.model.fit(
      [xEncoder, xDecoder], y, batchSize: 64, epochs: quick ? 2 : epochs ?? (data == nil ? 80 : 25))

    let shown = Array(train.prefix(5)) + (data == nil ? [] : Array(test.prefix(10)))
    print("\nSentences from the training, then others:")
    let translations = try translator.translate(shown.map(\.source))
    for (pair, translation) in zip(shown, translations) {
      print("  \(pair.source) → \(translation)  (the book says: \(pair.target))")
    }
    for sentence in translate {
      let unknown = english.unknownWords(in: sentence)
      if !unknown.isEmpty { print("  (never seen in training: \(unknown.joined(separator: ", ")))") }
      print("  \(sentence) → \(try translator.translate([sentence])[0])")
    }
  }
}
