import HornTensor

/// How much of the data a part of ``splitDataset(_:leftSize:rightSize:shuffle:seed:)`` gets: `100` samples or the fraction
/// `0.8`.
public enum SplitSize: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  case count(Int)
  case fraction(Double)

  public init(integerLiteral value: Int) { self = .count(value) }
  public init(floatLiteral value: Double) { self = .fraction(value) }

  /// The numbers of samples of both parts, by Keras's rules.
  static func resolve(_ left: SplitSize?, _ right: SplitSize?, total: Int) throws -> (left: Int, right: Int) {
    let what = "splitDataset"
    guard left != nil || right != nil else {
      throw HornError(.configuration, "\(what): give leftSize, rightSize or both")
    }
    if case .fraction(let a) = left, case .fraction(let b) = right, a + b > 1 {
      throw HornError(.value, "\(what): leftSize \(a) and rightSize \(b) add up to more than 1")
    }
    func count(_ size: SplitSize?, _ name: String) throws -> Int? {
      switch size {
      case nil: return nil
      case .count(let count):
        guard count > 0, count < total else {
          throw HornError(
            .value, "\(what): \(name) must be from 1 to below the number of samples, \(total); got \(count)")
        }
        return count
      case .fraction(let fraction):
        guard fraction > 0, fraction < 1 else {
          throw HornError(.value, "\(what): \(name) must be a fraction between 0 and 1; got \(fraction)")
        }
        return Int((fraction * Double(total)).rounded(.toNearestOrEven))
      }
    }
    let (first, second) = (try count(left, "leftSize"), try count(right, "rightSize"))
    let (a, b) = (first ?? total - (second ?? 0), second ?? total - (first ?? 0))
    guard a + b <= total else {
      throw HornError(.value, "\(what): leftSize \(a) and rightSize \(b) are more than the \(total) samples")
    }
    guard a > 0, b > 0 else {
      throw HornError(
        .value, "\(what): of \(total) samples, \(a) would go left and \(b) right; none may be empty")
    }
    return (a, b)
  }
}
