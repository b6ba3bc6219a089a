import Foundation
import HornTensor
import Testing

@testable import HornCore

/// Elements computed ahead: the same ones, and no thread or memory left behind.
@Suite(.serialized) struct DatasetPrefetchTests {
  /// Says when it is let go.
  final class Witness: @unchecked Sendable {
    private let counter: Counter
    init(_ counter: Counter) {
      self.counter = counter
      counter.add()
    }
    deinit { counter.add(-1) }
  }

  /// Waits for something that another thread does.
  private func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<2000 {
      if condition() { return true }
      Thread.sleep(forTimeInterval: 0.001)
    }
    return condition()
  }

  @Test(arguments: [1, 2, 7, 100]) func sameAsWithout(_ size: Int) throws {
    let plain = Dataset(0..<50).shuffle(20, seed: 3).map { $0 * 3 }.batch(4)
    let ahead = Dataset(0..<50).shuffle(20, seed: 3).prefetch(size).map { $0 * 3 }.batch(4).prefetch(size)
    for _ in 0..<3 { #expect(try plain.array().map(\.ints) == ahead.array().map(\.ints)) }
    #expect(try Dataset([Int]()).prefetch(size).array() == [])
  }

  /// The thread is ahead by as many elements as were asked for, and no more.
  @Test func bounded() throws {
    let counter = Counter()
    let data = Dataset(0..<100).map { number in
      counter.add()
      return number
    }.prefetch(4)
    var iterator = try data.makeIterator()
    #expect(counter.value == 0)
    #expect(try iterator.next() == 0)
    #expect(eventually { counter.value == 6 || counter.value == 5 })
    Thread.sleep(forTimeInterval: 0.02)
    #expect(counter.value <= 6)
    #expect(try iterator.next() == 1)
  }

  /// A pass that is given up ends its threads and lets go what they hold.
  @Test func abandoned() throws {
    let (made, passes) = (Counter(), Counter())
    let endless = Dataset<Int> {
      let witness = Witness(passes)
      var number = 0
      return {
        withExtendedLifetime(witness) {
          made.add()
          number += 1
          return number
        }
      }
    }
    for _ in 0..<50 {
      var iterator = try endless.prefetch(2).map { $0 }.prefetch(3).makeIterator()
      #expect(try iterator.next() == 1)
    }
    #expect(try endless.prefetch(8).take(3).array() == [1, 2, 3])
    #expect(eventually { passes.value == 0 })
    let count = made.value
    Thread.sleep(forTimeInterval: 0.01)
    #expect(made.value == count)
    // One that was never asked for an element has begun no thread.
    _ = try endless.prefetch(2).makeIterator()
    #expect(eventually { passes.value == 0 } && made.value == count)
  }

  @Test func letGoAtTheEnd() throws {
    let passes = Counter()
    let data = Dataset<Int> {
      let witness = Witness(passes)
      var number = 0
      return {
        withExtendedLifetime(witness) {
          number += 1
          return number > 3 ? nil : number
        }
      }
    }
    var iterator = try data.prefetch(2).makeIterator()
    while try iterator.next() != nil {}
    #expect(eventually { passes.value == 0 })
    #expect(try iterator.next() == nil)
  }

  /// Many elements through all of a pipeline need no more memory than a few.
  @Test func flatMemory() async {
    await #expect(processExitsWith: .success) {
      // 160 MB of rows in all, 1,000 of 400 bytes at a time.
      let rows = Dataset(0..<400_000).map { number in
        Tensor(full: [100], Double(number % 7))
      }
      let data = rows.shuffle(1000, seed: 1).batch(64).prefetch(2)
      func bytes() -> Int? { SteadyTrainingTests.residentBytes() }
      var (samples, total) = (0, Float(0))
      var before: Int?
      var iterator = try data.makeIterator()
      while let batch = try iterator.next() {
        samples += batch.shape[0]
        total += batch[0, 0].item
        if samples == 64_000 { before = bytes() }
      }
      #expect(samples == 400_000 && total > 0)
      if let before, let after = bytes() {
        #expect(after - before < 4 << 20, "grew by \(after - before) bytes")
      }
    }
  }
}
