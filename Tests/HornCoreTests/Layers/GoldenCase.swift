import Foundation
import HornTensor
import Testing

@testable import HornCore

/// What real Keras computed for one layer; Golden/make_layers.py writes it.
struct GoldenCase: Sendable, CustomTestStringConvertible {
  struct Call: Sendable {
    let inputs: [Tensor]
    let masks: [Tensor?]
    let outputs: [Tensor]
    let outputMasks: [Tensor?]
    /// All weights after the call, where it changes some.
    var weightsAfter: [Tensor]?
  }

  let className: String
  let index: Int
  let layer: ConfigValue
  let training: Bool
  let supportsMasking: Bool
  let weights: [(path: String, trainable: Bool, value: Tensor)]
  private(set) var calls: [Call]
  /// What the calls take besides inputs and masks.
  let arguments: Config
  let losses: [Float]
  /// nil where the outputs are integers.
  let cotangents: [Tensor]?
  /// The inputs that a gradient flows to.
  let differentiableInputs: [Int]
  /// Whether Keras takes something that depends on the inputs for a constant, so that no difference gives the slope.
  let stopsGradient: Bool
  /// Of those inputs.
  let inputGradients: [Tensor]
  let weightGradients: [Tensor]
  let outputShapes: [(input: [[Int?]], output: [[Int?]])]
  /// Ranks of the first input that Keras refuses.
  let rejectedRanks: [Int]

  var testDescription: String { "\(className) \(index)" }

  var last: Call { calls[calls.count - 1] }

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
    try build(layer)
    try layer.setWeights(weights.map(\.value))
    return layer
  }

  func build(_ layer: Layer) throws {
    try layer.ensureBuilt(
      inputShapes: calls[0].inputs.map { $0.shape.map(Optional.some) }, arguments: arguments)
  }

  /// The outputs of the last call; earlier ones of a stateful layer are made first.
  func run(_ layer: Layer) throws -> [Tensor] {
    try runEarlierCalls(layer)
    return try apply(layer, last.inputs, last.masks)
  }

  func runEarlierCalls(_ layer: Layer) throws {
    for call in calls.dropLast() { _ = try apply(layer, call.inputs, call.masks) }
  }

  /// Calls the layer; inputs without a mask of their own, such as states, have none.
  func apply(_ layer: Layer, _ inputs: [Tensor], _ masks: [Tensor?]) throws -> [Tensor] {
    let masks = masks + Array(repeating: nil, count: inputs.count - masks.count)
    return try layer(inputs, training: training, masks: masks, arguments: arguments) as [Tensor]
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
    stopsGradient = json["stops_gradient"] == true
    supportsMasking = json["supports_masking"] == true
    weights = json["weights"].list.map {
      ($0["path"].text, $0["trainable"] == true, $0.tensor)
    }
    calls = json["calls"].list.map {
      Call(
        inputs: $0["inputs"].list.map(\.tensor),
        masks: $0["masks"].map { Optional($0).list.map(\.optionalTensor) } ?? [$0["mask"].optionalTensor],
        outputs: $0["outputs"].list.map(\.tensor), outputMasks: $0["output_masks"].list.map(\.optionalTensor),
        weightsAfter: $0["weights_after"].map { Optional($0).list.map(\.tensor) })
    }
    if case .object(let named)? = json["call_arguments"] { arguments = named } else { arguments = [:] }
    losses = json["losses"].list.map(\.float)
    cotangents = json["cotangents"].map { Optional($0).list.map(\.tensor) }
    inputGradients = json["input_gradients"].list.map(\.tensor)
    let inputCount = calls[calls.count - 1].inputs.count
    differentiableInputs =
      json["differentiable_inputs"].map { Optional($0).list.map { Int($0.float) } }
      ?? Array((0..<inputCount).suffix(inputGradients.count))
    weightGradients = json["weight_gradients"].list.map(\.tensor)
    outputShapes = json["output_shapes"].list.map {
      ($0["input"].list.map(\.lengths), $0["output"].list.map(\.lengths))
    }
    rejectedRanks = json["rejected_ranks"].list.map { Int($0.float) }
  }
}

extension Optional where Wrapped == ConfigValue {
  var list: [ConfigValue] {
    if case .array(let list)? = self { list } else { [] }
  }

  var text: String {
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

  /// The bytes of a text of hexadecimal digits.
  var hexBytes: [UInt8] {
    let digits = Array(Optional(self).text.utf8)
    return stride(from: 0, to: digits.count, by: 2).map { place in
      UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16) ?? 0
    }
  }

  var tensor: Tensor {
    let shape = Shape(self["shape"].list.map { Int($0.float) })
    let values = self["values"].list
    switch self["dtype"].text {
    case "bool": return Tensor(values.map { $0 == true }, shape: shape)
    case "int32":
      return Tensor(values.map { if case .int(let number) = $0 { number } else { 0 } }, shape: shape)
    case "string":
      var strings = ByteStrings()
      for value in values { strings.append(utf8: value.hexBytes) }
      return Tensor(strings, shape: shape)
    default: return Tensor(values.map(\.float), shape: shape)
    }
  }
}

/// The functions that the Lambda cases name, and the cells of the RNN cases.
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
  registerKerasSerializable(MinimalCell.self, package: "golden")
  registerKerasSerializable(ProjectingCell.self, package: "golden")
}
