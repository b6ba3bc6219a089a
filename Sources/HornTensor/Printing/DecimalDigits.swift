import HornKernels

/// A finite number in decimal: `d₀.d₁d₂… × 10^exponent`.
struct DecimalDigits {
  let isNegative: Bool
  /// The first is not 0, nor is the last, except for the number 0: `[0]`.
  let digits: [UInt8]
  let exponent: Int

  /// The fewest digits that tell the number from its neighbours in its dtype.
  init(_ value: some BinaryFloatingPoint & CustomStringConvertible) {
    self.init(text: value.description.utf8)
  }

  /// A number as C or Swift writes it: `-12.5`, `1e-05`.
  private init(text: some Sequence<UInt8>) {
    var digits: [UInt8] = []
    var (isNegative, hasPoint, inExponent, exponentIsNegative) = (false, false, false, false)
    var (pointPosition, written) = (0, 0)
    for byte in text {
      switch byte {
      case UInt8(ascii: "e"): inExponent = true
      case UInt8(ascii: "-"): if inExponent { exponentIsNegative = true } else { isNegative = true }
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = byte - UInt8(ascii: "0")
        if inExponent { written = written * 10 + Int(digit) } else { digits.append(digit) }
        if !inExponent && !hasPoint { pointPosition += 1 }
      case UInt8(ascii: "+"): break
      default: hasPoint = true  // a point, whatever the locale makes of it
      }
    }
    let leading = digits.prefix { $0 == 0 }.count
    digits.removeFirst(leading)
    while digits.last == 0 { digits.removeLast() }
    self.isNegative = isNegative
    self.digits = digits.isEmpty ? [0] : digits
    exponent =
      digits.isEmpty ? 0 : pointPosition - leading - 1 + (exponentIsNegative ? -written : written)
  }

  /// The number with at most so many places after the point, correctly rounded from its exact value.
  static func fixed(_ value: some BinaryFloatingPoint & CustomStringConvertible, places: Int) -> DecimalDigits
  {
    let shortest = DecimalDigits(value)
    guard shortest.digits.count - 1 - shortest.exponent > places else { return shortest }
    return rounded(Double(value), places: places, scientific: false)
  }

  /// The number with at most so many places after its first digit, correctly rounded from its exact value.
  static func scientific(
    _ value: some BinaryFloatingPoint & CustomStringConvertible, places: Int
  ) -> DecimalDigits {
    let shortest = DecimalDigits(value)
    guard shortest.digits.count - 1 > places else { return shortest }
    return rounded(Double(value), places: places, scientific: true)
  }

  /// The number with so many places after its first digit; where its shortest form has fewer, the next ones
  /// of its exact value follow, as NumPy fills a column.
  static func scientific(
    _ value: some BinaryFloatingPoint & CustomStringConvertible, exactPlaces places: Int
  ) -> DecimalDigits {
    let shortest = DecimalDigits(value)
    return shortest.digits.count - 1 == places
      ? shortest : rounded(Double(value), places: places, scientific: true)
  }

  private static func rounded(_ value: Double, places: Int, scientific: Bool) -> DecimalDigits {
    let size = 400
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      count = base.withMemoryRebound(to: CChar.self, capacity: size) {
        Int(horn_format_double($0, size, value, Int32(places), scientific ? 1 : 0))
      }
    }
    return DecimalDigits(text: bytes)
  }

  /// The part before the point, with the sign: `-12`.
  var whole: String {
    let sign = isNegative ? "-" : ""
    guard exponent >= 0 else { return sign + "0" }
    return sign + text(digits.prefix(exponent + 1)) + zeros(exponent + 1 - digits.count)
  }

  /// The part after the point, without zeros at its end: `375`.
  var fraction: String {
    guard exponent < 0 else { return text(digits.dropFirst(exponent + 1)) }
    return digits == [0] ? "" : zeros(-exponent - 1) + text(digits[...])
  }

  /// The first digit, with the sign.
  var leading: String { (isNegative ? "-" : "") + text(digits.prefix(1)) }

  /// The digits after the first.
  var trailing: String { text(digits.dropFirst()) }

  /// The exponent's digits, at least two.
  var exponentDigits: String {
    let text = String(Swift.abs(exponent))
    return text.utf8.count < 2 ? "0" + text : text
  }

  private func text(_ digits: ArraySlice<UInt8>) -> String {
    String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
  }
}

/// So many zeros; none for a negative count.
func zeros(_ count: Int) -> String { String(repeating: "0", count: Swift.max(count, 0)) }

/// So many spaces; none for a negative count.
func spaces(_ count: Int) -> String { String(repeating: " ", count: Swift.max(count, 0)) }
