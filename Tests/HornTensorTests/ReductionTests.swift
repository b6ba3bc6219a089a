import Testing

@testable import HornTensor

/// Edges of reductions: nothing to join, NaN, many elements.
@Suite struct ReductionTests {
  @Test func emptyAxesAsNumPy() {
    let empty = Tensor(zeros: [2, 0, 3])
    #expect(sum(empty, axis: 1).floats == [0, 0, 0, 0, 0, 0])
    #expect(prod(empty, axis: 1).floats == [1, 1, 1, 1, 1, 1])
    #expect(mean(empty).item.isNaN)
    #expect(variance(empty).item.isNaN)
    #expect(sum(empty, axis: 0).shape == [0, 3])
    #expect(max(empty, axis: 0).shape == [0, 3])
    #expect(max(empty, initial: 4).item == 4)
    #expect(min(empty, axis: [1], initial: -1).floats == Array(repeating: -1, count: 6))
    #expect(any(empty).bools == [false])
    #expect(all(empty).bools == [true])
    #expect(countNonzero(empty).ints == [0])
    #expect(logsumexp(empty).item == -.infinity)
    #expect(softmax(empty, axis: 1).shape == [2, 0, 3])
    #expect(softmax(empty).shape == [2, 0, 3])
    #expect(cumsum(empty).shape == [0])
    #expect(cumprod(empty, axis: 1).shape == [2, 0, 3])
    #expect(norm(empty).item == 0)
    #expect(sum(Tensor(5)).item == 5)
    let tracked = Tensor(zeros: [0, 3]).tracked()
    #expect(gradients(of: mean(tracked, axis: 0), withRespectTo: [tracked])[0].shape == [0, 3])
  }

  @Test(arguments: [1, 5, 40, 3000]) func nanWins(_ length: Int) {
    for position in Set([0, length / 2, length - 1]) {
      var numbers = [Float](repeating: 1, count: length)
      numbers[position] = .nan
      for x in [Tensor(numbers), cast(Tensor(numbers), .float64)] {
        #expect(max(x).item.isNaN)
        #expect(min(x).item.isNaN)
        #expect(sum(x).item.isNaN)
        #expect(softmax(x).floats.allSatisfy { $0.isNaN })
        #expect(max(x.reshaped([length, 1]), axis: 0).item.isNaN)
        #expect(logsumexp(x).item.isNaN)
      }
    }
  }

  @Test func infinitiesInSoftmax() {
    let x = Tensor([0, -.infinity, 0] as [Float])
    #expect(softmax(x).floats == [0.5, 0, 0.5])
    #expect(logSoftmax(x).floats[1] == -.infinity)
    #expect(logsumexp(Tensor([-.infinity, -.infinity] as [Float])).item == -.infinity)
    #expect(logsumexp(Tensor([.infinity, 0] as [Float])).item == .infinity)
    #expect(softmax(Tensor([1000, 1000] as [Float])).floats == [0.5, 0.5])
  }

  @Test func longSumsKeepTheirDigits() {
    let x = Tensor(full: [3_000_000], 0.1)
    #expect(Swift.abs(Double(sum(x).item) / (3_000_000 * Double(Float(0.1))) - 1) < 1e-6)
    let columns = Tensor(full: [200_000, 3], 0.1)
    for value in sum(columns, axis: 0).floats {
      #expect(Swift.abs(Double(value) / (200_000 * Double(Float(0.1))) - 1) < 1e-5)
    }
    #expect(mean(Tensor(full: [3_000_000], 1)).item == 1)
  }

  @Test func threadsDoNotChangeTheBits() {
    let original = Threads.count
    defer { Threads.count = original }
    let numbers = (0..<300_000).map { Float(($0 * 37 + 11) % 1009) / 7 }
    for shape in [[300_000], [300, 1000], [3, 1000, 100]] as [Shape] {
      let x = Tensor(numbers, shape: shape)
      let results = [1, 2, 3].map { threads in
        Threads.count = threads
        return [sum(x), sum(x, axis: 0), softmax(x), logSoftmax(x, axis: 0), tanh(x - sum(x, axis: 0))]
      }
      for other in results.dropFirst() {
        for (a, b) in zip(other, results[0]) { #expect(all(a .== b).bools == [true]) }
      }
    }
  }

  @Test func largeBroadcastsAgreeWithSmallOnes() {
    let x = Tensor((0..<300_000).map { Float($0 % 977) }, shape: [1000, 300])
    let row = Tensor((0..<300).map { Float($0) })
    let column = Tensor((0..<1000).map { Float($0) }, shape: [1000, 1])
    let all = (x + row - column).floats
    for place in stride(from: 0, to: 300_000, by: 997) {
      #expect(all[place] == Float(place % 977) + Float(place % 300) - Float(place / 300))
    }
    let narrow = Tensor((0..<300_000).map { Float($0 % 977) }, shape: [100_000, 3])
    let sums = (narrow * Tensor([1, 2, 3] as [Float])).floats
    for place in stride(from: 0, to: 300_000, by: 991) {
      #expect(sums[place] == Float(place % 977) * Float(place % 3 + 1))
    }
  }

  @Test func casts() {
    let x = Tensor([1.9, -1.9, .nan, .infinity, -.infinity, 3e9, -3e9, 0, -0.0, 2_147_483_520] as [Float])
    let expected = [
      1, -1, 0, 2_147_483_647, -2_147_483_648, 2_147_483_647, -2_147_483_648, 0, 0, 2_147_483_520,
    ]
    #expect(cast(x, .int32).ints == expected)
    #expect(cast(cast(x, .float64), .int32).ints == expected)
    #expect(cast(x, .bool).bools == [true, true, true, true, true, true, true, false, false, true])
    #expect(cast(Tensor([true, false]), .float32).floats == [1, 0])
  }

  @Test func stringsCompare() {
    let words = Tensor(["a", "b", "a"])
    #expect((words .== Tensor(["a"])).bools == [true, false, true])
    #expect((words .!= Tensor(["b"], shape: [])).bools == [true, false, true])
    #expect((words .< Tensor(["b"])).bools == [true, false, true])
  }
}
