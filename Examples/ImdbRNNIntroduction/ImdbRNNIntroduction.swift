import ArgumentParser
import Horn

/// The notebook "RNN introduction": two stacked recurrent layers, then a wider single one, on the IMDB reviews.
@main
struct ImdbRNNIntroduction: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "imdb-rnn-introduction",
    abstract: "Trains the two models of the introduction to recurrent networks on the IMDB reviews.")

  @Option(
    help: "A copy of imdb.npz; the default is downloaded and kept in ~/.keras/datasets, or else made up.")
  var data: String?

  @Option(help: "Epochs of each training.")
  var epochs = 10

  @Flag(help: "One epoch on a part of the reviews.")
  var quick = false

  func validate() throws {
    guard epochs > 0 else { throw ValidationError("--epochs must be at least 1") }
  }

  func run() throws {
    let ((reviews, yTrain), (testReviews, yTest)) = try load()
    print("train: \(reviews.count) reviews, \(yTrain.shape) labels")
    print("possible labels:", unique(yTrain))

    // A review is a list of word ranks, and no two are equally long.
    print(reviews[0].map(String.init).joined(separator: ", "))
    print("length of sequence 0:", reviews[0].count)
    print("length of sequence 1:", reviews[1].count)

    // Zeros are put behind the short ones, and the long ones are cut.
    let xTrain = padSequences(reviews, maxlen: 256, padding: .post, value: 0)
    let xTest = padSequences(testReviews, maxlen: 256, padding: .post, value: 0)
    print("length of sequence 0:", xTrain[0].elementCount)
    print("length of sequence 1:", xTrain[1].elementCount)

    // Two layers: the first gives its output at each step, which the second one reads.
    let stacked = Sequential(name: "two_layers")
    stacked.add(Embedding(inputDim: 10_000, outputDim: 32))
    stacked.add(SimpleRNN(8, returnSequences: true))
    stacked.add(SimpleRNN(8, returnSequences: false))
    stacked.add(Dense(1, activation: .sigmoid))
    try train(stacked, xTrain, yTrain, xTest, yTest)

    // One layer of 32.
    let single = Sequential(name: "one_layer")
    single.add(Embedding(inputDim: 10_000, outputDim: 32))
    single.add(SimpleRNN(32, returnSequences: false))
    single.add(Dense(1, activation: .sigmoid))
    try train(single, xTrain, yTrain, xTest, yTest)
  }

  private func train(
    _ model: Sequential, _ xTrain: Tensor, _ yTrain: Tensor, _ xTest: Tensor, _ yTest: Tensor
  ) throws {
    model.compile(optimizer: "rmsprop", loss: "binary_crossentropy", metrics: ["accuracy"])
    try model.fit(
      xTrain, yTrain, batchSize: 128, epochs: quick ? 1 : epochs, validationData: (xTest, yTest))
    model.summary()
    let (_, trainAccuracy) = try model.evaluate(xTrain, yTrain, verbose: 0)
    let (_, testAccuracy) = try model.evaluate(xTest, yTest, verbose: 0)
    print("\(model.name): accuracy on train: \(trainAccuracy)")
    print("\(model.name): accuracy on test: \(testAccuracy)")
  }

  private func load() throws -> (train: Datasets.LabeledSequences, test: Datasets.LabeledSequences) {
    let (train, test) = try loadAll()
    guard quick else { return (train, test) }
    func part(_ data: Datasets.LabeledSequences, _ most: Int) -> Datasets.LabeledSequences {
      let count = min(most, data.x.count)
      return (data.x.selecting(Array(0..<count)), data.y[0..<count])
    }
    return (part(train, 5_000), part(test, 2_000))
  }

  private func loadAll() throws -> (train: Datasets.LabeledSequences, test: Datasets.LabeledSequences) {
    do {
      return try Datasets.imdb.loadData(path: data ?? "imdb.npz", numWords: 10_000)
    } catch let error as HornError where data == nil && error.kind == .network {
      print("The IMDB reviews cannot be had, so made-up ones are used. \(error)\n")
      return try Datasets.reviews.loadData()
    }
  }
}
