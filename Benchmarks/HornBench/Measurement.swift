import Foundation
import Horn

/// The figures of one workload, under the names that the peers' programs print.
struct Measurement: Encodable {
  let peer = "horn"
  let workload: String
  let trainSps: Int
  let evalSps: Int
  let firstEpochS: Double
  let epochs: Int
  let val: [Double]
  /// The rate of the products' arithmetic in training; what is done once for many rows counts for each.
  let gflops: Double
  let core: String
  let threads: Int
  let peakRssMb: Int

  enum CodingKeys: String, CodingKey {
    case peer, workload, epochs, val, gflops, core, threads
    case trainSps = "train_sps"
    case evalSps = "eval_sps"
    case firstEpochS = "first_epoch_s"
    case peakRssMb = "peak_rss_mb"
  }

  /// Trains and evaluates as the peers do: a `fit` of one epoch at a time, then three evaluations.
  static func run(_ workload: Workload, source: DataSource, epochs: Int) throws -> Measurement {
    let data = try workload.load(source)
    let model = workload.makeModel(data)
    var trainTimes: [Double] = []
    for _ in 0..<epochs {
      trainTimes.append(
        try Stopwatch.seconds {
          if let batches = data.batches {
            try model.fit(batches, epochs: 1, verbose: .silent)
          } else {
            try model.fit(data.x, data.y, batchSize: workload.batchSize, epochs: 1, verbose: .silent)
          }
        })
    }
    var result: [Float] = []
    var evaluationTimes: [Double] = []
    for _ in 0..<3 {
      evaluationTimes.append(
        try Stopwatch.seconds {
          let evaluation: Evaluation = try model.evaluate(
            data.xTest, data.yTest, batchSize: workload.batchSize, verbose: .silent)
          result = evaluation.values
        })
    }
    let warm = trainTimes.count > 1 ? Array(trainTimes.dropFirst()) : trainTimes
    return Measurement(
      workload: workload.name, trainSps: Int(Double(data.x.shape[0]) / median(warm)),
      evalSps: Int(Double(data.xTest.shape[0]) / median(evaluationTimes)),
      firstEpochS: (trainTimes[0] * 100).rounded() / 100, epochs: epochs,
      val: result.map { (Double($0) * 10_000).rounded() / 10_000 },
      gflops: (workload.operations(data) / median(warm) * 1e-8).rounded() / 10, core: BLAS.coreName,
      threads: Threads.count,
      peakRssMb: peakMemory() >> 20)
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  /// The most memory that the process had, in bytes.
  private static func peakMemory() -> Int {
    var usage = rusage()
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss << 10
    #else
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }
}

extension Measurement: CustomStringConvertible {
  var description: String {
    "\(workload): train \(trainSps) samples/s (\(gflops) GFLOP/s), eval \(evalSps) samples/s, first epoch "
      + "\(firstEpochS) s, loss and metrics \(val), \(threads) threads, \(core), peak \(peakRssMb) MB"
  }
}
