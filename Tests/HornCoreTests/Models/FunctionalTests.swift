import HornTensor
import Testing

@testable import HornCore

/// What functional models do besides computing Keras's numbers.
@Suite(.quiet) struct FunctionalTests {
  private let x = Tensor([[1, 2, 3, 4], [5, 6, 7, 8]] as [[Float]])

  @Test func intermediateOutputsAreModels() throws {
    let input = Input(shape: [4])
    let hidden = Dense(3, activation: .tanh, name: "hidden")
    let model = Model(inputs: input, outputs: Dense(2)(hidden(input)))
    let features = try Model(inputs: model.inputs, outputs: model.getLayer("hidden").output)
    let expected: Tensor = try hidden(x)
    #expect(try features.predict(x, verbose: 0).floats == expected.floats)
    #expect(features.weights.map(ObjectIdentifier.init) == hidden.weights.map(ObjectIdentifier.init))
    let tail = try Model(inputs: model.getLayer("hidden").output, outputs: model.outputs)
    #expect(try tail(expected).floats == model(x).floats)
    #expect(tail.inputs[0].shape == [nil, 3])
  }

  @Test func layersOfASequentialAreOutputsToo() throws {
    let model = Sequential([Input(shape: [4]), Dense(3, name: "first"), Dense(2)])
    let first = try Model(inputs: model.inputs, outputs: model.getLayer("first").output)
    let direct: Tensor = try model.getLayer("first")(x)
    #expect(try first(x).floats == direct.floats)
    #expect(try Model(inputs: model.inputs, outputs: model.outputs)(x).floats == model(x).floats)
  }

  @Test func sharedLayersAddTheirGradients() throws {
    let (a, b) = (Input(shape: [4]), Input(shape: [4]))
    let dense = Dense(2, useBias: false)
    let model = Model(inputs: [a, b], outputs: dense(a) + dense(b) * 3)
    #expect(model.weights.count == 1)
    let (_, found) = try valueAndGradients(withRespectTo: model.trainableWeights) {
      sum(try model([x, x]) as Tensor)
    }
    let expected = matmul(transpose(x), Tensor(ones: [2, 2])) * 4
    expectClose(try #require(found[0]).tensor, expected, "the gradient of a shared kernel")
  }

  @Test func aLayerMayBeSharedWithANestedModel() throws {
    let tower = Dense(2, name: "tower")
    let x = Input(shape: [4])
    let branch = Model(inputs: x, outputs: tower(x) * 2)
    let input = Input(shape: [4])
    let model = Model(inputs: input, outputs: [branch(input), tower(input)])
    #expect(model.weights.count == 2)
    let outputs: [Tensor] = try model(self.x)
    #expect(outputs[0].floats == outputs[1].floats.map { $0 * 2 })
  }

  @Test func aMissingInputIsNamed() throws {
    let (a, b) = (Input(shape: [4], name: "a"), Input(shape: [4], name: "b"))
    let error = #expect(throws: HornError.self) { try Model.connecting(inputs: a, outputs: a + b) }
    #expect(error?.message.contains("\"b\"") == true)
  }

  @Test func namesMustDiffer() throws {
    let a = Input(shape: [4])
    let y = Dense(4, name: "same")(Dense(4, name: "same")(a))
    let error = #expect(throws: HornError.self) { try Model.connecting(inputs: a, outputs: y) }
    #expect(error?.message.contains("\"same\"") == true)
  }

  @Test func aShapeThatDoesNotFitNamesLayerAndShapes() throws {
    let dense = Dense(2, name: "head")
    _ = dense(Input(shape: [4])) as SymbolicTensor
    let error = #expect(throws: HornError.self) { try dense.connected(to: [Input(shape: [5])]) }
    #expect(error?.message.contains("head") == true && error?.message.contains("5") == true)
  }

  @Test func wrongDataNamesTheInput() throws {
    let input = Input(shape: [4], name: "features")
    let model = Model(inputs: input, outputs: Dense(1)(input))
    let error = #expect(throws: HornError.self) { try model(Tensor(zeros: [2, 5])) as Tensor }
    #expect(error?.message.contains("features") == true)
    #expect(throws: HornError.self) { try model([x, x]) as [Tensor] }
    #expect(throws: HornError.self) { try model(Tensor(["a", "b"], shape: [2, 1])) as Tensor }
  }

  @Test func anAxisOfLengthOneIsAddedAndTakenAway() throws {
    let input = Input(shape: [1])
    let model = Model(inputs: input, outputs: Dense(2)(input))
    #expect(try model(Tensor([1, 2, 3])).shape == [3, 2])
    let flat = Input(shape: [])
    let other = Model(inputs: flat, outputs: flat * 2)
    #expect(try other(Tensor([[1], [2]] as [[Float]])).floats == [2, 4])
  }

  @Test func circlesAndHolesAreErrors() throws {
    let input = Input(shape: [4], name: "x")
    let model = Model(inputs: input, outputs: Dense(2, name: "b")(Dense(3, name: "a")(input)), name: "m")
    guard case .object(let object) = model.serialized, case .object(let config)? = object["config"],
      case .array(let layers)? = config["layers"]
    else {
      Issue.record("no configuration")
      return
    }
    func broken(_ change: (inout Config) -> Void) -> HornError? {
      var copy = config
      change(&copy)
      return #expect(throws: HornError.self) {
        try Layer.fromConfig(["class_name": "Functional", "config": .object(copy)])
      }
    }
    // "a" fed by "b" makes a circle.
    let circle = broken { config in
      guard case .object(var layer) = layers[1] else { return }
      layer["inbound_nodes"] = layers[2]["inbound_nodes"].map { rename($0, "a", "b") }
      config["layers"] = .array([layers[0], .object(layer), layers[2]])
    }
    #expect(circle?.message.contains("circle") == true)
    #expect(broken { $0["output_layers"] = ["nowhere", 0, 0] }?.message.contains("nowhere") == true)
    #expect(broken { $0["output_layers"] = ["b", 7, 0] } != nil)
    #expect(broken { $0["output_layers"] = ["b", 0, 3] } != nil)
    #expect(broken { $0["output_layers"] = ["b", -1, 0] } != nil)
    #expect(broken { $0["input_layers"] = [] } != nil)
    #expect(broken { $0["layers"] = .array([layers[0], layers[1], layers[1], layers[2]]) } != nil)
    #expect(broken { $0["layers"] = "x" } != nil)
  }

