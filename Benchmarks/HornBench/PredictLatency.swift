import Horn

/// How long one `predict` of one row of 80 tokens takes, through an embedding, an LSTM and a dense layer.
struct PredictLatency: Encodable {
  static let name = "predict-latency"

  let peer = "horn"
  let workload = PredictLatency.name
  let medianMicroseconds, slowestOfHundredMicroseconds: Double
  let runs: Int
  let core: String
  let threads: Int

  enum CodingKeys: String, CodingKey {
    case peer, workload, runs, core, threads
    case medianMicroseconds = "median_us"
    case slowestOfHundredMicroseconds = "p99_us"
  }

  static func run() throws -> PredictLatency {
    let model = Sequential([
      Input(shape: [80], dtype: .int32), Embedding(inputDim: 20_000, outputDim: 64), LSTM(64),
      Dense(1, activation: .sigmoid),
    ])
    let rows = (0..<64).map { Random.randint(shape: [1, 80], minval: 1, maxval: 20_000, seed: $0) }
    let runs = 2000
    let times = try Stopwatch.microseconds(runs: runs, warmUp: 200) { index in
      _ = try model.predict(rows[index % rows.count], verbose: .silent) as Tensor
    }
    return PredictLatency(
      medianMicroseconds: times[runs / 2],
      slowestOfHundredMicroseconds: times[runs * 99 / 100],
      runs: runs, core: BLAS.coreName, threads: Threads.count)
  }
}

extension PredictLatency: CustomStringConvertible {
  var description: String {
    "\(workload): median \(medianMicroseconds) µs, one in a hundred above \(slowestOfHundredMicroseconds) µs, "
      + "\(threads) threads, \(core)"
  }
}
