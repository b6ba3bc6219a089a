import HornTensor

extension ActivationFunction {
  /// The functions of keras.activations.
  static var functions: [String: @Sendable (ConfigReader) throws -> ActivationFunction] {
    [
      "linear": { _ in .linear },
      "relu": { try relu($0) },
      "leaky_relu": { .leakyRelu(negativeSlope: try $0.double("negative_slope", default: 0.2)) },
      "relu6": { _ in .relu6 },
      "softmax": { try softmax($0) },
      "log_softmax": {
        switch try $0.axes("axis", default: -1) {
        case .one(let axis): .logSoftmax(axis: axis)
        case .several(let axes): .logSoftmax(axis: axes)
        }
      },
      "sparsemax": { .sparsemax(axis: try $0.int("axis", default: -1)) },
      "glu": { .glu(axis: try $0.int("axis", default: -1)) },
      "elu": { .elu(alpha: try $0.double("alpha", default: 1)) },
      "selu": { _ in .selu },
      "celu": { .celu(alpha: try $0.double("alpha", default: 1)) },
      "softplus": { _ in .softplus },
      "softsign": { _ in .softsign },
      "squareplus": { .squareplus(b: try $0.double("b", default: 4)) },
      "soft_shrink": { .softShrink(threshold: try $0.double("threshold", default: 0.5)) },
      "hard_shrink": { .hardShrink(threshold: try $0.double("threshold", default: 0.5)) },
      "tanh_shrink": { _ in .tanhShrink },
      "sparse_plus": { _ in .sparsePlus },
      "sparse_sigmoid": { _ in .sparseSigmoid },
      "silu": { _ in .silu },
      "swish": { _ in .silu },
      "gelu": { .gelu(approximate: try $0.bool("approximate", default: false)) },
      "tanh": { _ in .tanh },
      "threshold": { .threshold(try $0.double("threshold"), try $0.double("default_value")) },
      "sigmoid": { _ in .sigmoid },
      "exponential": { _ in .exponential },
      "hard_sigmoid": { _ in .hardSigmoid },
      "hard_silu": { _ in .hardSilu },
      "hard_swish": { _ in .hardSilu },
      "hard_tanh": { _ in .hardTanh },
      "mish": { _ in .mish },
      "log_sigmoid": { _ in .logSigmoid },
    ]
  }

  /// The layers that Keras takes for activations with arguments, and that it writes into files as such.
  static var layers: [String: @Sendable (ConfigReader) throws -> ActivationFunction] {
    [
      "ReLU": { try relu(layer($0)) },
      "LeakyReLU": { .leakyRelu(negativeSlope: try layer($0).double("negative_slope", default: 0.3)) },
      "ELU": { .elu(alpha: try layer($0).double("alpha", default: 1)) },
      "Softmax": { try softmax(layer($0)) },
    ]
  }

  private static func layer(_ reader: ConfigReader) -> ConfigReader {
    reader.ignore("name", "trainable", "dtype")
    return reader
  }

  private static func relu(_ reader: ConfigReader) throws -> ActivationFunction {
    .relu(
      negativeSlope: try reader.double("negative_slope", default: 0),
      maxValue: try reader.optionalDouble("max_value"), threshold: try reader.double("threshold", default: 0))
  }

  private static func softmax(_ reader: ConfigReader) throws -> ActivationFunction {
    switch try reader.axes("axis", default: -1) {
    case .one(let axis): .softmax(axis: axis)
    case .several(let axes): .softmax(axis: axes)
    }
  }
}
