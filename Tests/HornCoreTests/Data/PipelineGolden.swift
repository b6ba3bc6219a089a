import Foundation

@testable import HornCore

/// What Keras and tf.data give; Golden/make_pipelines.py writes it.
struct PipelineGolden: Decodable, Sendable {
  struct Array: Decodable, Sendable {
    let shape: [Int]
    let values: [Int]
  }

  struct Timeseries: Decodable, Sendable {
    let length: Int
    let features: Int
    let targets: Int?
    let batches: [[Array]]
    let sequenceLength: Int
    let sequenceStride: Int?
    let samplingRate: Int?
    let startIndex: Int?
    let endIndex: Int?
    /// 128 where Keras's default was taken, nil for single windows.
    let batchSize: Int?

    enum CodingKeys: CodingKey {
      case length, features, targets, batches, sequenceLength, sequenceStride, samplingRate, startIndex
      case endIndex, batchSize
    }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      length = try values.decode(Int.self, forKey: .length)
      features = try values.decode(Int.self, forKey: .features)
      targets = try values.decodeIfPresent(Int.self, forKey: .targets)
      batches = try values.decode([[Array]].self, forKey: .batches)
      sequenceLength = try values.decode(Int.self, forKey: .sequenceLength)
      sequenceStride = try values.decodeIfPresent(Int.self, forKey: .sequenceStride)
      samplingRate = try values.decodeIfPresent(Int.self, forKey: .samplingRate)
      startIndex = try values.decodeIfPresent(Int.self, forKey: .startIndex)
      endIndex = try values.decodeIfPresent(Int.self, forKey: .endIndex)
      batchSize =
        values.contains(.batchSize) ? try values.decodeIfPresent(Int.self, forKey: .batchSize) : 128
    }
  }

  struct Window: Decodable, Sendable {
    let count: Int
    let size: Int
    let shift: Int?
    let stride: Int
    let drop: Bool
    let windows: [[Int]]
  }

  struct Batching: Decodable, Sendable {
    let size: Int?
    let boundaries: [Int]?
    let sizes: [Int]?
    let batches: [Array]
    let dropRemainder: Bool?
    let padToBucketBoundary: Bool?
    let paddingValues: Int?
    let paddedShapes: [Int]?
  }

  struct Batchings: Decodable, Sendable {
    let lengths: [Int]
    let cases: [Batching]

    /// The elements of the cases: the k-th number of row i is 100·i + k + 1.
    var rows: [[Int]] { lengths.enumerated().map { i, length in (0..<length).map { 100 * i + $0 + 1 } } }
  }

  struct Split: Decodable, Sendable {
    let total: Int
    let left: Double?
    let right: Double?
    let parts: [[Int]]?
  }

  struct Categorical: Decodable, Sendable {
    let values: [Int]
    let shape: [Int]
    let count: Int?
    let result: FloatArray
  }

  struct FloatArray: Decodable, Sendable {
    let shape: [Int]
    let values: [Float]
  }

  struct Progress: Decodable, Sendable {
    let verbose: Int
    let times: [Double]
    let written: [String]
  }

  let timeseries: [Timeseries]
  let windows: [Window]
  let buckets: Batchings
  let padded: Batchings
  let orders: [String: [Int]]
  let splitSizes: [Split]
  let categorical: [Categorical]
  let progress: [Progress]

  static let shared: PipelineGolden = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Golden/pipelines.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try! decoder.decode(PipelineGolden.self, from: Data(contentsOf: path))
  }()
}
