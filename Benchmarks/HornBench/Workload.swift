import Horn

/// One thing to time: data, a model, and how it is trained.
struct Workload: Sendable {
  let name: String
  let batchSize: Int
  /// Loads the data from the folder; nil takes the data set's own source.
  let load: @Sendable (_ folder: String?) throws -> WorkloadData
  /// Makes the compiled model.
  let makeModel: @Sendable () -> Model
}

/// What a workload trains and evaluates on.
struct WorkloadData {
  let x, y, xTest, yTest: Tensor
}

extension Workload {
  /// All workloads, in the order in which they run.
  static let all: [Workload] = imdb
}
