import HornKernels
import HornTensor

/// ``Adam`` whose move is scaled to the size of each variable, for large batches (You and others, 2019).
///
/// `d = (m / (1 - beta1ᵗ)) / (√(v / (1 - beta2ᵗ)) + epsilon)` with Adam's `m` and `v`;
/// `x -= learningRate · ‖x‖ / ‖d‖ · d`, where a norm of 0 makes the ratio 1. As in Keras, weight decay is no part of `d`.
open class Lamb: Optimizer {
  /// Decay of the running mean of the gradient.
  public let beta1: Double
  /// Decay of the running mean of the gradient's square.
  public let beta2: Double
  /// What is added to the divisor, so that it is never zero.
  public let epsilon: Double

  /// Arguments that contradict each other or are out of range stop the program.
  ///
  /// - Parameters:
  ///   - learningRate: a number or a schedule.
  ///   - beta1: decay of the running mean of the gradient.
  ///   - beta2: decay of the running mean of its square.
  ///   - epsilon: what keeps the divisor from zero.
  ///   - weightDecay: and the others: see ``OptimizerOptions``.
  public convenience init(
    learningRate: any LearningRate = 0.001,
    beta1: Double = 0.9,
    beta2: Double = 0.999,
    epsilon: Double = 1e-7,
    weightDecay: Double? = nil,
    clipnorm: Double? = nil,
    clipvalue: Double? = nil,
    globalClipnorm: Double? = nil,
    useEma: Bool = false,
    emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil,
    lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil,
    name: String? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    do {
      try self.init(
        options: OptimizerOptions(
          learningRate: learningRate, weightDecay: weightDecay, clipnorm: clipnorm, clipvalue: clipvalue,
          globalClipnorm: globalClipnorm, useEma: useEma, emaMomentum: emaMomentum,
          emaOverwriteFrequency: emaOverwriteFrequency, lossScaleFactor: lossScaleFactor,
          gradientAccumulationSteps: gradientAccumulationSteps, name: name), beta1: beta1, beta2: beta2,
        epsilon: epsilon)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  /// The optimizer from shared arguments that are already together.
  ///
  /// - Throws: `HornError` where options contradict each other or are out of range.
  public init(
    options: OptimizerOptions, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7
  ) throws {
    try OptimizerOptions.check("Lamb", "beta1", beta1, in: 0...1)
    try OptimizerOptions.check("Lamb", "beta2", beta2, in: 0...1)
    try OptimizerOptions.check("Lamb", "epsilon", atLeastZero: epsilon)
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    try super.init(options: options)
  }

  convenience init(_ reader: ConfigReader) throws {
    try self.init(
      options: OptimizerOptions(reader),
      beta1: try reader.double("beta_1", default: 0.9),
      beta2: try reader.double("beta_2", default: 0.999),
      epsilon: try reader.double("epsilon", default: 1e-7))
  }

  open override func getConfig() -> Config {
    var config = super.getConfig()
    config["beta_1"] = .double(beta1)
    config["beta_2"] = .double(beta2)
    config["epsilon"] = .double(epsilon)
    return config
  }

  open override func build(_ variables: [Variable]) throws {
    guard !built else { return }
    try super.build(variables)
    states += addOptimizerVariables(for: variables, names: ["momentum", "velocity"])
  }

  open override func updateStep(_ gradient: Tensor, _ variable: Variable, learningRate: Float) throws {
    let index = try index(of: variable)
    let step = Float(iterations + 1)
    var update = horn_update()
    update.rest1 = Float(1 - beta1)
    update.rest2 = Float(1 - beta2)
    update.beta1 = Float(beta1)
    update.beta2 = Float(beta2)
    update.epsilon = Float(epsilon)
    let correction1 = 1 - horn_pow_f32(Float(beta1), step)
    let correction2 = 1 - horn_pow_f32(Float(beta2), step)
    let move = Tensor(uninitialized: variable.shape)
    let count = move.elementCount
    states[0][index].update { m in
      states[1][index].update { v in
        horn_lamb_direction(
          &update, correction1, correction2, move.mutableF32, m.mutableF32, v.mutableF32, gradient.f32, count)
      }
    }
    variable.update { x in
      let size = Float(horn_square_sum_f32(x.f32, count).squareRoot())
      let moveSize = Float(horn_square_sum_f32(move.f32, count).squareRoot())
      let ratio = size > 0 && moveSize > 0 ? size / moveSize : 1
      horn_subtract_scaled(x.mutableF32, move.f32, ratio * learningRate, count)
    }
  }
}

extension OptimizerConvertible where Self == Optimizer {
  /// ``Adam`` whose move is scaled to the size of each variable, for large batches (You and others, 2019). See ``Lamb``.
  public static func lamb(
    learningRate: any LearningRate = 0.001,
    beta1: Double = 0.9,
    beta2: Double = 0.999,
    epsilon: Double = 1e-7,
    weightDecay: Double? = nil,
    clipnorm: Double? = nil,
    clipvalue: Double? = nil,
    globalClipnorm: Double? = nil,
    useEma: Bool = false,
    emaMomentum: Double = 0.99,
    emaOverwriteFrequency: Int? = nil,
    lossScaleFactor: Double? = nil,
    gradientAccumulationSteps: Int? = nil,
    name: String? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Optimizer {
    Lamb(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay,
      clipnorm: clipnorm, clipvalue: clipvalue, globalClipnorm: globalClipnorm, useEma: useEma,
      emaMomentum: emaMomentum, emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor, gradientAccumulationSteps: gradientAccumulationSteps, name: name,
      file: file, line: line)
  }

  /// ``Lamb`` with its default arguments.
  public static var lamb: Optimizer { Lamb() }
}
