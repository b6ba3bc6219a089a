import HornTensor

/// A dense layer over axes of one's choice: activation(einsum(equation, inputs, kernel) + bias).
///
/// The equation has the form `[X],[Y]->[Z]`, with `...` before or behind X and Z for further axes. Input and output
/// have the axes X and Z, the kernel Y.
///
///     EinsumDense("abc,cd->abd", outputShape: [nil, 64], biasAxes: "d")
///     EinsumDense("...x,xy->...y", outputShape: [64], biasAxes: "y")
public final class EinsumDense: Layer, KerasSerializable {
  /// The equation, as it was given.
  public let equation: String
  /// The output's lengths without the batch and the axes of the dots; nil for an axis of the input.
  public let outputShape: [Int?]
  /// What is applied to the sum; `.linear` where none was given.
  public let activation: ActivationFunction
  /// The letters of the output that the bias has; nil for no bias.
  public let biasAxes: String?
  /// How the kernel starts.
  public let kernelInitializer: Initializer
  /// How the bias starts.
  public let biasInitializer: Initializer
  /// A penalty on the kernel that is added to the loss; nil for none.
  public let kernelRegularizer: Regularizer?
  /// A penalty on the bias that is added to the loss; nil for none.
  public let biasRegularizer: Regularizer?
  /// What the kernel is brought back to after each step of training; nil for nothing.
  public let kernelConstraint: Constraint?
  /// What the bias is brought back to after each step of training; nil for nothing.
  public let biasConstraint: Constraint?

  /// The weight with the axes of the kernel in the equation, once the layer is built.
  public private(set) var kernel: Variable?
  /// The weight whose shape broadcasts to the output's, once the layer is built, unless it has none.
  public private(set) var bias: Variable?
  private let shapes: EinsumShapes
  private let isMatrixProduct: Bool

