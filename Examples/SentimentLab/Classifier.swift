import Horn

/// The models that are compared.
enum Classifier: String, CaseIterable, Sendable {
  case tfidf
  case lstmLast = "lstm-last"
  case lstmMean = "lstm-mean"
  case gruLast = "gru-last"
  case gruMean = "gru-mean"

  var title: String {
    switch self {
    case .tfidf: "logistic regression over TF-IDF of words and pairs of words"
    case .lstmLast: "the last state of an LSTM"
    case .lstmMean: "the mean of all outputs of an LSTM"
    case .gruLast: "the last state of a GRU"
    case .gruMean: "the mean of all outputs of a GRU"
    }
  }

  private static let maxTokens = 20_000
  private static let maxWords = 400
  private static let units = 64

  /// Trains on the first part, and gives the labels that it predicts for the last.
  func labels(_ reviews: Reviews, epochs: Int) throws -> [Int] {
    self == .tfidf ? try baseline(reviews) : try network(reviews, epochs: epochs)
  }

  private func baseline(_ reviews: Reviews) throws -> [Int] {
    var vectorizer = TfidfVectorizer(maxFeatures: 50_000, ngrams: 2, sublinearTf: true)
    let x = try vectorizer.fitTransform(reviews.train.texts.strings)
    print("\(x.rowCount) reviews with \(x.columnCount) features")
    var regression = LogisticRegression<Int>(c: 10)
    try regression.fit(x, reviews.train.labels.ints)
    print("\(regression.iterations) steps of the solver")
    return try regression.predict(vectorizer.transform(reviews.test.texts.strings))
  }

  private func network(_ reviews: Reviews, epochs: Int) throws -> [Int] {
    let model = try model(reviews.train.texts)
    model.summary()
    model.compile(optimizer: .adam, loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
    try model.fit(
      reviews.train.texts, reviews.train.labels, batchSize: 64, epochs: epochs,
      callbacks: [EarlyStopping(monitor: "val_accuracy", patience: 2, restoreBestWeights: true)],
      validationData: reviews.validation)
    return argmax(try model.predict(reviews.test.texts, batchSize: 256, verbose: .silent), axis: -1).ints
  }

  /// Text, numbers of words, vectors of words, one vector for all of them, two classes.
  private func model(_ texts: Tensor) throws -> Model {
    let vectorize = TextVectorization(maxTokens: Self.maxTokens, outputSequenceLength: Self.maxWords)
    try vectorize.adapt(texts)
    let inputs = Input(shape: [1], dtype: .string)
    let words = Embedding(inputDim: Self.maxTokens, outputDim: 64, maskZero: true)(vectorize(inputs))
    let embedded: SymbolicTensor = SpatialDropout1D(0.5)(words)
    let review: SymbolicTensor
    switch self {
    case .tfidf, .lstmLast: review = LSTM(Self.units)(embedded)
    case .gruLast: review = GRU(Self.units)(embedded)
    case .lstmMean, .gruMean:
      // The mean is over time, so the units are left: [batch, time, units] becomes [batch, units].
      let outputs: SymbolicTensor =
        self == .lstmMean
        ? LSTM(Self.units, returnSequences: true)(embedded) : GRU(Self.units, returnSequences: true)(embedded)
      review = GlobalAveragePooling1D()(outputs)
      print("outputs: \(Self.text(outputs.shape)), their mean: \(Self.text(review.shape))")
    }
    return Model(inputs: inputs, outputs: Dense(2, activation: .softmax)(Dropout(0.5)(review)))
  }

  private static func text(_ shape: [Int?]) -> String {
    "(" + shape.map { $0.map(String.init) ?? "None" }.joined(separator: ", ") + ")"
  }
}
