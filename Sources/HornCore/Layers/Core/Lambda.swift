import HornTensor

/// A layer made of a function:
///
///     Lambda { x in x * x }
///     Lambda { x, mask, training in training ? x * 2 : x }
///
/// A function is code, which a model file cannot hold. One that was registered under a name
/// (``LambdaFunction/register(_:_:)-(_,(Tensor)->Tensor)``) is written as that name and found again; Python's lambdas are looked
/// up under the name of their layer.
public final class Lambda: Layer, KerasSerializable {
  /// What the layer computes.
  public let function: LambdaFunction
  /// What the output's shape is; nil tries the function on zeros to find out.
  public let outputShape: LambdaOutputShape?
  /// The output's mask; nil for none.
  public let mask: LambdaMask?
  /// Further arguments for the function.
  public let arguments: Config

  /// - Parameters:
  ///   - function: a name that was registered, or a ``LambdaFunction``.
  ///   - outputShape: a shape without the batch, or a function of the input's shape; nil tries the function.
  ///   - mask: the output's mask, or a function of the input and its mask; nil for none. Then a mask of the input is lost.
  ///   - arguments: what the function gets as its arguments.
  public init(
    _ function: LambdaFunction, outputShape: LambdaOutputShape? = nil, mask: LambdaMask? = nil,
    arguments: Config = [:], name: String? = nil, trainable: Bool = true, dtype: DType = .float32,
    activityRegularizer: Regularizer? = nil
  ) {
    self.function = function
    self.outputShape = outputShape
    self.mask = mask
    self.arguments = arguments
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    supportsMasking = mask != nil
  }

  /// A layer made of a function of the input; see ``init(_:outputShape:mask:arguments:name:trainable:dtype:activityRegularizer:)``.
  public convenience init(
    outputShape: LambdaOutputShape? = nil, mask: LambdaMask? = nil, name: String? = nil,
    _ function: @escaping (_ inputs: Tensor) throws -> Tensor
  ) {
    self.init(LambdaFunction(function), outputShape: outputShape, mask: mask, name: name)
  }

  /// A layer made of a function of the input, its mask, and whether this is a step of training.
  public convenience init(
    outputShape: LambdaOutputShape? = nil, mask: LambdaMask? = nil, name: String? = nil,
    _ function: @escaping (_ inputs: Tensor, _ mask: Tensor?, _ training: Bool) throws -> Tensor
  ) {
    self.init(LambdaFunction(function), outputShape: outputShape, mask: mask, name: name)
  }

  public override init(config: ConfigReader) throws {
    let layerName = try config.optionalString("name") ?? "lambda"
    guard let function = config.value("function") else {
      throw HornError(.configuration, "Lambda \"\(layerName)\": the argument function is missing")
    }
    self.function = try LambdaFunction(config: function, layer: layerName)
    outputShape = try config.value("output_shape").map { try LambdaOutputShape(config: $0, layer: layerName) }
    mask = try config.value("mask").map { try LambdaMask(config: $0, layer: layerName) }
    switch config.value("arguments") {
    case nil: arguments = [:]
    case .object(let values)?: arguments = values
    case let other?:
      throw HornError(
        .configuration, "Lambda \"\(layerName)\": arguments must be an object, got \(other.summary)")
    }
    try super.init(config: config)
    supportsMasking = mask != nil
  }

  public override func getConfig() -> Config {
    var config = super.getConfig()
    config["function"] = function.serialized
    config["arguments"] = .object(arguments)
    if let outputShape { config["output_shape"] = outputShape.serialized }
    if let mask { config["mask"] = mask.serialized }
    return config
  }

  override func treatsSamplesAlone(training: Bool) -> Bool { false }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    try function.body(inputs, mask, training, arguments)
  }

  public override func computeMask(_ inputs: Tensor, mask: Tensor?) -> Tensor? {
    self.mask?.body(inputs, mask)
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    if let outputShape {
      let shape = try outputShape.body(inputShape)
      guard shape.allSatisfy({ ($0 ?? 0) >= 0 }) else {
        throw HornError(
          .shape,
          "Layer \"\(name)\" (Lambda): output_shape gives \(formatShape(shape)); lengths must be 0 or more, or nil for "
            + "any")
      }
      return shape
    }
    // Lengths that change with the unknown ones are unknown.
    func shape(unknown: Int) throws -> Shape {
      try call(trialZeros(inputShape, dtype, unknown: unknown), training: false, mask: nil).shape
    }
    let first = try shape(unknown: 48)
    guard inputShape.contains(nil) else { return first.map { $0 } }
    let second = try shape(unknown: 60)
    guard first.rank == second.rank else {
      throw HornError(
        .shape, "Layer \"\(name)\": the shape of the output cannot be found by trying; give outputShape")
    }
    return zip(first, second).map { $0 == $1 ? $0 : nil }
  }
}
