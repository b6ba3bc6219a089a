import Foundation
import HornCore
import Testing

@testable import HornFiles

/// What a file names and Horn does not know is an error that names it, its place in the configuration, and what is known.
@Suite struct ConfigErrorTests {
  private static func model() -> Model {
    let inputs = Input(shape: [5, 3], name: "x")
    let cells = RNN([GRUCell(2), LSTMCell(2)], returnSequences: true, name: "cells")(inputs)
    let both = Bidirectional(LSTM(2, activation: .relu, kernelInitializer: .heNormal(seed: 3)), name: "both")(
      cells)
    let output = Dense(
      2, activation: .leakyRelu(negativeSlope: 0.1), kernelInitializer: .randomNormal(stddev: 0.1),
      kernelRegularizer: .l2(0.1), kernelConstraint: .maxNorm(maxValue: 2), name: "out")(both)
    let model = Model(inputs: inputs, outputs: output * 2)
    model.compile(
      optimizer: .adam(
        learningRate: .exponentialDecay(initialLearningRate: 0.1, decaySteps: 5, decayRate: 0.9)),
      loss: .huber(delta: 0.5), metrics: [.custom(AUC(numThresholds: 20)), "mae"])
    return model
  }

  private enum Step {
    case key(String)
    case index(Int)
  }

  /// `config.layers[3].config` in steps.
  private static func steps(_ place: String) -> [Step] {
    place.split(separator: ".").flatMap { part -> [Step] in
      let pieces = part.split(whereSeparator: { "[]".contains($0) })
      return [.key(String(pieces[0]))] + pieces.dropFirst().compactMap { Int($0).map(Step.index) }
    }
  }

  /// The value with another one, or one more entry, at a place.
  private static func edited(
    _ value: ConfigValue, _ steps: ArraySlice<Step>, _ change: (ConfigValue) -> ConfigValue
  ) -> ConfigValue {
    guard let step = steps.first else { return change(value) }
    switch (step, value) {
    case (.key(let key), .object(var object)):
      object[key] = edited(object[key] ?? .null, steps.dropFirst(), change)
      return .object(object)
    case (.index(let index), .array(var list)) where list.indices.contains(index):
      list[index] = edited(list[index], steps.dropFirst(), change)
      return .array(list)
    default:
      Issue.record("the configuration has no \(step) in \(value.summary)")
      return value
    }
  }

  private static func error(_ place: String, _ change: (ConfigValue) -> ConfigValue) throws -> HornError {
    let whole = edited(model().serialized, steps(place)[...], change)
    return try #require(throws: HornError.self) { _ = try modelFromJSON(JSONWriter.text(whole)) }
  }

  /// Places of objects of each kind, and two names that are known there.
  private static let places: [(place: String, kind: String, known: [String])] = [
    ("config.layers[1]", "layer", ["Dense", "TextVectorization"]),
    ("config.layers[1].config.cell", "layer", ["StackedRNNCells"]),
    ("config.layers[1].config.cell.config.cells[1]", "layer", ["LSTMCell"]),
    ("config.layers[2].config.layer", "layer", ["LSTM"]),
    ("config.layers[2].config.layer.config.kernel_initializer", "initializer", ["he_normal", "zeros"]),
    ("config.layers[2].config.layer.config.recurrent_initializer", "initializer", ["orthogonal"]),
    ("config.layers[3].config.activation", "activation", ["relu", "tanh"]),
    ("config.layers[3].config.kernel_initializer", "initializer", ["glorot_uniform"]),
    ("config.layers[3].config.kernel_regularizer", "regularizer", ["l1", "orthogonal_regularizer"]),
    ("config.layers[3].config.kernel_constraint", "constraint", ["max_norm", "unit_norm"]),
    ("config.layers[3].config.dtype", "dtype policy", ["DTypePolicy"]),
    ("config.layers[4]", "operation", ["Multiply", "NotEqual"]),
    ("compile_config.optimizer", "optimizer", ["adam", "lamb"]),
    ("compile_config.optimizer.config.learning_rate", "learning rate schedule", ["CosineDecay"]),
    ("compile_config.loss", "loss", ["huber", "mse"]),
    ("compile_config.metrics[0]", "metric", ["auc", "accuracy"]),
  ]

