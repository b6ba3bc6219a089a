import HornKernels
import HornTensor

/// Half cosine waves, each `tMul` times as long and `mMul` times as high as the one before (SGDR; Loshchilov and
/// Hutter, 2017).
public struct CosineDecayRestarts: LearningRateSchedule {
  /// The rate at the first step.
  public let initialLearningRate: Double
  /// How many steps the first wave takes.
  public let firstDecaySteps: Int
  /// How many times as long as the one before a wave is.
  public let tMul: Double
  /// How many times as high as the one before a wave is.
  public let mMul: Double
  /// The least rate, as a fraction of the first.
  public let alpha: Double
  /// As in Keras, for the configuration only.
  public let name: String

  /// A `firstDecaySteps` that is not above 0 stops the program.
  ///
  /// - Parameters:
  ///   - initialLearningRate: the rate at the first step.
  ///   - firstDecaySteps: how many steps the first wave takes.
  ///   - tMul: how many times as long as the one before a wave is.
  ///   - mMul: how many times as high as the one before a wave is.
  ///   - alpha: the least rate, as a fraction of the first.
  ///   - name: as in Keras, for its configuration only.
  public init(
    initialLearningRate: Double, firstDecaySteps: Int, tMul: Double = 2.0, mMul: Double = 1.0,
    alpha: Double = 0.0, name: String = "SGDRDecay", file: StaticString = #fileID, line: UInt = #line
  ) {
    LearningRateSchedules.check(
      steps: firstDecaySteps, "CosineDecayRestarts: firstDecaySteps", file: file, line: line)
    self.initialLearningRate = initialLearningRate
    self.firstDecaySteps = firstDecaySteps
    self.tMul = tMul
    self.mMul = mMul
    self.alpha = alpha
    self.name = name
  }

  init(_ reader: ConfigReader) throws {
    self.init(
      initialLearningRate: try reader.double("initial_learning_rate"),
      firstDecaySteps: try LearningRateSchedules.steps(reader, "first_decay_steps"),
      tMul: try reader.double("t_mul", default: 2.0),
      mMul: try reader.double("m_mul", default: 1.0),
      alpha: try reader.double("alpha", default: 0.0),
      name: try reader.string("name", default: "SGDRDecay"))
  }

  public var config: Config {
    [
      "initial_learning_rate": .double(initialLearningRate),
      "first_decay_steps": .int(firstDecaySteps),
      "t_mul": .double(tMul),
      "m_mul": .double(mMul),
      "alpha": .double(alpha),
      "name": .string(name),
    ]
  }

  public func callAsFunction(_ step: Int) -> Float {
    var done = Float(step) / Float(firstDecaySteps)
    let factor = Float(tMul)
    let wave: Float
    if factor == 1 {
      wave = done.rounded(.down)
      done -= wave
    } else {
      wave = (horn_log_f32(1 - done * (1 - factor)) / horn_log_f32(factor)).rounded(.down)
      let power = horn_pow_f32(factor, wave)
      done = (done - (1 - power) / (1 - factor)) / power
    }
    let height = 0.5 * horn_pow_f32(Float(mMul), wave) * (1 + horn_cos_f32(.pi * done))
    return Float(initialLearningRate) * ((1 - Float(alpha)) * height + Float(alpha))
  }
}

extension LearningRate where Self == CosineDecayRestarts {
  /// Half cosine waves, each `tMul` times as long and `mMul` times as high as the one before (SGDR).
  public static func cosineDecayRestarts(
    initialLearningRate: Double, firstDecaySteps: Int, tMul: Double = 2.0, mMul: Double = 1.0,
    alpha: Double = 0.0, name: String = "SGDRDecay", file: StaticString = #fileID, line: UInt = #line
  ) -> CosineDecayRestarts {
    CosineDecayRestarts(
      initialLearningRate: initialLearningRate, firstDecaySteps: firstDecaySteps, tMul: tMul, mMul: mMul,
      alpha: alpha, name: name, file: file, line: line)
  }
}
