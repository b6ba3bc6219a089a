import ArgumentParser
import Horn

/// The notebook "Using RNNs to classify sentiment on IMDB data": a simple RNN on the last words of each review.
@main
struct ImdbSimpleRNN: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "imdb-simple-rnn",
    abstract: "Trains simple recurrent networks on the IMDB reviews, as the notebook does.")

  @Option(help: "A copy of imdb.npz; the default is downloaded and kept in ~/.keras/datasets.")
  var data: String?

  @Option(help: "Epochs of each training.")
  var epochs = 10

  @Flag(help: "One epoch on a part of the reviews.")
  var quick = false

  func validate() throws {
    guard epochs > 0 else { throw ValidationError("--epochs must be at least 1") }
  }

  func run() throws {
    var maxFeatures = 20_000  // the most common words are kept
    var maxlen = 30  // the last words of a review

    // The data, as integers by frequency.
    var data = try load(maxFeatures)
    print(data.xTrain.count, "train sequences")
    print(data.xTest.count, "test sequences")

    // Padded (or truncated) to one length.
    var xTrain = padSequences(data.xTrain, maxlen: maxlen)
    var xTest = padSequences(data.xTest, maxlen: maxlen)
    print("x_train shape:", xTrain.shape)
    print("x_test shape:", xTest.shape)

    // What an example sequence looks like.
    print(xTrain[123].debugDescription)

    // Words of 50 numbers, a state of 5.
    var model = makeModel(maxFeatures, maxlen, embedding: 50)
    model.summary()
    try train(model, xTrain, data.yTrain, xTest, data.yTest)

    // Sequences of length 80 rather than 30.
    maxlen = 80
    xTrain = padSequences(data.xTrain, maxlen: maxlen)
    xTest = padSequences(data.xTest, maxlen: maxlen)
    model = makeModel(maxFeatures, maxlen, embedding: 50)
    try train(model, xTrain, data.yTrain, xTest, data.yTest)

    // Fewer words, of 20 numbers.
    maxFeatures = 5_000
    data = try load(maxFeatures)
    xTrain = padSequences(data.xTrain, maxlen: maxlen)
    xTest = padSequences(data.xTest, maxlen: maxlen)
    model = makeModel(maxFeatures, maxlen, embedding: 20)
    try train(model, xTrain, data.yTrain, xTest, data.yTest)

    // Ten more epochs.
    try train(model, xTrain, data.yTrain, xTest, data.yTest)
  }

  private func makeModel(_ maxFeatures: Int, _ maxlen: Int, embedding: Int) -> Sequential {
    let model = Sequential()
    model.add(Input(shape: [maxlen], dtype: .int32))
    model.add(Embedding(inputDim: maxFeatures, outputDim: embedding))
    model.add(
      SimpleRNN(
        5, activation: .relu, kernelInitializer: .randomNormal(stddev: 0.001),
        recurrentInitializer: .identity(gain: 1)))
    model.add(Dense(1, activation: .sigmoid))
    model.compile(optimizer: .rmsprop(learningRate: 0.0001), loss: .binaryCrossentropy, metrics: [.accuracy])
    return model
  }

  private func train(_ model: Model, _ x: Tensor, _ y: Tensor, _ xTest: Tensor, _ yTest: Tensor) throws {
    try model.fit(
      x, y, batchSize: 32, epochs: quick ? 1 : epochs, validationData: (xTest, yTest))
    let (score, accuracy) = try model.evaluate(xTest, yTest, batchSize: 32)
    print("Test score:", score)
    print("Test accuracy:", accuracy)
  }

  private func load(_ numWords: Int) throws -> (
    xTrain: Sequences, yTrain: Tensor, xTest: Sequences, yTest: Tensor
  ) {
    let ((xTrain, yTrain), (xTest, yTest)) = try Datasets.imdb.loadData(
      path: data ?? "imdb.npz", numWords: numWords)
    guard quick else { return (xTrain, yTrain, xTest, yTest) }
    return (
      xTrain.selecting(Array(0..<5_000)), yTrain[0..<5_000], xTest.selecting(Array(0..<2_000)),
      yTest[0..<2_000]
    )
  }
}
