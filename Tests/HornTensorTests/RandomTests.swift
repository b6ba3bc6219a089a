import Foundation
import HornKernels
import Testing

@testable import HornTensor

@Suite struct RandomTests {
  /// The largest distance between the distribution of the numbers and the one they should have, in units
  /// that do not depend on how many there are (Kolmogorov and Smirnov): above 1.95 once in a thousand times.
  private func distance(_ values: Tensor, _ distribution: (Double) -> Double) -> Double {
    let sorted = values.floats.sorted()
    let n = Double(sorted.count)
    let largest = sorted.enumerated().map { index, value in
      let p = distribution(Double(value))
      return Swift.max(Double(index + 1) / n - p, p - Double(index) / n)
    }.max()
    return (largest ?? 0) * n.squareRoot()
  }

  private func normalDistribution(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

  private func meanAndDeviation(_ values: Tensor) -> (Double, Double) {
    let list = values.floats.map(Double.init)
    let mean = list.reduce(0, +) / Double(list.count)
    let variance = list.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(list.count)
    return (mean, variance.squareRoot())
  }

  @Test func blocksAreThoseOfPhilox() {
    // The known answers of Random123, by the authors of Philox.
    for (block, stream, key, expected) in [
      (0, 0, 0, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
      (.max, .max, .max, [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
      (
        0x85a3_08d3_243f_6a88, 0x0370_7344_1319_8a2e, 0x299f_31d0_a409_3822,
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [(UInt64, UInt64, UInt64, [UInt32])] {
      var words = [UInt32](repeating: 0, count: 4)
      horn_random_block(&words, block, key, stream)
      #expect(words == expected)
    }
    // The vector form gives the same words, in the order that the header says.
    var bits = [UInt32](repeating: 0, count: 1000)
    horn_random_bits(&bits, 1000, 7, 3)
    for i in [0, 1, 15, 16, 63, 64, 100, 999] {
      var words = [UInt32](repeating: 0, count: 4)
      horn_random_block(&words, UInt64(i / 64 * 16 + i % 16), 7, 3)
      #expect(bits[i] == words[i % 64 / 16])
    }
  }

  @Test func numbersDependOnNeitherThreadsNorInstructionSet() {
    let x = Random.normal(shape: [100_003], seed: 9)
    let makers: [@Sendable () -> Tensor] = [
      { Random.normal(shape: [100_003], mean: 1, stddev: 3, seed: 1) },
      { Random.uniform(shape: [100_003], minval: -2, maxval: 5, seed: 1) },
      { Random.truncatedNormal(shape: [100_003], stddev: 0.3, seed: 1) },
      { Random.dropout(x, 0.3, seed: 1) },
      { Random.permutation(1000, seed: 1) },
    ]
    // Asked for the best, it gives the best that the CPU has.
    let (threads, isa) = (Threads.count, horn_set_isa(2))
    for make in makers {
      let reference = make().floats
      for count in [1, 2, 5] {
        Threads.count = count
        for lower in 0...isa {
          horn_set_isa(lower)
          let same = make().floats == reference
          horn_set_isa(isa)
          #expect(same, "with \(count) threads and instruction set \(lower)")
        }
      }
      Threads.count = threads
    }
    // A longer draw begins with a shorter one.
    #expect(
      Random.normal(shape: [10], seed: 1).floats
        == Array(Random.normal(shape: [99], seed: 1).floats.prefix(10)))
  }

  @Test func uniformNumbersAreUniform() {
    let values = Random.uniform(shape: [50_000], minval: -1, maxval: 3, seed: 2)
    #expect(distance(values) { ($0 + 1) / 4 } < 1.95)
    #expect(values.floats.allSatisfy { $0 >= -1 && $0 < 3 })
    // Where the limits are neighbours, rounding must not reach the upper one.
    let narrow = Random.uniform(shape: [1000], minval: 1, maxval: Float(1).nextUp, seed: 2)
    #expect(narrow.floats.allSatisfy { $0 == 1 })
  }

  @Test func normalNumbersAreNormal() {
    let values = Random.normal(shape: [50_000], mean: 2, stddev: 3, seed: 3)
    #expect(distance(values) { self.normalDistribution(($0 - 2) / 3) } < 1.95)
    let (mean, deviation) = meanAndDeviation(values)
    #expect(Swift.abs(mean - 2) < 0.05 && Swift.abs(deviation - 3) < 0.05)
    // Neighbours are independent: the two numbers of a pair come from one radius.
    let list = values.floats.map { Double($0 - 2) / 3 }
    for lag in [1, 4, 16, 32, 64] {
      let products = zip(list, list.dropFirst(lag)).map { $0 * $1 }
      #expect(Swift.abs(products.reduce(0, +) / Double(products.count)) < 0.02, "lag \(lag)")
    }
  }

  @Test func truncatedNormalNumbersStayWithinTwoDeviations() {
    let values = Random.truncatedNormal(shape: [50_000], mean: 1, stddev: 0.5, seed: 4)
    let (low, high) = (normalDistribution(-2), normalDistribution(2))
    #expect(distance(values) { (self.normalDistribution(($0 - 1) / 0.5) - low) / (high - low) } < 1.95)
    #expect(values.floats.allSatisfy { $0 >= 0 && $0 <= 2 })
    #expect(Swift.abs(meanAndDeviation(values).1 / 0.5 - 0.8796) < 0.01)
  }

  @Test func integersAreUniform() {
    let values = Random.randint(shape: [30_000], minval: -2, maxval: 4, seed: 5)
    #expect(values.dtype == .int32)
    var counts: [Int: Int] = [:]
    for value in values.ints { counts[value, default: 0] += 1 }
    #expect(counts.keys.sorted() == [-2, -1, 0, 1, 2, 3])
    let chiSquare = counts.values.reduce(0.0) { $0 + pow(Double($1) - 5000, 2) / 5000 }
    #expect(chiSquare < 20.5)  // 5 degrees of freedom: once in a thousand times
    let wide = Random.randint(shape: [1000], minval: Int(Int32.min), maxval: Int(Int32.max) + 1, seed: 5).ints
    #expect((wide.min() ?? 0) < -2_000_000_000 && (wide.max() ?? 0) > 2_000_000_000)
  }

  @Test func dropoutKeepsTheMeanAndItsGradientTheChoice() {
    let x = Tensor(ones: [200, 101]).tracked()
    let y = Random.dropout(x, 0.25, seed: 6)
    let dropped = y.floats.count { $0 == 0 }
    #expect(Swift.abs(Double(dropped) / 20_200 - 0.25) < 0.012)
    #expect(y.floats.allSatisfy { $0 == 0 || $0 == 1 / 0.75 })
    #expect(gradients(of: y, withRespectTo: [x])[0].floats == y.floats)
    #expect(Random.dropout(x, 0, seed: 6).floats == x.floats)
    #expect(Random.dropout(x, 1, seed: 6).floats.allSatisfy { $0 == 0 })
    #expect(gradients(of: Random.dropout(x, 1), withRespectTo: [x])[0].floats.allSatisfy { $0 == 0 })
    let wide = cast(x, .float64)
    #expect(
      cast(notEqual(Random.dropout(wide, 0.25, seed: 6), 0), .float32).floats
        == y.floats.map { $0 == 0 ? 0 : 1 })
    var mask = [UInt8](repeating: 9, count: 20_200)
    var out = [Float](repeating: 9, count: 20_200)
    horn_dropout_f32(&out, &mask, x.f32, 20_200, 0.25, 6, 0)
    #expect(out == y.floats)
    #expect(mask.map { Float($0) / 0.75 } == y.floats)
    // What is not a number does not survive being dropped.
    let dirt = Random.dropout(Tensor(full: [1000], .nan), 0.5, seed: 1).floats
    #expect(dirt.contains { $0 == 0 } && dirt.contains(where: \.isNaN))
  }

  @Test func noiseShapeSharesTheChoice() {
    let x = Random.uniform(shape: [8, 5, 16], minval: 1, maxval: 2, seed: 1).tracked()
    let y = Random.dropout(x, 0.5, noiseShape: [nil, 1, nil], seed: 7)
    let kept = notEqual(y.detached, 0)
    #expect(kept.bools == Kernel.broadcast(slice(kept, [0, 0, 0], [8, 1, 16]), to: x.shape).bools)
    let dropped = kept.bools.count { !$0 }
    #expect(dropped > 200 && dropped < 440)
    let gradient = gradients(of: y, withRespectTo: [x])[0]
    #expect(gradient.floats == kept.bools.map { $0 ? 2 : 0 })
    #expect(
      Random.dropout(x, 0.5, noiseShape: [8, nil, 16], seed: 7).floats
        == Random.dropout(x, 0.5, seed: 7).floats)
  }

  @Test func permutationsAreAllAsLikely() {
    let long = Random.permutation(10_000, seed: 8).ints
    #expect(long.sorted() == Array(0..<10_000) && long != Array(0..<10_000))
    #expect(Random.permutation(0, seed: 8).elementCount == 0)
    #expect(Random.permutation(1, seed: 8).ints == [0])
    let generator = SeedGenerator(seed: 8)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<6000 { counts[Random.permutation(3, seed: generator).ints, default: 0] += 1 }
    #expect(counts.count == 6)
    #expect(counts.values.reduce(0.0) { $0 + pow(Double($1) - 1000, 2) / 1000 } < 20.5)
  }

  @Test func shufflingMovesWholeRows() {
    let x = Tensor((0..<40).map(Float.init), shape: [10, 4])
    let rows = Random.shuffle(x, seed: 1)
    #expect(rows.floats != x.floats && rows.floats.sorted() == x.floats)
    let firsts = stride(from: 0, to: 40, by: 4)
    let (byRow, byColumn) = (rows.floats, Random.shuffle(x, axis: 1, seed: 1).floats)
    for first in firsts {
      #expect(byRow[first + 1] == byRow[first] + 1)
      #expect(byColumn[first..<first + 4].sorted() == x.floats[first..<first + 4].sorted())
    }
    #expect(Random.shuffle(Tensor(["a", "b", "c"]), seed: 1).strings.sorted() == ["a", "b", "c"])
  }

  @Test func classesComeWithTheirProbabilities() {
    let probabilities: [Float] = [0.1, 0.2, 0.7, 0]
    let logits = log(Tensor(probabilities + [0.25, 0.25, 0.25, 0.25], shape: [2, 4])) + 100
    let drawn = Random.categorical(logits, numSamples: 10_000, seed: 9)
    #expect(drawn.shape == [2, 10_000] && drawn.dtype == .int32)
    for (row, expected) in [(0, probabilities), (1, [0.25, 0.25, 0.25, 0.25])] {
      let values = drawn.ints[row * 10_000..<(row + 1) * 10_000]
      for (index, probability) in expected.enumerated() {
        let share = Float(values.count { $0 == index }) / 10_000
        #expect(Swift.abs(share - probability) < 0.016 && (probability > 0 || share == 0))
      }
    }
  }

  @Test func gammaBetaAndBinomialHaveTheirMoments() {
    for alpha in [0.3, 1, 4.5] as [Float] {
      let (mean, deviation) = meanAndDeviation(Random.gamma(shape: [20_000], alpha: Tensor(alpha), seed: 10))
      let expected = Double(alpha).squareRoot()
      #expect(Swift.abs(mean / Double(alpha) - 1) < 0.04 && Swift.abs(deviation / expected - 1) < 0.04)
    }
    #expect(distance(Random.gamma(shape: [20_000], alpha: 1, seed: 10)) { 1 - exp(-$0) } < 1.95)
    #expect(distance(Random.beta(shape: [20_000], alpha: 3, beta: 1, seed: 10)) { pow($0, 3) } < 1.95)
    for (count, p) in [(5, 0.3), (40, 0.9), (1000, 0.02), (100_000, 0.5)] as [(Float, Float)] {
      let drawn = Random.binomial(
        shape: [5000], counts: Tensor(count), probabilities: Tensor(p), seed: 11)
      let (mean, deviation) = meanAndDeviation(drawn)
      let wanted = Double(count * p)
      let spread = (wanted * Double(1 - p)).squareRoot()
      #expect(Swift.abs(mean - wanted) < spread * 0.06 && Swift.abs(deviation / spread - 1) < 0.05)
      #expect(drawn.floats.allSatisfy { $0 >= 0 && $0 <= count && $0 == $0.rounded() })
    }
    let several = Random.binomial(
      shape: [2, 3], counts: Tensor([1, 2, 3] as [Int]), probabilities: Tensor([0, 1], shape: [2, 1]), seed: 1
    )
    #expect(several.floats == [0, 0, 0, 1, 2, 3])
    #expect(Random.gamma(shape: [1], alpha: -1, seed: 1).floats[0].isNaN)
    #expect(Random.binomial(shape: [1], counts: 3, probabilities: 2, seed: 1).floats[0].isNaN)
  }

  @Test func seedsAndGenerators() {
    let seed = 42
    #expect(Random.normal(shape: [4], seed: 42).floats == Random.normal(shape: [4], seed: seed).floats)
    #expect(Random.normal(shape: [4], seed: 42).floats != Random.normal(shape: [4], seed: 43).floats)
    #expect(Random.normal(shape: [4], seed: -1).floats != Random.normal(shape: [4], seed: 1).floats)
    let generator = SeedGenerator(seed: 42)
    let first = Random.normal(shape: [4], seed: generator).floats
    #expect(first == Random.normal(shape: [4], seed: 42).floats)
    #expect(first != Random.normal(shape: [4], seed: generator).floats)
    #expect(generator.state == RandomKey(seed: 42, draw: 2))
    #expect(generator.next() == RandomKey(seed: 42, draw: 2))
    #expect(SeedGenerator().initialSeed == nil)
    #expect(Random.normal(shape: [4]).floats != Random.normal(shape: [4]).floats)
    #expect(Random.normal(shape: [3], dtype: .float64, seed: 1).dtype == .float64)
    #expect(Random.uniform(shape: [0, 3], seed: 1).elementCount == 0)
    #expect(Random.uniform(shape: [], seed: 1).shape == [])
  }

  @Test func theGlobalSeedMakesEverythingRepeatable() {
    let (a, b, c) = (GlobalRandom(), GlobalRandom(), GlobalRandom())
    a.reset(7)
    b.reset(7)
    c.reset(8)
    let draws = (0..<5).map { _ in a.defaultSeed() }
    #expect(draws == (0..<5).map { _ in b.defaultSeed() })
    #expect(draws != (0..<5).map { _ in c.defaultSeed() })
    #expect(Set(draws).count == 5 && draws.allSatisfy { (1...1_000_000_000).contains($0) })
    #expect(a.nextKey() == b.nextKey() && a.nextKey() != a.nextKey())
    a.reset(7)
    #expect(a.defaultSeed() == draws[0])
    #expect(GlobalRandom().defaultSeed() != GlobalRandom().defaultSeed())
  }
}
