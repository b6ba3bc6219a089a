import Horn

extension Workload {
  /// Normally distributed sequences: what counts is the time.
  static let random: [Workload] = [
    Workload(name: "gru_seq", batchSize: 32) { _ in
      let x = Random.normal(shape: [4096, 64, 8], seed: 1)
      let y = Random.normal(shape: [4096, 64, 8], seed: 2)
      return WorkloadData(x: x, y: y, xTest: x, yTest: y)
    } makeModel: { _ in
      let model = Sequential([Input(shape: [64, 8]), GRU(16, returnSequences: true), Dense(8)])
      model.compile(optimizer: .adam(learningRate: 1e-3), loss: .meanSquaredError)
      return model
    } operations: { data in
      var count = Count()
      let steps = data.x.shape[0] * data.x.shape[1]
      count.recurrent(gates: 3, inputs: 8, units: 16, steps: steps, needsInputGradient: false)
      count.dense(inputs: 16, units: 8, rows: steps)
      return count.operations
    },
    Workload(name: "lstm512", batchSize: 64) { _ in
      let x = Random.normal(shape: [512, 100, 256], seed: 1)
      let y = Random.randint(shape: [512], minval: 0, maxval: 4, seed: 2)
      return WorkloadData(x: x, y: y, xTest: x, yTest: y)
    } makeModel: { _ in
      let model = Sequential([Input(shape: [100, 256]), LSTM(512), Dense(4, activation: .softmax)])
      model.compile(
        optimizer: .adam(learningRate: 1e-3), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
      return model
    } operations: { data in
      var count = Count()
      let steps = data.x.shape[0] * data.x.shape[1]
      count.recurrent(gates: 4, inputs: 256, units: 512, steps: steps, needsInputGradient: false)
      count.dense(inputs: 512, units: 4, rows: data.x.shape[0])
      return count.operations
    },
  ]
}
