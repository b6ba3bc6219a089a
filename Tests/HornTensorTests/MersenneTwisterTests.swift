import Testing

@testable import HornTensor

/// Golden values from NumPy's `RandomState`.
@Suite struct MersenneTwisterTests {
  @Test func words() {
    var generator = MersenneTwister(seed: 113)
    let words = (0..<4).map { _ in generator.nextUInt32() }
    #expect(words == [3_659_249_829, 529_109_724, 317_413_538, 548_173_386])
  }

  @Test func shortShuffles() {
    let golden: [UInt32: [Int]] = [
      0: [6, 11, 4, 10, 2, 8, 1, 7, 9, 3, 0, 5], 113: [4, 3, 9, 8, 1, 0, 11, 7, 6, 10, 2, 5],
      UInt32.max: [11, 8, 5, 9, 1, 10, 6, 0, 4, 7, 2, 3],
    ]
    for (seed, expected) in golden {
      var generator = MersenneTwister(seed: seed)
      var numbers = Array(0..<12)
      generator.shuffle(&numbers)
      #expect(numbers == expected)
    }
  }

  @Test func twoLongShuffles() {
    var generator = MersenneTwister(seed: 113)
    let sums = [3_919_982_184_325, 3_895_349_011_257]
    for sum in sums {
      var numbers = Array(0..<25_000)
      generator.shuffle(&numbers)
      #expect(zip(numbers, 0...).reduce(0) { $0 + $1.0 * $1.1 } == sum)
    }
  }

  @Test func nothingToShuffle() {
    var generator = MersenneTwister(seed: 1)
    var none: [Int] = []
    generator.shuffle(&none)
    #expect(none.isEmpty && generator.next(upTo: 0) == 0)
  }
}