  /// - Parameters:
  ///   - outputShape: the output's lengths without the batch and without the axes that `...` stands for; nil for an
  ///     axis of the input.
  ///   - activation: nil for none.
  ///   - biasAxes: the letters of the output that the bias has; nil for no bias.
  public init(
    _ equation: String, outputShape: [Int?], activation: ActivationFunction? = nil, biasAxes: String? = nil,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DType = .float32, file: StaticString = #fileID, line: UInt = #line
  ) {
    self.equation = equation
    self.outputShape = outputShape
    self.activation = activation ?? .linear
    self.biasAxes = biasAxes
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    self.kernelConstraint = kernelConstraint
    self.biasConstraint = biasConstraint
    do {
      shapes = try EinsumShapes(equation)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
    isMatrixProduct = shapes.isMatrixProduct
    super.init(name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
    stopUnlessFloat32()
  }

  public override init(config: ConfigReader) throws {
    equation = try config.string("equation")
    shapes = try EinsumShapes(equation)
    isMatrixProduct = shapes.isMatrixProduct
    if case .int? = config.value("output_shape") {
      outputShape = [try config.int("output_shape", atLeast: 1)]
    } else if let shape = try config.optionalShape("output_shape") {
      outputShape = shape
    } else {
      throw HornError(
        .configuration, "EinsumDense: the argument output_shape (a list of lengths) is missing")
    }
    activation = try config.choice("activation", default: .linear)
    biasAxes = try config.optionalString("bias_axes")
    kernelInitializer = try config.choice("kernel_initializer", default: .glorotUniform)
    biasInitializer = try config.choice("bias_initializer", default: .zeros)
    kernelRegularizer = try config.optionalChoice("kernel_regularizer")
    biasRegularizer = try config.optionalChoice("bias_regularizer")
    kernelConstraint = try config.optionalChoice("kernel_constraint")
    biasConstraint = try config.optionalChoice("bias_constraint")
    try config.refuse("lora_rank", "lora_alpha", "gptq_unpacked_column_size", "quantization_config")
    try super.init(config: config)
    try requireFloat32()
  }

  private func lengths(_ shape: [Int?]) throws -> EinsumShapes.Lengths {
    try shapes.lengths(shape, given: outputShape, biasAxes: biasAxes, layer: self)
  }

  /// The lengths of a weight, all of which must be known.
  private func known(_ lengths: [Int?], _ weight: String, for shape: [Int?]) throws -> [Int] {
    try lengths.map { length in
      guard let length, length > 0 else {
        throw HornError(
          .shape,
          "Layer \"\(name)\" (\(className)) needs known lengths for its \(weight) \(formatShape(lengths)), which an "
            + "input of shape \(formatShape(shape)) does not give")
      }
      return length
    }
  }

  public override func build(inputShape: [Int?]) throws {
    let lengths = try lengths(inputShape)
    let kernelShape = try known(lengths.kernel, "kernel", for: inputShape)
    let biasShape = try lengths.bias.map { try known($0, "bias", for: inputShape) }
    kernel = try addWeight(
      name: "kernel", shape: kernelShape,
      initializer: kernelInitializer.counting(
        inputAxes: lengths.inputAxes, outputAxes: lengths.outputAxes),
      regularizer: kernelRegularizer, constraint: kernelConstraint)
    if let shape = biasShape {
      bias = try addWeight(
        name: "bias", shape: shape, initializer: biasInitializer, regularizer: biasRegularizer,
        constraint: biasConstraint)
    }
    inputSpec = InputSpec(ndim: inputShape.count, axes: lengths.bound)
  }

  public override func call(_ inputs: Tensor, training: Bool, mask: Tensor?) throws -> Tensor {
    guard let kernel else { throw notBuilt() }
    let x = try numeric(inputs)
    let summed = shapes.summedCount
    let own = Array(kernel.shape.dimensions[summed...])
    if isMatrixProduct, bias == nil || bias?.shape == Shape(own) {
      let kept = Array(x.shape.dimensions.dropLast(summed))
      let depth = kernel.shape.dimensions[..<summed].reduce(1, *)
      let units = own.reduce(1, *)
      let y = dense(
        reshape(x, [kept.reduce(1, *), depth]), kernel: reshape(kernel.value, [depth, units]),
        bias: bias.map { reshape($0.value, [units]) }, activation: activation.fused ?? .linear)
      let shaped = reshape(y, kept + own)
      return activation.fused == nil ? try activation.applied(to: shaped) : shaped
    }
    let product = einsum(equation, x, kernel.value)
    return try activation.applied(to: bias.map { product + $0.value } ?? product)
  }

  public override func computeOutputShape(_ inputShape: [Int?]) throws -> [Int?] {
    try inputSpec?.check(inputShape, layer: name)
    return try lengths(inputShape).output
  }

  public override func computeOutputDType(_ inputs: [DType]) -> DType { .float32 }

  public override func getConfig() -> Config {
    super.getConfig().merging([
      "equation": .string(equation), "output_shape": ConfigValue(shape: outputShape),
      "activation": activation.serialized, "bias_axes": ConfigValue(biasAxes),
      "kernel_initializer": kernelInitializer.serialized, "bias_initializer": biasInitializer.serialized,
      "kernel_regularizer": kernelRegularizer?.serialized ?? .null,
      "bias_regularizer": biasRegularizer?.serialized ?? .null,
      "activity_regularizer": activityRegularizer?.serialized ?? .null,
      "kernel_constraint": kernelConstraint?.serialized ?? .null,
      "bias_constraint": biasConstraint?.serialized ?? .null, "quantization_config": nil,
    ]) { $1 }
  }
}

extension Initializer {
  /// The initializer with these axes as a weight's input and output, where it scales by their lengths and was not
  /// told others.
  func counting(inputAxes: [Int], outputAxes: [Int]) -> Initializer {
    let keys = ["input_axes", "output_axes"]
    guard keys.contains(where: { self.config[$0] == .null }) else { return self }
    var config = config
    config["input_axes"] = .array(inputAxes.map { .int($0) })
    config["output_axes"] = .array(outputAxes.map { .int($0) })
    let counting = ConfigValue.serialized(
      module: "keras.initializers", className: className, config: config)
    return (try? Initializer(config: counting)) ?? self
  }

  /// An initializer with the same arguments, which draws a seed of its own where none is given.
  func renewed() -> Initializer { (try? Initializer(config: serialized)) ?? self }
}
