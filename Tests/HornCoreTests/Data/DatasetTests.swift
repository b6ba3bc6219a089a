import HornTensor
import Testing

@testable import HornCore

/// What each step of a pipeline promises.
@Suite struct DatasetTests {
  struct Broken: Error, Equatable { let at: Int }

  /// The numbers from 0 on, with an error in place of one of them.
  static func numbers(_ count: Int, failingAt place: Int) -> Dataset<Int> {
    Dataset(0..<count).map {
      if $0 == place { throw Broken(at: $0) }
      return $0
    }
  }

  @Test func loops() async throws {
    let data = Dataset(["a", "b", "c"])
    var seen: [String] = []
    for try await text in data { seen.append(text) }
    let note = { (text: String) in seen.append(text) }
    try data.forEach(note)
    var iterator = try data.makeIterator()
    while let text = try iterator.next() { seen.append(text) }
    #expect(try iterator.next() == nil)
    #expect(seen + (try data.array()) == Array(repeating: ["a", "b", "c"], count: 4).flatMap { $0 })
    let total = try Dataset(1...10).map { $0 * 2 }.makeIterator().sum()
    #expect(total == 110)
  }

  @Test func reduce() throws {
    #expect(try Dataset(1...10).reduce(0) { $0 + $1 } == 55)
  }

  @Test func generators() throws {
    let squares = Dataset(generator: { sequence(first: 1) { $0 + 1 }.lazy.map { $0 * $0 } })
    #expect(try squares.take(4).array() == [1, 4, 9, 16])
    #expect(squares.cardinality == nil && squares.take(4).cardinality == nil)
    let counted = Dataset<Int>(cardinality: 3) {
      var number = 0
      return {
        number += 1
        return number <= 3 ? number : nil
      }
    }
    #expect(try counted.array() == [1, 2, 3] && counted.cardinality == 3)
    #expect(try counted.array() == [1, 2, 3])
  }

  @Test func tensorSlices() throws {
    let x = Tensor((0..<6).map(Float.init), shape: [3, 2])
    let rows = try Dataset(tensorSlices: x).array()
    #expect(rows.map(\.floats) == [[0, 1], [2, 3], [4, 5]] && rows[0].shape == [2])
    let pairs = try Dataset(tensorSlices: (["a", "b", "c"], Tensor([7, 8, 9]))).array()
    #expect(pairs.map(\.0) == ["a", "b", "c"])
    #expect(pairs.map { $0.1.item } == [7, 8, 9] && pairs[0].1.shape == [])
    let triples = try Dataset(tensorSlices: ([1, 2], [true, false], ["x": Tensor(["p", "q"])])).array()
    #expect(triples[1].0 == 2 && !triples[1].1 && triples[1].2["x"]?.strings == ["q"])
    #expect(try Dataset(tensorSlices: Sequences([[1, 2], [3]])).array() == [[1, 2], [3]])
    let lists = try Dataset(tensorSlices: [x, x * 2]).array()
    #expect(lists[2].map(\.floats) == [[4, 5], [8, 10]])
    #expect(throws: HornError.self) { try Dataset(tensorSlices: (x, [1, 2])) }
    #expect(throws: HornError.self) { try Dataset(tensorSlices: Tensor(1)) }
    #expect(throws: HornError.self) { try Dataset(tensorSlices: [x, x[0..<2]]) }
    #expect(throws: HornError.self) { try Dataset(tensorSlices: ["a": x, "b": x[0..<2]]) }
  }

  @Test func mapFilterEnumerate() throws {
    let data = Dataset(0..<10).filter { $0 % 3 == 0 }.map { $0 * 10 }.enumerate(start: 5)
    let elements = try data.array()
    #expect(elements.map(\.0) == [5, 6, 7, 8] && elements.map(\.1) == [0, 30, 60, 90])
    #expect(data.cardinality == nil)
    #expect(Dataset(0..<10).map { $0 }.enumerate().cardinality == 10)
  }

  @Test func zip() throws {
    let pairs = Dataset.zip(Dataset(0..<5), Dataset(["a", "b", "c"]))
    #expect(try pairs.array().map { "\($0)\($1)" } == ["0a", "1b", "2c"] && pairs.cardinality == 3)
    let triples = Dataset.zip(
      Dataset(0..<5), Dataset(generator: { 0... }).take(4), Dataset(["a", "b"]).repeat())
    #expect(try triples.array().map { "\($0)\($1)\($2)" } == ["00a", "11b", "22a", "33b"])
  }

