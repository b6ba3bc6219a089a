import HornTensor
import Testing

@testable import HornCore

@Suite(.quiet) struct MetricTests {
  private func resolve(_ choice: MetricChoice, _ yTrue: Shape, _ yPred: Shape) throws -> Metric {
    try choice.makeMetric(yTrueShape: yTrue, yPredShape: yPred)
  }

  @Test func accuracyGoesByShape() throws {
    for name in ["accuracy", "acc"] {
      let choice = try MetricChoice.named(name)
      let binary = try resolve(choice, [32], [32, 1])
      #expect(binary is BinaryAccuracy && binary.name == name)
      #expect(try resolve(choice, [32, 1], [32, 10]) is SparseCategoricalAccuracy)
      #expect(try resolve(choice, [32], [32, 10]) is SparseCategoricalAccuracy)
      #expect(try resolve(choice, [32, 5], [32, 5, 10]) is SparseCategoricalAccuracy)
      #expect(try resolve(choice, [32, 10], [32, 10]) is CategoricalAccuracy)
    }
    #expect(try resolve(.crossentropy, [32], [32, 1]) is BinaryCrossentropyMetric)
    #expect(try resolve("ce", [32], [32, 4]) is SparseCategoricalCrossentropyMetric)
    #expect(try resolve("crossentropy", [32, 4], [32, 4]) is CategoricalCrossentropyMetric)
  }

  @Test func allSpellingsStandInOneArray() throws {
    let own = F1Score(name: "mine")
    let choices: [MetricChoice] = [.accuracy, "mse", .auc, .custom(own), MetricChoice(Precision(name: "p"))]
    let names = try choices.map { try resolve($0, [4, 1], [4, 1]).name }
    #expect(names == ["accuracy", "mse", "auc", "mine", "p"])
    #expect(try resolve(.custom(own), [4, 1], [4, 1]) === own)
    #expect(choices.map(\.serialized)[1] == "mse")
    #expect(try MetricChoice(config: own.serialized).makeMetric(yTrueShape: [], yPredShape: []) is F1Score)
    let members: [MetricChoice] = [
      .binaryAccuracy, .logCoshError, .topKCategoricalAccuracy, .klDivergence, .r2Score, .f1Score,
      .fBetaScore,
      .sparseTopKCategoricalAccuracy, .rootMeanSquaredError,
    ]
    for member in members { _ = try resolve(member, [4, 1], [4, 1]) }
  }

  @Test func unknownNamesListTheKnown() {
    for body in [{ _ = try MetricChoice.named("acuracy") }, { _ = try Metric.make(config: "acuracy") }] {
      do {
        try body()
        Issue.record("no error")
      } catch {
        #expect("\(error)".contains("acuracy") && "\(error)".contains("accuracy, "), "\(error)")
      }
    }
  }

  @Test func hostileConfigurationsThrow() {
    let bad: [ConfigValue] = [
      ["class_name": "AUC", "config": ["num_labels": -5, "multi_label": true]],
      ["class_name": "AUC", "config": ["num_labels": 3]],
      ["class_name": "AUC", "config": ["num_thresholds": 1]],
      ["class_name": "AUC", "config": ["curve": "XY"]],
      ["class_name": "Precision", "config": ["thresholds": [2.0]]],
      ["class_name": "Precision", "config": ["thresholds": ["a"]]],
      ["class_name": "FBetaScore", "config": ["beta": 0]],
      ["class_name": "F1Score", "config": ["threshold": 0]],
      ["class_name": "F1Score", "config": ["average": "median"]],
      ["class_name": "R2Score", "config": ["num_regressors": -1]],
      ["class_name": "SensitivityAtSpecificity", "config": ["specificity": 3]],
      ["class_name": "SensitivityAtSpecificity", "config": [:]],
      ["class_name": "BinaryAccuracy", "config": ["treshold": 0.5]],
    ]
    for config in bad {
      #expect(throws: HornError.self, "\(config)") { try Metric.make(config: config) }
    }
  }

