import Foundation
import HornTensor

@testable import HornCore

/// What real Keras computes for the choices; Golden/make_choices.py writes it.
enum ChoicesGolden {
  static let all: GoldenJSON = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Golden/choices.json")
    return try! JSONDecoder().decode(GoldenJSON.self, from: Data(contentsOf: path))
  }()

  static func cases(_ key: String) -> [GoldenJSON] { all[key].list }
}

/// A value of a JSON file.
struct GoldenJSON: Decodable, Sendable {
  let value: ConfigValue

  init(value: ConfigValue) { self.value = value }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      value = .null
    } else if let flag = try? container.decode(Bool.self) {
      value = .bool(flag)
    } else if let number = try? container.decode(Int.self) {
      value = .int(number)
    } else if let number = try? container.decode(Double.self) {
      value = .double(number)
    } else if let text = try? container.decode(String.self) {
      value = .string(text)
    } else if let list = try? container.decode([GoldenJSON].self) {
      value = .array(list.map(\.value))
    } else {
      value = .object(try container.decode([String: GoldenJSON].self).mapValues(\.value))
    }
  }

  subscript(key: String) -> GoldenJSON { GoldenJSON(value: value[key] ?? .null) }
  var isPresent: Bool { value != .null }

  var list: [GoldenJSON] {
    if case .array(let list) = value { list.map(GoldenJSON.init(value:)) } else { [] }
  }

  var object: Config { if case .object(let object) = value { object } else { [:] } }
  var string: String { if case .string(let text) = value { text } else { "" } }
  var ints: [Int] { list.map { Int($0.float) } }

  var float: Float {
    switch value {
    case .int(let number): Float(number)
    case .double(let number): Float(number)
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    default: .nan
    }
  }

  /// A tensor that the script wrote.
  var tensor: Tensor { Tensor(self["values"].list.map(\.float), shape: Shape(self["shape"].ints)) }
}

/// The places where two lists of numbers differ by more than the tolerance, relative to 1 or the number.
func differences(_ found: Tensor, _ expected: Tensor, tolerance: Float = 1e-5) -> [String] {
  guard found.shape == expected.shape else { return ["\(found.shape) instead of \(expected.shape)"] }
  return zip(found.floats, expected.floats).enumerated().compactMap { index, pair in
    let (a, b) = pair
    if a == b || (a.isNaN && b.isNaN) { return nil }
    if Swift.abs(a - b) <= tolerance * Swift.max(1, Swift.abs(b)) { return nil }
    return "[\(index)] \(a) instead of \(b)"
  }
}

/// The numbers where the second tensor is finite, zeros elsewhere.
func whereFinite(_ x: Tensor, _ other: Tensor) -> Tensor { `where`(isfinite(other), x, 0) }
