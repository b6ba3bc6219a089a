import HornTensor
import Testing

@testable import HornCore

/// The fused operations give what the loop over the cell's steps gives, forwards and backwards.
@Suite struct FusedRecurrenceTests {
  /// Options drawn anew for each number.
  struct Draw: Sendable, CustomTestStringConvertible {
    let number: Int
    let batch, time, features, units: Int
    let kind, mask, activation, gate: Int
    let flags: [Bool]

    init(_ number: Int) {
      var state = UInt64(number &* 2_654_435_761 &+ 12345)
      func next(_ count: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % count
      }
      self.number = number
      kind = number % 4
      batch = [1, 2, 3, 7, 16, 33][next(6)]
      time = [1, 2, 5, 11][next(4)]
      features = [1, 3, 8, 17][next(4)]
      units = [1, 2, 7, 8, 9, 15, 16, 17, 31, 33][number / 4 % 10]
      mask = next(5)
      activation = next(5)
      gate = next(3)
      flags = (0..<7).map { _ in next(2) == 1 }
    }

    var testDescription: String { "\(number): \(batch)·\(time)·\(features)·\(units)" }

    func makeLayer() -> RNN {
      let activation: ActivationFunction = [.tanh, .tanh, .relu, .sigmoid, .linear][activation]
      let gate: ActivationFunction = gate == 2 ? .tanh : .sigmoid
      let bias: Initializer = .randomUniform(minval: -0.5, maxval: 0.5, seed: 4)
      let kernel: Initializer = .randomUniform(minval: -0.4, maxval: 0.4, seed: 5)
      let recurrent: Initializer = .randomUniform(minval: -0.3, maxval: 0.3, seed: 6)
      if kind == 0 {
        return SimpleRNN(
          units, activation: activation, useBias: flags[0], kernelInitializer: kernel,
          recurrentInitializer: recurrent, biasInitializer: bias, dropout: flags[5] ? 0.3 : 0,
          returnSequences: flags[1], returnState: true, goBackwards: flags[2], seed: 9,
          zeroOutputForMask: flags[3])
      }
      if kind == 1 {
        return LSTM(
          units, activation: activation, recurrentActivation: gate, useBias: flags[0],
          kernelInitializer: kernel, recurrentInitializer: recurrent, biasInitializer: bias,
          dropout: flags[5] ? 0.3 : 0, seed: 9, returnSequences: flags[1], returnState: true,
          goBackwards: flags[2], zeroOutputForMask: flags[3])
      }
      return GRU(
        units, activation: activation, recurrentActivation: gate, useBias: flags[0],
        kernelInitializer: kernel, recurrentInitializer: recurrent, biasInitializer: bias,
        dropout: flags[5] ? 0.3 : 0, seed: 9, returnSequences: flags[1], returnState: true,
        goBackwards: flags[2], resetAfter: kind == 2, zeroOutputForMask: flags[3])
    }

    func makeMask() -> Tensor? {
      let steps = (0..<(batch * time)).map { place -> Bool in
        let (row, step) = (place / time, place % time)
        let length = (row * 3 + 1) % (time + 1)
        switch mask {
        case 1: return step < length
        case 2: return step >= time - length
        case 3: return (row * 7 + step * 5 + number) % 3 != 0
        default: return row % 3 != 1 && step < max(length, 1)
        }
      }
      return mask == 0 ? nil : Tensor(steps, shape: [batch, time])
    }
  }

  @Test(arguments: (0..<160).map(Draw.init))
  func agreesWithTheSteps(draw: Draw) throws {
    let fused = try run(draw, plain: false)
    let plain = try run(draw, plain: true)
    for (index, (a, b)) in zip(fused.outputs, plain.outputs).enumerated() {
      expectClose(a, b, "output \(index)")
    }
    for (index, (a, b)) in zip(fused.gradients, plain.gradients).enumerated() {
      // Linear and rectified states grow, and so do the sums that cancel.
      let scale = Swift.max(1, b.floats.map { Swift.abs($0) }.max() ?? 1)
      expectClose(a / scale, b / scale, "gradient \(index)", tolerance: 2e-5)
    }
  }

  private func run(_ draw: Draw, plain: Bool) throws -> (outputs: [Tensor], gradients: [Tensor]) {
    let layer = draw.makeLayer()
    let x = Random.uniform(shape: [draw.batch, draw.time, draw.features], minval: -1, maxval: 1, seed: 1)
      .tracked()
    let states = layer.cell.stateSize.map {
      Random.uniform(shape: [draw.batch, $0], minval: -1, maxval: 1, seed: 2).tracked()
    }
    try layer.ensureBuilt(inputShape: x.shape.map(Optional.some))
    let variables = layer.trainableWeights
    for variable in variables { variable.watch() }
    defer { for variable in variables { variable.unwatch() } }
    layer.cell.beginSequence(batchSize: draw.batch, features: draw.features, training: draw.flags[5])
    let initial = draw.flags[4] ? states : nil
    let mask = draw.makeMask()
    let (output, final) =
      plain
      ? try layer.plainLoop(x, initial: initial, mask: mask, training: draw.flags[5])
      : try layer.runLoop(x, initial: initial, mask: mask, training: draw.flags[5])
    let outputs = [output] + final
    var total = Tensor(0)
    for (index, output) in outputs.enumerated() where index == 0 || draw.flags[6] {
      total =
        total + sum(output * Random.uniform(shape: output.shape, minval: -1, maxval: 1, seed: 10 + index))
    }
    let sources = [x] + (initial ?? []) + variables.map(\.value)
    return (outputs.map(\.detached), gradients(of: total, withRespectTo: sources))
  }
}
