import ArgumentParser
import Foundation
import Horn

/// The notebook "Recurrent neural networks": news in four classes, by four recurrent models that read strings.
@main
struct AGNews: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ag-news",
    abstract: "Trains recurrent networks on AG News, as the notebook does.",
    discussion: """
      The four trainings are titles, masked, lstm and bilstm; after them come what the notebook suggests: buckets, and
      vectors (with --vectors). Each reads strings: its first layer turns them into integers.
      """)

  @Option(
    help:
      "A folder with train.csv (or train_partial.csv) and test.csv; the default is downloaded, or else made up."
  )
  var data: String?

  @Option(help: "Epochs of each training; the notebook has 1.")
  var epochs = 1

  @Option(help: "Only these trainings; may be given several times.")
  var only: [Training] = []

  @Option(help: "Word vectors (word2vec, GloVe or fastText) for the training \"vectors\".")
  var vectors: String?

  @Option(help: "The seed of all random numbers.")
  var seed: Int = 1

  @Flag(help: "A small part of the news.")
  var quick = false

  enum Training: String, ExpressibleByArgument, CaseIterable {
    case titles, masked, lstm, bilstm, buckets, vectors
  }

  func validate() throws {
    guard epochs > 0 else { throw ValidationError("--epochs must be at least 1") }
    guard seed >= 0 else { throw ValidationError("--seed must be at least 0") }
    if only.contains(.vectors), vectors == nil {
      throw ValidationError("the training \"vectors\" needs --vectors FILE")
    }
  }

  private static let batchSize = 16
  private static let embedSize = 64
  private static let vocabSize = 20_000

  func run() throws {
    setRandomSeed(UInt64(seed))
    let (train, test) = try load()
    let (dsTrain, dsTest) = (train.dataset, test.dataset)
    print(
      "\(train.count) pieces of news to train with, \(test.count) to test with; classes: "
        + Datasets.agNews.classNames.joined(separator: ", "))
    for item in try dsTrain.take(2).array() { print("  \(item.label) | \(item.title) | \(item.description)") }

    // The vectorizer learns its vocabulary from the first 2,000 titles, and is the first layer of all models.
    let vectorizer = TextVectorization(maxTokens: Self.vocabSize)
    print("Training vectorizer")
    let titled = dsTrain.filter { !$0.title.isEmpty }
    try vectorizer.adapt(titled.take(2000).map(\.title))
    print("vocabulary of \(vectorizer.vocabularySize):", vectorizer.getVocabulary().prefix(12))

    // Titles only.
    if runs(.titles) {
      try fit(
        .titles,
        Sequential([
          Input(shape: [1], dtype: .string), vectorizer,
          Embedding(inputDim: Self.vocabSize, outputDim: Self.embedSize),
          SimpleRNN(16), Dense(4, activation: .softmax),
        ]),
        titled.map(Self.titleAndLabel).batch(Self.batchSize),
        dsTest.map(Self.titleAndLabel).batch(Self.batchSize))
    }

    // Titles and descriptions; the padding behind short ones is masked.
    if runs(.masked) {
      try fit(
        .masked,
        Sequential([
          Input(shape: [1], dtype: .string), vectorizer,
          Embedding(inputDim: Self.vocabSize, outputDim: Self.embedSize, maskZero: true),
          SimpleRNN(16), Dense(4, activation: .softmax),
        ]),
        dsTrain.map(Self.textAndLabel).batch(Self.batchSize),
        dsTest.map(Self.textAndLabel).batch(Self.batchSize))
    }

    // LSTM: long short-term memory.
    if runs(.lstm) {
      try fit(
        .lstm,
        Sequential([
          Input(shape: [1], dtype: .string), vectorizer,
          Embedding(inputDim: Self.vocabSize, outputDim: Self.embedSize),
          LSTM(8), Dense(4, activation: .softmax),
        ]),
        dsTrain.map(Self.textAndLabel).batch(8), dsTest.map(Self.textAndLabel).batch(8))
    }

    // Two bidirectional layers: the first gives its outputs at all steps.
    if runs(.bilstm) {
      try fit(
        .bilstm, bidirectional(vectorizer), dsTrain.map(Self.textAndLabel).batch(Self.batchSize),
        dsTest.map(Self.textAndLabel).batch(Self.batchSize))
    }

    if runs(.buckets) { try trainInBuckets(vectorizer, dsTrain, dsTest) }
    if runs(.vectors), let vectors { try trainWithVectors(vectors, train, dsTrain, dsTest) }
  }

  private func runs(_ training: Training) -> Bool { only.isEmpty || only.contains(training) }

  private static let titleAndLabel: @Sendable (NewsItem) -> (String, Int) = { ($0.title, $0.label) }
  private static let textAndLabel: @Sendable (NewsItem) -> (String, Int) = {
    ($0.title + " " + $0.description, $0.label)
  }

  private func bidirectional(_ vectorizer: TextVectorization) -> Sequential {
    Sequential([
      Input(shape: [1], dtype: .string), vectorizer,
      Embedding(inputDim: Self.vocabSize, outputDim: 128, maskZero: true),
      Bidirectional(LSTM(64, returnSequences: true)),
      Bidirectional(LSTM(64)),
      Dense(4, activation: .softmax),
    ])
  }

  private func fit<X: TensorStructure & Sendable>(
    _ training: Training, _ model: Sequential, _ train: Dataset<(X, Tensor)>, _ test: Dataset<(X, Tensor)>
  ) throws {
    print("\n\(training.rawValue)")
    model.summary()
    model.compile(optimizer: "adam", loss: "sparse_categorical_crossentropy", metrics: ["acc"])
    let time = try ContinuousClock().measure {
      try model.fit(train.prefetch(4), epochs: epochs, validationData: test.prefetch(4))
    }
    let accuracy = model.history?["val_acc"].last ?? .nan
    print(
      "\(training.rawValue): test accuracy \(accuracy), \(time.formatted(.units(fractionalPart: .show(length: 1))))"
    )
  }

  /// Pieces of about one length go together, so that batches have little padding and need no mask.
  private func trainInBuckets(
    _ vectorizer: TextVectorization, _ train: Dataset<NewsItem>, _ test: Dataset<NewsItem>
  ) throws {
    let vectorize = vectorizer.function
    func buckets(_ news: Dataset<NewsItem>) -> Dataset<(Tensor, Tensor)> {
      news.map { item in (try vectorize(Tensor([Self.textAndLabel(item).0], shape: [])), item.label) }
        .bucketBySequenceLength(
          { tokens, _ in tokens.shape[0] }, bucketBoundaries: [20, 30, 40, 50, 60, 80, 120],
          bucketBatchSizes: Array(repeating: Self.batchSize, count: 8))
    }
    let model = Sequential([
      Input(shape: [nil], dtype: .int32),
      Embedding(inputDim: Self.vocabSize, outputDim: 128, maskZero: true),
      Bidirectional(LSTM(64, returnSequences: true)),
      Bidirectional(LSTM(64)),
      Dense(4, activation: .softmax),
    ])
    try fit(.buckets, model, buckets(train), buckets(test))
  }

  /// Word vectors that others trained on much text, for the words of these news.
  private func trainWithVectors(
    _ path: String, _ items: NewsItems, _ train: Dataset<NewsItem>, _ test: Dataset<NewsItem>
  ) throws {
    let vectorizer = TextVectorization(maxTokens: Self.vocabSize)
    try vectorizer.adapt(items.texts())
    let found = try PretrainedVectors.load(path: path, vocabulary: vectorizer.getVocabulary())
    print("\n\(found)")
    let model = Sequential([
      Input(shape: [1], dtype: .string), vectorizer, try found.embedding(maskZero: true, trainable: false),
      Bidirectional(LSTM(64)), Dense(4, activation: .softmax),
    ])
    try fit(
      .vectors, model, train.map(Self.textAndLabel).batch(Self.batchSize),
      test.map(Self.textAndLabel).batch(Self.batchSize))
  }

  private func load() throws -> (train: NewsItems, test: NewsItems) {
    var (train, test) = try files()
    if quick {
      // Pieces with a title come first in some copies, so a part is taken from everywhere.
      train = train.selecting(Array(stride(from: 0, to: train.count, by: max(1, train.count / 2000))))
      test = test.selecting(Array(stride(from: 0, to: test.count, by: max(1, test.count / 500))))
    }
    return (train.selecting(Random.permutation(train.count).ints), test)
  }

  private func files() throws -> (train: NewsItems, test: NewsItems) {
    guard let data else {
      do {
        return try Datasets.agNews.loadData()
      } catch let error as HornError where error.kind == .network {
        print("The news cannot be had, so made-up ones are used. \(error)\n")
        return try Datasets.agNews.madeUp()
      }
    }
    let whole = data + "/train.csv"
    let train = FileManager.default.fileExists(atPath: whole) ? whole : data + "/train_partial.csv"
    return try Datasets.agNews.loadData(trainPath: train, testPath: data + "/test.csv")
  }
}
