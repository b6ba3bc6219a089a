import Foundation
import HornTensor
import Testing

@testable import HornCore

/// A functional model by real Keras; Golden/make_models.py writes it.
struct ModelGolden: Sendable, CustomTestStringConvertible {
  let name: String
  let json: ConfigValue
  let inputNames, outputNames, layers, paths: [String]
  let weights, inputs, outputs: [Tensor]
  /// The lines of the summary, without and with nested models.
  let summary, expandedSummary: [String]

  var testDescription: String { name }

  static let all: [String: ModelGolden] = {
    guard let file = try? JSONReader.parse(Array(GoldenJSON.file("models.json"))),
      case .object(let cases) = file
    else { fatalError("models.json cannot be read") }
    return cases.reduce(into: [:]) { $0[$1.key] = ModelGolden($1.key, $1.value) }
  }()

  private init(_ name: String, _ json: ConfigValue) {
    func tensors(_ key: String) -> [Tensor] { json[key].list.map(\.tensor) }
    func texts(_ value: ConfigValue?) -> [String] { value.list.map { Optional($0).text } }
    self.name = name
    self.json = json["json"] ?? .null
    inputNames = texts(json["input_names"])
    outputNames = texts(json["output_names"])
    layers = texts(json["layers"])
    paths = texts(json["paths"])
    weights = tensors("weights")
    inputs = tensors("inputs")
    outputs = tensors("outputs")
    summary = texts(json["summaries"]?["false"])
    expandedSummary = texts(json["summaries"]?["true"])
  }
}
