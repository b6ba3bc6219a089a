import HornTensor

/// ``Adam`` with weight decay (Loshchilov and Hutter, 2019).
///
/// Each step first does `x -= x · weightDecay · learningRate`.
open class AdamW: Adam {
  /// Arguments that contradict each other or are out of range stop the program.
  ///
  /// - Parameters:
  ///   - learningRate: a number or a schedule.
  ///   - beta1: decay of the running mean of the gradient.
  ///   - beta2: decay of the running mean of its square.
  ///   - epsilon: what keeps the divisor from zero.
  ///   - amsgrad: whether to divide by the largest running mean so far.
  ///   - weightDecay: and the others: see ``OptimizerOptions``.
  public convenience init(
    learningRate: any LearningRate = 0.001,
    weightDecay: Double = 0.004,
    beta1: Double = 0.9,
    beta2: Double = 0.999,
    epsilon: Double = 1e-7,
    amsgrad: Bool = false,
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
        decaying: OptimizerOptions(
          learningRate: learningRate, weightDecay: weightDecay, clipnorm: clipnorm, clipvalue: clipvalue,
          globalClipnorm: globalClipnorm, useEma: useEma, emaMomentum: emaMomentum,
          emaOverwriteFrequency: emaOverwriteFrequency, lossScaleFactor: lossScaleFactor,
          gradientAccumulationSteps: gradientAccumulationSteps, name: name), beta1: beta1, beta2: beta2,
        epsilon: epsilon, amsgrad: amsgrad)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  /// The optimizer from shared arguments that are already together.
  ///
  /// - Throws: `HornError` where options contradict each other or are out of range, or have no weight decay.
  public init(
    decaying options: OptimizerOptions, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7,
    amsgrad: Bool = false
  ) throws {
    guard options.weightDecay != nil else {
      throw HornError(.value, "AdamW: weightDecay must be a number; for none use Adam")
    }
    try super.init(options: options, beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: amsgrad)
  }

  convenience init(_ reader: ConfigReader) throws {
    try self.init(
      decaying: OptimizerOptions(reader, weightDecay: 0.004),
      beta1: try reader.double("beta_1", default: 0.9),
      beta2: try reader.double("beta_2", default: 0.999),
      epsilon: try reader.double("epsilon", default: 1e-7),
      amsgrad: try reader.bool("amsgrad", default: false))
  }
}

extension OptimizerConvertible where Self == Optimizer {
  /// ``Adam`` with weight decay (Loshchilov and Hutter, 2019). See ``AdamW``.
  public static func adamW(
    learningRate: any LearningRate = 0.001,
    weightDecay: Double = 0.004,
    beta1: Double = 0.9,
    beta2: Double = 0.999,
    epsilon: Double = 1e-7,
    amsgrad: Bool = false,
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
    AdamW(
      learningRate: learningRate, weightDecay: weightDecay, beta1: beta1, beta2: beta2, epsilon: epsilon,
      amsgrad: amsgrad, clipnorm: clipnorm, clipvalue: clipvalue, globalClipnorm: globalClipnorm,
      useEma: useEma, emaMomentum: emaMomentum, emaOverwriteFrequency: emaOverwriteFrequency,
      lossScaleFactor: lossScaleFactor, gradientAccumulationSteps: gradientAccumulationSteps, name: name,
      file: file, line: line)
  }

  /// ``AdamW`` with its default arguments.
  public static var adamW: Optimizer { AdamW() }
}
