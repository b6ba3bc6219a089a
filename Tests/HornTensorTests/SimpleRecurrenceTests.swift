import Testing

@testable import HornTensor

/// The fused recurrence against one made of small operations, and with inputs shared through their table.
@Suite struct SimpleRecurrenceTests {
  private struct Case: CustomStringConvertible {
    let rows, length, units, batch, time: Int
    let activation: FusedActivation
    let options: RecurrenceOptions
    let mask: RecurrenceMask
    let hasInitial: Bool

    var description: String {
      "\(rows)x\(length)→\(units), \(batch)x\(time), \(activation), \(options), mask \(mask), initial \(hasInitial)"
    }
  }

  /// Sizes at which a lookup is shared in training and in inference, in training only, and never.
  private static let cases: [Case] = [(40, 32, 16, 32, 40), (300, 20, 5, 32, 80), (30, 6, 7, 5, 9)].flatMap {
    size in
    [(FusedActivation.tanh, true, false, true), (.relu, false, true, false), (.sigmoid, true, true, true)].map
    {
      activation, sequences, backwards, masked in
      Case(
        rows: size.0, length: size.1, units: size.2, batch: size.3, time: size.4, activation: activation,
        options: RecurrenceOptions(
          returnSequences: sequences, goBackwards: backwards, zeroOutputForMask: sequences && backwards),
        mask: masked ? .interior : .none, hasInitial: !sequences)
    }
  }

  /// Every form of mask, and whole sequences in several chunks, some of which lie 4 KB apart.
  private static let longCases: [Case] =
    RecurrenceMask.allCases.enumerated().map { index, mask in
      Case(
        rows: 500, length: 9, units: 17, batch: 14, time: 120, activation: .tanh,
        options: RecurrenceOptions(
          returnSequences: index % 3 != 0, goBackwards: index % 2 == 1, zeroOutputForMask: index % 4 > 1),
        mask: mask, hasInitial: index % 2 == 0)
    }
    + [(64, 8), (26, 32), (20, 5), (7, 64)].enumerated().map { index, size in
      Case(
        rows: 9000, length: 12, units: size.1, batch: size.0, time: 203, activation: .tanh,
        options: RecurrenceOptions(
          returnSequences: index != 2, goBackwards: index % 2 == 1, zeroOutputForMask: false,
          inTimeOrder: index == 3),
        mask: .none, hasInitial: index == 1)
    }

  @Test func agreesWithSmallOperations() throws {
    for item in Self.cases + Self.longCases {
      let indices = Random.randint(shape: [item.batch, item.time], minval: 0, maxval: item.rows, seed: 1)
      let parameters = [
        Random.normal(shape: [item.rows, item.length], stddev: 0.5, seed: 2),
        Random.normal(shape: [item.length, item.units], stddev: 0.3, seed: 3),
        Random.normal(
          shape: [item.units, item.units], stddev: 0.7 / Float(item.units).squareRoot(), seed: 4),
        Random.normal(shape: [item.units], stddev: 0.3, seed: 5),
        Random.normal(shape: [item.batch, item.units], stddev: 0.3, seed: 6),
      ].map { $0.tracked() }
      let mask = item.mask.tensor(batch: item.batch, time: item.time)

      let shared = try run(item, parameters, indices, mask) { $0 }
      // Any operation gives a tensor that knows nothing of the table.
      let separate = try run(item, parameters, indices, mask) { $0 * 1 }
      let plain = try runPlain(item, parameters, indices, mask)
      for (name, other) in [("separate", separate), ("plain", plain)] {
        for (index, (a, b)) in zip(shared, other).enumerated() {
          let difference = largestDifference(a, b)
          #expect(difference < 2e-4, "\(item), \(name): tensor \(index) differs by \(difference)")
        }
      }
    }
  }

