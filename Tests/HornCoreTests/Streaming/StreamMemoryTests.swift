import AllocationCount
import HornTensor
import Testing

@testable import HornCore

/// Steps of a stream take no memory, neither from Horn's cache nor from the C library.
@Suite struct StreamMemoryTests {
  @Test func theCountCounts() {
    let before = allocation_count()
    guard before >= 0 else { return }
    let tensor = Tensor(ones: [3])
    #expect(allocation_count() > before && tensor.shape == [3])
  }

  // In a process of its own, because Horn's statistics belong to the whole process.
  @Test func stepsTakeNoMemory() async {
    await #expect(processExitsWith: .success) {
      let model = Sequential([
        Input(shape: [nil], dtype: .int32), Embedding(inputDim: 50, outputDim: 16, maskZero: true),
        SimpleRNN(32, returnSequences: true), SimpleRNN(24, activation: .relu, returnSequences: true),
        Dropout(0.5),
        LSTM(20, returnSequences: true), GRU(12, returnSequences: true), GRU(9, resetAfter: false),
        Dense(10, activation: .gelu()), Dense(8, activation: .softmax),
      ])
      let stream = try model.stream()
      var output = [Float](repeating: 0, count: stream.outputSize)
      func run(_ count: Int) throws {
        var target = output.mutableSpan
        for step in 0..<count { try stream.step(token: step % 50, into: &target) }
      }
      try run(100)
      let (calls, memory) = (allocation_count(), MemoryStatistics.current)
      try run(10_000)
      let (callsAfter, memoryAfter) = (allocation_count(), MemoryStatistics.current)
      #expect(callsAfter == calls, "asked the C library \(callsAfter - calls) times")
      #expect(memoryAfter == memory, "\(memory) became \(memoryAfter)")
    }
  }
}
