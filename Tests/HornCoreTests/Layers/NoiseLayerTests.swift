import HornTensor
import Testing

@testable import HornCore

/// What the layers that change their input at random do on average.
@Suite struct NoiseLayerTests {
  private let ones = Tensor(ones: [100, 20, 10])

  private func moments(_ y: [Float]) -> (mean: Float, deviation: Float) {
    let mean = y.reduce(0, +) / Float(y.count)
    let squares = y.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Float(y.count)).squareRoot())
  }

  @Test func spatialDropoutDropsWholeFeatures() throws {
    let y = try SpatialDropout1D(0.4, seed: 3)(ones, training: true)
    let steps = sum(y, axis: 1).floats
    let kept = steps.filter { $0 != 0 }
    #expect(kept.allSatisfy { Swift.abs($0 - 20 / 0.6) < 1e-3 })
    #expect(Swift.abs(Float(kept.count) / Float(steps.count) - 0.6) < 0.06)
    let x = ones.tracked()
    let z = try SpatialDropout1D(0.4, seed: 3)(x, training: true)
    #expect(gradients(of: sum(z), withRespectTo: [x])[0].floats == y.floats)
  }

  @Test func gaussianNoiseIsAdded() throws {
    let x = ones.tracked()
    let y = try GaussianNoise(0.3, seed: 1)(x, training: true)
    let (mean, deviation) = moments(y.floats)
    #expect(Swift.abs(mean - 1) < 0.01 && Swift.abs(deviation - 0.3) < 0.01)
    #expect(gradients(of: sum(y), withRespectTo: [x])[0].floats.allSatisfy { $0 == 1 })
  }

  @Test func gaussianDropoutMultiplies() throws {
    let y = try GaussianDropout(0.2, seed: 1)(ones * 3, training: true)
    let (mean, deviation) = moments(y.floats)
    #expect(Swift.abs(mean - 3) < 0.05 && Swift.abs(deviation - 1.5) < 0.05)
  }

  @Test func alphaDropoutKeepsMeanAndVariance() throws {
    let x = Random.normal(shape: [200, 100], seed: 5)
    for rate: Float in [0.1, 0.5] {
      let y = try AlphaDropout(rate, seed: 2)(x, training: true).floats
      let (mean, deviation) = moments(y)
      #expect(Swift.abs(mean) < 0.03 && Swift.abs(deviation - 1) < 0.03)
      // What is replaced has one value; of the others, hardly two are equal.
      let replaced = Dictionary(grouping: y) { $0 }.values.map(\.count).max() ?? 0
      #expect(Swift.abs(Float(replaced) / Float(y.count) - rate) < 0.02)
    }
    let shared = try AlphaDropout(0.5, noiseShape: [nil, 1, 1], seed: 2)(ones, training: true).floats
    for row in 0..<100 { #expect(Set(shared[(row * 200)..<((row + 1) * 200)]).count == 1) }
  }

  @Test func everyCallChoosesAnewAndASeedRepeatsIt() throws {
    let makers: [() -> Layer] = [
      { SpatialDropout1D(0.5, seed: 7) }, { GaussianNoise(0.5, seed: 7) }, { GaussianDropout(0.5, seed: 7) },
      { AlphaDropout(0.5, seed: 7) },
    ]
    for make in makers {
      let (a, b) = (make(), make())
      let first = try a(ones, training: true).floats
      let second = try a(ones, training: true).floats
      #expect(first != second)
      #expect(try b(ones, training: true).floats == first)
      #expect(try b(ones, training: true).floats == second)
      #expect(try a(ones).floats == ones.floats)
    }
  }

  @Test func whatCannotBeDoneIsRefused() throws {
    for layer in [GaussianDropout(1), AlphaDropout(1), AlphaDropout(0.5, noiseShape: [3, 1, 1])] as [Layer] {
      let error = #expect(throws: HornError.self) { try layer(ones, training: true) as Tensor }
      #expect(error?.message.contains(layer.name) == true)
    }
    let counts = Tensor(ones: [2, 3, 4], dtype: .int32)
    #expect(throws: HornError.self) { try GaussianNoise(0.5)(counts, training: true) as Tensor }
    #expect(try GaussianNoise(0.5)(counts).dtype == .int32)
  }
}
