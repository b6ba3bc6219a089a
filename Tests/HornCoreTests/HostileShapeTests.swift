import HornTensor
import Testing

@testable import HornCore

/// Every loss and metric with targets and predictions of every shape: a number or an error, and never the program's end.
@Suite(.quiet) struct HostileShapeTests {
  private static let shapes: [Shape] = [
    [], [0], [1], [3], [2, 0], [0, 3], [2, 1], [2, 3], [2, 3, 0], [2, 0, 3], [2, 3, 4], [2, 3, 1],
  ]

  /// What arguments without a default are given.
  private static let required: Config = [
    "num_classes": 3, "target_class_ids": [0], "precision": 0.5, "recall": 0.5, "sensitivity": 0.5,
    "specificity": 0.5, "normalizer": 2.0, "tags": ["O", "B-X", "I-X"],
  ]

  private static let tensors: [Tensor] = shapes.flatMap { shape in
    [DType.float32, .int32, .bool, .string].map { Tensor(zeros: shape, dtype: $0) }
  }

  private func config(_ arguments: [ClassDescription.Argument]) -> Config {
    var config: Config = [:]
    for argument in arguments where argument.defaultValue == nil {
      config[argument.name] = Self.required[argument.name]
    }
    return config
  }

  @Test func losses() throws {
    for entry in ClassRegistry.descriptions(of: .loss) {
      let make = try #require(Loss.known[entry.className])
      let loss = try make(ConfigReader(config(entry.arguments), owner: entry.className))
      for (target, prediction) in Self.tensors.flatMap({ a in Self.tensors.map { (a, $0) } }) {
        let result = try? loss(target, prediction)
        // As in Keras, the losses of no samples are not added up.
        #expect(
          result == nil || result?.rank == 0 || result?.shape == [0],
          "\(entry.className) \(target.shape) \(prediction.shape)")
      }
    }
  }

  @Test func metrics() throws {
    for entry in ClassRegistry.descriptions(of: .metric) {
      guard let make = Metric.known[entry.className] else { continue }
      let reader = ConfigReader(config(entry.arguments), owner: entry.className)
      let metric = try make(reader)
      for (target, prediction) in Self.tensors.flatMap({ a in Self.tensors.map { (a, $0) } }) {
        for weight in [nil, Tensor(ones: [2])] {
          guard (try? metric.updateState(target, prediction, sampleWeight: weight)) != nil else { continue }
          _ = metric.result()
          if target.elementCount % 2 == 0 { metric.resetState() }
        }
      }
    }
  }
}