  @Test func inferenceSharesToo() throws {
    let indices = Random.randint(shape: [32, 40], minval: 0, maxval: 40, seed: 1)
    let table = Random.normal(shape: [40, 32], seed: 2)
    let kernel = Random.normal(shape: [32, 16], stddev: 0.2, seed: 3)
    let recurrent = Random.normal(shape: [16, 16], stddev: 0.2, seed: 4)
    let options = RecurrenceOptions(returnSequences: false, goBackwards: false, zeroOutputForMask: false)
    let outputs = try [false, true].map { separate in
      let x = try embeddingLookup(indices, table: table)
      return simpleRecurrence(
        separate ? x * 1 : x, kernel: kernel, recurrent: recurrent, bias: nil, initial: nil, mask: nil,
        activation: .tanh, options: options
      ).output
    }
    #expect(!outputs[0].isTracked)
    #expect(largestDifference(outputs[0], outputs[1]) < 1e-5)
  }

  @Test func reluPassesNaNOn() {
    let x = Tensor([Float.nan, -1, 2, 0, Float.nan], shape: [5, 1])
    let y = dense(x, kernel: Tensor([Float(1)], shape: [1, 1]), bias: nil, activation: .relu).floats
    let isNaN = y.map(\.isNaN)
    #expect(isNaN == [true, false, false, false, true])
    #expect(Array(y[1...3]) == [0, 2, 0])
  }

  /// The output and the final state, then the gradients of a weighted sum of both.
  private func run(
    _ item: Case, _ p: [Tensor], _ indices: Tensor, _ mask: Tensor?, _ change: (Tensor) -> Tensor
  ) throws -> [Tensor] {
    let x = change(try embeddingLookup(indices, table: p[0]))
    let (output, state) = simpleRecurrence(
      x, kernel: p[1], recurrent: p[2], bias: p[3], initial: item.hasInitial ? p[4] : nil, mask: mask,
      activation: item.activation, options: item.options)
    return results(item, p, output, state)
  }

  private func runPlain(_ item: Case, _ p: [Tensor], _ indices: Tensor, _ mask: Tensor?) throws -> [Tensor] {
    let x = try embeddingLookup(indices, table: p[0]) * 1
    var state = item.hasInitial ? p[4] : Tensor(zeros: [item.batch, item.units])
    var outputs: [Tensor] = []
    let steps = Array(0..<item.time)
    for t in item.options.goBackwards ? steps.reversed() : steps {
      let sum = matmul(x[.all, t], p[1]) + p[3] + matmul(state, p[2])
      let next: Tensor =
        switch item.activation {
        case .tanh: tanh(sum)
        case .relu: relu(sum)
        case .sigmoid: sigmoid(sum)
        case .linear: sum
        }
      guard let mask else {
        state = next
        outputs.append(next)
        continue
      }
      let step = expandDims(mask[.all, t], axis: -1)
      let skipped = item.options.zeroOutputForMask ? Tensor(zeros: next.shape) : state
      outputs.append(`where`(step, next, skipped))
      state = `where`(step, next, state)
    }
    if item.options.goBackwards && item.options.inTimeOrder { outputs.reverse() }
    return results(
      item, p, item.options.returnSequences ? stack(outputs, axis: 1) : outputs[outputs.count - 1], state)
  }

  private func results(_ item: Case, _ p: [Tensor], _ output: Tensor, _ state: Tensor) -> [Tensor] {
    let weights = Random.normal(shape: output.shape, seed: 8)
    let loss = sum(output * weights) + sum(state * Random.normal(shape: state.shape, seed: 9))
    return [output.detached, state.detached]
      + gradients(of: loss, withRespectTo: item.hasInitial ? p : Array(p.dropLast()))
  }

  /// The largest difference, relative to the largest value where that is above 1.
  private func largestDifference(_ a: Tensor, _ b: Tensor) -> Float {
    guard a.shape == b.shape else { return .infinity }
    let scale = Swift.max(1, b.floats.map(Swift.abs).max() ?? 0)
    return zip(a.floats, b.floats).map { Swift.abs($0 - $1) / scale }.max() ?? 0
  }
}
