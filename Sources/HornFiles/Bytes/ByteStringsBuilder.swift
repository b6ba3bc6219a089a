import HornTensor

/// Puts strings one behind the other by copying whole stretches of memory.
struct ByteStringsBuilder {
  private var bytes: [UInt8] = []
  private var offsets = [0]

  var count: Int { offsets.count - 1 }
  var strings: ByteStrings { ByteStrings(bytes: bytes, offsets: offsets) }

  init() {}

  init(count: Int, bytes size: Int) {
    offsets.reserveCapacity(count + 1)
    bytes.reserveCapacity(size)
  }

  mutating func append(_ string: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: string)
    offsets.append(bytes.count)
  }

  /// Adds the string that the body writes behind the bytes.
  mutating func append(_ body: (inout [UInt8]) throws -> Void) rethrows {
    try body(&bytes)
    offsets.append(bytes.count)
  }

  /// The strings at these places, in this order.
  static func selecting(_ places: [Int], from strings: ByteStrings) -> ByteStrings {
    var result = ByteStringsBuilder(
      count: places.count, bytes: places.reduce(0) { $0 + strings.range($1).count })
    strings.bytes.withUnsafeBytes { source in
      for place in places { result.append(UnsafeRawBufferPointer(rebasing: source[strings.range(place)])) }
    }
    return result.strings
  }
}
