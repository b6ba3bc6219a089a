import Horn

/// One thing to time: data, a model, and how it is trained.
struct Workload: Sendable {
  let name: String
  let batchSize: Int
  /// Loads the data.
  let load: @Sendable (_ source: DataSource) throws -> WorkloadData
  /// Makes the compiled model for the data.
  let makeModel: @Sendable (_ data: WorkloadData) -> Model
  /// Floating-point operations of the products of one training step on the samples, for the rate.
  let operations: @Sendable (_ data: WorkloadData) -> Double
}

/// What a workload trains and evaluates on.
struct WorkloadData {
  let x, y, xTest, yTest: Tensor
  /// The batches to train with; nil takes `x` and `y`, shuffled.
  var batches: Dataset<(Tensor, Tensor)>?
  /// Words and classes, where the data tell how many there are.
  var wordCount = 0
  var classCount = 0
}

/// Where data come from, and what is to be changed about them.
struct DataSource {
  /// The folder with the data sets; nil takes a data set's own source.
  let folder: String?
  /// The mean length that reviews of 250 words and more are cut to; nil takes all reviews as they are.
  let reviewsLength: Int?

  /// How much longer or shorter than the mean such reviews may be.
  static let reviewsSpread = 20

  /// The path of a file in the folder.
  func path(_ file: String) throws -> String {
    guard let folder else {
      throw HornError(.file, "\(file) has no source of its own; give the folder with the data sets by --data")
    }
    return folder + "/" + file
  }
}

extension Workload {
  /// All workloads, in the order in which they run.
  static let all: [Workload] = imdb + news + [reviews, namedEntities] + random

  /// Counts the operations of recurrent layers and of dense ones: a multiplication and an addition each, forward,
  /// and once more for the gradients of weights and of inputs.
  struct Count {
    private(set) var operations = 0.0

    /// `steps` are those that are not masked, of all samples; inputs that are data need no gradient.
    mutating func recurrent(gates: Int, inputs: Int, units: Int, steps: Int, needsInputGradient: Bool = true)
    {
      let perStep = Double(2 * gates * units)
      let sizes = 3 * (inputs + units) - (needsInputGradient ? 0 : inputs)
      operations += perStep * Double(sizes) * Double(steps)
    }

    mutating func dense(inputs: Int, units: Int, rows: Int) {
      operations += Double(6 * inputs * units) * Double(rows)
    }
  }

  /// The elements that are not 0: what an embedding with a mask leaves to do.
  static func liveSteps(_ x: Tensor) -> Int { x.ints.reduce(0) { $0 + ($1 == 0 ? 0 : 1) } }
}
