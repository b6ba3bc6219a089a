import ArgumentParser
import Horn

/// The lecture "Review classification with RNNs": raw reviews, good or bad, from text to a trained classifier.
@main
struct ReviewClassification: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review-classification",
    abstract: "Classifies raw movie reviews with a simple recurrent network, as the lecture does.")

  @Option(
    help:
      "aclImdb_v1.tar.gz, or the folder that it was unpacked into; the default is downloaded, or else made up."
  )
  var data: String?

  @Option(help: "Epochs of the training; the lecture has 512.")
  var epochs = 512

  @Option(help: "A sentence to classify after training; may be given several times.")
  var classify: [String] = []

  @Flag(help: "Two epochs on a part of the reviews.")
  var quick = false

  func validate() throws {
    guard epochs > 0 else { throw ValidationError("--epochs must be at least 1") }
  }

  func run() throws {
    setRandomSeed(1)
    let ((texts, labels), (testTexts, testLabels)) = try load()

    // A fifth of the reviews is kept for validation.
    let order = Random.permutation(texts.shape[0])
    let count = quick ? min(4_000, texts.shape[0]) : texts.shape[0]
    let split = count * 4 / 5
    let (trainPlaces, validationPlaces) = (order[0..<split], order[split..<count])
    let (xTrain, yTrain) = (take(texts, trainPlaces, axis: 0), take(labels, trainPlaces, axis: 0))
    let (xVal, yVal) = (take(texts, validationPlaces, axis: 0), take(labels, validationPlaces, axis: 0))
    print("\(xTrain.shape[0]) reviews to train with, \(xVal.shape[0]) to validate with")

    // Words become numbers: a vocabulary of the most frequent ones …
    let maxWords = 1000
    let vectorizeLayer = TextVectorization(maxTokens: maxWords)
    try vectorizeLayer.adapt(xTrain)
    print(vectorizeLayer.getVocabulary().prefix(80))

    // … and sentences become sequences of numbers.
    let sentence = "This was an absolutely terrible movie."
    print(sentence, "→", try vectorizeLayer(sentence))
    print(try vectorizeLayer(["A good film.", sentence, "Great!"]))

    let model = Sequential()
    model.add(Input(shape: [1], dtype: .string))
    model.add(vectorizeLayer)
    model.add(Embedding(inputDim: maxWords, outputDim: 64, maskZero: true))
    model.add(SimpleRNN(64))
    model.add(Dense(64, activation: .relu))
    model.add(Dense(1, activation: .sigmoid))
    model.summary()

    let optimizer = SGD(learningRate: 0.001)
    model.compile(optimizer: optimizer, loss: "binary_crossentropy", metrics: ["accuracy"])
    try model.fit(
      xTrain, yTrain, batchSize: 32, epochs: quick ? 2 : epochs, validationData: (xVal, yVal))

    let testPlaces = Random.permutation(testTexts.shape[0])[
      0..<(quick ? min(1000, testTexts.shape[0]) : testTexts.shape[0])]
    let (loss, accuracy) = try model.evaluate(
      take(testTexts, testPlaces, axis: 0), take(testLabels, testPlaces, axis: 0), verbose: 0)
    print("test loss: \(loss), test accuracy: \(accuracy)")
    for text in [sentence] + classify {
      let score = try model.predict(Tensor([text]), verbose: 0).item
      print("\(score > 0.5 ? "good" : "bad ") (\(score)): \(text)")
    }
  }

  private func load() throws -> (train: Datasets.LabeledTensors, test: Datasets.LabeledTensors) {
    do {
      return try Datasets.imdbReviews.loadData(path: data ?? "aclImdb_v1.tar.gz")
    } catch let error as HornError where data == nil && error.kind == .network {
      print("The IMDB reviews cannot be had, so made-up ones are used. \(error)\n")
      let (train, test) = try Datasets.reviews.texts()
      func tensors(_ reviews: [ReviewsDataset.Review]) -> Datasets.LabeledTensors {
        (Tensor(reviews.map(\.text)), Tensor(reviews.map(\.label)))
      }
      return (tensors(train), tensors(test))
    }
  }
}
