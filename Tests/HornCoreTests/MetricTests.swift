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

  /// A batch without samples leaves a mean as it is; Keras gives 3, 0.5 and 0.325.
  @Test func emptyBatchesAmongOthers() throws {
    let mean = Mean()
    try mean.updateState(Tensor([2, 4] as [Float]))
    try mean.updateState(Tensor(zeros: [0]))
    try mean.updateState(Tensor(zeros: [0, 3]))
    try mean.updateState(Tensor(zeros: [0]), sampleWeight: Tensor(zeros: [0]))
    #expect(mean.result() == 3)
    for (metric, expected) in [(BinaryAccuracy(), 0.5), (MeanSquaredErrorMetric(), 0.325)]
      as [(Metric, Float)]
    {
      try metric.updateState(Tensor([[1], [0]] as [[Float]]), Tensor([[0.9], [0.8]] as [[Float]]))
      try metric.updateState(Tensor(zeros: [0, 1]), Tensor(zeros: [0, 1]))
      try metric.updateState(Tensor(zeros: [0, 1]), Tensor(zeros: [0, 1]), sampleWeight: Tensor(zeros: [0]))
      #expect(abs(metric.result() - expected) < 1e-6, "\(metric.name)")
    }
  }

  @Test func otherNumbersOfClassesThrow() throws {
    let one = Tensor([[1], [0]] as [[Float]])
    let three = Tensor([[1, 0, 0], [0, 1, 0]] as [[Float]])
    for average in [nil, .macro, .weighted] as [FBetaScore.Average?] {
      let score = FBetaScore(average: average, threshold: 0.5)
      try score.updateState(one, one)
      let error = try #require(throws: HornError.self) { try score.updateState(three, three) }
      #expect(error.message.contains("(2, 3)") && error.message.contains("1 classes"), "\(error)")
      #expect(score.result() > 0.99)
    }
    let micro = FBetaScore(average: .micro, threshold: 0.5)
    try micro.updateState(one, one)
    try micro.updateState(three, three)
    #expect(micro.result() > 0.99)
    let auc = AUC(multiLabel: true)
    try auc.updateState(one, one)
    let error = try #require(throws: HornError.self) { try auc.updateState(three, three) }
    #expect(error.message.contains("[batch, 1]"), "\(error)")
    auc.resetState()
    #expect(throws: HornError.self) { try auc.updateState(three, three) }
  }

  @Test func labelWeightsFitTheLabels() throws {
    let yTrue = Tensor([[1, 0], [0, 1], [1, 1]] as [[Float]])
    let yPred = Tensor([[0.9, 0.3], [0.2, 0.6], [0.4, 0.5]] as [[Float]])
    for weights in [[1, 2, 3], [1]] as [[Float]] {
      let auc = AUC(multiLabel: true, labelWeights: weights)
      let error = try #require(throws: HornError.self) { try auc.updateState(yTrue, yPred) }
      #expect(
        error.message.contains("\(weights.count) label weights") && error.message.contains("2 labels"),
        "\(error)")
    }
    #expect(abs(try AUC(multiLabel: true, labelWeights: [1, 2])(yTrue, yPred) - 1) < 1e-6)
  }

  @Test func namesThatAreMadeUp() {
    clearSession()
    // Keras's names, from Metric(name=None).
    #expect(HingeMetric(name: nil).name == "hinge" && HingeMetric(name: nil).name == "hinge_1")
    #expect(MeanSquaredErrorMetric(name: nil).name == "mean_squared_error")
    #expect(KLDivergenceMetric(name: nil).name == "kl_divergence")
    #expect(CosineSimilarityMetric(name: nil).name == "cosine_similarity")
    #expect(LogCoshError(name: nil).name == "log_cosh_error" && AUC().name == "auc")
  }

  /// `self._direction` of Keras's metrics.
  @Test func whichWayIsBetter() throws {
    let up: [Metric] = [
      CosineSimilarityMetric(), SensitivityAtSpecificity(0.5), SpecificityAtSensitivity(0.5),
      PrecisionAtRecall(0.5),
      RecallAtPrecision(0.5), AUC(), R2Score(), SequenceLabeling(tags: ["O", "B-X"]),
    ]
    for metric in up { #expect(metric.growsBetter == true, "\(metric.name)") }
    #expect(HingeMetric().growsBetter == false && Mean().growsBetter == nil)
    let model = Sequential([Input(shape: [2]), Dense(1, activation: .sigmoid)])
    model.compile(optimizer: .sgd, loss: "mse", metrics: [.custom(CosineSimilarityMetric())])
    try model.fit(
      Tensor(ones: [4, 2]), Tensor(ones: [4, 1]), epochs: 2, verbose: 0,
      callbacks: [EarlyStopping(monitor: "cosine_similarity")])
  }

  @Test func messagesOfNumbersThatAreTooLarge() throws {
    for (key, value) in [("num_thresholds", 1 << 30), ("num_labels", 1 << 30)] {
      let error = try #require(throws: HornError.self) {
        try Metric.make(config: [
          "class_name": "AUC", "config": .object([key: .int(value), "multi_label": true]),
        ])
      }
      #expect(error.message.contains("to 1048576"), "\(error)")
    }
  }
}
