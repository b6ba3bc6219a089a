import HornKernels
import Testing

@testable import HornTensor

/// Recurrences whose weights are so large that they are packed, against the same sequences three at a time: so few
/// are not worth packing.
@Suite(.serialized) struct PackedRecurrenceTests {
  enum Cell: Int, CaseIterable {
    case simple = 1
    case gru = 3
    case lstm = 4
    case resettingGRU = 0

    var gates: Int { self == .resettingGRU ? 3 : rawValue }
  }

  private static let (batch, time) = (24, 6)

  /// The outputs and last states, side by side.
  private static func run(_ cell: Cell, _ p: [Tensor], rows: Range<Int>, mask: Tensor?) -> Tensor {
    let x = rows.count == batch ? p[0] : p[0][rows]
    let h = rows.count == batch ? p[4] : p[4][rows]
    let c = rows.count == batch ? p[5] : p[5][rows]
    let mask = mask.map { $0[rows] }
    let options = RecurrenceOptions(returnSequences: true, goBackwards: false, zeroOutputForMask: false)
    let (output, states): (Tensor, [Tensor])
    switch cell {
    case .simple:
      let result = simpleRecurrence(
        x, kernel: p[1], recurrent: p[2], bias: p[3][0], initial: h, mask: mask, activation: .tanh,
        options: options)
      (output, states) = (result.output, [result.state])
    case .lstm:
      (output, states) = lstmRecurrence(
        x, kernel: p[1], recurrent: p[2], bias: p[3][0], initial: (h, c), mask: mask, options: options)
    case .gru, .resettingGRU:
      (output, states) = gruRecurrence(
        x, kernel: p[1], recurrent: p[2], bias: cell == .gru ? p[3] : p[3][0], initial: h, mask: mask,
        resetAfter: cell == .gru, options: options)
    }
    return concatenate([output] + states.map { expandDims($0, axis: 1) }, axis: 1)
  }

  /// Units around the panels' width: a GRU's gates begin inside a panel, or not.
  @Test(arguments: [
    (Cell.lstm, 257, 20), (.lstm, 256, 40), (.gru, 299, 9), (.gru, 304, 33), (.resettingGRU, 298, 11),
    (.resettingGRU, 304, 32), (.simple, 520, 35),
  ]) func agreesWithFewSequences(cell: Cell, units: Int, features: Int) throws {
    let (batch, time, width) = (Self.batch, Self.time, cell.gates * units)
    for form in [RecurrenceMask.none, .interior] {
      for isLookup in [false, true] where !isLookup || form == .none {
        let parameters = [
          Random.normal(shape: isLookup ? [12, features] : [batch, time, features], stddev: 0.5, seed: 1),
          Random.normal(shape: [features, width], stddev: 0.2, seed: 2),
          Random.normal(shape: [units, width], stddev: 0.5 / Float(units).squareRoot(), seed: 3),
          Random.normal(shape: [2, width], stddev: 0.3, seed: 4),
          Random.normal(shape: [batch, units], stddev: 0.5, seed: 5),
          Random.normal(shape: [batch, units], stddev: 0.5, seed: 6),
        ].map { $0.tracked() }
        let mask = form.tensor(batch: batch, time: time)
        let indices = Random.randint(shape: [batch, time], minval: 0, maxval: 12, seed: 7)
        func results(few: Bool) throws -> [Tensor] {
          var p = parameters
          if isLookup { p[0] = try embeddingLookup(indices, table: p[0]) }
          let output =
            few
            ? concatenate(
              stride(from: 0, to: batch, by: 3).map { Self.run(cell, p, rows: $0..<$0 + 3, mask: mask) },
              axis: 0)
            : Self.run(cell, p, rows: 0..<batch, mask: mask)
          let loss = sum(output * Random.normal(shape: output.shape, seed: 8))
          let sources = Array(parameters[...(cell == .lstm ? 5 : 4)])
          return [output.detached] + gradients(of: loss, withRespectTo: sources)
        }
        for (index, (a, b)) in zip(try results(few: false), try results(few: true)).enumerated() {
          let scale = max(1, b.floats.map(abs).max() ?? 0)
          let difference = zip(a.floats, b.floats).map { abs($0 - $1) / scale }.max() ?? .infinity
          #expect(
            a.shape == b.shape && difference < 1e-4,
            "\(cell), \(units) units, mask \(form), lookup \(isLookup): tensor \(index) differs by \(difference)"
          )
        }
      }
    }
  }
}
