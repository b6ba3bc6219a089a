import ArgumentParser
import Horn

/// The lecture on LSTM and GRU: what each return option gives, one Dense for all steps, and which axis a mean is over.
@main
struct LectureRecurrentLayers: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lecture-recurrent-layers",
    abstract: "Shows what LSTM and GRU return, with shapes and equalities, as the lecture tells it.")

  @Option(help: "Sequences in the batch that is shown.")
  var batch = 32

  @Flag(help: "Accepted as by the other examples; this one takes no time.")
  var quick = false

  func validate() throws {
    guard batch > 0 else { throw ValidationError("--batch must be at least 1") }
  }

  private static let maxLen = 64
  private static let inputSize = 15
  private static let hiddenSize = 16
  private static let outputSize = 8

  func run() throws {
    setRandomSeed(1)
    let x = Random.normal(shape: [batch, Self.maxLen, Self.inputSize])
    print("input: [batch, time, features] =", x.shape)
    try showLSTM(x)
    try showGRU(x)
    try showDense(x)
    try showPooling(x)
  }

  /// LSTM gives the last output or all of them, and on request its two states.
  private func showLSTM(_ x: Tensor) throws {
    print("\nLSTM(\(Self.hiddenSize))")
    let all = LSTM(Self.hiddenSize, returnSequences: true, returnState: true)
    let (sequence, h, c) = try all(x)
    let weights = all.getWeights()

    func sameWeights(_ layer: LSTM) throws -> LSTM {
      _ = try layer(x) as [Tensor]
      try layer.setWeights(weights)
      return layer
    }
    let last: Tensor = try sameWeights(LSTM(Self.hiddenSize))(x)
    let outputs: Tensor = try sameWeights(LSTM(Self.hiddenSize, returnSequences: true))(x)
    let (lastAgain, state, carry) = try sameWeights(LSTM(Self.hiddenSize, returnState: true))(x)

    show("returnSequences: false", last.shape)
    show("returnSequences: true", outputs.shape)
    show("returnState: true", lastAgain.shape, state.shape, carry.shape)
    show("both", sequence.shape, h.shape, c.shape)
    equal("the last output is the state h", last, h)
    equal("… and the last of all outputs", sequence[0..., -1], h)
    equal("all outputs are the same with and without states", outputs, sequence)
    equal("returnState gives the last output first", lastAgain, state)
    equal("the state c is the same with and without all outputs", carry, c)
    print("  the state c is another thing: c differs from h by up to", max(abs(c - h)).item)
  }

  /// A GRU has one state, which is its output.
  private func showGRU(_ x: Tensor) throws {
    print("\nGRU(\(Self.hiddenSize))")
    let all = GRU(Self.hiddenSize, returnSequences: true, returnState: true)
    let (sequence, state): (Tensor, Tensor) = try all(x)
    let layer = GRU(Self.hiddenSize)
    _ = try layer(x) as Tensor
    try layer.setWeights(all.getWeights())
    let last: Tensor = try layer(x)
    show("returnSequences: false", last.shape)
    show("both", sequence.shape, state.shape)
    equal("the state is the last output", state, last)
    equal("… and the last of all outputs", state, sequence[0..., -1])
  }

  /// A Dense behind all outputs is one layer, applied to each step; TimeDistributed changes nothing.
  private func showDense(_ x: Tensor) throws {
    print("\nA Dense behind a GRU: one for all steps?")
    let inputs = Input(shape: [Self.maxLen, Self.inputSize])
    let first = GRU(Self.hiddenSize, returnSequences: true)(inputs)
    let model1 = Model(
      inputs: inputs, outputs: TimeDistributed(Dense(Self.outputSize, activation: .softmax))(first))
    let second = GRU(Self.hiddenSize, returnSequences: true)(inputs)
    let model2 = Model(inputs: inputs, outputs: Dense(Self.outputSize, activation: .softmax)(second))
    let third = GRU(Self.hiddenSize)(inputs)
    let model3 = Model(inputs: inputs, outputs: Dense(Self.outputSize, activation: .softmax)(third))
    let names = ["TimeDistributed(Dense)", "Dense on all outputs", "Dense on the last output"]
    for (name, model) in zip(names, [model1, model2, model3]) {
      let counts = model.layers.dropFirst().map { $0.countParams() }
      let sum = counts.map(String.init).joined(separator: " + ")
      show(name, model.outputs[0].shape, "parameters: \(sum) = \(model.countParams())")
    }
    try model2.setWeights(model1.getWeights())
    try model3.setWeights(model1.getWeights())
    let y1 = try model1.predict(x, verbose: .silent)
    let y2 = try model2.predict(x, verbose: .silent)
    let y3 = try model3.predict(x, verbose: .silent)
    equal("with and without TimeDistributed", y1, y2)
    equal("the last step and the Dense on the last output", y2[0..., -1], y3)
  }

  /// The mean over all outputs is one over time: `[batch, units]` is left.
  private func showPooling(_ x: Tensor) throws {
    print("\nThe mean of all outputs: over which axis?")
    let sequence: Tensor = try LSTM(Self.hiddenSize, returnSequences: true)(x)
    let pooled = try GlobalAveragePooling1D()(sequence)
    let overFeatures = try GlobalAveragePooling1D(dataFormat: .channelsFirst)(sequence)
    show("GlobalAveragePooling1D()", sequence.shape, "→", pooled.shape)
    equal("it is the mean over axis 1, the time", pooled, mean(sequence, axis: 1))
    show("… with channelsFirst", sequence.shape, "→", overFeatures.shape)
    equal(
      "which is the mean over axis 2, the features: not what is wanted", overFeatures, mean(sequence, axis: 2)
    )
  }

  private func show(_ what: String, _ things: Any...) {
    let name = what + String(repeating: " ", count: Swift.max(0, 26 - what.count))
    print("  \(name)", things.map { "\($0)" }.joined(separator: "  "))
  }

  private func equal(_ what: String, _ a: Tensor, _ b: Tensor) {
    let difference = max(abs(a - b)).item
    print("  \(difference < 1e-6 ? "equal" : "DIFFERENT"): \(what) (largest difference \(difference))")
  }
}