  private func rename(_ value: ConfigValue, _ old: String, _ new: String) -> ConfigValue {
    switch value {
    case .string(old): .string(new)
    case .array(let list): .array(list.map { rename($0, old, new) })
    case .object(let config): .object(config.mapValues { rename($0, old, new) })
    default: value
    }
  }

  @Test func aLayerOfOnesOwnNeedsNoShapeMethod() throws {
    final class Halves: Layer {
      override func call(_ inputs: [Tensor], training: Bool, masks: [Tensor?]) throws -> [Tensor] {
        [inputs[0][0..., 0..<2], inputs[0][0..., 2..<4]]
      }
    }
    let input = Input(shape: [4])
    let found = try Halves().connected(to: [input])
    #expect(found.map(\.shape) == [[nil, 2], [nil, 2]])
  }

  /// Keras 3.15: a Sequential's own `trainable` goes into the clone, a functional model's does not; both are compiled.
  @Test func clonesAreCompiledAndFrozenAsInKeras() throws {
    let stack = Sequential([Input(shape: [4]), Dense(2), Dense(1)], trainable: false)
    stack.layers[0].trainable = true
    let copy = try cloneModel(stack)
    #expect(!copy.trainable && copy.layers.map(\.trainable) == [true, false])
    #expect(copy.optimizer == nil && copy.getCompileConfig().isEmpty)
    let input = Input(shape: [4])
    let graph = Model(inputs: input, outputs: Dense(2)(input))
    graph.trainable = false
    for model in [stack, graph] as [Model] {
      model.compile(
        optimizer: .adam(learningRate: 0.25), loss: .mse, metrics: [.custom(MeanAbsoluteErrorMetric())]
      )
      let copy = try cloneModel(model)
      #expect(copy.getCompileConfig() == model.getCompileConfig() && copy.optimizer !== model.optimizer)
      #expect(copy.trainable == (model === graph) && copy.layers.last?.trainable == false)
      _ = try model.evaluate(x, Tensor(zeros: [2, model === graph ? 2 : 1]), verbose: .silent)
      #expect(!copy.metrics.contains { metric in model.metrics.contains { $0 === metric } })
    }
    // A loss of one's own needs no configuration.
    graph.compile(optimizer: .sgd, loss: Loss("own") { yTrue, yPred in mean(yPred - yTrue, axis: -1) })
    #expect(try cloneModel(graph).optimizer != nil)
  }

  @Test func aModelOfManyLayersNeedsNoDeepStack() throws {
    let input = Input(shape: [2])
    var y = input
    for _ in 0..<3000 { y = Activation(.tanh)(y) }
    let model = Model(inputs: input, outputs: y)
    #expect(model.layers.count == 3001)
    #expect(try model(Tensor(zeros: [1, 2])).floats == [0, 0])
  }
}
