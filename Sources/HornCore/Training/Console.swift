import HornKernels

/// What the framework says on standard output, and how it writes numbers.
package enum Console {
  package static var isTerminal: Bool { horn_output_is_terminal() != 0 }
  package static var seconds: Double { horn_seconds() }

  package static func write(_ text: String) { horn_print(text) }

  /// The number with a fixed count of decimals, or in scientific notation.
  package static func format(_ value: Double, digits: Int, scientific: Bool = false) -> String {
    // C prints the sign of NaN.
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    return formatFinite(value, digits: digits, scientific: scientific)
  }

  private static func formatFinite(_ value: Double, digits: Int, scientific: Bool) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
      guard let base = buffer.baseAddress else { return "" }
      horn_format(base, buffer.count, value, CChar(UInt8(ascii: scientific ? "e" : "f")), Int32(digits))
      return String(cString: base)
    }
  }

  /// A metric as Keras shows it: 0.6931, 5.0000e-04.
  package static func formatMetric(_ value: Float) -> String {
    format(Double(value), digits: 4, scientific: !(abs(value) > 1e-3))
  }

  /// 1,000,286.
  package static func grouped(_ value: Int) -> String {
    var digits = String(abs(value))
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(Substring(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + ([Substring(digits)] + groups).joined(separator: ",")
  }

  /// 3.82 MB.
  package static func memorySize(_ bytes: Int) -> String {
    var size = Double(bytes)
    var units = ["B", "KB", "MB", "GB", "TB", "PB"][...]
    while size >= 1024, units.count > 1 {
      size /= 1024
      units.removeFirst()
    }
    return "\(format(size, digits: 2)) \(units[units.startIndex])"
  }
}
