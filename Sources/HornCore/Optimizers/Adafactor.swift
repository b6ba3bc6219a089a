import HornKernels
import HornTensor

/// ``Adam`` without momentum that makes the mean squares of a matrix from those of its rows and columns (Shazeer and
/// Stern, 2018).
///
/// `beta = 1 - tᵇ` with `b` the `beta2Decay`; `r` and `c` are the running means of `g² + epsilon1` along the last axis and
/// the one before it, and `v = r · c / mean(r)`; a variable of fewer axes has such a running mean for each element.
/// `d = g / √v; x -= max(epsilon2, rms(x)) · min(learningRate, 1 / √t) · d / max(1, rms(d) / clipThreshold)`.
/// As in Keras `v` is kept too, so no memory is saved.
open class Adafactor: Optimizer {
  /// Power of the step number that the running means forget with.
  public let beta2Decay: Double
  /// What is added to the squares.
  public let epsilon1: Double
  /// The least root mean square that a variable counts with.
  public let epsilon2: Double
  /// The root mean square that a move may have.
  public let clipThreshold: Double
  /// For the configuration only: the learning rate is at most 1 / √step either way.
  public let relativeStep: Bool

  /// Arguments that contradict each other or are out of range stop the program.
  ///
  /// - Parameters:
  ///   - learningRate: a number or a schedule.
  ///   - beta2Decay: power of the step number that the running means forget with.
  ///   - epsilon1: what is added to the squares.
  ///   - epsilon2: the least root mean square that a variable counts with; moves are in proportion to it.
  ///   - clipThreshold: the root mean square that a move may have.
  ///   - relativeStep: for the configuration only: as in Keras, the learning rate is at most 1 / √step either way.
  ///   - weightDecay: and the others: see ``OptimizerOptions``.
  public convenience init(
    learningRate: any LearningRate = 0.001,
    beta2Decay: Double = -0.8,
    epsilon1: Double = 1e-30,
    epsilon2: Double = 1e-3,
    clipThreshold: Double = 1.0,
    relativeStep: Bool = true,
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
          gradientAccumulationSteps: gradientAccumulationSteps, name: name), beta2Decay: beta2Decay,
        epsilon1: epsilon1, epsilon2: epsilon2, clipThreshold: clipThreshold, relativeStep: relativeStep)
    } catch {
      programmingError("\(error)", file: file, line: line)
    }
  }

  /// The optimizer from shared arguments that are already together.
  ///
  /// - Throws: `HornError` where options contradict each other or are out of range.
  public init(
    options: OptimizerOptions, beta2Decay: Double = -0.8, epsilon1: Double = 1e-30, epsilon2: Double = 1e-3,
    clipThreshold: Double = 1.0, relativeStep: Bool = true
  ) throws {
    self.beta2Decay = beta2Decay
    self.epsilon1 = epsilon1
    self.epsilon2 = epsilon2
    self.clipThreshold = clipThreshold
    self.relativeStep = relativeStep
    try super.init(options: options)
  }

  convenience init(_ reader: ConfigReader) throws {
    try self.init(
      options: OptimizerOptions(reader),
      beta2Decay: try reader.double("beta_2_decay", default: -0.8),
      epsilon1: try reader.double("epsilon_1", default: 1e-30),
      epsilon2: try reader.double("epsilon_2", default: 1e-3),
      clipThreshold: try reader.double("clip_threshold", default: 1.0),
      relativeStep: try reader.bool("relative_step", default: true))
  }

  open override func getConfig() -> Config {
    var config = super.getConfig()
    config["beta_2_decay"] = .double(beta2Decay)
    config["epsilon_1"] = .double(epsilon1)
    config["epsilon_2"] = .double(epsilon2)
    config["clip_threshold"] = .double(clipThreshold)
    config["relative_step"] = .bool(relativeStep)
    return config
  }

  open override func build(_ variables: [Variable]) throws {
    guard !built else { return }
    try super.build(variables)
    states = [[], [], []]
    for variable in variables {
      let lengths = variable.shape.dimensions
      // A vector has no rows and columns; Keras keeps two integers in their place.
      let r = lengths.count < 2 ? [] : Array(lengths.dropLast())
      let c = lengths.count < 2 ? [] : Array(lengths.dropLast(2)) + lengths.suffix(1)
      for (k, shape) in [r, c].enumerated() {
        let state = addVariable(
          shape: Shape(shape), dtype: lengths.count < 2 ? .int32 : .float32, name: variable.name)
        if lengths.count < 2 { state.path = variable.name }
        states[k].append(state)
      }
      states[2] += addOptimizerVariables(for: [variable], names: ["velocity"])[0]
    }
  }

  open override func updateStep(_ gradient: Tensor, _ variable: Variable, learningRate: Float) throws {
    let index = try index(of: variable)
    let step = Float(iterations + 1)
    let slowest = 1 / step.squareRoot()
    let rate = min(learningRate, slowest)
    let beta = 1 - horn_pow_f32(step, Float(beta2Decay))
    let move = Tensor(uninitialized: variable.shape)
    let count = move.elementCount
    guard count > 0 else { return }
    states[2][index].update { v in
      guard variable.shape.rank >= 2 else {
        horn_adafactor_vector(
          move.mutableF32, v.mutableF32, gradient.f32, beta, Float(epsilon1), count)
        return
      }
      let columns = variable.shape[variable.shape.rank - 1]
      let rows = variable.shape[variable.shape.rank - 2]
      states[0][index].update { r in
        states[1][index].update { c in
          horn_adafactor_matrix(
            move.mutableF32, r.mutableF32, c.mutableF32, v.mutableF32, gradient.f32, beta, Float(epsilon1),
            count / (rows * columns), rows, columns)
        }
      }
    }
    func size(_ values: UnsafePointer<Float>) -> Float {
      Float((horn_square_sum_f32(values, count) / Double(count)).squareRoot())
    }
    let excess = max(1, size(move.f32) / Float(clipThreshold))
    variable.update { x in
      let pace = max(Float(epsilon2), size(x.f32)) * rate
      horn_subtract_scaled(x.mutableF32, move.f32, pace / excess, count)
    }
  }
}

extension OptimizerConvertible where Self == Optimizer {
  /// ``Adam`` without momentum that makes the mean squares of a matrix from those of its rows and columns. See ``Adafactor``.
  public static func adafactor(
    learningRate: any LearningRate = 0.001,
    beta2Decay: Double = -0.8,
    epsilon1: Double = 1e-30,
    epsilon2: Double = 1e-3,
    clipThreshold: Double = 1.0,
    relativeStep: Bool = true,
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
    Adafactor(
      learningRate: learningRate, beta2Decay: beta2Decay, epsilon1: epsilon1, epsilon2: epsilon2,
      clipThreshold: clipThreshold, relativeStep: relativeStep, weightDecay: weightDecay, clipnorm: clipnorm,
      clipvalue: clipvalue, globalClipnorm: globalClipnorm, useEma: useEma, emaMomentum: emaMomentum,
      emaOverwriteFrequency: emaOverwriteFrequency, lossScaleFactor: lossScaleFactor,
      gradientAccumulationSteps: gradientAccumulationSteps, name: name, file: file, line: line)
  }

  /// ``Adafactor`` with its default arguments.
  public static var adafactor: Optimizer { Adafactor() }
}
