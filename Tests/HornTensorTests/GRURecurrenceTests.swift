import HornKernels
import Testing

@testable import HornTensor

/// The fused GRU against one made of small operations: values, states and all gradients.
///
/// Serialised, as the instruction set and the number of threads hold for the whole process.
@Suite(.serialized) struct GRURecurrenceTests {
  private typealias Case = GRUCase

  @Test(arguments: [false, true]) func agreesForAllOptions(resetAfter: Bool) {
    for maskForm in MaskForm.allCases {
      for bits in 0..<16 {
        var item = Case(batch: 5, time: 7, features: 3, units: 9, resetAfter: resetAfter)
        item.mask = maskForm
        item.options = RecurrenceOptions(
          returnSequences: bits & 1 != 0, goBackwards: bits & 2 != 0, zeroOutputForMask: bits & 4 != 0)
        item.hasInitial = bits & 8 != 0
        expectAgreement(item)
      }
    }
  }

  /// Lengths of one, and odd ones around the widths of the vectors and the tiles of the products.
  @Test(arguments: [false, true]) func agreesForAllShapes(resetAfter: Bool) {
    let sizes = [
      [1, 1, 1, 1], [1, 1, 3, 16], [1, 9, 1, 17], [3, 1, 2, 5], [2, 5, 4, 4], [7, 3, 5, 7], [4, 6, 8, 8],
      [13, 4, 9, 15], [16, 11, 8, 16], [17, 5, 16, 17], [32, 26, 8, 16], [3, 50, 2, 31], [9, 4, 7, 33],
      [5, 3, 40, 48], [6, 2, 3, 65], [33, 30, 12, 24], [2, 130, 3, 6], [19, 3, 6, 130],
    ]
    for (index, size) in sizes.enumerated() {
      var item = Case(
        batch: size[0], time: size[1], features: size[2], units: size[3], resetAfter: resetAfter)
      expectAgreement(item)
      item.mask = MaskForm.allCases[index % MaskForm.allCases.count]
      item.hasInitial = index % 2 == 0
      item.hasBias = index % 3 != 0
      item.options = RecurrenceOptions(
        returnSequences: index % 4 != 0, goBackwards: index % 3 == 1, zeroOutputForMask: index % 5 == 0)
      expectAgreement(item)
    }
  }

  @Test(arguments: [false, true]) func agreesForAllActivations(resetAfter: Bool) {
    let all: [FusedActivation] = [.linear, .relu, .tanh, .sigmoid]
    for activation in all {
      for recurrentActivation in all {
        var item = Case(batch: 3, time: 5, features: 4, units: 18, resetAfter: resetAfter)
        item.activation = activation
        item.recurrentActivation = recurrentActivation
        item.mask = .interior
        expectAgreement(item)
      }
    }
  }

  @Test(arguments: [false, true]) func agreesOnAllInstructionSetsAndThreads(resetAfter: Bool) {
    let (isa, threads) = (horn_isa(), Threads.count)
    defer {
      _ = horn_set_isa(isa)
      Threads.count = threads
    }
    for set in [HORN_ISA_BASELINE, HORN_ISA_AVX2, HORN_ISA_AVX512] {
      _ = horn_set_isa(Int32(set))
      for count in [1, 2, 3] {
        Threads.count = count
        for units in [5, 16, 21] {
          var item = Case(batch: 13, time: 12, features: 6, units: units, resetAfter: resetAfter)
          expectAgreement(item)
          item.mask = .interior
          item.hasInitial = true
          expectAgreement(item)
        }
      }
    }
  }

  @Test(arguments: [false, true]) func repeatsToTheBit(resetAfter: Bool) {
    var item = Case(batch: 32, time: 20, features: 8, units: 16, resetAfter: resetAfter)
    item.mask = .right
    let parameters = item.parameters()
    var isSame = false
    var settings: [Int]
    repeat {  // other suites may change the settings between the two
      settings = [Int(horn_isa()), Threads.count]
      let first = item.results(parameters, item.fused(parameters)).map(\.floats)
      let second = item.results(parameters, item.fused(parameters)).map(\.floats)
      isSame = first == second
    } while settings != [Int(horn_isa()), Threads.count]
    #expect(isSame)
  }

