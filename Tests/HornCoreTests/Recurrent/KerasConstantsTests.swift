import HornTensor
import Testing

@testable import HornCore

/// What Keras's own tests of its recurrent layers expect, where all weights of a kind are one constant.
@Suite struct KerasConstantsTests {
  struct Expectation: Sendable, CustomTestStringConvertible {
    let layer: String
    var config: Config = [:]
    let shape: [Int]
    var mask: [[Bool]]?
    /// The shape of the initial states, which count up from 0.
    var state: [Int]?
    /// How often the layer is called.
    var calls = 1
    /// All outputs, of which equal ones in a row are given once.
    let rows: [Float]

    var testDescription: String { "\(layer) \(config.keys.sorted()) \(rows[0])" }
  }

  private static func constant(_ value: Double) -> ConfigValue {
    ["class_name": "Constant", "config": ["value": .double(value)]]
  }

  private func counting(_ shape: [Int]) -> Tensor {
    Tensor((0..<shape.reduce(1, *)).map(Float.init), shape: Shape(shape))
  }

  @Test(arguments: lstm + gru + simple)
  func outputs(expectation: Expectation) throws {
    let config = expectation.config.merging([
      "kernel_initializer": Self.constant(0.01), "recurrent_initializer": Self.constant(0.02),
      "bias_initializer": Self.constant(0.03),
    ]) { $1 }
    let layer = try Layer.fromConfig([
      "class_name": .string(expectation.layer), "config": .object(config),
    ])
    let rnn = try #require(layer as? RNN)
    let x = counting(expectation.shape)
    let mask = expectation.mask.map {
      Tensor($0.flatMap(\.self), shape: Shape(Array(x.shape.dimensions.prefix(2))))
    }
    for _ in 0..<2 {
      var output = Tensor(0)
      for _ in 0..<expectation.calls {
        if let shape = expectation.state {
          let states = rnn.cell.stateSize.map { _ in counting(shape) }
          output = try rnn(x, initialState: states, mask: mask)
        } else {
          output = try rnn(x, mask: mask)
        }
      }
      let found = output.floats
      let width = found.count / expectation.rows.count
      let expected = expectation.rows.flatMap { Array(repeating: $0, count: width) }
      expectClose(Tensor(found), Tensor(expected), "output")
      rnn.resetState()
    }
  }

  private static let masks = [[true, true, false, true], [true, false, false, true]]

  private static let lstm: [Expectation] =
    [1, 2].flatMap { implementation -> [Expectation] in
      let base: Config = ["units": 3, "implementation": .int(implementation)]
      func of(_ config: Config, _ rows: [Float]) -> Expectation {
        Expectation(layer: "LSTM", config: base.merging(config) { $1 }, shape: [3, 6, 4], rows: rows)
      }
      return [
        of([:], [0.6288687, 0.86899155, 0.9460773]),
        of(["go_backwards": true], [0.35622165, 0.74789524, 0.8872726]),
        of(["unroll": true], [0.6288687, 0.86899155, 0.9460773]),
        of(["unit_forget_bias": false], [0.57019705, 0.8661914, 0.9459622]),
        of(["use_bias": false], [0.54986924, 0.86226785, 0.9443936]),
      ]
    } + [
      Expectation(
        layer: "LSTM", config: ["units": 4, "stateful": true], shape: [2, 3, 4], calls: 2,
        rows: [0.3124785, 0.6863672]),
      Expectation(
        layer: "LSTM", config: ["units": 2], shape: [2, 4, 3], state: [2, 2],
        rows: [0.20574439, 0.3558822, 0.64930826, 0.66276]),
      Expectation(
        layer: "LSTM", config: ["units": 2, "go_backwards": true], shape: [2, 4, 3], state: [2, 2],
        rows: [0.13281618, 0.2790356, 0.5839337, 0.5992567]),
      Expectation(
        layer: "LSTM", config: ["units": 2, "unroll": true], shape: [2, 4, 3],
        mask: [[true, true, true, false], [true, true, false, false]], rows: [0.11755939, 0.28556206]),
      Expectation(
        layer: "LSTM", config: ["units": 2, "return_sequences": true], shape: [2, 4, 3],
        mask: [[true, true, true, false], [true, true, false, false]],
        rows: [
          0.01588910, 0.05552048, 0.11755939, 0.11755939, 0.14185596, 0.28556206, 0.28556206, 0.28556206,
        ]),
      Expectation(
        layer: "LSTM", config: ["units": 2, "return_sequences": true, "zero_output_for_mask": true],
        shape: [2, 4, 3], mask: [[true, true, true, false], [true, true, false, false]],
        rows: [0.01588910, 0.05552048, 0.11755939, 0, 0.14185596, 0.28556206, 0, 0]),
      Expectation(
        layer: "LSTM", config: ["units": 2, "go_backwards": true], shape: [2, 4, 3],
        mask: [[false, true, true, true], [false, false, true, true]], rows: [0.15341201, 0.3844719]),
    ]

