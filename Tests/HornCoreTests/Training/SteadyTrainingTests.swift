import Foundation
import HornTensor
import Testing

@testable import HornCore

/// The same seed gives the same bits, and steps take no memory from the system.
@Suite(.serialized) struct SteadyTrainingTests {
  static func train(
    epochs: Int = 2, callbacks: [Callback] = [], samples: Int = 200
  ) throws -> (weights: [[UInt32]], values: [Float], loss: [Float]) {
    setRandomSeed(17)
    let model = Sequential([
      Input(shape: [20], dtype: .int32), Embedding(inputDim: 500, outputDim: 16, maskZero: true),
      SimpleRNN(24, dropout: 0.2, recurrentDropout: 0.1, returnSequences: true), Dropout(0.3), SimpleRNN(8),
      Dense(1, activation: .sigmoid),
    ])
    model.compile(optimizer: .adam, loss: .binaryCrossentropy, metrics: [.accuracy])
    let x = Random.randint(shape: [samples, 20], minval: 0, maxval: 500)
    let y = Random.randint(shape: [samples], minval: 0, maxval: 2)
    let history = try model.fit(x, y, epochs: epochs, verbose: 0, callbacks: callbacks, validationSplit: 0.2)
    let values = model.getWeights().flatMap(\.floats)
    return (model.getWeights().map { $0.floats.map(\.bitPattern) }, values, history["val_loss"])
  }

  // Each in a process of its own, because random numbers and memory belong to the whole process.

  @Test func sameBits() async {
    await #expect(processExitsWith: .success) {
      let first = try SteadyTrainingTests.train()
      let second = try SteadyTrainingTests.train()
      #expect(first.weights == second.weights)
      #expect(first.loss == second.loss)
    }
  }

  @Test func threads() async {
    await #expect(processExitsWith: .success) {
      Threads.count = 1
      let one = try SteadyTrainingTests.train()
      Threads.count = 2
      let two = try SteadyTrainingTests.train()
      let again = try SteadyTrainingTests.train()
      #expect(two.weights == again.weights)
      for (a, b) in zip(one.values, two.values) { #expect(abs(a - b) <= 1e-5 * max(1, abs(a))) }
    }
  }

  final class Allocations: Callback {
    var counts: [UInt64] = []
    override func onEpochEnd(_ epoch: Int, logs: inout Logs) {
      counts.append(MemoryStatistics.current.systemAllocations)
    }
  }

  @Test func systemMemory() async {
    await #expect(processExitsWith: .success) {
      let allocations = Allocations()
      _ = try SteadyTrainingTests.train(epochs: 5, callbacks: [allocations])
      #expect(Set(allocations.counts.dropFirst()).count == 1, "blocks by epoch: \(allocations.counts)")
    }
  }

  /// Bytes of this process in memory; nil where the system does not say.
  static func residentBytes() -> Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
      let pages = Int(text.split(separator: " ").dropFirst().first ?? "")
    else { return nil }
    return pages * 4096
  }

  /// A program that fits and predicts again and again does not grow.
  @Test func manyFitsAndPredicts() async {
    await #expect(processExitsWith: .success) {
      let a = Input(shape: [6], dtype: .int32)
      let words = Embedding(inputDim: 30, outputDim: 4, maskZero: true)(a)
      let states: SymbolicTensor = SimpleRNN(5, returnSequences: true)(words)
      let sequence: SymbolicTensor = Bidirectional(LSTM(9, returnSequences: true))(
        GRU(7, returnSequences: true)(states))
      let model = Model(
        inputs: a,
        outputs: [
          Dense(3, activation: .softmax, name: "tags")(sequence),
          Dense(1, activation: .sigmoid, name: "label")(GlobalAveragePooling1D()(sequence)),
        ])
      model.compile(
        optimizer: .adam, loss: [.sparseCategoricalCrossentropy, .binaryCrossentropy],
        metrics: [[.accuracy], [.accuracy]])
      let x = Random.randint(shape: [16, 6], minval: 0, maxval: 30)
      let y = [
        Random.randint(shape: [16, 6], minval: 0, maxval: 3),
        Random.randint(shape: [16, 1], minval: 0, maxval: 2),
      ]
      func run(_ count: Int) throws {
        for _ in 0..<count {
          try model.fit(x, y, batchSize: 8, verbose: 0)
          let _: [Tensor] = try model.predict(x, batchSize: 8, verbose: 0)
        }
      }
      try run(200)
      let blocks = MemoryStatistics.current.systemAllocations
      let before = SteadyTrainingTests.residentBytes()
      try run(1000)
      #expect(MemoryStatistics.current.systemAllocations == blocks)
      if let before, let after = SteadyTrainingTests.residentBytes() {
        #expect(after - before < 1 << 20, "grew by \(after - before) bytes")
      }
    }
  }

  /// With a momentum the rows that a step leaves out move too, and must be read as if they had.
  @Test func putOffRowsAreRead() throws {
    let table = Embedding(inputDim: 50, outputDim: 3)
    let model = Sequential([Input(shape: [2], dtype: .int32), table, Flatten(), Dense(1)])
    model.compile(optimizer: .adam(learningRate: 0.1), loss: "mse")
    let first = Tensor([1, 2], shape: [1, 2])
    let second = Tensor([3, 4], shape: [1, 2])
    try model.trainOnBatch(first, Tensor([1] as [Float]))
    for _ in 0..<4 { try model.trainOnBatch(second, Tensor([2] as [Float])) }
    let output = try table(first)
    let whole = try #require(table.embeddings).value.floats
    #expect(output.floats == Array(whole[3..<9]))
  }
}
