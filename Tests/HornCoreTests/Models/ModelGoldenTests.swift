import HornTensor
import Testing

@testable import HornCore

/// Functional models: those that Keras wrote, and the same ones written in Swift.
@Suite(.serialized) struct ModelGoldenTests {
  @Test(arguments: ModelGolden.all.keys.sorted())
  func readFromKeras(name: String) throws {
    let golden = try #require(ModelGolden.all[name])
    let model = try #require(try Layer.fromConfig(golden.json) as? Model)
    try check(model, golden)
    let again = try #require(try Layer.fromConfig(model.serialized) as? Model)
    try check(again, golden)
  }

  @Test(arguments: ModelGolden.all.keys.sorted())
  func clones(name: String) throws {
    let golden = try #require(ModelGolden.all[name])
    let model = try #require(try Layer.fromConfig(golden.json) as? Model)
    let copy = try cloneModel(model)
    try check(copy, golden)
    #expect(
      Set(copy.weights.map(ObjectIdentifier.init)).isDisjoint(with: model.weights.map(ObjectIdentifier.init)))
  }

  private func check(_ model: Model, _ golden: ModelGolden, summary: Bool = true) throws {
    let found = differences(model.serialized, golden.json)
    #expect(found.isEmpty, Comment(rawValue: found.prefix(12).joined(separator: "\n")))
    #expect(model.layers.map(\.name) == golden.layers)
    #expect(model.weights.map(\.path) == golden.paths)
    try model.setWeights(golden.weights)
    let outputs: [Tensor] = try model(golden.inputs)
    #expect(outputs.count == golden.outputs.count)
    for (index, (mine, keras)) in zip(outputs, golden.outputs).enumerated() {
      expectClose(mine, keras, "\(golden.name), output \(index)")
    }
    guard summary else { return }
    for (expand, expected) in [(false, golden.summary), (true, golden.expandedSummary)] {
      var lines: [String] = []
      model.summary(lineLength: 110, expandNested: expand) { lines.append($0) }
      #expect(lines.count == expected.count)
      for (mine, keras) in zip(lines, expected) { #expect(mine == keras, Comment(rawValue: golden.name)) }
    }
  }
}
