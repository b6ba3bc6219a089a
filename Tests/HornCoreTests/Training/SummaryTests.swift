import Foundation
import HornTensor
import Testing

@testable import HornCore

/// What is printed, line by line as Keras prints it.
@Suite(.serialized) struct SummaryTests {
  struct Golden: Decodable {
    struct Progress: Decodable {
      let verbose: Int
      let target: Int
      let times: [Double]
      let steps: [Int]
      let written: [String]
    }

    let summaries: [String: [String]]
    let progress: [Progress]

    static let shared = try! JSONDecoder().decode(Golden.self, from: GoldenJSON.file("summaries.json"))
  }

  private func expect(
    _ model: Model, _ golden: String, lineLength: Int = 76, expandNested: Bool = false,
    showTrainable: Bool = false
  ) {
    var lines: [String] = []
    model.summary(lineLength: lineLength, expandNested: expandNested, showTrainable: showTrainable) {
      lines.append($0)
    }
    let keras = Golden.shared.summaries[golden] ?? []
    #expect(lines.count == keras.count, Comment(rawValue: golden))
    for (mine, keras) in zip(lines, keras) { #expect(mine == keras, Comment(rawValue: golden)) }
  }

  @Test func notebook() throws {
    let model = Sequential(
      [
        Input(shape: [30], dtype: .int32),
        Embedding(inputDim: 20_000, outputDim: 50, name: "embedding"),
        SimpleRNN(5, name: "simple_rnn"),
        Dense(1, activation: .sigmoid, name: "dense"),
      ], name: "sequential")
    expect(model, "notebook")
    model.compile(optimizer: .rmsprop, loss: .binaryCrossentropy)
    expect(model, "notebook_compiled")
    try model.fit(Tensor(zeros: [2, 30], dtype: .int32), Tensor([0, 0] as [Float]), verbose: 0)
    expect(model, "notebook_trained")
    expect(model, "notebook_trainable", showTrainable: true)
    expect(model, "notebook_wide", lineLength: 120, showTrainable: true)
  }

  @Test func unbuiltAndWrapped() throws {
    let model = Sequential(
      [
        Dense(3, name: "dense"), Dropout(0.2, name: "dropout"), Flatten(name: "flatten"),
        Dense(2, name: "a_very_long_name_for_a_dense_layer_that_is_wider_than_the_column"),
        Dense(2, name: "the_name_and_the_type_together_are", trainable: false),
      ], name: "sequential")
    expect(model, "unbuilt")
    try model.build(inputShape: [nil, 5])
    expect(model, "built", showTrainable: true)
    expect(model, "built_narrow", lineLength: 50)
    expect(Sequential(name: "sequential"), "empty")
  }

  @Test func nested() throws {
    let inner = Sequential([Dense(3, name: "dense"), Dense(2, name: "dense_1")], name: "inner")
    let model = Sequential(
      [Input(shape: [7, 4]), inner, SimpleRNN(2, returnSequences: true, name: "simple_rnn")],
      name: "sequential")
    expect(model, "nested")
    expect(model, "nested_expanded", expandNested: true)
  }

  @Test func progressBar() {
    for golden in Golden.shared.progress {
      var now = 0.0
      var written: [String] = []
      var bar = ProgressBar(
        target: golden.target, verbosity: golden.verbose == 1 ? .progressBar : .line, clock: { now },
        write: { written.append($0) })
      let metrics: [(String, Float)] = [("accuracy", 0.51234), ("loss", 0.000612)]
      for (step, time) in zip(golden.steps, golden.times) {
        now = time
        bar.update(step) { metrics }
      }
      now = (golden.times.last ?? 0) + 0.4
      bar.finish(metrics + [("val_loss", -0.25)])
      #expect(written == golden.written)
    }
  }

  @Test func numbers() {
    #expect(Console.formatMetric(-.nan) == "nan")
    #expect(Console.formatMetric(-.infinity) == "-inf")
    #expect(Console.formatMetric(0.6931) == "0.6931")
    #expect(Console.formatMetric(5e-4) == "5.0000e-04")
    #expect(Console.formatMetric(0) == "0.0000e+00")
  }

  final class Classifier: Model {
    let embedding = Embedding(inputDim: 10, outputDim: 4)
    let pooling = GlobalAveragePooling1D()
    override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
      try pooling(embedding(inputs))
    }
  }

  @Test func shapesOfASubclass() throws {
    let model = Classifier()
    _ = try model.predict(Tensor(zeros: [3, 5], dtype: .int32), verbose: 0)
    var lines: [String] = []
    model.summary { lines.append($0) }
    #expect(lines.contains { $0.contains("(None, 5, 4)") } && lines.contains { $0.contains("(None, 4)") })
  }

  @Test func widthsWithoutBound() {
    let model = Sequential([Input(shape: [2]), Dense(1)])
    for (width, expected) in [(Int.max, 10_000), (10_000, 10_000), (Int.min, 24)] {
      var lines: [String] = []
      model.summary(lineLength: width) { lines.append($0) }
      #expect(abs(lines[1].count - expected) < 4, "\(lines[1].count)")
    }
    var written: [String] = []
    var bar = ProgressBar(target: .max, verbosity: .progressBar, clock: { 0 }, write: { written.append($0) })
    bar.update(3) { [] }
    bar.finish([])
    #expect(written.count == 2 && written[1].contains("\(Int.max)/\(Int.max)"))
  }
}