  private static let gru: [Expectation] =
    [0, 1, 2].flatMap { implementation -> [Expectation] in
      let base: Config = ["units": 3, "implementation": .int(implementation)]
      func of(_ config: Config, _ rows: [Float]) -> Expectation {
        Expectation(layer: "GRU", config: base.merging(config) { $1 }, shape: [3, 6, 4], rows: rows)
      }
      return [
        of([:], [0.5217289, 0.6371659, 0.39384964]),
        of(["go_backwards": true], [0.24406259, 0.611516, 0.3928808]),
        of(["unroll": true], [0.5217289, 0.6371659, 0.39384964]),
        of(["reset_after": false], [0.51447755, 0.6426879, 0.40208298]),
        of(["use_bias": false], [0.49988455, 0.64701194, 0.4103359]),
      ]
    } + [
      Expectation(
        layer: "GRU", config: ["units": 4, "stateful": true], shape: [2, 3, 4], calls: 2,
        rows: [0.29542392, 0.5885018]),
      Expectation(
        layer: "GRU", config: ["units": 2], shape: [2, 4, 3], state: [2, 2],
        rows: [0.23774096, 0.33508456, 0.83659905, 1.0227708]),
      Expectation(
        layer: "GRU", config: ["units": 2, "go_backwards": true], shape: [2, 4, 3], state: [2, 2],
        rows: [0.13486053, 0.23261218, 0.78257304, 0.9691353]),
      Expectation(
        layer: "GRU", config: ["units": 2, "unroll": true], shape: [2, 4, 3], mask: masks,
        rows: [0.19393763, 0.30818558]),
      Expectation(
        layer: "GRU", config: ["units": 2, "return_sequences": true], shape: [2, 4, 3], mask: masks,
        rows: [
          0.03606692, 0.09497581, 0.09497581, 0.19393763, 0.16051409, 0.16051409, 0.16051409, 0.30818558,
        ]),
      Expectation(
        layer: "GRU", config: ["units": 2, "return_sequences": true, "zero_output_for_mask": true],
        shape: [2, 4, 3], mask: masks,
        rows: [0.03606692, 0.09497581, 0, 0.19393763, 0.16051409, 0, 0, 0.30818558]),
      Expectation(
        layer: "GRU", config: ["units": 2, "go_backwards": true], shape: [2, 4, 3], mask: masks,
        rows: [0.11669192, 0.28380975]),
    ]

  private static let simple: [Expectation] = [
    Expectation(layer: "SimpleRNN", config: ["units": 4], shape: [2, 3, 4], rows: [0.405432, 0.73605347]),
    Expectation(
      layer: "SimpleRNN", config: ["units": 4, "unroll": true, "go_backwards": true], shape: [2, 3, 4],
      rows: [0.11144729, 0.5528889]),
    Expectation(
      layer: "SimpleRNN", config: ["units": 4, "stateful": true], shape: [2, 3, 4], calls: 2,
      rows: [0.40559256, 0.7361247]),
    Expectation(
      layer: "SimpleRNN", config: ["units": 4], shape: [2, 4, 3], state: [2, 4],
      rows: [0.33621645, 0.6262637]),
    Expectation(
      layer: "SimpleRNN", config: ["units": 4, "go_backwards": true], shape: [2, 4, 3], state: [2, 4],
      rows: [0.07344437, 0.43043602]),
    Expectation(
      layer: "SimpleRNN", config: ["units": 2, "return_sequences": true], shape: [2, 4, 3], mask: masks,
      rows: [0.0599281, 0.15122814, 0.15122814, 0.32394567, 0.3969304, 0.3969304, 0.3969304, 0.608085]),
    Expectation(
      layer: "SimpleRNN", config: ["units": 2, "return_sequences": true, "zero_output_for_mask": true],
      shape: [2, 4, 3], mask: masks,
      rows: [0.0599281, 0.15122814, 0, 0.32394567, 0.3969304, 0, 0, 0.608085]),
    Expectation(
      layer: "SimpleRNN", config: ["units": 4, "go_backwards": true], shape: [2, 4, 3], mask: masks,
      rows: [0.07376196, 0.43645123]),
  ]
}

