import HornTensor
import Testing

@testable import HornCore

#if canImport(Glibc)
  import Glibc

  /// Steps of a stream take no memory, neither from Horn's cache nor from the system.
  @Suite struct StreamMemoryTests {
    // In a process of its own, because memory belongs to the whole process.
    @Test func stepsTakeNoMemory() async {
      await #expect(processExitsWith: .success) {
        let model = Sequential([
          Input(shape: [nil], dtype: .int32), Embedding(inputDim: 50, outputDim: 16, maskZero: true),
          SimpleRNN(32, returnSequences: true), SimpleRNN(24, activation: .relu), Dropout(0.5),
          Dense(10, activation: .gelu()), Dense(8, activation: .softmax),
        ])
        let stream = try model.stream()
        var output = [Float](repeating: 0, count: stream.outputSize)
        func run(_ count: Int) throws {
          var target = output.mutableSpan
          for step in 0..<count { try stream.step(token: step % 50, into: &target) }
          stream.reset()
        }
        try run(100)
        let before = (mallinfo2(), MemoryStatistics.current)
        try run(20_000)
        let after = (mallinfo2(), MemoryStatistics.current)
        #expect(after.0.uordblks <= before.0.uordblks && after.0.hblks == before.0.hblks)
        #expect(after.0.arena == before.0.arena)
        #expect(after.1.systemAllocations == before.1.systemAllocations)
        #expect(after.1.liveBytes == before.1.liveBytes && after.1.peakBytes == before.1.peakBytes)
      }
    }
  }
#endif