  @Test(arguments: places.indices)
  func unknownClass(index: Int) throws {
    let (place, kind, known) = Self.places[index]
    let error = try Self.error(place + ".class_name") { _ in "Frobnicator" }
    #expect(error.place == place + ".class_name")
    #expect(
      error.message.hasPrefix(
        "modelFromJSON: \(place).class_name: unknown \(kind) \"Frobnicator\"; known are "),
      "\(error.message)")
    let names = Set(
      (error.message.components(separatedBy: "known are ").last ?? "").split { ", .".contains($0) }.map(
        String.init))
    for name in known { #expect(names.contains(name), "\(name): \(error.message)") }
  }

  @Test(arguments: places.indices)
  func unknownArgument(index: Int) throws {
    let (place, _, _) = Self.places[index]
    let error = try Self.error(place + ".config.frobs") { _ in 1 }
    #expect(error.message.hasPrefix("modelFromJSON: \(place).config: "), "\(error.message)")
    #expect(error.message.contains("unknown argument frobs; known are "), "\(error.message)")
  }

  @Test func wrongValuesHaveAPlaceToo() throws {
    let negative = try Self.error("config.layers[3].config.units") { _ in -2 }
    #expect(negative.message.hasPrefix("modelFromJSON: config.layers[3].config: Dense: units must be "))
    let name = try Self.error("config.layers[3].config.kernel_initializer") { _ in "frob" }
    #expect(
      name.message.hasPrefix(
        "modelFromJSON: config.layers[3].config.kernel_initializer: unknown initializer \"frob\"; known are"))
    let metric = try Self.error("compile_config.metrics[1]") { _ in "frob" }
    #expect(metric.message.hasPrefix("modelFromJSON: compile_config.metrics[1]: unknown metric \"frob\""))
    let policy = try Self.error("config.layers[3].config.dtype.config.name") { _ in "float8" }
    #expect(
      policy.message.hasPrefix("modelFromJSON: config.layers[3].config.dtype.config: DTypePolicy: name must"))
    let missing = try Self.error("compile_config.optimizer.config.learning_rate.config.decay_rate") { _ in nil
    }
    #expect(missing.message.contains("learning_rate.config: ExponentialDecay: the argument decay_rate"))
  }

  /// The list that `horn layers` prints is the list of what is read.
  @Test func everythingListedCanBeLoaded() throws {
    for entry in ClassRegistry.descriptions {
      #expect(!entry.className.isEmpty)
      #expect(Set(entry.arguments.map(\.name)).count == entry.arguments.count, "\(entry.className)")
    }
    for kind in ClassDescription.Kind.allCases {
      #expect(!ClassRegistry.descriptions(of: kind).isEmpty, "\(kind)")
    }
    // Each with its defaults said, where none must be there.
    func config(_ entry: ClassDescription) -> ConfigValue {
      var config: Config = [:]
      for argument in entry.arguments { config[argument.name] = argument.defaultValue }
      return ["class_name": .string(entry.className), "config": .object(config)]
    }
    func entries(_ kind: ClassDescription.Kind) -> [ClassDescription] {
      ClassRegistry.descriptions(of: kind).filter { $0.arguments.allSatisfy { $0.defaultValue != nil } }
    }
    for entry in entries(.initializer) { _ = try Initializer(config: config(entry)) }
    for entry in entries(.regularizer) { _ = try Regularizer(config: config(entry)) }
    for entry in entries(.constraint) { _ = try Constraint(config: config(entry)) }
    for entry in entries(.loss) { _ = try Loss(config: config(entry)) }
    for entry in entries(.activation) { _ = try ActivationFunction(config: config(entry)) }
    for entry in entries(.optimizer) { _ = try Optimizer.fromConfig(config(entry)) }
    for entry in entries(.metric) where !["acc", "accuracy", "ce", "crossentropy"].contains(entry.className) {
      _ = try Metric.make(config: config(entry))
    }
  }
}