  /// A lookup's different rows projected once, in training and in inference.
  @Test(arguments: [false, true]) func sharesRows(resetAfter: Bool) throws {
    for (rows, length, units, batch, time) in [(40, 32, 16, 32, 40), (300, 20, 5, 32, 80), (30, 6, 7, 5, 9)] {
      for (mask, goBackwards) in [(MaskForm.none, false), (.interior, true)] {
        var item = Case(batch: batch, time: time, features: length, units: units, resetAfter: resetAfter)
        item.mask = mask
        item.hasInitial = goBackwards
        item.options.goBackwards = goBackwards
        var parameters = item.parameters()
        let table = Random.normal(shape: [rows, length], stddev: 0.5, seed: 20).tracked()
        let indices = Random.randint(shape: [batch, time], minval: 0, maxval: rows, seed: 21)

        func results(
          shared: Bool, _ table: Tensor, _ run: ([String: Tensor]) -> (Tensor, [Tensor])
        ) throws -> [Tensor] {
          let x = try embeddingLookup(indices, table: table)
          // Any operation gives a tensor that knows nothing of the table.
          parameters["x"] = shared ? x : x * 1
          let result = run(parameters)
          parameters["x"] = table
          return item.results(parameters, result)
        }
        let shared = try results(shared: true, table, item.fused)
        compare(item, "shared and separate", shared, try results(shared: false, table, item.fused))
        compare(item, "shared and plain", shared, try results(shared: false, table, item.plain))

        parameters = parameters.mapValues(\.detached)
        let x = try embeddingLookup(indices, table: table.detached)
        parameters["x"] = x
        let inferred = item.fused(parameters)
        #expect(!inferred.output.isTracked)
        compare(item, "inference", [inferred.output, inferred.states[0]], Array(shared.prefix(2)))
      }
    }
  }

  @Test(arguments: [false, true]) func inferenceGivesTheSame(resetAfter: Bool) {
    for mask in MaskForm.allCases {
      for returnSequences in [false, true] {
        var item = Case(batch: 20, time: 60, features: 5, units: 19, resetAfter: resetAfter)
        item.mask = mask
        item.options.returnSequences = returnSequences
        item.options.zeroOutputForMask = returnSequences
        let parameters = item.parameters()
        let trained = item.fused(parameters)
        let inferred = item.fused(parameters.mapValues(\.detached))
        #expect(!inferred.output.isTracked)
        compare(
          item, "inference", [inferred.output, inferred.states[0]], [trained.output, trained.states[0]])
      }
    }
  }

  /// A gradient may come from the output or from the state alone, and be wanted for some inputs alone.
  @Test(arguments: [false, true]) func partsOfTheGradient(resetAfter: Bool) {
    for returnSequences in [false, true] {
      for name in ["x", "kernel", "recurrent", "bias", "initial"] {
        var item = Case(batch: 4, time: 6, features: 3, units: 10, resetAfter: resetAfter)
        item.hasInitial = true
        item.mask = .interior
        item.options.returnSequences = returnSequences
        var parameters = item.parameters().mapValues(\.detached)
        parameters[name] = parameters[name]?.tracked()
        for usesState in [false, true] {
          let found = [item.fused(parameters), item.plain(parameters)].map { run in
            let y = usesState ? run.states[0] : run.output
            let weights = Random.normal(shape: y.shape, seed: 8)
            return gradients(of: sum(y * weights), withRespectTo: [parameters[name] ?? y])
          }
          compare(item, "gradient of \(name)", found[0], found[1])
        }
      }
    }
  }

  private func expectAgreement(_ item: Case, _ location: SourceLocation = #_sourceLocation) {
    let parameters = item.parameters()
    compare(
      item, "plain", item.results(parameters, item.fused(parameters)),
      item.results(parameters, item.plain(parameters)), location)
  }

  private func compare(
    _ item: Case, _ name: String, _ a: [Tensor], _ b: [Tensor],
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(a.count == b.count, sourceLocation: location)
    for (index, (a, b)) in zip(a, b).enumerated() {
      let difference = largestDifference(a, b)
      #expect(
        difference < 1e-4, "\(item), \(name): tensor \(index) differs by \(difference)",
        sourceLocation: location)
    }
  }

  /// The largest difference, relative to the largest value where that is above 1.
  private func largestDifference(_ a: Tensor, _ b: Tensor) -> Float {
    guard a.shape == b.shape else { return .infinity }
    let scale = Swift.max(1, b.floats.map(Swift.abs).max() ?? 0)
    var largest: Float = 0
    for (a, b) in zip(a.floats, b.floats) {
      let difference = Swift.abs(a - b) / scale
      if !(difference <= largest) { largest = difference.isNaN ? .infinity : difference }
    }
    return largest
  }
}

/// Which steps are masked.
private enum MaskForm: CaseIterable {
  case none, allTrue, right, left, interior, wholeRows, everything

  func make(_ batch: Int, _ time: Int) -> Tensor? {
    guard self != .none else { return nil }
    let isUsed = (0..<batch).flatMap { row in
      // Rows of different lengths, one of them whole.
      let length = row % 3 == 0 ? time : Swift.max(1, (row * 5 + 3) % (time + 1))
      return (0..<time).map { step -> Float in
        let used =
          switch self {
          case .none, .allTrue: true
          case .right: step < length
          case .left: step >= time - length
          case .interior: (row * 7 + step * 5) % 3 != 0
          case .wholeRows: row % 2 == 1 && step < length
          case .everything: false
          }
        return used ? 1 : 0
      }
    }
    return Tensor(isUsed, shape: [batch, time]) .> 0
  }
}

