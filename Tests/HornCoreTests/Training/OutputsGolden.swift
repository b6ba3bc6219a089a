import Foundation
import HornCore
import HornTensor

/// The cases in training_outputs.json: models with several inputs and outputs, trained by real Keras.
struct OutputsGolden: Decodable, Sendable, CustomStringConvertible {
  /// One tensor, a list, or tensors by name.
  enum Structure: Decodable, Sendable, TensorStructure {
    case single(TrainingGolden.Array)
    case list([TrainingGolden.Array])
    case named([String: TrainingGolden.Array])

    init(from decoder: Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let list = try? container.decode([TrainingGolden.Array].self) {
        self = .list(list)
      } else if let single = try? container.decode(TrainingGolden.Array.self) {
        self = .single(single)
      } else {
        self = .named(try container.decode([String: TrainingGolden.Array].self))
      }
    }

    var tensorForm: TensorForm {
      switch self {
      case .single(let array): .single(array.tensor)
      case .list(let list): .list(list.map(\.tensor))
      case .named(let arrays): .named(arrays.mapValues(\.tensor))
      }
    }

    /// The arrays with the names in alphabetical order.
    var arrays: [TrainingGolden.Array] {
      switch self {
      case .single(let array): [array]
      case .list(let list): list
      case .named(let arrays): arrays.sorted { $0.key < $1.key }.map(\.value)
      }
    }
  }

  struct Action: Decodable, Sendable {
    let `do`: String
    let arguments: GoldenJSON
    let sampleWeight: Structure?
    let validation: [Structure]?
    let history: [String: [Float]]?
    let values: [String: Float]?
    let order: [Float]?
    let output: Structure?
    let losses: [[String: Float]]?
    let weights: [[Float]]?

    enum CodingKeys: String, CodingKey {
      case `do`, arguments, validation, history, values, order, output, losses, weights
      case sampleWeight = "sample_weight"
    }

    func int(_ key: String) -> Int? { arguments.value[key]?.int }
  }

  let name: String
  let model: GoldenJSON
  let compile: GoldenJSON
  let weights: [TrainingGolden.Array]
  let x: Structure
  let y: Structure
  let actions: [Action]

  var description: String { name }

  static let all: [OutputsGolden] = {
    ["training_outputs.json", "training_outputs_masks.json"].flatMap {
      try! JSONDecoder().decode([OutputsGolden].self, from: GoldenJSON.file($0))
    }
  }()
}

extension TensorStructure {
  /// Rows of all tensors in the same form.
  func rows(_ range: Range<Int>) -> any TensorStructure {
    switch tensorForm {
    case .single(let tensor): tensor[range]
    case .list(let list): list.map { $0[range] }
    case .named(let tensors): tensors.mapValues { $0[range] }
    }
  }
}
