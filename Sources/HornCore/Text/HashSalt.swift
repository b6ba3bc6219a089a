import HornTensor

/// The key of a SipHash: one number, or two.
///
///     Hashing(numBins: 10, salt: 133)
///     Hashing(numBins: 10, salt: [133, 137])
public struct HashSalt: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// The first 64 bits of the key.
  public let first: Int
  /// The last 64 bits of the key; as ``first`` where one number was given.
  public let second: Int

  /// Two numbers.
  public init(_ first: Int, _ second: Int) {
    self.first = first
    self.second = second
  }

  /// The same number twice.
  public init(_ number: Int) { self.init(number, number) }
  public init(integerLiteral value: Int) { self.init(value) }

  /// Two numbers; any other count stops the program.
  public init(arrayLiteral elements: Int...) {
    require(elements.count == 2, "salt: expected one number or two, got \(elements.count)")
    self.init(elements[0], elements[1])
  }

  var key: [UInt64] { [UInt64(bitPattern: Int64(first)), UInt64(bitPattern: Int64(second))] }
  var config: ConfigValue { [.int(first), .int(second)] }
}

extension ConfigReader {
  /// The salt under `salt`: nil, a number or a list of two.
  func salt() throws -> HashSalt? {
    switch value("salt") {
    case nil: return nil
    case .int(let number)?: return HashSalt(number)
    case .array(let list)? where list.count == 2:
      if case .int(let first) = list[0], case .int(let second) = list[1] { return HashSalt(first, second) }
    default: break
    }
    throw HornError(.configuration, "\(owner): salt must be an integer or a list of two")
  }
}