  @Test func sizes() {
    let known = Dataset(0..<10)
    let unknown = known.filter { _ in true }
    let endless = known.repeat()
    #expect(endless.isInfinite && endless.cardinality == nil && endless.map { $0 }.isInfinite)
    #expect(endless.take(25).cardinality == 25 && endless.skip(3).isInfinite)
    #expect(
      known.repeat(3).cardinality == 30 && known.skip(4).cardinality == 6 && known.skip(40).cardinality == 0)
    #expect(known.batch(4).cardinality == 3 && known.batch(4, dropRemainder: true).cardinality == 2)
    #expect(known.concatenate(known).cardinality == 20 && known.concatenate(unknown).cardinality == nil)
    #expect(known.concatenate(endless).isInfinite)
    #expect(known.shard(numShards: 3, index: 0).cardinality == 4)
    #expect(known.shard(numShards: 3, index: 1).cardinality == 3)
    #expect(known.shuffle(3).prefetch(2).cache().cardinality == 10)
    #expect(unknown.take(3).cardinality == nil && unknown.take(0).cardinality == 0)
    #expect(Dataset([Int]()).repeat().cardinality == 0)
    #expect(Dataset.zip(known, endless).cardinality == 10 && Dataset.zip(known, unknown).cardinality == nil)
  }

  /// Sizes, steps and lengths without bound mean all that there is.
  @Test func numbersWithoutBound() throws {
    let data = Dataset(0..<5)
    #expect(data.batch(.max).cardinality == 1 && data.batch(.max, dropRemainder: true).cardinality == 0)
    #expect(try data.batch(.max).array().map(\.ints) == [[0, 1, 2, 3, 4]])
    #expect(data.repeat(.max).cardinality == .max && data.repeat(.max).repeat(.max).cardinality == .max)
    #expect(try data.repeat(.max).take(7).array() == [0, 1, 2, 3, 4, 0, 1])
    #expect(data.concatenate(data.repeat(.max)).cardinality == .max)
    #expect(data.shard(numShards: .max, index: 2).cardinality == 1)
    #expect(try data.shard(numShards: .max, index: 2).array() == [2])
    #expect(data.window(.max, shift: 2, stride: .max).cardinality == 3)
    #expect(
      try data.window(.max, shift: 2).map { try $0.array() }.array() == [[0, 1, 2, 3, 4], [2, 3, 4], [4]])
    #expect(try data.window(2, shift: .max, stride: .max).map { try $0.array() }.array() == [[0]])
    #expect(try data.prefetch(.max).array() == [0, 1, 2, 3, 4])
    #expect(try Dataset(0..<500).prefetch(.max).array() == Array(0..<500))
    #expect(
      try data.interleave(cycleLength: .max) { Dataset([$0, $0]) }.array().sorted() == [
        0, 0, 1, 1, 2, 2, 3, 3, 4, 4,
      ])
    #expect(try Dataset<Int>(cardinality: .max) { { nil } }.array() == [])
    let series = Tensor(Array(0..<10))
    let windows = try timeseriesDatasetFromArray(
      series, sequenceLength: 3, batchSize: .max, shuffle: true, seed: 1)
    #expect(try windows.array().map(\.shape) == [[8, 3]])
  }

  @Test func shuffleGivesEachElementOnce() throws {
    for (count, buffer) in [(0, 3), (1, 1), (20, 1), (20, 7), (20, 20), (20, 50)] {
      let data = Dataset(0..<count).shuffle(buffer, seed: 4)
      let first = try data.array()
      #expect(first.sorted() == Array(0..<count))
      // An element comes at most bufferSize - 1 places too early.
      for (place, number) in first.enumerated() { #expect(number < place + buffer) }
      if buffer == 1 { #expect(first == Array(0..<count)) }
      if count == 20, buffer > 1 { #expect(first != Array(0..<count)) }
    }
  }

  @Test func shuffleSeeds() throws {
    let numbers = Dataset(0..<50)
    let (a, b) = (numbers.shuffle(50, seed: 1), numbers.shuffle(50, seed: 1))
    let (first, second) = (try a.array(), try a.array())
    #expect(first != second)
    #expect(try b.array() == first)
    #expect(try b.array() == second)
    #expect(try numbers.shuffle(50, seed: 2).array() != first)
    let fixed = numbers.shuffle(50, seed: 1, reshuffleEachIteration: false)
    #expect(try fixed.array() == first)
    #expect(try fixed.array() == first)
    let repeated = try numbers.shuffle(50, seed: 1).repeat(2).array()
    #expect(repeated == first + second)
  }

  /// All orders of a few elements come as often.
  @Test func shuffleIsFair() throws {
    let data = Dataset(0..<3).shuffle(3, seed: 9)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<6000 { counts[try data.array(), default: 0] += 1 }
    #expect(counts.count == 6)
    // Five standard deviations of 6000 draws of probability 1/6.
    for (order, count) in counts { #expect(abs(count - 1000) < 145, "\(order): \(count)") }
  }

  @Test func repeatEndsWithoutElements() throws {
    let nothing = Dataset(0..<5).filter { $0 > 10 }.repeat()
    #expect(try nothing.array() == [])
    #expect(try Dataset(0..<2).repeat(3).take(4).array() == [0, 1, 0, 1])
  }

  @Test func cache() throws {
    let counter = Counter()
    let data = Dataset(0..<5).map { number in
      counter.add()
      return number
    }.cache()
    // A pass that is given up leaves nothing behind.
    #expect(try data.take(3).array() == [0, 1, 2])
    #expect(counter.value == 3)
    #expect(try data.array() == Array(0..<5))
    #expect(counter.value == 8)
    for _ in 0..<3 { #expect(try data.array() == Array(0..<5)) }
    #expect(try data.take(2).array() == [0, 1])
    #expect(counter.value == 8)
    #expect(try data.repeat(2).array() == Array(0..<5) + Array(0..<5))
    #expect(counter.value == 8)
  }

  @Test func unbatch() throws {
    let x = Tensor((0..<10).map(Float.init), shape: [5, 2])
    let data = try Dataset(tensorSlices: (x, ["a", "b", "c", "d", "e"])).batch(2)
    #expect(try data.array().map { $0.0.shape[0] } == [2, 2, 1])
    let samples = try data.unbatch().array()
    #expect(samples.flatMap { $0.0.floats } == x.floats)
    #expect(samples.flatMap { $0.1.strings } == ["a", "b", "c", "d", "e"])
    #expect(try Dataset([[1, 2], [], [3]]).unbatch().array() == [1, 2, 3])
  }

  /// An error comes out of each step after the elements before it, and ends the pass.
  @Test func errors() throws {
    let data = Self.numbers(10, failingAt: 6)
    let same: [(String, Dataset<Int>, [Int])] = [
      ("map", data.map { $0 }, Array(0..<6)), ("filter", data.filter { $0 != 1 }, [0, 2, 3, 4, 5]),
      ("flatMap", data.flatMap { Dataset([$0, $0]) }, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
      ("interleave", data.interleave(cycleLength: 1) { Dataset([$0]) }, Array(0..<6)),
      ("take", data.take(8), Array(0..<6)), ("skip", data.skip(2), [2, 3, 4, 5]),
      ("repeat", data.repeat(2), Array(0..<6)), ("cache", data.cache(), Array(0..<6)),
      ("prefetch", data.prefetch(3), Array(0..<6)), ("shard", data.shard(numShards: 2, index: 0), [0, 2, 4]),
      ("concatenate", Dataset([-1]).concatenate(data), [-1] + Array(0..<6)),
      ("enumerate", data.enumerate().map { $0 + $1 }, [0, 2, 4, 6, 8, 10]),
      ("zip", Dataset.zip(data, data).map { $0 + $1 }, [0, 2, 4, 6, 8, 10]),
      ("batch", data.batch(2).map { Int($0[0].item) }, [0, 2, 4]),
      ("paddedBatch", data.paddedBatch(2).map { Int($0[0].item) }, [0, 2, 4]),
      ("unbatch", data.map { [$0] }.unbatch(), Array(0..<6)),
      ("window", data.window(2).map { try $0.reduce(0) { $0 + $1 } }, [1, 5, 9]),
      ("shuffle", data.shuffle(1, seed: 0), Array(0..<6)),
      (
        "bucketBySequenceLength",
        data.bucketBySequenceLength({ $0 }, bucketBoundaries: [100], bucketBatchSizes: [2, 2])
          .map { Int($0[0].item) }, [0, 2, 4]
      ),
    ]
    for (name, data, before) in same {
      var iterator = try data.makeIterator()
      var seen: [Int] = []
      #expect(throws: Broken(at: 6), "\(name)") {
        while let element = try iterator.next() { seen.append(element) }
      }
      #expect(seen == before, "\(name)")
      #expect(try iterator.next() == nil, "\(name)")
    }
  }

  @Test func errorsOfSources() async throws {
    let broken = Dataset<Int> { throw Broken(at: -1) }
    #expect(throws: Broken(at: -1)) { try broken.makeIterator() }
    #expect(throws: Broken(at: -1)) { try broken.map { $0 }.prefetch(2).batch(2).array() }
    await #expect(throws: Broken(at: -1)) { for try await _ in broken {} }
    #expect(throws: Broken(at: 3)) {
      try Dataset(0..<5).flatMap { $0 == 3 ? Dataset { throw Broken(at: 3) } : Dataset([$0]) }.array()
    }
    #expect(throws: Broken(at: 2)) {
      try Dataset(0..<4).filter {
        if $0 == 2 { throw Broken(at: 2) }
        return true
      }.array()
    }
  }
}

/// Counts on several threads.
final class Counter: @unchecked Sendable {
  private let lock = Lock()
  private var count = 0
  func add(_ number: Int = 1) { lock.withLock { count += number } }
  var value: Int { lock.withLock { count } }
}

extension DatasetIterator where Element == Int {
  /// The sum of what is left.
  fileprivate func sum() throws -> Int {
    var copy = self
    var total = 0
    while let number = try copy.next() { total += number }
    return total
  }
}
