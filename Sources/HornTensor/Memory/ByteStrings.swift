/// Strings one behind the other in one piece of memory, as bytes: what comes from outside need not be valid UTF-8.
///
/// This is what a string tensor holds. A collection of byte slices:
///
///     var lines = ByteStrings()
///     lines.append("a good film")
///     lines.append(utf8: [0xff, 0x20])
///     Tensor(lines).strings  // ["a good film", "\u{FFFD} "]
public struct ByteStrings: Hashable, Sendable, RandomAccessCollection {
  /// All bytes.
  public private(set) var bytes: [UInt8]
  /// Where each string begins, and at last where the last one ends.
  public private(set) var offsets: [Int]

  /// No strings.
  public init() {
    bytes = []
    offsets = [0]
  }

  /// The strings as UTF-8, in their order.
  public init(_ strings: some Sequence<String>) {
    self.init()
    for string in strings { append(string) }
  }

  /// As many copies of the string.
  public init(repeating string: String, count: Int) {
    self.init()
    reserve(count: count, bytes: count * string.utf8.count)
    for _ in 0..<count { append(string) }
  }

  /// Strings that lie one behind the other.
  ///
  /// - Parameter offsets: 0, then where each string ends, in ascending order; the last is the number of bytes.
  package init(bytes: [UInt8], offsets: [Int]) {
    self.bytes = bytes
    self.offsets = offsets
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { offsets.count - 1 }

  /// The bytes of one string.
  public subscript(index: Int) -> ArraySlice<UInt8> { bytes[range(index)] }

  /// Where the string lies in ``bytes``.
  public func range(_ index: Int) -> Range<Int> { offsets[index]..<offsets[index + 1] }

  /// The string; what is not valid UTF-8 becomes U+FFFD.
  public func string(at index: Int) -> String { String(decoding: bytes[range(index)], as: UTF8.self) }

  /// All strings; what is not valid UTF-8 becomes U+FFFD.
  public var strings: [String] { indices.map(string(at:)) }

  /// Puts a string, as UTF-8, behind the others.
  public mutating func append(_ string: String) { append(utf8: string.utf8) }

  /// Puts a string of these bytes behind the others.
  public mutating func append(utf8 string: some Sequence<UInt8>) {
    bytes.append(contentsOf: string)
    offsets.append(bytes.count)
  }

  /// Puts all strings of another list behind these.
  public mutating func append(contentsOf other: ByteStrings) {
    let start = bytes.count
    bytes.append(contentsOf: other.bytes)
    for end in other.offsets.dropFirst() { offsets.append(start + end) }
  }

  /// Makes room for so many more strings and bytes.
  public mutating func reserve(count: Int, bytes size: Int) {
    offsets.reserveCapacity(offsets.count + count)
    bytes.reserveCapacity(bytes.count + size)
  }

  /// The strings at these places, in this order.
  public func selecting(_ places: some Collection<Int>) -> ByteStrings {
    var result = ByteStrings()
    result.reserve(count: places.count, bytes: places.reduce(0) { $0 + range($1).count })
    for place in places { result.append(utf8: bytes[range(place)]) }
    return result
  }

  /// Whether one string is before another by the values of its bytes, as Python and NumPy order them.
  package func precedes(_ a: Int, _ b: Int) -> Bool { self[a].lexicographicallyPrecedes(self[b]) }
}

extension ByteStrings: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: String...) { self.init(elements) }
}
