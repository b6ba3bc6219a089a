import HornKernels
import Testing

@testable import HornTensor

/// The fused LSTM against one made of small operations.
@Suite(.serialized) struct LSTMRecurrenceTests {
  typealias MaskForm = RecurrenceMask

  private struct Case: CustomStringConvertible {
    var rows = 0  // of an embedding; 0 for dense inputs
    var batch, time, features, units: Int
    var mask = MaskForm.none
    var options = RecurrenceOptions(returnSequences: true, goBackwards: false, zeroOutputForMask: false)
    var hasInitial = false
    var hasBias = true
    var activation = FusedActivation.tanh
    var recurrentActivation = FusedActivation.sigmoid

    var description: String {
      "\(rows): \(batch)x\(time)x\(features)→\(units), \(mask), \(options), initial \(hasInitial), "
        + "bias \(hasBias), \(activation), \(recurrentActivation)"
    }
  }

  /// Every form of mask with every option, at sizes around the widths of vectors.
  private static var cases: [Case] {
    let sizes = [
      (1, 1, 1, 1), (2, 1, 3, 5), (1, 7, 2, 8), (5, 9, 4, 7), (3, 6, 17, 16), (7, 5, 3, 19), (4, 8, 9, 33),
    ]
    var cases: [Case] = []
    var turn = 0
    for mask in MaskForm.allCases {
      for bits in 0..<8 {
        let size = sizes[turn % sizes.count]
        turn += 1
        cases.append(
          Case(
            rows: turn % 3 == 0 ? 6 : 0, batch: size.0, time: size.1, features: size.2, units: size.3,
            mask: mask,
            options: RecurrenceOptions(
              returnSequences: bits & 1 == 0, goBackwards: bits & 2 != 0, zeroOutputForMask: bits & 4 != 0,
              inTimeOrder: turn % 5 == 0),
            hasInitial: turn % 4 < 2, hasBias: turn % 7 != 0))
      }
    }
    return cases
  }

  /// Sizes at which both threads work, looked-up rows are shared or not, and there are several chunks.
  private static var largeCases: [Case] {
    [
      Case(rows: 40, batch: 32, time: 40, features: 32, units: 16, mask: .right),
      Case(rows: 900, batch: 9, time: 80, features: 64, units: 8, hasInitial: true),
      Case(
        rows: 5000, batch: 16, time: 80, features: 20, units: 24, mask: .left,
        options: RecurrenceOptions(
          returnSequences: false, goBackwards: true, zeroOutputForMask: false)),
      Case(
        batch: 11, time: 90, features: 40, units: 64, mask: .interior,
        options: RecurrenceOptions(returnSequences: true, goBackwards: true, zeroOutputForMask: true)),
      Case(batch: 6, time: 60, features: 8, units: 40, activation: .relu, recurrentActivation: .sigmoid),
      Case(
        batch: 6, time: 30, features: 8, units: 12, mask: .right, activation: .linear,
        recurrentActivation: .tanh),
    ]
  }

  @Test func agreesWithSmallOperations() throws {
    for item in Self.cases + Self.largeCases { try compare(item) }
  }

  @Test func agreesOnAllInstructionSetsAndThreads() throws {
    let (isa, threads) = (horn_isa(), horn_thread_count())
    defer {
      _ = horn_set_isa(isa)
      horn_set_thread_count(threads)
    }
    for set in [HORN_ISA_BASELINE, HORN_ISA_AVX2, HORN_ISA_AVX512] {
      _ = horn_set_isa(Int32(set))
      for count in [1, 3] {
        horn_set_thread_count(Int32(count))
        for item in Self.cases.enumerated().filter({ $0.offset % 5 == count }).map(\.element)
          + Self.largeCases[2...3]
        {
          try compare(item)
        }
      }
    }
  }

  /// Without gradients the states of a chunk are thrown away.
  @Test func inferenceAgrees() throws {
    for item in Self.cases + Self.largeCases {
      let (parameters, indices, mask) = Self.data(item)
      let tracked = try Self.fused(item, parameters, indices, mask)
      let plain = try Self.fused(item, parameters.map(\.detached), indices, mask)
      for (a, b) in zip([tracked.output] + tracked.states, [plain.output] + plain.states) {
        let difference = largestDifference(a, b)
        #expect(difference < 1e-5, "\(item): differs by \(difference)")
      }
    }
  }

  @Test func repeatsBitForBit() throws {
    let item = Self.largeCases[2]
    let (parameters, indices, mask) = Self.data(item)
    var same = false
    var settings: [Int]
    repeat {  // other suites may change the settings between the two
      settings = [Int(horn_isa()), Threads.count]
      let runs = try (0..<2).map { _ in
        let (output, states) = try Self.fused(item, parameters, indices, mask)
        return Self.results(item, parameters, output, states).map(\.floats)
      }
      same = runs[0] == runs[1]
    } while settings != [Int(horn_isa()), Threads.count]
    #expect(same)
  }

  private func compare(_ item: Case) throws {
    let (parameters, indices, mask) = Self.data(item)
    let (output, states) = try Self.fused(item, parameters, indices, mask)
    let fused = Self.results(item, parameters, output, states)
    let (plainOutput, plainStates) = try Self.plain(item, parameters, indices, mask)
    let plain = Self.results(item, parameters, plainOutput, plainStates)
    for (index, (a, b)) in zip(fused, plain).enumerated() {
      let difference = largestDifference(a, b)
      #expect(difference < 1e-4, "\(item): tensor \(index) differs by \(difference)")
    }
  }

