import Foundation
import HornCore
import HornTensor

/// The cases in training.json: trainings by real Keras.
struct TrainingGolden: Decodable, Sendable, CustomStringConvertible {
  struct Array: Decodable, Sendable {
    let shape: [Int]
    let dtype: String
    let values: [Float]

    var tensor: Tensor {
      let floats = Tensor(values, shape: Shape(shape))
      return dtype == "float32" ? floats : cast(floats, DType(rawValue: dtype)!)
    }
  }

  struct Action: Decodable, Sendable {
    let `do`: String
    let arguments: GoldenJSON
    let tensors: [String: Array]
    let callbacks: [GoldenJSON]
    let epoch: [Int]?
    let history: [String: [Float]]?
    let values: [String: Float]?
    let output: Array?
    let losses: [[String: Float]]?
    let weights: [[Float]]?
    let iterations: Int?

    func int(_ key: String) -> Int? { arguments.value[key]?.int }
  }

  let name: String
  let model: GoldenJSON
  let compile: GoldenJSON
  let weights: [Array]
  let paths: [String]
  let x: Array
  let y: Array
  let actions: [Action]

  var description: String { name }

  static let all: [TrainingGolden] = {
    ["training.json", "training_masks_states.json", "training_recurrent.json"].flatMap {
      try! JSONDecoder().decode([TrainingGolden].self, from: GoldenJSON.file($0))
    }
  }()
}

extension GoldenJSON {
  /// A file in Tests/Golden.
  static func file(_ name: String) throws -> Data {
    try Data(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Golden/\(name)")
    )
  }
}

extension ConfigValue {
  var int: Int? { if case .int(let number) = self { number } else { nil } }
  var config: Config? { if case .object(let config) = self { config } else { nil } }

  var number: Double? {
    switch self {
    case .int(let number): Double(number)
    case .double(let number): number
    default: nil
    }
  }
}
