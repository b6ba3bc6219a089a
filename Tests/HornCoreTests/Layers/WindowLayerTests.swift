import HornTensor
import Testing

@testable import HornCore

@Suite struct WindowLayerTests {
  @Test func gradientOfEqualElementsGoesToTheFirst() throws {
    let x = Tensor([3, 3, 1, 1, 1, 5] as [Float], shape: [1, 6, 1]).tracked()
    let y: Tensor = try MaxPooling1D(3, strides: 1)(x)
    #expect(y.floats == [3, 3, 1, 5])
    let found = gradients(
      of: sum(y * Tensor([1, 10, 100, 1000] as [Float], shape: [1, 4, 1])), withRespectTo: [x])
    #expect(found[0].floats == [1, 10, 100, 0, 0, 1000])
  }

  @Test func notANumberWins() throws {
    let x = Tensor([1, Float.nan, 0, 0, 2, 3], shape: [1, 6, 1])
    let y: Tensor = try MaxPooling1D(2)(x)
    #expect(y.floats[0].isNaN && y.floats.dropFirst() == [0, 3])
  }

  /// More rows than are laid out at a time give what single rows give.
  @Test func batchesAreCutWithoutATrace() throws {
    let x = Random.uniform(shape: [40, 500, 8], minval: -1, maxval: 1, seed: 1).tracked()
    let layer = Conv1D(4, kernelSize: 9, padding: .same, dilationRate: 2, groups: 2, activation: .tanh)
    let whole: Tensor = try layer(x)
    let factors = Random.uniform(shape: whole.shape, minval: -1, maxval: 1, seed: 2)
    let gradient = gradients(of: sum(whole * factors), withRespectTo: [x])[0]
    for row in [0, 13, 39] {
      let part = x.detached[row..<row + 1].tracked()
      let single: Tensor = try layer(part)
      expectClose(single, whole.detached[row..<row + 1], "row \(row)")
      let found = gradients(of: sum(single * factors[row..<row + 1]), withRespectTo: [part])[0]
      expectClose(found, gradient[row..<row + 1], "gradient of row \(row)")
    }
  }

  @Test func windowsThatDoNotFitAreNamed() throws {
    let short = Tensor(ones: [2, 3, 4])
    do {
      _ = try Conv1D(2, kernelSize: 3, dilationRate: 2, name: "wide")(short) as Tensor
      Issue.record("nothing was thrown")
    } catch {
      #expect("\(error)".contains("\"wide\"") && "\(error)".contains("5 time steps"))
    }
    #expect(throws: HornError.self) { try MaxPooling1D(4)(short) as Tensor }
    #expect(throws: HornError.self) {
      try Conv1D(4, kernelSize: 2, groups: 3 - 1)(Tensor(ones: [2, 3, 3])) as Tensor
    }
    #expect(throws: HornError.self) {
      try Conv1D(config: ConfigReader(["filters": 3, "kernel_size": [2], "groups": 2], owner: "Conv1D"))
    }
    #expect(throws: HornError.self) {
      try Conv1D(
        config: ConfigReader(
          ["filters": 3, "kernel_size": 2, "strides": 2, "dilation_rate": 2], owner: "Conv1D"))
    }
  }
}
