import HornTensor
import Testing

@testable import HornCore

/// Trainings of models with several inputs and outputs against Keras.
@Suite(.quiet) struct OutputsGoldenTests {
  @Test(arguments: OutputsGolden.all)
  func training(_ golden: OutputsGolden) throws {
    let model = try #require(try Layer.fromConfig(golden.model.value) as? Model)
    try model.compile(config: try #require(golden.compile.value.config))
    try model.setWeights(golden.weights.map(\.tensor))
    let compiled = golden.compile.value.comparable
    #expect(
      TrainingGoldenTests.firstDifference(model.getCompileConfig().comparable, compiled, "") == nil)
    for (index, action) in golden.actions.enumerated() {
      let place = Comment(rawValue: "action \(index), \(action.do)")
      switch action.do {
      case "fit": try checkFit(model, golden, action, place)
      case "evaluate":
        let result: Evaluation = try model.evaluate(
          golden.x, golden.y, batchSize: action.int("batch_size"), verbose: 0,
          sampleWeight: action.sampleWeight)
        expect(result.dictionary, action.values ?? [:], place)
        if let order = action.order, Set(result.names.map { $0.split(separator: "_").last }).count > 1 {
          #expect(TrainingGoldenTests.difference(result.values, order) == nil, "\(place), \(result.names)")
        }
      case "predict": try checkPredict(model, golden, action, place)
      default: try checkSteps(model, golden, action, place)
      }
      guard let weights = action.weights else { continue }
      for (variable, expected) in zip(model.weights, weights) {
        let found = TrainingGoldenTests.difference(variable.value.floats, expected)
        #expect(found == nil, "\(place), \(variable.path)")
      }
    }
  }

  private func checkFit(
    _ model: Model, _ golden: OutputsGolden, _ action: OutputsGolden.Action, _ place: Comment
  ) throws {
    let validation = action.validation.map { ($0[0], $0[1]) }
    let history = try model.fit(
      golden.x, golden.y, batchSize: action.int("batch_size"), epochs: try #require(action.int("epochs")),
      verbose: 0, validationSplit: action.arguments.value["validation_split"]?.number ?? 0,
      validationData: validation, validationSampleWeight: action.validation?.dropFirst(2).first,
      shuffle: false, sampleWeight: action.sampleWeight)
    #expect(history.history.keys.sorted() == action.history?.keys.sorted(), place)
    for (name, expected) in action.history ?? [:] {
      #expect(TrainingGoldenTests.difference(history[name], expected) == nil, "\(place), \(name)")
    }
  }

  private func checkPredict(
    _ model: Model, _ golden: OutputsGolden, _ action: OutputsGolden.Action, _ place: Comment
  ) throws {
    let outputs: [Tensor] = try model.predict(golden.x, batchSize: action.int("batch_size"), verbose: 0)
    let arrays = action.output?.arrays ?? []
    #expect(outputs.map(\.shape.dimensions) == arrays.map(\.shape), place)
    for (output, array) in zip(outputs, arrays) {
      #expect(TrainingGoldenTests.difference(output.floats, array.values) == nil, place)
    }
    let named: [String: Tensor] = try model.predict(golden.x, batchSize: 5, verbose: 0)
    for (name, output) in zip(model.outputNames, outputs) {
      #expect(TrainingGoldenTests.difference(named[name]?.floats ?? [], output.floats) == nil, place)
    }
  }

  private func checkSteps(
    _ model: Model, _ golden: OutputsGolden, _ action: OutputsGolden.Action, _ place: Comment
  ) throws {
    let size = try #require(action.int("batch_size"))
    let samples = golden.x.arrays[0].shape[0]
    for (step, expected) in (action.losses ?? []).enumerated() {
      let start = step * size % samples
      let range = start..<min(start + size, samples)
      let result = try model.trainOnBatch(golden.x.rows(range), golden.y.rows(range))
      expect(result.dictionary, expected, "\(place), step \(step)")
    }
  }

  private func expect(_ mine: [String: Float], _ keras: [String: Float], _ place: Comment) {
    #expect(mine.keys.sorted() == keras.keys.sorted(), place)
    for (name, value) in keras {
      #expect(TrainingGoldenTests.difference([mine[name] ?? .nan], [value]) == nil, "\(place), \(name)")
    }
  }

  /// Data and weights by name give what lists give.
  @Test func names() throws {
    let golden = try #require(OutputsGolden.all.first { $0.name == "three_weights" })
    func train(_ y: any TensorStructure, _ weights: any TensorStructure) throws -> History {
      let model = try #require(try Layer.fromConfig(golden.model.value) as? Model)
      try model.compile(config: try #require(golden.compile.value.config))
      try model.setWeights(golden.weights.map(\.tensor))
      return try model.fit(golden.x, y, verbose: 0, shuffle: false, sampleWeight: weights)
    }
    let y = golden.y.arrays.map(\.tensor)
    let weights = try #require(golden.actions[0].sampleWeight).arrays.map(\.tensor)
    let first = try train(y, [weights[0], weights[1], Tensor(ones: weights[2].shape)])
    let second = try train(
      ["label": y[1], "number": y[2], "tags": y[0]], ["label": weights[1], "tags": weights[0]])
    #expect(first == second)
  }
}
