import HornKernels
import HornTensor

/// An activation of one row in place.
enum StreamActivation {
  case linear
  case fused(FusedActivation)
  case kernel(horn_activation, horn_activation_arguments)
  case map(horn_op)
  case softmax(isLogarithm: Bool)
  /// Called on tensors.
  case function(ActivationFunction)

  /// - Parameters:
  ///   - rank: of the tensors that the layer applies it to.
  ///   - layer: whose activation it is.
  /// - Throws: `HornError` where it works over other axes than the last.
  init(_ activation: ActivationFunction, rank: Int, layer: Layer) throws {
    if let fused = activation.fused {
      self = fused == .linear ? .linear : .fused(fused)
      return
    }
    let arguments = ConfigReader(activation.config, owner: activation.name)
    if let axes = arguments.value("axis") {
      guard axes == .int(-1) || axes == .int(rank - 1) || axes == [.int(-1)] || axes == [.int(rank - 1)]
      else {
        throw layer.cannotStream("its activation \(activation.name) works over other axes than the last")
      }
    }
    self = try activation.isOwn ? .function(activation) : Self.known(activation, arguments)
  }

  private static func known(
    _ activation: ActivationFunction, _ arguments: ConfigReader
  ) throws -> StreamActivation {
    func kernel(_ f: horn_activation, _ a: Double = 0, _ b: Double = 0, _ c: Double = 0) -> StreamActivation {
      .kernel(f, horn_activation_arguments(a: a, b: b, c: c))
    }
    func number(_ key: String, _ fallback: Double) throws -> Double {
      try arguments.double(key, default: fallback)
    }
    switch activation.name {
    case "relu":
      return kernel(
        HORN_ACTIVATION_RELU, try number("negative_slope", 0), try number("max_value", .infinity),
        try number("threshold", 0))
    case "relu6": return kernel(HORN_ACTIVATION_RELU, 0, 6, 0)
    case "leaky_relu": return kernel(HORN_ACTIVATION_LEAKY_RELU, try number("negative_slope", 0.2))
    case "elu": return kernel(HORN_ACTIVATION_ELU, try number("alpha", 1), 1)
    case "selu": return kernel(HORN_ACTIVATION_ELU, 1.673_263_242_354_377_2, 1.050_700_987_355_480_5)
    case "celu": return kernel(HORN_ACTIVATION_CELU, try number("alpha", 1))
    case "softsign": return kernel(HORN_ACTIVATION_SOFTSIGN)
    case "squareplus": return kernel(HORN_ACTIVATION_SQUAREPLUS, try number("b", 4))
    case "soft_shrink": return kernel(HORN_ACTIVATION_SOFT_SHRINK, try number("threshold", 0.5))
    case "hard_shrink": return kernel(HORN_ACTIVATION_HARD_SHRINK, try number("threshold", 0.5))
    case "tanh_shrink": return kernel(HORN_ACTIVATION_TANH_SHRINK)
    case "sparse_plus": return kernel(HORN_ACTIVATION_SPARSE_PLUS)
    case "sparse_sigmoid": return kernel(HORN_ACTIVATION_SPARSE_SIGMOID)
    case "silu": return kernel(HORN_ACTIVATION_SILU)
    case "gelu":
      let isApproximate = try arguments.bool("approximate", default: false)
      return kernel(isApproximate ? HORN_ACTIVATION_GELU_TANH : HORN_ACTIVATION_GELU)
    case "threshold":
      return kernel(HORN_ACTIVATION_THRESHOLD, try number("threshold", 0), try number("default_value", 0))
    case "hard_sigmoid": return kernel(HORN_ACTIVATION_HARD_SIGMOID)
    case "hard_silu": return kernel(HORN_ACTIVATION_HARD_SILU)
    case "hard_tanh": return kernel(HORN_ACTIVATION_HARD_TANH)
    case "mish": return kernel(HORN_ACTIVATION_MISH)
    case "log_sigmoid": return kernel(HORN_ACTIVATION_LOG_SIGMOID)
    case "exponential": return .map(HORN_EXP)
    case "softplus": return .map(HORN_SOFTPLUS)
    case "softmax": return .softmax(isLogarithm: false)
    case "log_softmax": return .softmax(isLogarithm: true)
    default: return .function(activation)
    }
  }

  /// x = f(x) on a row of so many elements.
  func apply(_ x: UnsafeMutablePointer<Float>, _ count: Int) throws {
    switch self {
    case .linear: break
    case .fused(let activation): horn_bias_activation(x, nil, 1, count, activation.rawValue)
    case .kernel(let f, let arguments): horn_activate_f32(f, arguments, x, x, count)
    case .map(let op): horn_map(op, HORN_FLOAT32, x, x, 1, nil, 0, nil, 0, count)
    case .softmax(let isLogarithm):
      horn_softmax(HORN_FLOAT32, x, x, 1, count, 1, isLogarithm ? 1 : 0)
    case .function(let activation):
      let row = Tensor(uninitialized: [1, count])
      row.mutableF32.update(from: x, count: count)
      let result = try activation.applied(to: row)
      guard result.shape == row.shape, result.dtype == .float32 else {
        throw HornError(
          .shape,
          "the activation \(activation.name) made \(result.dtype) of shape \(result.shape) out of a row of \(count)"
        )
      }
      x.update(from: result.f32, count: count)
    }
  }
}