/// One GRU to compare: its sizes and options, and both ways to compute it.
private struct GRUCase: CustomStringConvertible {
  let batch, time, features, units: Int
  let resetAfter: Bool
  var mask = MaskForm.none
  var hasInitial = false
  var hasBias = true
  var activation = FusedActivation.tanh
  var recurrentActivation = FusedActivation.sigmoid
  var options = RecurrenceOptions(returnSequences: true, goBackwards: false, zeroOutputForMask: false)

  init(batch: Int, time: Int, features: Int, units: Int, resetAfter: Bool) {
    (self.batch, self.time, self.features, self.units) = (batch, time, features, units)
    self.resetAfter = resetAfter
  }

  var description: String {
    "[\(batch), \(time), \(features)]→\(units), resetAfter \(resetAfter), mask \(mask), initial \(hasInitial), "
      + "bias \(hasBias), \(activation), \(recurrentActivation), \(options)"
  }

  /// Inputs and weights, all tracked, by name.
  func parameters() -> [String: Tensor] {
    let scale = 1 / Float(units).squareRoot()
    let shapes: [(String, Shape, Float)] = [
      ("x", [batch, time, features], 1), ("kernel", [features, 3 * units], 0.4),
      ("recurrent", [units, 3 * units], scale), ("bias", resetAfter ? [2, 3 * units] : [3 * units], 0.5),
      ("initial", [batch, units], 0.5),
    ]
    var all: [String: Tensor] = [:]
    for (index, (name, shape, deviation)) in shapes.enumerated()
    where (hasBias || name != "bias") && (hasInitial || name != "initial") {
      all[name] = Random.normal(shape: shape, stddev: deviation, seed: index + 1).tracked()
    }
    return all
  }

  func fused(_ p: [String: Tensor]) -> (output: Tensor, states: [Tensor]) {
    guard let x = p["x"], let kernel = p["kernel"], let recurrent = p["recurrent"] else {
      return (Tensor(0), [])
    }
    return gruRecurrence(
      x, kernel: kernel, recurrent: recurrent, bias: p["bias"], initial: p["initial"],
      mask: mask.make(batch, time), resetAfter: resetAfter, activation: activation,
      recurrentActivation: recurrentActivation, options: options)
  }

  func plain(_ p: [String: Tensor]) -> (output: Tensor, states: [Tensor]) {
    guard let x = p["x"], let kernel = p["kernel"], let recurrent = p["recurrent"] else {
      return (Tensor(0), [])
    }
    let (z, r, h) = (0..<units, units..<2 * units, 2 * units..<3 * units)
    let mask = mask.make(batch, time)
    var state = p["initial"] ?? Tensor(zeros: [batch, units])
    var outputs: [Tensor] = []
    let steps = Array(0..<time)
    for t in options.goBackwards ? steps.reversed() : steps {
      var fromInput = matmul(x[.all, t], kernel)
      if let bias = p["bias"] { fromInput = fromInput + (resetAfter ? bias[0] : bias) }
      var fromState = matmul(state, resetAfter ? recurrent : recurrent[.all, 0..<2 * units])
      if resetAfter, let bias = p["bias"] { fromState = fromState + bias[1] }
      let update = apply(recurrentActivation, fromInput[.all, z] + fromState[.all, z])
      let reset = apply(recurrentActivation, fromInput[.all, r] + fromState[.all, r])
      let fromReset = resetAfter ? reset * fromState[.all, h] : matmul(reset * state, recurrent[.all, h])
      let candidate = apply(activation, fromInput[.all, h] + fromReset)
      let next = update * state + (1 - update) * candidate
      guard let mask else {
        state = next
        outputs.append(next)
        continue
      }
      let step = expandDims(mask[.all, t], axis: -1)
      let skipped = options.zeroOutputForMask ? Tensor(zeros: next.shape) : state
      outputs.append(`where`(step, next, skipped))
      state = `where`(step, next, state)
    }
    return (options.returnSequences ? stack(outputs, axis: 1) : outputs[outputs.count - 1], [state])
  }

  /// The output and the final state, then the gradients of a weighted sum of both by the parameters.
  func results(_ p: [String: Tensor], _ run: (output: Tensor, states: [Tensor])) -> [Tensor] {
    let state = run.states[0]
    let loss =
      sum(run.output * Random.normal(shape: run.output.shape, seed: 8))
      + sum(state * Random.normal(shape: state.shape, seed: 9))
    let sources = p.sorted { $0.key < $1.key }.map(\.value)
    return [run.output.detached, state.detached] + gradients(of: loss, withRespectTo: sources)
  }

  private func apply(_ activation: FusedActivation, _ x: Tensor) -> Tensor {
    switch activation {
    case .linear: x
    case .relu: relu(x)
    case .tanh: tanh(x)
    case .sigmoid: sigmoid(x)
    }
  }
}