  @Test func labelWeightsMayBeATensor() throws {
    let weights: ConfigValue = [
      "class_name": "__tensor__", "config": ["value": [0.25, 1.0], "dtype": "float32"],
    ]
    let auc = try Metric.make(
      config: ["class_name": "AUC", "config": ["multi_label": true, "label_weights": weights]])
    #expect(auc.getConfig()["label_weights"] == [0.25, 1.0])
  }

  @Test func wrongShapesThrow() throws {
    for name in Metric.known.keys.sorted() {
      guard let metric = try? Metric.make(config: .string(name)) else { continue }
      #expect(throws: HornError.self, "\(name)") {
        try metric.updateState(Tensor(zeros: [7, 2]), Tensor(zeros: [4, 3]))
      }
      #expect(throws: HornError.self, "\(name)") {
        try metric.updateState(
          Tensor(zeros: [4, 3]), Tensor(zeros: [4, 3]), sampleWeight: Tensor(zeros: [3, 3]))
      }
      #expect(throws: HornError.self, "\(name)") {
        try metric.updateState(Tensor(["a"]), Tensor(["b"]))
      }
    }
    #expect(throws: HornError.self) {
      try Precision(topK: 9).updateState(Tensor(zeros: [4, 3]), Tensor(zeros: [4, 3]))
    }
    #expect(throws: HornError.self) {
      try Recall(classId: 3).updateState(Tensor(zeros: [4, 3]), Tensor(zeros: [4, 3]))
    }
  }

  @Test func meanAndSumOfValues() throws {
    let mean = Mean()
    #expect(mean.result() == 0)
    try mean.updateState(Tensor([1, 3, 5, 7]))
    #expect(mean.result() == 4)
    try mean.updateState(Tensor([1, 3] as [Float]), sampleWeight: Tensor([2, 0] as [Float]))
    #expect(mean.result() == 18.0 / 6)
    // A loss that stands for a batch of 10, as the trainer takes it in.
    mean.resetState()
    mean.updateState(2, sampleWeight: 10)
    mean.updateState(5, sampleWeight: 5)
    #expect(mean.result() == 3)
    try mean.updateState(Tensor(6), sampleWeight: Tensor(15))
    #expect(mean.result() == 4.5)
    // A sample's values are averaged.
    mean.resetState()
    try mean.updateState(Tensor([[1, 3], [5, 7]] as [[Float]]), sampleWeight: Tensor([1, 3] as [Float]))
    #expect(mean.result() == 5)
    let sum = Sum()
    try sum.updateState(Tensor([[1, 3], [5, 7]] as [[Float]]), sampleWeight: Tensor([1, 3] as [Float]))
    sum.updateState(1)
    #expect(sum.result() == 41)
    #expect(throws: HornError.self) { try mean.updateState(Tensor([1]), Tensor([1])) }
  }

  @Test func wrapperTakesOnesOwnFunction() throws {
    let metric = MeanMetricWrapper(name: "worst") { yTrue, yPred in max(abs(yTrue - yPred), axis: -1) }
    #expect(
      try metric(Tensor([[0, 0], [0, 0]] as [[Float]]), Tensor([[1, 2], [4, 3]] as [[Float]])) == 3)
  }

  @Test func nanPredictionsDoNotCrash() throws {
    let nan = Tensor(full: [4, 3], .nan)
    let yTrue = Tensor([0, 1, 2, 0])
    let metric = SparseCategoricalAccuracy()
    #expect(try metric(yTrue, nan) == 0.5)
    for metric in [AUC(), Precision(), SpecificityAtSensitivity(0.5)] as [Metric] {
      try metric.updateState(yTrue, Tensor(full: [4, 1], .nan))
      _ = metric.result()
    }
  }

  @Test func emptyBatchesAddNothing() throws {
    for name in ["binary_accuracy", "mse", "auc", "precision", "f1_score"] {
      let metric = try Metric.make(config: .string(name))
      let shape: Shape = name == "f1_score" ? [0, 3] : [0, 1]
      try metric.updateState(Tensor(zeros: shape), Tensor(zeros: shape))
      #expect(metric.result() == 0, "\(name)")
    }
  }
}
