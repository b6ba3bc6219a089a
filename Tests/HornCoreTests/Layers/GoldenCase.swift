import Foundation
import HornTensor
import Testing

@testable import HornCore

/// What real Keras computed for one layer with one input; Golden/make_layers.py writes it.
struct GoldenCase: Sendable, CustomTestStringConvertible {
  struct Call: Sendable {
    let inputs: [Tensor]
    let mask: Tensor?
    let outputs: [Tensor]
    let outputMasks: [Tensor?]
  }

  let className: String
  let index: Int
  let layer: ConfigValue
  let training: Bool
  let supportsMasking: Bool
  let weights: [(path: String, trainable: Bool, value: Tensor)]
  private(set) var calls: [Call]
  let losses: [Float]
  /// nil where the outputs are integers.
  let cotangents: [Tensor]?
  /// Of the floating point inputs.
  let inputGradients: [Tensor]
  let weightGradients: [Tensor]
  let outputShapes: [(input: [[Int?]], output: [[Int?]])]
  /// Ranks of the first input that Keras refuses.
  let rejectedRanks: [Int]

  var testDescription: String { "\(className) \(index)" }

  var last: Call { calls[calls.count - 1] }

  /// The inputs that a gradient flows to.
  var differentiableInputs: [Int] {
    inputGradients.count == last.inputs.count
      ? Array(last.inputs.indices) : Array(last.inputs.indices.suffix(inputGradients.count))
  }

  /// The case with one other call.
  func replacing(call: Call) -> GoldenCase {
    var copy = self
    copy.calls = [call]
    return copy
  }

  /// The layer with Keras's weights.
  func makeLayer() throws -> Layer {
    registerGoldenFunctions()
    let layer = try Layer.fromConfig(layer)
    try layer.ensureBuilt(inputShape: calls[0].inputs[0].shape.map { $0 })
    try layer.setWeights(weights.map(\.value))
    return layer
  }

  /// The outputs of the last call; earlier ones of a stateful layer are made first.
  func run(_ layer: Layer) throws -> [Tensor] {
    try runEarlierCalls(layer)
    return try apply(layer, last.inputs, last.mask)
  }

  func runEarlierCalls(_ layer: Layer) throws {
    for call in calls.dropLast() { _ = try apply(layer, call.inputs, call.mask) }
  }

  func apply(_ layer: Layer, _ inputs: [Tensor], _ mask: Tensor?) throws -> [Tensor] {
    let masks = [mask] + Array(repeating: nil, count: inputs.count - 1)
    return try layer(inputs, training: training, masks: masks) as [Tensor]
  }
}

extension GoldenCase {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Golden/layers")

  /// The classes that have a file.
  static let classes: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()

  static let all: [GoldenCase] = classes.flatMap { name -> [GoldenCase] in
    do {
      let data = try Data(contentsOf: folder.appendingPathComponent(name + ".json"))
      let file = try JSONReader.parse(Array(data))
      return try file["cases"].list.enumerated().map { try GoldenCase(name, $0, $1) }
    } catch {
      fatalError("\(name).json: \(error)")
    }
  }

  private init(_ className: String, _ index: Int, _ json: ConfigValue) throws {
    self.className = className
    self.index = index
    layer = json["layer"] ?? .null
    training = json["training"] == true
    supportsMasking = json["supports_masking"] == true
    weights = json["weights"].list.map {
      ($0["path"].text, $0["trainable"] == true, $0.tensor)
    }
    calls = json["calls"].list.map {
      Call(
        inputs: $0["inputs"].list.map(\.tensor), mask: $0["mask"].optionalTensor,
        outputs: $0["outputs"].list.map(\.tensor), outputMasks: $0["output_masks"].list.map(\.optionalTensor))
    }
    losses = json["losses"].list.map(\.float)
    cotangents = json["cotangents"].map { Optional($0).list.map(\.tensor) }
    inputGradients = json["input_gradients"].list.map(\.tensor)
    weightGradients = json["weight_gradients"].list.map(\.tensor)
    outputShapes = json["output_shapes"].list.map {
      ($0["input"].list.map(\.lengths), $0["output"].list.map(\.lengths))
    }
    rejectedRanks = json["rejected_ranks"].list.map { Int($0.float) }
  }
}

extension Optional where Wrapped == ConfigValue {
  fileprivate var list: [ConfigValue] {
    if case .array(let list)? = self { list } else { [] }
  }

  fileprivate var text: String {
    if case .string(let text)? = self { text } else { "" }
  }

  fileprivate var optionalTensor: Tensor? { self?.optionalTensor }
}

extension ConfigValue {
  fileprivate var float: Float {
    switch self {
    case .int(let value): Float(value)
    case .double(let value): Float(value)
    default: .nan
    }
  }

  fileprivate var lengths: [Int?] {
    Optional(self).list.map { if case .int(let length) = $0 { length } else { nil } }
  }

  fileprivate var optionalTensor: Tensor? {
    if case .object = self { tensor } else { nil }
  }

  fileprivate var tensor: Tensor {
    let shape = Shape(self["shape"].list.map { Int($0.float) })
    let values = self["values"].list
    switch self["dtype"].text {
    case "bool": return Tensor(values.map { $0 == true }, shape: shape)
    case "int32":
      return Tensor(values.map { Int($0.float) }, shape: shape)
    default: return Tensor(values.map(\.float), shape: shape)
    }
  }
}

/// The functions that the Lambda cases name.
func registerGoldenFunctions() {
  LambdaFunction.register("golden>square_plus_one") { x in x * x + 1 }
  LambdaFunction.register("golden>scale") { x, _, _, arguments in
    guard case .double(let factor)? = arguments["factor"] else { return x * 2 }
    return x * Float(factor)
  }
  LambdaFunction.register("golden>zero_masked") { x, mask, _, _ in
    mask.map { x * expandDims(cast($0, .float32), axis: -1) } ?? x * 3
  }
  LambdaFunction.register("golden>sum_last") { x in sum(x, axis: -1) }
  LambdaOutputShape.register("golden>drop_last_axis") { shape in shape.dropLast() }
  LambdaMask.register("golden>same_mask") { _, mask in mask }
}
