import HornTensor
import Testing

@testable import HornCore

/// Expects equal shapes and types, and elements equal to 1e-5, relative or absolute; NaN equals NaN.
func expectClose(
  _ found: Tensor, _ expected: Tensor, _ what: String, tolerance: Float = 1e-5,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard found.shape == expected.shape, found.dtype == expected.dtype else {
    Issue.record(
      "\(what): \(found.dtype) of \(found.shape) instead of \(expected.dtype) of \(expected.shape)",
      sourceLocation: sourceLocation)
    return
  }
  if found.dtype == .string {
    #expect(found.byteStrings == expected.byteStrings, "\(what)", sourceLocation: sourceLocation)
    return
  }
  var worst: (index: Int, found: Float, expected: Float, error: Float)?
  for (index, (a, b)) in zip(found.floats, expected.floats).enumerated() where !(a.isNaN && b.isNaN) {
    let error = Swift.abs(a - b) / (1 + Swift.abs(b))
    if !(error <= tolerance), !(error <= worst?.error ?? 0) { worst = (index, a, b, error) }
  }
  if let worst {
    Issue.record(
      "\(what): element \(worst.index) is \(worst.found) instead of \(worst.expected) (error \(worst.error))",
      sourceLocation: sourceLocation)
  }
}

/// The differences of two configurations, key by key; numbers are equal as float32.
func differences(_ found: ConfigValue, _ expected: ConfigValue, _ path: String = "config") -> [String] {
  switch (found, expected) {
  case (.object(let a), .object(let b)):
    return Set(a.keys).union(b.keys).sorted().flatMap { key -> [String] in
      guard let x = a[key] else { return ["\(path).\(key) is missing"] }
      guard let y = b[key] else { return ["\(path).\(key) is not in Keras's"] }
      return differences(x, y, "\(path).\(key)")
    }
  case (.array(let a), .array(let b)) where a.count == b.count:
    return zip(a, b).enumerated().flatMap { differences($1.0, $1.1, "\(path)[\($0)]") }
  default:
    if let x = number(found), let y = number(expected), Float(x) == Float(y) { return [] }
    return found == expected ? [] : ["\(path) is \(found), not \(expected)"]
  }
}

private func number(_ value: ConfigValue) -> Double? {
  switch value {
  case .int(let number): Double(number)
  case .double(let number): number
  default: nil
  }
}
