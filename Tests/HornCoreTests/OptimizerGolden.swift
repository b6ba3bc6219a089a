import Foundation
import HornCore
import HornTensor
import Testing

/// The cases in optimizers.json, made by real Keras.
struct OptimizerGolden: Decodable {
  struct Step: Decodable {
    let rows: [Int32]
    let values: [[Float]]
    let matrix: [[Float]]
    let vector: [Float]
  }

  struct ScheduleCase: Decodable {
    let config: GoldenValue
    let rates: [Float]
  }

  struct Arguments: Decodable {
    let `class`: String
    let rateChange: Float?
    let exclude: [String]?
    let skipTable: Bool?

    enum CodingKeys: String, CodingKey {
      case `class`, exclude
      case rateChange = "rate_change"
      case skipTable = "skip_table"
    }
  }

  struct State: Decodable {
    let name: String
    let path: String
    let shape: [Int]
    let dtype: String
  }

  struct Snapshot: Decodable {
    let variables: [[Float]]
    let state: [[Float]]?
    let iterations: Int
  }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let `case`: Arguments
    let constrained: Bool
    let config: GoldenValue
    let state: [State]
    let after5: Snapshot
    let after40: Snapshot
    let final: [[Float]]

    var testDescription: String {
      guard case .object(let arguments)? = config.value["config"] else { return `case`.class }
      let plain = arguments.filter { $0.value != .null && $0.value != .bool(false) }
      return "\(`case`.class) \(plain.map { "\($0.key): \($0.value)" }.sorted().joined(separator: ", "))"
    }
  }

  let shapes: [[Int]]
  let start: [[Float]]
  let steps: [Step]
  let schedules: [ScheduleCase]
  let names: [String: String]
  let cases: [Case]

  static let shared: OptimizerGolden = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../Golden/optimizers.json")
    return try! JSONDecoder().decode(OptimizerGolden.self, from: Data(contentsOf: file))
  }()
}

/// A configuration read from JSON.
struct GoldenValue: Decodable, Sendable {
  let value: ConfigValue

  init(from decoder: Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      value = .null
    } else if let flag = try? container.decode(Bool.self) {
      value = .bool(flag)
    } else if let number = try? container.decode(Double.self) {
      value = .double(number)
    } else if let text = try? container.decode(String.self) {
      value = .string(text)
    } else if let list = try? container.decode([GoldenValue].self) {
      value = .array(list.map(\.value))
    } else {
      value = .object(try container.decode([String: GoldenValue].self).mapValues(\.value))
    }
  }
}

extension ConfigValue {
  /// The same with all numbers as floating point, in which JSON does not differ.
  var withPlainNumbers: ConfigValue {
    switch self {
    case .int(let number): .double(Double(number))
    case .array(let list): .array(list.map(\.withPlainNumbers))
    case .object(let config): .object(config.mapValues(\.withPlainNumbers))
    default: self
    }
  }
}
