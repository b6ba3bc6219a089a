/// How NumPy writes the floats of one array: aligned at the point, or all with an exponent.
struct FloatFormat {
  private static let precision = 8
  private var usesExponent = false
  private var fractionWidth = 0
  private var wholeWidth = 0
  private var exponentWidth = 0

  /// The format for an array that shows these values.
  ///
  /// - Parameter largestWithoutExponent: 1e6 for float32, 1e8 for float64.
  init<F: BinaryFloatingPoint & CustomStringConvertible>(_ values: [F], largestWithoutExponent: F) {
    let finite = values.filter(\.isFinite)
    let magnitudes = finite.lazy.filter { $0 != 0 }.map(\.magnitude)
    if let largest = magnitudes.max(), let smallest = magnitudes.min() {
      usesExponent = largest >= largestWithoutExponent || smallest < 0.0001 || largest / smallest > 1000
    }
    for value in finite {
      if usesExponent {
        let number = DecimalDigits.scientific(value, places: Self.precision)
        fractionWidth = Swift.max(fractionWidth, number.trailing.utf8.count)
        wholeWidth = Swift.max(wholeWidth, number.leading.utf8.count)
        exponentWidth = Swift.max(exponentWidth, number.exponentDigits.utf8.count)
      } else {
        let number = DecimalDigits.fixed(value, places: Self.precision)
        fractionWidth = Swift.max(fractionWidth, number.fraction.utf8.count)
        wholeWidth = Swift.max(wholeWidth, number.whole.utf8.count)
      }
    }
    guard finite.count < values.count else { return }
    let special = values.contains { $0 == -.infinity } ? 4 : 3
    wholeWidth = Swift.max(wholeWidth, special - afterWhole)
  }

  /// Characters that follow the part before the point.
  private var afterWhole: Int {
    // The exponent's "e" and sign are written, yet an array of none but nan has only a point.
    1 + fractionWidth + (usesExponent ? exponentWidth + 2 : 0)
  }

  func text<F: BinaryFloatingPoint & CustomStringConvertible>(_ value: F) -> String {
    guard value.isFinite else {
      let word = specialText(value)
      return spaces(wholeWidth + afterWhole - word.utf8.count) + word
    }
    if usesExponent {
      let number = DecimalDigits.scientific(value, exactPlaces: fractionWidth)
      let fraction = number.trailing + zeros(fractionWidth - number.trailing.utf8.count)
      let exponent = zeros(exponentWidth - number.exponentDigits.utf8.count) + number.exponentDigits
      let sign = number.exponent < 0 ? "-" : "+"
      return spaces(wholeWidth - number.leading.utf8.count)
        + "\(number.leading).\(fraction)e\(sign)\(exponent)"
    }
    let number = DecimalDigits.fixed(value, places: Self.precision)
    let (whole, fraction) = (number.whole, number.fraction)
    return spaces(wholeWidth - whole.utf8.count) + whole + "." + fraction
      + spaces(fractionWidth - fraction.utf8.count)
  }
}

/// `nan`, `inf` or `-inf`.
private func specialText(_ value: some BinaryFloatingPoint) -> String {
  value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
}

/// A float on its own, as NumPy writes a scalar: `1.5`, `1e-05`.
///
/// - Parameter largestWithoutExponent: 1e6 for float32, 1e16 for float64.
func scalarText<F: BinaryFloatingPoint & CustomStringConvertible>(
  _ value: F, largestWithoutExponent: F
) -> String {
  guard value.isFinite else { return specialText(value) }
  let number = DecimalDigits(value)
  if value == 0 || (Double(value.magnitude) >= 0.0001 && value.magnitude < largestWithoutExponent) {
    return number.whole + "." + (number.fraction.isEmpty ? "0" : number.fraction)
  }
  let fraction = number.trailing.isEmpty ? "" : "." + number.trailing
  return number.leading + fraction + "e" + (number.exponent < 0 ? "-" : "+") + number.exponentDigits
}
