import HornTensor
import Testing

@testable import HornCore

/// Building, subclassing and taking apart models.
@Suite(.quiet) struct ModelTests {
  @Test func buildingForms() throws {
    let added = Sequential()
    added.add(Input(shape: [4]))
    added.add(Dense(3, activation: .relu))
    added.add(Dense(2))
    #expect(added.weights.count == 4 && added.built)
    #expect(added.inputShape == [nil, 4] && added.outputShape == [nil, 2])

    let deep = true
    let block = Sequential {
      Input(shape: [4])
      if deep { Dense(5) }
      for units in [3, 2] { Dense(units) }
    }
    #expect(block.layers.count == 3 && block.outputShape == [nil, 2])

    let deferred = Sequential([Dense(3), Dense(2)])
    #expect(!deferred.built && deferred.weights.isEmpty)
    try deferred.build(inputShape: [nil, 7])
    #expect(deferred.built && deferred.weights[0].shape == [7, 3])
    let kernel = deferred.weights[0]
    deferred.add(Dense(1))
    #expect(deferred.weights[0] === kernel && deferred.weights.count == 6)
    let top = deferred.layers[2]
    #expect(deferred.pop() === top)
    #expect(deferred.layers.count == 2 && deferred.outputShape == [nil, 2])
    deferred.pop()
    deferred.pop()
    #expect(deferred.pop() == nil && !deferred.built)
  }

  @Test func deferredBuildByData() throws {
    let model = Sequential([Dense(3), Dense(1)])
    model.compile(optimizer: .sgd(learningRate: 0.1), loss: "mse")
    let x = Random.normal(shape: [8, 4])
    let before = try model.predict(x, verbose: 0)
    try model.fit(x, Tensor(ones: [8]), epochs: 3, verbose: 0)
    #expect(try model.predict(x, verbose: 0).floats != before.floats)
    #expect(model.inputShape == [nil, 4])
  }

  @Test func anAxisOfOneIsAddedAndTaken() throws {
    let line = Sequential([Input(shape: [1]), Dense(1)])
    line.compile(optimizer: .sgd, loss: "mse")
    try line.fit(Tensor([1, 2, 3] as [Float]), Tensor([2, 4, 6] as [Float]), verbose: 0)
    #expect(try line.predict(Tensor(ones: [4, 1, 1]), verbose: 0).shape == [4, 1])
  }

  @Test func directBuildMakesWeightsOnce() throws {
    let dense = Dense(3)
    try dense.build(inputShape: [nil, 2])
    #expect(dense.built)
    _ = try dense(Tensor(ones: [1, 2]))
    #expect(dense.weights.count == 2)
    let rnn = SimpleRNN(3)
    try rnn.build(inputShape: [nil, 4, 2])
    _ = try rnn(Tensor(ones: [1, 4, 2]))
    #expect(rnn.weights.count == 3)
  }

  /// A layer with layers and a variable of its own, found by reflection.
  final class Attention: Layer {
    let score = Dense(1, name: "score")
    let extra: [Layer] = [Dense(2, name: "first"), Dense(2, name: "second")]
    let table: [String: Layer] = ["b": Dense(1, name: "b"), "a": Dense(1, name: "a")]
    let temperature = Variable(Tensor(1 as Float), name: "temperature")

