import Foundation
import HornTensor

/// Damage for the readers to stand.
enum Mutation {
  /// Where the environment's `HORN_FUZZ_KEEP` names a file, it gets the bytes: what hangs or crashes is then at hand.
  static func keep(_ bytes: [UInt8]) {
    guard let path = ProcessInfo.processInfo.environment["HORN_FUZZ_KEEP"] else { return }
    try? Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  /// How many inputs each test makes, where the environment's `HORN_FUZZ_ROUNDS` says it.
  static let wishedRounds = ProcessInfo.processInfo.environment["HORN_FUZZ_ROUNDS"].flatMap { Int($0) }

  /// The seed of the mistakes; `HORN_FUZZ_SEED` gives others.
  static func seed(_ usual: UInt32) -> UInt32 {
    ProcessInfo.processInfo.environment["HORN_FUZZ_SEED"].flatMap { UInt32($0) } ?? usual
  }

  static func readOrRefuse(_ body: () throws -> Void) throws {
    do { try body() } catch is HornError {}
  }

  /// The bytes with up to five small mistakes.
  static func of(_ original: [UInt8], _ generator: inout MersenneTwister) -> [UInt8] {
    var bytes = original
    func place(_ count: Int) -> Int { Int(generator.next(upTo: UInt64(max(count - 1, 0)))) }
    for _ in 0...place(4) where !bytes.isEmpty {
      let at = place(bytes.count)
      switch place(7) {
      case 0: bytes[at] = UInt8(truncatingIfNeeded: generator.nextUInt32())
      case 1: bytes[at] ^= 1 << UInt8(place(8))
      case 2: bytes.removeSubrange(at..<min(at + 1 + place(8), bytes.count))
      case 3:
        bytes.insert(contentsOf: bytes[at..<min(at + 1 + place(8), bytes.count)], at: place(bytes.count))
      case 4: bytes.removeSubrange(at...)
      case 5: for i in at..<min(at + 4, bytes.count) { bytes[i] = 0xff }
      default: bytes[at] = [0, 1, 0x7f, 0x80, 0xff, 0x28, 0x2e][place(7)]
      }
    }
    return bytes
  }
}
