import ArgumentParser
import Horn

/// The lecture's experiment: is a Dense layer behind a recurrent one repeated for each time step, or is it one for all?
@main
struct TimeDistributedExample: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "time-distributed",
    abstract: "Compares Dense with TimeDistributed(Dense) behind a GRU: the same weights, the same outputs.")

  @Flag(help: "Accepted as by the other examples; this one takes no time.")
  var quick = false

  func run() throws {
    setRandomSeed(1)
    let (maxLen, inputSize, hiddenSize, outputSize) = (64, 15, 16, 8)
    let inputs = Input(shape: [maxLen, inputSize])

    // One output for each time step, with the wrapper.
    let x1 = GRU(hiddenSize, returnSequences: true)(inputs)
    let model1 = Model(
      inputs: inputs, outputs: TimeDistributed(Dense(outputSize, activation: .softmax))(x1))
    // The same without it.
    let x2 = GRU(hiddenSize, returnSequences: true)(inputs)
    let model2 = Model(inputs: inputs, outputs: Dense(outputSize, activation: .softmax)(x2))
    // One output for the whole sequence.
    let x3 = GRU(hiddenSize)(inputs)
    let model3 = Model(inputs: inputs, outputs: Dense(outputSize, activation: .softmax)(x3))

    for model in [model1, model2, model3] { model.summary() }
    print(
      "\nOne or more Dense? \(hiddenSize) · \(outputSize) + \(outputSize) = \(model1.layers[2].countParams())"
    )
    print("Weights of each model:", [model1, model2, model3].map { $0.countParams() })

    // With one model's weights, all three compute the same.
    try model2.setWeights(model1.getWeights())
    try model3.setWeights(model1.getWeights())
    let x = Random.normal(shape: [32, maxLen, inputSize])
    let y1 = try model1.predict(x, verbose: .silent)
    let y2 = try model2.predict(x, verbose: .silent)
    let y3 = try model3.predict(x, verbose: .silent)
    print("\nOutputs with the wrapper:   ", y1.shape)
    print("Outputs without it:         ", y2.shape)
    print("Largest difference:         ", max(abs(y1 - y2)).item)
    print("Output of the last step:    ", y3.shape)
    print("Largest difference from it: ", max(abs(y2[0..., maxLen - 1] - y3)).item)
    print("\nWith TimeDistributed, without it, or for one step: it is one and the same Dense layer.")
  }
}
