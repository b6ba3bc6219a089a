extension Tensor: CustomStringConvertible, CustomDebugStringConvertible {
  /// The elements as NumPy 2 prints them: `[[1.  2.5]\n [3.  4. ]]`.
  ///
  /// More than 1000 elements are shortened to the first and last three along each axis.
  public var description: String {
    if rank == 0 {
      switch dtype {
      case .float32: return scalarText(element(0) as Float, largestWithoutExponent: 1e6)
      case .float64: return scalarText(element(0) as Double, largestWithoutExponent: 1e16)
      case .string: return byteStrings.string(at: 0)
      default: return elementTexts([0])[0]
      }
    }
    return elementCount == 0 ? "[]" : text(ArrayLayout(shape, separator: " ", width: 75), indent: 0)
  }

  /// The elements with the dtype, as NumPy's `repr`: `array([1., 2.], dtype=float32)`.
  public var debugDescription: String {
    let prefix = "array("
    var body = "[]"
    if rank == 0 {
      body = elementTexts([0])[0]
    } else if elementCount > 0 {
      body = text(ArrayLayout(shape, separator: ", ", width: 74), indent: prefix.utf8.count)
    }
    var extras: [String] = []
    if (elementCount == 0 && shape != [0]) || elementCount > ArrayLayout.threshold {
      extras.append("shape=\(shape)")
    }
    if elementCount == 0 || (dtype != .float64 && dtype != .bool) { extras.append("dtype=\(dtypeText)") }
    if extras.isEmpty { return prefix + body + ")" }
    let start = prefix + body + ","
    let end = extras.joined(separator: ", ") + ")"
    let lastLine = start.reversed().prefix { $0 != "\n" }.count
    return start + (lastLine + end.count + 1 > 75 ? "\n" + spaces(prefix.utf8.count) : " ") + end
  }

  private var dtypeText: String {
    guard dtype == .string else { return dtype.rawValue }
    return "'<U\(Swift.max(1, strings.lazy.map(\.unicodeScalars.count).max() ?? 0))'"
  }

  private func text(_ layout: ArrayLayout, indent: Int) -> String {
    // The layout asks for the elements in the order in which it shows them.
    var texts = elementTexts(layout.shown).makeIterator()
    return layout.text(indent: indent) { _ in texts.next() ?? "" }
  }

  /// The elements at these positions, aligned with each other.
  private func elementTexts(_ positions: [Int]) -> [String] {
    switch dtype {
    case .float32:
      let values: [Float] = positions.map(element)
      let format = FloatFormat(values, largestWithoutExponent: 1e6)
      return values.map(format.text)
    case .float64:
      let values: [Double] = positions.map(element)
      let format = FloatFormat(values, largestWithoutExponent: 1e8)
      return values.map(format.text)
    case .int32:
      let texts = positions.map { String(element($0) as Int32) }
      let width = texts.lazy.map(\.utf8.count).max() ?? 0
      return texts.map { spaces(width - $0.utf8.count) + $0 }
    case .bool:
      let yes = rank == 0 ? "True" : " True"
      return positions.map { element($0) ? yes : "False" }
    case .string:
      let strings = byteStrings
      return positions.map { quoted(strings.string(at: $0)) }
    }
  }

  private func element<T: BitwiseCopyable>(_ position: Int) -> T {
    storage.pointer.load(fromByteOffset: position * MemoryLayout<T>.stride, as: T.self)
  }
}

/// The string as Python's `repr` writes it.
private func quoted(_ string: String) -> String {
  let quote: Unicode.Scalar = string.contains("'") && !string.contains("\"") ? "\"" : "'"
  var result = String.UnicodeScalarView()
  result.append(quote)
  for scalar in string.unicodeScalars {
    switch scalar {
    case "\n": result.append(contentsOf: "\\n".unicodeScalars)
    case "\r": result.append(contentsOf: "\\r".unicodeScalars)
    case "\t": result.append(contentsOf: "\\t".unicodeScalars)
    case "\\", quote: result.append(contentsOf: ["\\", scalar])
    case _ where isPrintable(scalar): result.append(scalar)
    default:
      let digits = String(scalar.value, radix: 16)
      let (letter, width) =
        switch scalar.value {
        case ..<0x100: ("x", 2)
        case ..<0x10000: ("u", 4)
        default: ("U", 8)
        }
      result.append(contentsOf: ("\\" + letter + zeros(width - digits.utf8.count) + digits).unicodeScalars)
    }
  }
  result.append(quote)
  return String(result)
}

/// Whether Python's `str.isprintable` holds: neither a separator but the blank, nor a character of the "other" kinds.
private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.isASCII { return (0x20..<0x7f).contains(scalar.value) }
  switch scalar.properties.generalCategory {
  case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
    .spaceSeparator:
    return false
  default: return true
  }
}
