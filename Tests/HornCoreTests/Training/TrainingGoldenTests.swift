import HornTensor
import Testing

@testable import HornCore

/// Whole trainings against Keras: losses, metrics, histories, weights, evaluations and predictions.
@Suite(.quiet) struct TrainingGoldenTests {
  static let tolerance: Float = 1e-5

  /// Where two lists differ by more than rounding; nil where they do not.
  static func difference(_ mine: [Float], _ keras: [Float]) -> String? {
    guard mine.count == keras.count else { return "\(mine.count) values, Keras \(keras.count)" }
    for (index, (a, b)) in zip(mine, keras).enumerated() where !(abs(a - b) <= tolerance * max(1, abs(b))) {
      return "value \(index): \(a), Keras \(b)"
    }
    return nil
  }

  @Test(arguments: TrainingGolden.all)
  func training(_ golden: TrainingGolden) throws {
    let model = try #require(try Layer.fromConfig(golden.model.value) as? Sequential)
    try model.compile(config: try #require(golden.compile.value.config))
    try model.setWeights(golden.weights.map(\.tensor))
    #expect(model.weights.map(\.path) == golden.paths)
    let compiled = golden.compile.value.comparable
    #expect(Self.firstDifference(model.getCompileConfig().comparable, compiled, "") == nil)
    let (x, y) = (golden.x.tensor, golden.y.tensor)
    for (index, action) in golden.actions.enumerated() {
      let place = Comment(rawValue: "action \(index), \(action.do)")
      switch action.do {
      case "fit": try checkFit(model, x, y, action, place)
      case "evaluate":
        let result: Evaluation = try model.evaluate(
          x, y, batchSize: action.int("batch_size"), verbose: 0,
          sampleWeight: action.tensors["sample_weight"]?.tensor, steps: action.int("steps"))
        expect(result.dictionary, action.values ?? [:], place)
      case "predict":
        let output = try model.predict(
          x, batchSize: action.int("batch_size"), verbose: 0, steps: action.int("steps"))
        #expect(output.shape.dimensions == action.output?.shape, place)
        #expect(Self.difference(output.floats, action.output?.values ?? []) == nil, place)
      default: try checkSteps(model, x, y, action, place)
      }
      guard let weights = action.weights else { continue }
      for (variable, expected) in zip(model.weights, weights) {
        let found = Self.difference(variable.value.floats, expected)
        #expect(found == nil, "\(place), \(variable.path)")
      }
      #expect(model.optimizer?.iterations == action.iterations, place)
    }
  }

  private func checkFit(
    _ model: Sequential, _ x: Tensor, _ y: Tensor, _ action: TrainingGolden.Action, _ place: Comment
  ) throws {
    let arguments = action.arguments.value
    var classWeight: [Int: Float]?
    if let weights = arguments["class_weight"]?.config {
      classWeight = Dictionary(
        uniqueKeysWithValues: weights.map { (Int($0.key)!, Float($0.value.number!)) })
    }
    var validation: (Tensor, Tensor)?
    if let x = action.tensors["validation_x"], let y = action.tensors["validation_y"] {
      validation = (x.tensor, y.tensor)
    }
    var frequency: ValidationFrequency = 1
    if case .array(let epochs)? = arguments["validation_freq"] {
      frequency = .epochs(epochs.compactMap(\.int))
    }
    if let interval = action.int("validation_freq") { frequency = .every(interval) }
    let history = try model.fit(
      x, y, batchSize: action.int("batch_size"), epochs: try #require(action.int("epochs")), verbose: 0,
      callbacks: try action.callbacks.map { try callback($0.value) },
      validationSplit: arguments["validation_split"]?.number ?? 0, validationData: validation,
      validationSampleWeight: action.tensors["validation_sample_weight"]?.tensor, shuffle: false,
      classWeight: classWeight, sampleWeight: action.tensors["sample_weight"]?.tensor,
      initialEpoch: action.int("initial_epoch") ?? 0, stepsPerEpoch: action.int("steps_per_epoch"),
      validationSteps: action.int("validation_steps"),
      validationBatchSize: action.int("validation_batch_size"), validationFreq: frequency)
    #expect(history.epoch == action.epoch, place)
    #expect(history.history.keys.sorted() == action.history?.keys.sorted(), place)
    #expect(model.history == history)
    for (name, expected) in action.history ?? [:] {
      #expect(Self.difference(history[name], expected) == nil, "\(place), \(name)")
    }
  }

  private func checkSteps(
    _ model: Sequential, _ x: Tensor, _ y: Tensor, _ action: TrainingGolden.Action, _ place: Comment
  ) throws {
    let size = try #require(action.int("batch_size"))
    for (step, expected) in (action.losses ?? []).enumerated() {
      let start = step * size % x.shape[0]
      let range = start..<min(start + size, x.shape[0])
      let result = try model.trainOnBatch(x[range], y[range])
      expect(result.dictionary, expected, "\(place), step \(step)")
    }
  }

  private func expect(_ mine: [String: Float], _ keras: [String: Float], _ place: Comment) {
    #expect(mine.keys.sorted() == keras.keys.sorted(), place)
    for (name, value) in keras {
      #expect(Self.difference([mine[name] ?? .nan], [value]) == nil, "\(place), \(name)")
    }
  }

  private func callback(_ spec: ConfigValue) throws -> Callback {
    let (name, value) = try #require(spec.config?.first)
    func number(_ key: String) -> Float? { value[key]?.number.map { Float($0) } }
    func int(_ key: String) -> Int? { value[key]?.int }
    guard case .string(let monitor)? = value["monitor"] else {
      let factor = Float(try #require(value.number))
      return LearningRateScheduler { _, rate in rate * factor }
    }
    if name == "ReduceLROnPlateau" {
      return ReduceLROnPlateau(
        monitor: monitor, factor: number("factor") ?? 0.1, patience: int("patience") ?? 10,
        minDelta: number("min_delta") ?? 1e-4, cooldown: int("cooldown") ?? 0, minLr: number("min_lr") ?? 0)
    }
    return EarlyStopping(
      monitor: monitor, minDelta: number("min_delta") ?? 0, patience: int("patience") ?? 0,
      mode: value["mode"] == "max" ? .max : .auto, baseline: number("baseline"),
      restoreBestWeights: value["restore_best_weights"] == true, startFromEpoch: int("start_from_epoch") ?? 0)
  }

  /// A configuration that Horn writes is Keras's own, key by key.
  @Test(arguments: TrainingGolden.all)
  func configuration(_ golden: TrainingGolden) throws {
    let model = try Layer.fromConfig(golden.model.value)
    #expect(Self.firstDifference(model.serialized.comparable, golden.model.value.comparable, "") == nil)
  }

  static func firstDifference(_ a: ConfigValue, _ b: ConfigValue, _ path: String) -> String? {
    switch (a, b) {
    case (.object(let a), .object(let b)):
      return Set(a.keys).union(b.keys).sorted().lazy.compactMap { key in
        guard let x = a[key], let y = b[key] else {
          return "\(path).\(key): \(a[key] == nil ? "missing" : "not in Keras's")"
        }
        return firstDifference(x, y, "\(path).\(key)")
      }.first
    case (.array(let a), .array(let b)) where a.count == b.count:
      return zip(a, b).enumerated().lazy.compactMap {
        firstDifference($1.0, $1.1, "\(path)[\($0)]")
      }.first
    default: return a == b ? nil : "\(path): \(a), Keras \(b)"
    }
  }
}

extension [String: ConfigValue] {
  var comparable: ConfigValue { ConfigValue.object(self).comparable }
}

extension ConfigValue {
  /// The same with all numbers as Float, in which Keras keeps most of them.
  var comparable: ConfigValue {
    switch self {
    case .int(let number): .double(Double(Float(number)))
    case .double(let number): .double(Double(Float(number)))
    case .array(let list): .array(list.map(\.comparable))
    case .object(let config): .object(config.mapValues(\.comparable))
    default: self
    }
  }
}
