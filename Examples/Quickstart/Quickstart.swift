import ArgumentParser
import Horn

/// Trains a small recurrent network to tell good reviews from bad ones, and shows what it says of three.
@main
struct Quickstart: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quickstart",
    abstract: "Trains a recurrent network on the IMDB reviews, or where they cannot be had on made-up ones.")

  @Option(help: "A copy of imdb.npz; the default is downloaded and kept in ~/.keras/datasets.")
  var data: String?

  @Option(help: "How many epochs are trained.")
  var epochs = 10

  func validate() throws {
    guard epochs > 0 else { throw ValidationError("--epochs must be at least 1") }
  }

  func run() throws {
    setRandomSeed(1)
    let reviews = try Reviews.load(imdb: data)
    print("Training on \(reviews.xTrain.count) reviews (\(reviews.source)).")
    let xTrain = padSequences(reviews.xTrain, maxlen: reviews.maxlen)
    let xTest = padSequences(reviews.xTest, maxlen: reviews.maxlen)

    let model = Sequential([
      Input(shape: [reviews.maxlen], dtype: .int32),
      Embedding(inputDim: reviews.vocabularySize, outputDim: 50),
      SimpleRNN(
        5, activation: .relu, kernelInitializer: .randomNormal(stddev: 0.001), recurrentInitializer: .identity
      ),
      Dense(1, activation: .sigmoid),
    ])
    model.compile(
      optimizer: .rmsprop(learningRate: reviews.learningRate), loss: .binaryCrossentropy, metrics: [.accuracy]
    )
    model.summary()
    try model.fit(
      xTrain, reviews.yTrain, batchSize: 32, epochs: epochs, validationData: (xTest, reviews.yTest))

    let (_, accuracy) = try model.evaluate(xTest, reviews.yTest, verbose: .silent)
    print("\nTest accuracy: \(accuracy)\n")
    let scores = try model.predict(xTest[0..<3], verbose: .silent).floats
    for (index, score) in scores.enumerated() {
      let verdict = score > 0.5 ? "good" : "bad"
      let truth = reviews.yTest.floats[index] > 0.5 ? "good" : "bad"
      print(
        "\"\(reviews.text(index))\"\n  → \(verdict) (\(score.isFinite ? Int((score * 100).rounded()) : 0) %), in truth \(truth)"
      )
    }
  }
}