/// Sums of inputs and states, in one state or in two, as the cells of Keras's tests of RNN.
private final class SummingCell: Layer, RecurrentCell {
  let units: Int
  let stateSize: [Int]

  init(_ units: Int, states: Int) {
    self.units = units
    stateSize = Array(repeating: units, count: states)
    super.init()
  }

  func step(
    _ inputs: Tensor, states: [Tensor], training: Bool
  ) throws -> (output: Tensor, states: [Tensor]) {
    let total = sum(inputs, axis: -1, keepdims: true) + sum(states[0], axis: -1, keepdims: true)
    let next = total * Tensor(ones: [1, units])
    return (next * Float(stateSize.count), states.map { _ in next })
  }
}

@Suite struct RNNOverCellsTests {
  private let ones = Tensor(ones: [1, 2, 3])
  private let counting = Tensor((0..<24).map(Float.init), shape: [2, 3, 4])

  @Test func oneState() throws {
    #expect(try RNN(SummingCell(2, states: 1))(ones).floats == [9, 9])
    let (sequence, state): (Tensor, Tensor) = try RNN(
      SummingCell(2, states: 1), returnSequences: true, returnState: true)(ones)
    #expect(sequence.floats == [3, 3, 9, 9] && state.floats == [9, 9])
    let given: Tensor = try RNN(SummingCell(2, states: 1))(
      Tensor(ones: [2, 3, 2]), initialState: [Tensor(ones: [2, 2])])
    #expect(given.floats == [22, 22, 22, 22])
    let backwards = RNN(SummingCell(2, states: 1), goBackwards: true)
    #expect(try backwards(counting).floats == [202, 202, 538, 538])
    let stateful = RNN(SummingCell(2, states: 1), stateful: true)
    _ = try stateful(counting)
    #expect(try stateful(counting).floats == [954, 954, 3978, 3978])
  }

  @Test func twoStates() throws {
    let layer = RNN(SummingCell(2, states: 2), returnState: true)
    let (output, first, second): (Tensor, Tensor, Tensor) = try layer(ones)
    #expect(output.floats == [18, 18] && first.floats == [9, 9] && second.floats == [9, 9])
    #expect(try layer.computeOutputShape([[nil, nil, 3]]) == [[nil, 2], [nil, 2], [nil, 2]])
    let stateful = RNN(SummingCell(2, states: 2), stateful: true)
    _ = try stateful(ones)
    #expect(try stateful(ones).floats == [90, 90])
  }

  @Test(arguments: [1, 2])
  func stacks(states: Int) throws {
    let cells = { [SummingCell(3, states: states), SummingCell(2, states: states)] }
    let scale = Float(states * states)
    let layer = RNN(cells(), returnSequences: true, returnState: true)
    let outputs: [Tensor] = try layer([counting])
    #expect(outputs.count == 1 + 2 * states)
    #expect(
      outputs[0].floats.map { $0 / scale } == [18, 18, 156, 156, 786, 786, 162, 162, 1020, 1020, 4386, 4386])
    #expect(outputs[1].floats == [158, 158, 158, 782, 782, 782])
    #expect(outputs[outputs.count - 1].floats.map { $0 / Float(states) } == [786, 786, 4386, 4386])
    let stateful = RNN(cells(), stateful: true)
    _ = try stateful(counting)
    let second: [Float] = [34092, 34092, 173196, 173196]
    #expect(try stateful(counting).floats.map { $0 / scale } == second)
  }
}
