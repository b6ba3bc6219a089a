import Foundation
import Testing

@testable import HornTensor

/// NumPy's results from Tests/Golden/ops.json.
enum OpsGolden {
  struct Entry: Decodable {
    let shape: [Int]
    let kind: String
    let values: [ShapeOpsGolden.Value]
  }

  static let entries: [String: Entry] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Golden/ops.json")
    return try! JSONDecoder().decode([String: Entry].self, from: Data(contentsOf: file))
  }()

  /// Checks shape, kind of dtype and values: to 1e-12 of the largest for float64, 3e-6 of each for float32.
  static func expect(
    _ name: String, _ actual: Tensor, tolerance: Double? = nil,
    _ location: SourceLocation = #_sourceLocation
  ) {
    guard let entry = entries[name] else {
      Issue.record("no golden case \(name)", sourceLocation: location)
      return
    }
    let kind = actual.dtype.isFloatingPoint ? "float" : actual.dtype.rawValue
    #expect(actual.shape == Shape(entry.shape), "\(name)", sourceLocation: location)
    #expect(kind == entry.kind, "\(name)", sourceLocation: location)
    guard actual.elementCount == entry.values.count else { return }
    let limit = tolerance ?? (actual.dtype == .float64 ? 1e-11 : 3e-6)
    for (index, (value, golden)) in zip(actual.doubles, entry.values).enumerated() {
      let expected = golden.number
      let inRange = actual.dtype == .float32 ? Double(Float(expected)) : expected
      let isSame =
        value == inRange || (value.isNaN && expected.isNaN)
        || Swift.abs(value - expected) <= limit * Swift.max(1e-2, Swift.abs(expected))
      if !isSame {
        Issue.record(
          "\(name)[\(index)] \(actual.dtype): \(value) instead of \(expected)", sourceLocation: location)
        return
      }
    }
  }

  /// The same numbers as `sample` of make_ops.py.
  static func sample(_ shape: Int..., seed: Int = 0) -> Tensor {
    let shape = Shape(shape)
    return Tensor(
      (0..<shape.elementCount).map { Double(($0 * 37 + 11 + 17 * seed) % 101 - 50) / 8 }, shape: shape)
  }

  /// The same numbers as `whole` of make_ops.py.
  static func whole(_ shape: Int..., seed: Int = 0) -> Tensor {
    let shape = Shape(shape)
    return Tensor((0..<shape.elementCount).map { ($0 * 5 + 3 + seed) % 13 - 6 }, shape: shape)
  }

  static let odd: [Double] = [
    .nan, .infinity, -.infinity, 0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 1e-30, 80, -80, 1e10, -1e10, 100,
    -110, 3e-7, -3e-7,
  ]

  static let unary: [(String, @Sendable (Tensor) -> Tensor)] = [
    ("negative", negative), ("abs", abs), ("sign", sign), ("square", square), ("sqrt", sqrt),
    ("rsqrt", rsqrt), ("reciprocal", reciprocal), ("exp", exp), ("expm1", expm1), ("log", log),
    ("log1p", log1p), ("log2", log2), ("log10", log10), ("sin", sin), ("cos", cos), ("tan", tan),
    ("sinh", sinh), ("cosh", cosh), ("tanh", tanh), ("arcsin", arcsin), ("arccos", arccos),
    ("arctan", arctan), ("arcsinh", arcsinh), ("arccosh", arccosh), ("arctanh", arctanh),
    ("sigmoid", sigmoid), ("softplus", softplus), ("erf", erf), ("floor", floor), ("ceil", ceil),
    ("round", { round($0) }), ("relu", relu), ("isnan", isnan), ("isinf", isinf), ("isfinite", isfinite),
    ("logicalNot", logicalNot),
  ]

  static let binary: [(String, @Sendable (Tensor, Tensor) -> Tensor)] = [
    ("add", add), ("subtract", subtract), ("multiply", multiply), ("divide", divide), ("power", power),
    ("maximum", maximum), ("minimum", minimum), ("floorDivide", floorDivide), ("mod", mod),
    ("arctan2", arctan2), ("logaddexp", logaddexp), ("equal", equal), ("notEqual", notEqual),
    ("less", less), ("lessEqual", lessEqual), ("greater", greater), ("greaterEqual", greaterEqual),
    ("logicalAnd", logicalAnd), ("logicalOr", logicalOr), ("logicalXor", logicalXor),
    ("isclose", { isclose($0, $1) }),
  ]

  /// The argument of a unary case.
  static func unaryArgument(_ name: String) -> Tensor {
    let x = sample(40).doubles
    let end = ["sin", "cos", "tan"].contains(name) ? Array(odd[..<13]) : odd
    let numbers = x + x.map { $0 / 8 } + end
    // Through float32, so that both dtypes have one argument.
    return cast(cast(Tensor(numbers), .float32), .float64)
  }
}
