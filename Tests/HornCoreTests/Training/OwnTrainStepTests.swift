import HornTensor
import Testing

@testable import HornCore

/// Training steps, losses and metrics that a program writes itself.
@Suite(.quiet) struct OwnTrainStepTests {
  /// As the documentation of `trainStep` has it.
  class Plain: Model {
    let hidden = Dense(4, activation: .tanh, kernelInitializer: .constant(0.3), name: "hidden")
    let head = Dense(1, kernelInitializer: .constant(0.2), name: "head")

    override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
      try head(hidden(inputs))
    }
  }

  final class Written: Plain {
    var steps = 0

    override func trainStep(_ batch: TrainingBatch) throws -> Logs {
      steps += 1
      var yPred = Tensor(0)
      let (loss, gradients) = try valueAndGradients(withRespectTo: trainableVariables) {
        yPred = try self(batch.x, training: true)
        return try computeLoss(x: batch.x, y: batch.y, yPred: yPred, sampleWeight: batch.sampleWeight)
      }
      try optimizer?.apply(gradients, to: trainableVariables)
      try lossTracker?.updateState(loss, sampleWeight: Tensor(Float(batch.count)))
      return try computeMetrics(x: batch.x, y: batch.y, yPred: yPred, sampleWeight: batch.sampleWeight)
    }
  }

  static let x = Tensor((0..<40).map { Float($0 % 7) / 7 }, shape: [10, 4])
  static let y = Tensor((0..<10).map { Float($0 % 3) }, shape: [10, 1])

  @Test func writtenStepTrainsAsTheDefault() throws {
    let (plain, written) = (Plain(), Written())
    var histories: [History] = []
    for model in [plain, written] {
      model.compile(optimizer: .adam, loss: "mse", metrics: ["mae"], weightedMetrics: ["mse"])
      histories.append(
        try model.fit(
          Self.x, Self.y, batchSize: 4, epochs: 3, verbose: 0, validationSplit: 0.2, shuffle: false,
          sampleWeight: Tensor((0..<10).map { Float($0) })))
    }
    #expect(written.steps == 6)
    #expect(histories[0] == histories[1])
    #expect(plain.getWeights().map(\.floats) == written.getWeights().map(\.floats))
  }

  final class OwnLogs: Plain {
    let error = Mean(name: "error")
    override var metrics: [Metric] { [error] }

    override func trainStep(_ batch: TrainingBatch) throws -> Logs {
      let (loss, gradients) = try valueAndGradients(withRespectTo: trainableVariables) {
        mean(abs(try self(batch.x, training: true) - batch.y))
      }
      try optimizer?.apply(gradients, to: trainableVariables)
      error.updateState(Double(loss.item))
      return ["error": error.result(), "last": loss.item]
    }

    override func testStep(_ batch: TrainingBatch) throws -> Logs { ["score": Float(batch.count)] }
    override func predictStep(_ batch: TrainingBatch) throws -> [Tensor] { [try self(batch.x) * 2] }
  }

  @Test func ownLogsAreRecorded() throws {
    let model = OwnLogs()
    model.compile(optimizer: .sgd)
    let history = try model.fit(
      Self.x, Self.y, batchSize: 5, epochs: 2, verbose: 0, validationData: (Self.x, Self.y))
    #expect(history.history.keys.sorted() == ["error", "last", "val_score"])
    #expect(history["val_score"] == [5, 5])
    #expect(model.error.count == 0, "validation resets the metrics")
    let result: Evaluation = try model.evaluate(Self.x, Self.y, batchSize: 4, verbose: 0)
    #expect(result.names == ["score"] && result["score"] == 2 && result.loss.isNaN)
    let once: Tensor = try model(Self.x)
    #expect(try model.predict(Self.x, verbose: 0).floats == (once * 2).floats)
  }

  final class OwnLoss: Plain {
    let bias = Mean(name: "bias")

    override func computeLoss(
      x: Tensor, y: Tensor?, yPred: Tensor, sampleWeight: Tensor?, training: Bool
    ) throws -> Tensor {
      let loss = try super.computeLoss(
        x: x, y: y, yPred: yPred, sampleWeight: sampleWeight, training: training)
      return 2 * loss + 1
    }

    override func computeMetrics(x: Tensor, y: Tensor?, yPred: Tensor, sampleWeight: Tensor?) throws -> Logs {
      if let y { try bias.updateState(yPred - y) }
      return try super.computeMetrics(x: x, y: y, yPred: yPred, sampleWeight: sampleWeight)
    }
  }

  @Test func ownLossAndMetrics() throws {
    let (plain, own) = (Plain(), OwnLoss())
    plain.compile(optimizer: .sgd(learningRate: 0.1), loss: "mse", metrics: ["mae"])
    own.compile(optimizer: .sgd(learningRate: 0.05), loss: "mse", metrics: ["mae"])
    let first = try plain.trainOnBatch(Self.x, Self.y)
    let second = try own.trainOnBatch(Self.x, Self.y)
    #expect(abs(second.loss - (2 * first.loss + 1)) < 1e-5)
    #expect(second.names == ["loss", "mae", "bias"])
    for (a, b) in zip(plain.getWeights(), own.getWeights()) {
      #expect(zip(a.floats, b.floats).allSatisfy { Swift.abs($0 - $1) < 1e-6 })
    }
    let history = try own.fit(Self.x, Self.y, batchSize: 4, epochs: 2, verbose: 0)
    #expect(history.history.keys.sorted() == ["bias", "loss", "mae"])
    #expect(history["bias"].allSatisfy { $0 != 0 })
  }

  final class Watched: Layer {
    let held = Mean(name: "held")
    override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
      held.updateState(Double(inputs.shape[0]))
      try addMetric(mean(inputs), name: "activation")
      addLoss(0.5 * mean(square(inputs)))
      return inputs
    }
  }

  @Test func addedMetricsAndLosses() throws {
    let inner = Sequential([Dense(1, kernelInitializer: .ones), Watched(name: "watched")], name: "inner")
    let model = Sequential([Input(shape: [4]), inner])
    model.compile(optimizer: .sgd(learningRate: 0), loss: "mse", metrics: ["mae"])
    let history = try model.fit(Self.x, Self.y, batchSize: 5, epochs: 2, verbose: 0, shuffle: false)
    #expect(history.history.keys.sorted() == ["activation", "held", "loss", "mae"])
    let output: Tensor = try model(Self.x)
    let expected = mean(output).item
    for value in history["activation"] { #expect(abs(value - expected) < 1e-5) }
    #expect(history["held"] == [5, 5])
    let loss = mean(square(output - Self.y)).item + 0.5 * mean(square(output)).item
    for value in history["loss"] { #expect(abs(value - loss) < 1e-4) }
    let result: Evaluation = try model.evaluate(Self.x, Self.y, batchSize: 5, verbose: 0)
    #expect(result.names == ["loss", "mae", "held", "activation"])
    #expect(abs(result.loss - loss) < 1e-4)
  }

  /// What `trainOnBatch` looks up is looked up again when layers or trainable flags change.
  @Test func changesAreSeen() throws {
    final class Swapped: Model {
      var head = Dense(1, name: "first")
      override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
        try head(inputs)
      }
    }
    let model = Swapped()
    model.compile(optimizer: .sgd, loss: "mse")
    try model.trainOnBatch(Self.x, Self.y)
    try model.trainOnBatch(Self.x, Self.y)
    let kernel = try #require(model.head.weights.first)
    let trained = kernel.value.floats
    model.head.trainable = false
    try model.trainOnBatch(Self.x, Self.y)
    #expect(kernel.value.floats == trained)
    model.head.trainable = true
    try model.trainOnBatch(Self.x, Self.y)
    #expect(kernel.value.floats != trained)
    let second = Dense(1, name: "second")
    model.head = second
    model.compile(optimizer: .sgd, loss: "mse")
    _ = try model.predict(Self.x, verbose: 0)
    let before = try #require(second.weights.first).value.floats
    try model.trainOnBatch(Self.x, Self.y)
    #expect(second.weights[0].value.floats != before)
    let last = second.weights[0].value.floats
    model.head = Dense(1, name: "third")
    model.compile(optimizer: .sgd, loss: "mse")
    try model.trainOnBatch(Self.x, Self.y)
    model.head = second
    model.compile(optimizer: .sgd, loss: "mse")
    try model.trainOnBatch(Self.x, Self.y)
    #expect(second.weights[0].value.floats != last)
  }
}