    override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
      let weights = softmax(try score(inputs) * temperature.value, axis: 1)
      var x = sum(inputs * weights, axis: 1)
      for layer in extra { x = try layer(x) }
      return try x * table["a"]!(x) + table["b"]!(x)
    }
  }

  @Test func customLayerInSequential() throws {
    setRandomSeed(3)
    // The layer does not say its output's shape; Dense behind it must be built for the right one.
    let model = Sequential([Input(shape: [nil, 4]), Attention(name: "attention"), Dense(1, name: "head")])
    #expect(model.built && model.outputShape == [nil, 1])
    #expect(
      model.weights.map(\.path).map { $0.split(separator: "/").dropFirst().joined(separator: "/") } == [
        "attention/temperature", "attention/score/kernel", "attention/score/bias", "attention/first/kernel",
        "attention/first/bias", "attention/second/kernel", "attention/second/bias", "attention/a/kernel",
        "attention/a/bias", "attention/b/kernel", "attention/b/bias", "head/kernel", "head/bias",
      ])
    model.compile(optimizer: .sgd(learningRate: 0.05), loss: "mse")
    let x = Random.normal(shape: [6, 3, 4])
    try checkGradients(of: model, x, Tensor([1, -1, 0.5, 0, 2, 1] as [Float]))
    let before = model.getWeights().map(\.floats)
    try model.fit(x, Tensor(ones: [6]), verbose: 0)
    // What is added to all of a softmax's inputs changes nothing.
    for (variable, old) in zip(model.weights, before) where !variable.path.hasSuffix("score/bias") {
      #expect(variable.value.floats != old, "\(variable.path) was not trained")
    }
  }

  /// Finite differences of the loss against its gradient, weight by weight.
  private func checkGradients(of model: Model, _ x: Tensor, _ y: Tensor) throws {
    let variables = model.trainableVariables
    func loss() throws -> Tensor { try Loss.meanSquaredError(y, model(x, training: true)) }
    let (_, gradients) = try valueAndGradients(withRespectTo: variables) { try loss() }
    for (variable, gradient) in zip(variables, gradients) {
      let analytic = try #require(gradient, "\(variable.path)").tensor.floats
      let values = variable.value.floats
      for index in values.indices {
        var sides: [Float] = []
        for step: Float in [1e-2, -1e-2] {
          var changed = values
          changed[index] += step
          variable.assign(Tensor(changed, shape: variable.shape))
          sides.append(try loss().item)
        }
        variable.assign(Tensor(values, shape: variable.shape))
        let numeric = (sides[0] - sides[1]) / 2e-2
        #expect(
          abs(numeric - analytic[index]) <= 2e-3 + 2e-2 * abs(numeric), "\(variable.path)[\(index)]")
      }
    }
  }

  /// A model of one's own, with a layer that two places share.
  final class Twins: Model {
    let tower = Dense(3, activation: .tanh, name: "tower")
    let norm = Dropout(0.1, name: "drop")
    let head: Layer? = Dense(1, name: "head")
    lazy var again: Layer = tower

    override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
      let (a, b) = (try tower(inputs), try tower(-inputs))
      addLoss(0.01 * sum(square(a)))
      return try head!(norm(a + 2 * b, training: training))
    }
  }

  @Test func subclassedModel() throws {
    setRandomSeed(5)
    let model = Twins(name: "twins")
    _ = model.again
    model.compile(optimizer: .adam(learningRate: 0.05), loss: "mse", metrics: ["mae"])
    let x = Random.normal(shape: [12, 2])
    let y = x[0..., 0] * 2
    let history = try model.fit(x, y, batchSize: 4, epochs: 30, verbose: 0)
    #expect(
      model.weights.map(\.path) == [
        "twins/tower/kernel", "twins/tower/bias", "twins/head/kernel", "twins/head/bias",
      ])
    #expect(model.layers.map(\.name) == ["tower", "drop", "head"])
    #expect(try #require(history["loss"].last) < 0.5 * history["loss"][0])
    #expect(model.losses.isEmpty)
    _ = try model(x, training: true)
    #expect(model.losses.count == 1)
    _ = try model(x)
    #expect(model.losses.count == 1)
    let result: Evaluation = try model.evaluate(x, y, verbose: 0)
    #expect(result.names == ["loss", "mae"] && model.metricsNames == ["loss", "mae"])
  }

  @Test func lossesOfLastCallOnly() throws {
    let model = Sequential([
      Input(shape: [2]),
      Dense(2, kernelRegularizer: .l2(0.1), activityRegularizer: .l1(0.1)),
      Dense(1, activityRegularizer: .l2(1)),
    ])
    for _ in 0..<3 { _ = try model(Tensor(ones: [4, 2])) }
    #expect(model.losses.count == 3)
    #expect(model.layers[0].losses.count == 2)
  }

  @Test func frozenLayers() throws {
    let model = Sequential([Input(shape: [2]), Dense(3, name: "a"), Dense(1, name: "b")])
    model.layers[0].trainable = false
    #expect(model.trainableWeights.count == 2 && model.nonTrainableWeights.count == 2)
    #expect(model.weights.count == 4)
    model.compile(optimizer: .sgd, loss: "mse")
    let before = model.getWeights().map(\.floats)
    try model.fit(Tensor(ones: [4, 2]), Tensor(ones: [4]), verbose: 0)
    let after = model.getWeights().map(\.floats)
    #expect(before[0] == after[0] && before[1] == after[1] && before[2] != after[2])
    model.trainable = false
    #expect(model.trainableWeights.isEmpty && model.layers[1].trainable == false)
    try model.fit(Tensor(ones: [4, 2]), Tensor(ones: [4]), verbose: 0)
    #expect(model.getWeights().map(\.floats) == after)
  }

  @Test func configurationOfNestedModels() throws {
    let model = Sequential(
      [
        Input(shape: [5], dtype: .int32), Embedding(inputDim: 9, outputDim: 4, maskZero: true),
        Sequential([SimpleRNN(3, returnSequences: true), SimpleRNN(2)], name: "inner"), Dense(1),
      ], name: "outer")
    model.compile(optimizer: .adam(learningRate: 0.25), loss: "mse", metrics: ["mae"])
    let copy = try #require(try Layer.fromConfig(model.serialized) as? Sequential)
    #expect(copy.serialized == model.serialized)
    #expect(copy.optimizer?.learningRate == 0.25)
    try copy.setWeights(model.getWeights())
    let x = Tensor([1, 2, 3, 0, 0, 4, 5, 6, 7, 8], shape: [2, 5])
    #expect(try copy.predict(x, verbose: 0).floats == model.predict(x, verbose: 0).floats)
  }

  @Test func callbacksAreTold() throws {
    final class Journal: Callback {
      var lines: [String] = []
      override func onTrainBegin() { lines.append("train") }
      override func onTrainEnd(logs: Logs) { lines.append("end \(logs.keys.sorted())") }
      override func onEpochBegin(_ epoch: Int) { lines.append("epoch \(epoch)") }
      override func onEpochEnd(_ epoch: Int, logs: inout Logs) {
        lines.append("done \(epoch)")
        logs["own"] = Float(epoch)
      }
      override func onTrainBatchBegin(_ batch: Int) { lines.append("<\(batch)") }
      override func onTrainBatchEnd(_ batch: Int, logs: Logs) {
        lines.append(">\(batch)")
        if batch == 1 { model?.stopTraining = true }
      }
      override func onTestBegin() { lines.append("test") }
      override func onTestEnd(logs: Logs) { lines.append("tested \(logs.count)") }
    }
    let model = Sequential([Input(shape: [2]), Dense(1)])
    model.compile(optimizer: .sgd, loss: "mse", metrics: ["mae"])
    let journal = Journal()
    let history = try model.fit(
      Tensor(ones: [8, 2]), Tensor(ones: [8]), batchSize: 2, epochs: 3, verbose: 0, callbacks: [journal],
      validationData: (Tensor(ones: [2, 2]), Tensor(ones: [2])))
    #expect(
      journal.lines == [
        "train", "epoch 0", "<0", ">0", "<1", ">1", "test", "tested 2", "done 0",
        "end [\"loss\", \"mae\", \"own\", \"val_loss\", \"val_mae\"]",
      ])
    #expect(history["own"] == [0] && journal.params?.steps == 4 && journal.params?.epochs == 3)
  }

  /// Batches and steps without bound: all samples at once, or each in a step of its own.
  @Test func batchesWithoutBound() throws {
    let model = Sequential([Input(shape: [1]), Dense(1, kernelInitializer: .ones)])
    model.compile(optimizer: .sgd(learningRate: 0), loss: "mse")
    let x = Tensor([[1], [2], [3]] as [[Float]])
    #expect(try model.predict(x, batchSize: .max, verbose: 0).floats == [1, 2, 3])
    #expect(try model.evaluate(x, x, batchSize: .max, verbose: 0).loss == 0)
    #expect(try model.predict(x, verbose: 0, steps: 3).floats == [1, 2, 3])
    #expect(try model.fit(x, x, batchSize: .max, verbose: 0)["loss"] == [0])
  }
}
