import HornTensor

// Every function of keras.activations with its default arguments. `HornTensor.` names the operation where
// the activation has the same name.
extension ActivationFunction {
  /// The identity.
  public static let linear = ActivationFunction("linear", fused: .linear) { $0 }

  /// `max(x, 0)`.
  public static let relu = ActivationFunction("relu", fused: .relu) { HornTensor.relu($0) }

  /// The hyperbolic tangent.
  public static let tanh = ActivationFunction("tanh", fused: .tanh) { HornTensor.tanh($0) }

  /// `1 / (1 + exp(-x))`.
  public static let sigmoid = ActivationFunction("sigmoid", fused: .sigmoid) { HornTensor.sigmoid($0) }

  /// `exp(x) / sum(exp(x))` over the last axis.
  public static let softmax = softmax(axis: -1)

  /// `log(softmax(x))` over the last axis.
  public static let logSoftmax = logSoftmax(axis: -1)

  /// The nearest point on the probability simplex over the last axis (Martins and Astudillo, 2016); many values are exactly 0.
  public static let sparsemax = sparsemax(axis: -1)

  /// The first half of the last axis times the sigmoid of the second; the axis becomes half as long.
  public static let glu = glu(axis: -1)

  /// `min(max(x, 0), 6)`.
  public static let relu6 = ActivationFunction("relu6") { HornTensor.relu6($0) }

  /// `x`, but `0.2 x` below 0.
  public static let leakyRelu = leakyRelu(negativeSlope: 0.2)

  /// `x`, but `exp(x) - 1` below 0.
  public static let elu = elu(alpha: 1)

  /// ``elu`` with the scales that keep mean 0 and variance 1 (Klambauer et al., 2017).
  public static let selu = ActivationFunction("selu") { HornTensor.selu($0) }

  /// `x`, but `exp(x) - 1` below 0: with the default argument the same as ``elu``.
  public static let celu = celu(alpha: 1)

  /// `log(1 + exp(x))`.
  public static let softplus = ActivationFunction("softplus") { HornTensor.softplus($0) }

  /// `x / (|x| + 1)`.
  public static let softsign = ActivationFunction("softsign") { HornTensor.softsign($0) }

  /// `(x + sqrt(x² + 4)) / 2`.
  public static let squareplus = squareplus(b: 4)

  /// `x` moved by 0.5 towards 0, and 0 within it.
  public static let softShrink = softShrink(threshold: 0.5)

  /// `x`, but 0 from -0.5 to 0.5.
  public static let hardShrink = hardShrink(threshold: 0.5)

  /// `x - tanh(x)`.
  public static let tanhShrink = ActivationFunction("tanh_shrink") { HornTensor.tanhShrink($0) }

  /// 0 up to -1, `(x + 1)² / 4` up to 1, then `x`.
  public static let sparsePlus = ActivationFunction("sparse_plus") { HornTensor.sparsePlus($0) }

  /// 0 up to -1, `(x + 1) / 2` up to 1, then 1.
  public static let sparseSigmoid = ActivationFunction("sparse_sigmoid") { HornTensor.sparseSigmoid($0) }

  /// `x · sigmoid(x)`.
  public static let silu = ActivationFunction("silu") { HornTensor.silu($0) }

  /// `x · sigmoid(x)`: the same as ``silu``.
  public static var swish: ActivationFunction { silu }

  /// `x · Φ(x)` with the normal distribution function Φ (Hendrycks and Gimpel, 2016).
  public static let gelu = gelu(approximate: false)

  /// `exp(x)`.
  public static let exponential = ActivationFunction("exponential") { exp($0) }

  /// `x / 6 + 1/2`, but at least 0 and at most 1.
  public static let hardSigmoid = ActivationFunction("hard_sigmoid") { HornTensor.hardSigmoid($0) }

  /// `x · hardSigmoid(x)`.
  public static let hardSilu = ActivationFunction("hard_silu") { HornTensor.hardSilu($0) }

  /// `x · hardSigmoid(x)`: the same as ``hardSilu``.
  public static var hardSwish: ActivationFunction { hardSilu }

  /// `x`, but at least -1 and at most 1.
  public static let hardTanh = ActivationFunction("hard_tanh") { HornTensor.hardTanh($0) }

  /// `x · tanh(softplus(x))`.
  public static let mish = ActivationFunction("mish") { HornTensor.mish($0) }

  /// `log(sigmoid(x))`.
  public static let logSigmoid = ActivationFunction("log_sigmoid") { HornTensor.logSigmoid($0) }
}