  private static func data(_ item: Case) -> (parameters: [Tensor], indices: Tensor?, mask: Tensor?) {
    let (batch, time, features, units) = (item.batch, item.time, item.features, item.units)
    let parameters = [
      Random.normal(
        shape: item.rows > 0 ? [item.rows, features] : [batch, time, features], stddev: 0.5, seed: 2),
      Random.normal(shape: [features, 4 * units], stddev: 0.3, seed: 3),
      Random.normal(shape: [units, 4 * units], stddev: 0.5 / Float(units).squareRoot(), seed: 4),
      Random.normal(shape: [4 * units], stddev: 0.3, seed: 5),
      Random.normal(shape: [batch, units], stddev: 0.5, seed: 6),
      Random.normal(shape: [batch, units], stddev: 0.5, seed: 7),
    ].map { $0.tracked() }
    let indices =
      item.rows > 0 ? Random.randint(shape: [batch, time], minval: 0, maxval: item.rows, seed: 1) : nil
    return (parameters, indices, item.mask.tensor(batch: batch, time: time))
  }

  private static func fused(
    _ item: Case, _ p: [Tensor], _ indices: Tensor?, _ mask: Tensor?
  ) throws -> (output: Tensor, states: [Tensor]) {
    let x = try indices.map { try embeddingLookup($0, table: p[0]) } ?? p[0]
    return lstmRecurrence(
      x, kernel: p[1], recurrent: p[2], bias: item.hasBias ? p[3] : nil,
      initial: item.hasInitial ? (p[4], p[5]) : nil, mask: mask, activation: item.activation,
      recurrentActivation: item.recurrentActivation, options: item.options)
  }

  private static func plain(
    _ item: Case, _ p: [Tensor], _ indices: Tensor?, _ mask: Tensor?
  ) throws -> (output: Tensor, states: [Tensor]) {
    func apply(_ activation: FusedActivation, _ x: Tensor) -> Tensor {
      switch activation {
      case .tanh: tanh(x)
      case .relu: relu(x)
      case .sigmoid: sigmoid(x)
      case .linear: x
      }
    }
    let units = item.units
    let x = try indices.map { try embeddingLookup($0, table: p[0]) * 1 } ?? p[0]
    var h = item.hasInitial ? p[4] : Tensor(zeros: [item.batch, units])
    var c = item.hasInitial ? p[5] : Tensor(zeros: [item.batch, units])
    var outputs: [Tensor] = []
    let steps = Array(0..<item.time)
    for t in item.options.goBackwards ? steps.reversed() : steps {
      var sums = matmul(x[.all, t], p[1]) + matmul(h, p[2])
      if item.hasBias { sums = sums + p[3] }
      let gates = (0..<4).map { gate in
        apply(
          gate == 2 ? item.activation : item.recurrentActivation,
          sums[.all, gate * units..<(gate + 1) * units])
      }
      let nextC = gates[1] * c + gates[0] * gates[2]
      let nextH = gates[3] * apply(item.activation, nextC)
      guard let mask else {
        (h, c) = (nextH, nextC)
        outputs.append(nextH)
        continue
      }
      let step = expandDims(mask[.all, t], axis: -1)
      let skipped = item.options.zeroOutputForMask ? Tensor(zeros: nextH.shape) : h
      outputs.append(`where`(step, nextH, skipped))
      h = `where`(step, nextH, h)
      c = `where`(step, nextC, c)
    }
    if item.options.goBackwards && item.options.inTimeOrder && item.options.returnSequences {
      outputs.reverse()
    }
    return (item.options.returnSequences ? stack(outputs, axis: 1) : outputs[outputs.count - 1], [h, c])
  }

  /// The output and the final states, then the gradients of a weighted sum of all.
  private static func results(_ item: Case, _ p: [Tensor], _ output: Tensor, _ states: [Tensor]) -> [Tensor] {
    var loss = sum(output * Random.normal(shape: output.shape, seed: 8))
    for (index, state) in states.enumerated() {
      loss = loss + sum(state * Random.normal(shape: state.shape, seed: 9 + index))
    }
    var sources = Array(p[...2])
    if item.hasBias { sources.append(p[3]) }
    if item.hasInitial { sources += p[4...] }
    return [output.detached] + states.map(\.detached) + gradients(of: loss, withRespectTo: sources)
  }

  /// The largest difference, relative to the largest value where that is above 1.
  private func largestDifference(_ a: Tensor, _ b: Tensor) -> Float {
    guard a.shape == b.shape else { return .infinity }
    let scale = Swift.max(1, b.floats.map(Swift.abs).max() ?? 0)
    let differences = zip(a.floats, b.floats).map { Swift.abs($0 - $1) / scale }
    return differences.contains(where: \.isNaN) ? .infinity : differences.max() ?? 0
  }
}

/// The forms that the masks of sequences take.
enum RecurrenceMask: CaseIterable {
  case none, right, left, bothSides, interior, empty

  /// `[batch, time]`, bool.
  func tensor(batch: Int, time: Int) -> Tensor? {
    func live(_ b: Int, _ t: Int) -> Bool {
      let length = (b * 5 + 3) % (time + 1)
      return switch self {
      case .none: true
      case .right: t < length
      case .left: t >= time - length
      case .bothSides: t >= b % 3 && t < length
      case .interior: (b * 7 + t * 3) % 5 > 1
      case .empty: b % 2 == 1 && t < length
      }
    }
    guard self != .none else { return nil }
    let flags = (0..<batch).flatMap { b in (0..<time).map { live(b, $0) ? Float(1) : 0 } }
    return Tensor(flags, shape: [batch, time]) .> 0.5
  }
}
