import Horn

/// How long a training step and the decoding of a conditional random field take on 32 sequences of 60 steps and 9 tags;
/// `Benchmarks/torch_crf.py` times pytorch-crf on the same.
struct ChainSpeed: Encodable {
  static let name = "crf"

  let peer = "horn"
  let workload = ChainSpeed.name
  let trainMicroseconds, decodeMicroseconds: Double
  let runs: Int
  let core: String
  let threads: Int

  enum CodingKeys: String, CodingKey {
    case peer, workload, runs, core, threads
    case trainMicroseconds = "train_us"
    case decodeMicroseconds = "decode_us"
  }

  static func run() throws -> ChainSpeed {
    let (batch, time, tags) = (32, 60, 9)
    let model = Sequential([Input(shape: [time, tags]), CRF(tags, useKernel: false)])
    model.compile(optimizer: .sgd(learningRate: 0.01), loss: .crf)
    let x = Random.normal(shape: [batch, time, tags], stddev: 2, seed: 1)
    let y = Random.randint(shape: [batch, time], minval: 0, maxval: tags, seed: 2)
    let runs = 1000
    func median(_ body: () throws -> Void) rethrows -> Double {
      try Stopwatch.microseconds(runs: runs, warmUp: 100) { _ in try body() }[runs / 2]
    }
    let train = try median { _ = try model.trainOnBatch(x, y) }
    let decode = try median { _ = try model.predictOnBatch(x) as Tensor }
    return ChainSpeed(
      trainMicroseconds: train, decodeMicroseconds: decode, runs: runs, core: BLAS.coreName,
      threads: Threads.count)
  }
}

extension ChainSpeed: CustomStringConvertible {
  var description: String {
    "\(workload): training step \(trainMicroseconds) µs, decoding \(decodeMicroseconds) µs, \(threads) threads, \(core)"
  }
}
