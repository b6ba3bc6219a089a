import HornTensor

/// What the makers of made-up data share: choices by NumPy's random numbers, the same on all machines.
struct MadeUp {
  private var generator: MersenneTwister

  init(seed: UInt32) { generator = MersenneTwister(seed: seed) }

  /// Stops numbers that nobody means.
  static func check(count: Int, testCount: Int, _ name: String) throws {
    for (label, value) in [("count", count), ("testCount", testCount)] {
      guard (0...1_000_000).contains(value) else {
        throw HornError(.value, "\(name): \(label) is \(value); expected a number up to 1,000,000")
      }
    }
  }

  mutating func number(below limit: Int) -> Int { Int(generator.next(upTo: UInt64(max(limit - 1, 0)))) }

  mutating func choice<T>(_ options: [T]) -> T { options[number(below: options.count)] }

  mutating func shuffle<T>(_ elements: inout [T]) { generator.shuffle(&elements) }
}
