import Foundation
import Testing

@testable import HornTensor

/// NumPy's results from Tests/Golden/shape_ops.json.
struct ShapeOpsGolden: Sendable {
  struct Entry: Decodable {
    let shape: [Int]
    let dtype: String
    let values: [Value]
  }

  /// A number; NaN and infinities are written as strings.
  struct Value: Decodable {
    let number: Double

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let bool = try? container.decode(Bool.self) {
        number = bool ? 1 : 0
      } else if let plain = try? container.decode(Double.self) {
        number = plain
      } else {
        number = Double(try container.decode(String.self)) ?? .nan
      }
    }
  }

  static let entries: [String: Entry] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Golden/shape_ops.json")
    return try! JSONDecoder().decode([String: Entry].self, from: Data(contentsOf: file))
  }()

  /// Checks shape, kind of dtype and values.
  static func expect(
    _ name: String, _ actual: Tensor, tolerance: Double = 1e-5,
    _ location: SourceLocation = #_sourceLocation
  ) {
    guard let entry = entries[name] else {
      Issue.record("no golden case \(name)", sourceLocation: location)
      return
    }
    let dtypes: [String: DType] = [
      "float32": .float32, "float64": .float64, "int32": .int32, "int64": .int32,
    ]
    #expect(actual.shape == Shape(entry.shape), "\(name)", sourceLocation: location)
    #expect(actual.dtype == dtypes[entry.dtype], "\(name)", sourceLocation: location)
    guard actual.elementCount == entry.values.count else { return }
    for (index, (value, expected)) in zip(actual.doubles, entry.values.map(\.number)).enumerated() {
      let same =
        value == expected || (value.isNaN && expected.isNaN)
        || abs(value - expected) <= tolerance * max(1, abs(expected))
      if !same {
        Issue.record("\(name)[\(index)]: \(value) instead of \(expected)", sourceLocation: location)
        return
      }
    }
  }

  /// The same numbers as `sample` of make_shape_ops.py.
  static func sample(_ shape: Int..., seed: Int = 0) -> Tensor { sample(Shape(shape), seed: seed) }

  static func sample(_ shape: Shape, seed: Int = 0) -> Tensor {
    Tensor((0..<shape.elementCount).map { Float(($0 * 37 + 11 + 17 * seed) % 101 - 50) / 8 }, shape: shape)
  }

  /// The same numbers as `whole` of make_shape_ops.py.
  static func whole(_ shape: Int..., seed: Int = 0) -> Tensor { whole(Shape(shape), seed: seed) }

  static func whole(_ shape: Shape, seed: Int = 0) -> Tensor {
    let numbers = sample(shape, seed: seed).floats.map { Int($0 * 8) }
    return Tensor(numbers.map { (($0 % 7) + 7) % 7 - 3 }, shape: shape)
  }
}

extension Tensor {
  /// All elements as Double, without rounding a float64 tensor.
  var doubles: [Double] {
    guard dtype == .float64 else { return floats.map(Double.init) }
    return Array(UnsafeBufferPointer(start: elements(as: Double.self), count: elementCount))
  }
}
