import Foundation
import HornCore
import Testing

@testable import HornFiles

/// Layers that stand in several configurations of one file are one layer when it is read.
@Suite struct SharedLayerTests {
  private static func models() throws -> [Model] {
    func dense() -> Dense { Dense(4, activation: .tanh, name: "shared") }
    // In a model and in a stack inside it.
    let first = dense()
    let x = Input(shape: [6, 4])
    let tower = Sequential([Input(shape: [6, 4]), first, Dense(2)], name: "tower")
    // In two stacks.
    let second = dense()
    let left = Sequential([Input(shape: [6, 4]), second, Dense(2)], name: "left")
    let right = Sequential([Input(shape: [6, 4]), second, Dense(3)], name: "right")
    let y = Input(shape: [6, 4])
    // In a model inside another and in that, together with a layer of layers.
    let third = dense()
    let both = Bidirectional(LSTM(2), name: "both")
    let z = Input(shape: [6, 4])
    let inner = Model(inputs: z, outputs: [third(z), both(third(z))], name: "inner")
    let w = Input(shape: [6, 4])
    let parts: [SymbolicTensor] = inner(third(w))
    // A cell in two layers.
    let cell = GRUCell(3, name: "cell")
    let v = Input(shape: [6, 4])
    return [
      Model(inputs: x, outputs: tower(first(x))), Model(inputs: y, outputs: [left(y), right(y)]),
      Model(inputs: w, outputs: [parts[1], both(parts[0])]),
      Model(inputs: v, outputs: [RNN(cell, name: "one")(v), RNN(cell, goBackwards: true, name: "two")(v)]),
    ]
  }

  @Test(arguments: 0..<4)
  func comesBackAsOne(index: Int) throws {
    let model = try Self.models()[index]
    let x = Tensor((0..<48).map { Float($0 % 7) / 7 }, shape: [2, 6, 4])
    let expected = try model.predictStep(TrainingBatch(inputs: [x])).map(\.floats)
    try TestFiles.withDirectory { directory in
      try model.save(to: directory + "/shared.keras")
      let read = try loadModel(directory + "/shared.keras")
      #expect(read.weights.count == model.weights.count)
      #expect(try read.predictStep(TrainingBatch(inputs: [x])).map(\.floats) == expected)
      // A change of a shared weight shows wherever the layer stands.
      for trained in [model, read] {
        try trained.setWeights(trained.getWeights().map { $0 * 2 })
      }
      let changed = try model.predictStep(TrainingBatch(inputs: [x])).map(\.floats)
      #expect(
        try read.predictStep(TrainingBatch(inputs: [x])).map(\.floats) == changed && changed != expected)
    }
  }

  @Test func onlySharedLayersAreNumbered() throws {
    let model = try Self.models()[1]
    let written = JSONWriter.text(try model.fileConfig(includeOptimizer: false))
    #expect(written.components(separatedBy: "\"shared_object_id\": 1").count == 3)
    #expect(!written.contains("\"shared_object_id\": 2"))
    #expect(!model.toJSON().contains("shared_object_id"))
  }
}
