import HornTensor

/// How integers that are not in a vocabulary choose one of several buckets.
public enum OovMethod: String, NamedCase {
  /// By the remainder of the division by the number of buckets.
  case floormod
  /// By the hash of their decimal digits, which spreads them evenly: FarmHash64, or SipHash64 with a salt.
  case farmhash

  public static let kind = "oov method"
}

/// The arguments that the layers with a vocabulary share. Terms are bytes: UTF-8, or the four bytes of an integer.
struct LookupOptions: Sendable {
  var isInteger = false
  var maxTokens: Int?
  var numOovIndices = 1
  var maskToken: [UInt8]?
  var oovToken: [UInt8]?
  var invert = false
  var outputMode = OutputMode.int
  var padToMaxTokens = false
  var oovMethod = OovMethod.floormod
  var salt: HashSalt?

  /// The place of the first bucket for unknown terms.
  var oovStart: Int { maskToken != nil && outputMode == .int ? 1 : 0 }
  /// The place of the first term.
  var tokenStart: Int { oovStart + numOovIndices }

  /// The terms before the vocabulary's own.
  var specialTokens: [[UInt8]?] {
    [[UInt8]?](repeating: maskToken, count: oovStart) + Array(repeating: oovToken, count: numOovIndices)
  }

  /// Throws where the arguments contradict each other.
  func check(_ owner: String) throws {
    func fail(_ message: String) -> HornError { HornError(.configuration, "\(owner): \(message)") }
    if let maxTokens, maxTokens < 2 {
      throw fail("maxTokens must be greater than 1 (or nil for any number), got \(maxTokens)")
    }
    if let maxTokens, maxTokens > Int(Int32.max) {
      throw fail("maxTokens must fit into int32, got \(maxTokens)")
    }
    if padToMaxTokens, maxTokens == nil { throw fail("padToMaxTokens needs maxTokens, which is nil") }
    guard numOovIndices >= 0, numOovIndices <= 1 << 24 else {
      throw fail("numOovIndices must be from 0 to \(1 << 24), got \(numOovIndices)")
    }
    if invert, outputMode != .int {
      throw fail("invert needs the output mode int, got \(outputMode.rawValue)")
    }
    if salt != nil, isInteger, oovMethod != .farmhash {
      throw fail("a salt needs the oovMethod farmhash, got \(oovMethod.rawValue)")
    }
    if invert, oovToken == nil { throw fail("invert needs an oovToken for unknown integers, which is nil") }
  }

  /// The bytes of an integer term.
  ///
  /// - Throws: `HornError` where it does not fit into int32, which is what Horn's integers are.
  static func term(_ number: Int, _ owner: String) throws -> [UInt8] {
    guard let narrow = Int32(exactly: number) else {
      throw HornError(
        .value, "\(owner): the vocabulary's \(number) does not fit into int32, the type of Horn's integers")
    }
    return withUnsafeBytes(of: narrow, Array.init)
  }

  /// The integer of a term.
  static func number(_ term: some Sequence<UInt8>) -> Int {
    var bytes = Array(term.prefix(4))
    bytes += Array(repeating: 0, count: 4 - bytes.count)
    return Int(bytes.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) })
  }

  /// The term as error messages show it.
  func shown(_ term: some Collection<UInt8>) -> String {
    isInteger ? "\(Self.number(term))" : "\"\(String(decoding: term.prefix(80), as: UTF8.self))\""
  }
}
