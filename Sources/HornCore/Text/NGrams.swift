import HornTensor

/// Which n-grams a ``TextVectorization`` makes of the tokens: `2` for single ones and pairs, `[2, 3]` for pairs and
/// triples only, in this order.
public enum NGrams: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// All widths from 1 up to this one.
  case upTo(Int)
  /// These widths.
  case widths([Int])

  public init(integerLiteral value: Int) { self = .upTo(value) }
  public init(arrayLiteral elements: Int...) { self = .widths(elements) }

  var widths: [Int] {
    switch self {
    case .upTo(let most): most < 1 ? [] : Array(1...most)
    case .widths(let widths): widths
    }
  }

  var config: ConfigValue {
    switch self {
    case .upTo(let most): .int(most)
    case .widths(let widths): .array(widths.map { .int($0) })
    }
  }

  /// Throws unless every width makes sense.
  func check(_ owner: String) throws {
    if case .upTo(let most) = self, most > 1 << 20 {
      throw HornError(.configuration, "\(owner): ngrams must be at most \(1 << 20), got \(most)")
    }
    for width in widths where width < 1 || width > 1 << 20 {
      throw HornError(
        .configuration, "\(owner): the widths of ngrams must be from 1 to \(1 << 20), got \(width)")
    }
  }
}
