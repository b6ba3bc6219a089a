import HornTensor

/// The arguments that SimpleRNN, LSTM and GRU have in common with their cells.
public struct RecurrentOptions: Sendable {
  /// Length of the state and of the output.
  public let units: Int
  /// The function of the output; with gates, of the candidate and of an LSTM's carry. `.linear` where none was given.
  public let activation: ActivationFunction
  /// The gates' function; nil for a cell without gates.
  public let recurrentActivation: ActivationFunction?
  /// Whether biases are added.
  public let useBias: Bool
  /// How the kernel starts.
  public let kernelInitializer: Initializer
  /// How the recurrent kernel starts.
  public let recurrentInitializer: Initializer
  /// How the bias starts.
  public let biasInitializer: Initializer
  /// A penalty on the kernel that is added to the loss; nil for none.
  public let kernelRegularizer: Regularizer?
  /// A penalty on the recurrent kernel that is added to the loss; nil for none.
  public let recurrentRegularizer: Regularizer?
  /// A penalty on the bias that is added to the loss; nil for none.
  public let biasRegularizer: Regularizer?
  /// What the kernel is brought back to after each step of training; nil for nothing.
  public let kernelConstraint: Constraint?
  /// What the recurrent kernel is brought back to after each step of training; nil for nothing.
  public let recurrentConstraint: Constraint?
  /// What the bias is brought back to after each step of training; nil for nothing.
  public let biasConstraint: Constraint?
  /// Fraction of the inputs to drop in training, the same ones at each step; brought into 0 to 1, as in Keras.
  public let dropout: Float
  /// Fraction of the state to drop in training, the same ones at each step; brought into 0 to 1, as in Keras.
  public let recurrentDropout: Float
  /// For dropout; nil draws one.
  public let seed: Int?

  /// So that a multiple of the units cannot overflow.
  private static let mostUnits = 1 << 32

  init(
    units: Int, activation: ActivationFunction?, recurrentActivation: ActivationFunction? = nil,
    useBias: Bool, kernelInitializer: Initializer, recurrentInitializer: Initializer,
    biasInitializer: Initializer, kernelRegularizer: Regularizer?, recurrentRegularizer: Regularizer?,
    biasRegularizer: Regularizer?, kernelConstraint: Constraint?, recurrentConstraint: Constraint?,
    biasConstraint: Constraint?, dropout: Float, recurrentDropout: Float, seed: Int?
  ) {
    require(
      units > 0 && units <= Self.mostUnits,
      "a recurrent layer's units must be from 1 to \(Self.mostUnits), got \(units)")
    self.units = units
    self.activation = activation ?? .linear
    self.recurrentActivation = recurrentActivation
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer
    self.recurrentInitializer = recurrentInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.recurrentRegularizer = recurrentRegularizer
    self.biasRegularizer = biasRegularizer
    self.kernelConstraint = kernelConstraint
    self.recurrentConstraint = recurrentConstraint
    self.biasConstraint = biasConstraint
    self.dropout = min(1, max(0, dropout))
    self.recurrentDropout = min(1, max(0, recurrentDropout))
    self.seed = seed
  }

  /// Reads the arguments under Keras's names; `recurrent_activation` where the cell has gates.
  init(config: ConfigReader, hasGates: Bool) throws {
    func activation(_ key: String, default fallback: ActivationFunction) throws -> ActivationFunction {
      // Null means none, which is not what leaving it out means.
      if let value = config.value(key) {
        return try ConfigPlace.at(key) { try ActivationFunction(config: value) }
      }
      return config.config[key] == nil ? fallback : .linear
    }
    let units = try config.int("units", atLeast: 1)
    guard units <= Self.mostUnits else {
      throw HornError(
        .configuration, "\(config.owner): units must be at most \(Self.mostUnits), got \(units)")
    }
    self.init(
      units: units,
      activation: try activation("activation", default: .tanh),
      recurrentActivation: hasGates ? try activation("recurrent_activation", default: .sigmoid) : nil,
      useBias: try config.bool("use_bias", default: true),
      kernelInitializer: try config.choice("kernel_initializer", default: .glorotUniform),
      recurrentInitializer: try config.choice("recurrent_initializer", default: .orthogonal),
      biasInitializer: try config.choice("bias_initializer", default: .zeros),
      kernelRegularizer: try config.optionalChoice("kernel_regularizer"),
      recurrentRegularizer: try config.optionalChoice("recurrent_regularizer"),
      biasRegularizer: try config.optionalChoice("bias_regularizer"),
      kernelConstraint: try config.optionalChoice("kernel_constraint"),
      recurrentConstraint: try config.optionalChoice("recurrent_constraint"),
      biasConstraint: try config.optionalChoice("bias_constraint"),
      dropout: try config.float("dropout", default: 0),
      recurrentDropout: try config.float("recurrent_dropout", default: 0),
      seed: try config.optionalInt("seed"))
  }

  /// The arguments under Keras's names.
  var config: Config {
    var config: Config = [
      "units": .int(units), "activation": activation.serialized, "use_bias": .bool(useBias),
      "kernel_initializer": kernelInitializer.serialized,
      "recurrent_initializer": recurrentInitializer.serialized,
      "bias_initializer": biasInitializer.serialized,
      "kernel_regularizer": kernelRegularizer?.serialized ?? .null,
      "recurrent_regularizer": recurrentRegularizer?.serialized ?? .null,
      "bias_regularizer": biasRegularizer?.serialized ?? .null,
      "kernel_constraint": kernelConstraint?.serialized ?? .null,
      "recurrent_constraint": recurrentConstraint?.serialized ?? .null,
      "bias_constraint": biasConstraint?.serialized ?? .null, "dropout": ConfigValue(dropout),
      "recurrent_dropout": ConfigValue(recurrentDropout), "seed": ConfigValue(seed),
    ]
    if let recurrentActivation { config["recurrent_activation"] = recurrentActivation.serialized }
    return config
  }
}

/// A layer or cell with ``RecurrentOptions``, which are its own properties too.
public protocol RecurrentOptionsOwner: Layer {
  /// The arguments that a layer and its cell have in common.
  var options: RecurrentOptions { get }
}

extension RecurrentOptionsOwner {
  /// Length of the state and of the output.
  public var units: Int { options.units }
  /// The function of the output; with gates, of the candidate and of an LSTM's carry. `.linear` where none was given.
  public var activation: ActivationFunction { options.activation }
  /// Whether biases are added.
  public var useBias: Bool { options.useBias }
  /// How the kernel starts.
  public var kernelInitializer: Initializer { options.kernelInitializer }
  /// How the recurrent kernel starts.
  public var recurrentInitializer: Initializer { options.recurrentInitializer }
  /// How the bias starts.
  public var biasInitializer: Initializer { options.biasInitializer }
  /// A penalty on the kernel that is added to the loss; nil for none.
  public var kernelRegularizer: Regularizer? { options.kernelRegularizer }
  /// A penalty on the recurrent kernel that is added to the loss; nil for none.
  public var recurrentRegularizer: Regularizer? { options.recurrentRegularizer }
  /// A penalty on the bias that is added to the loss; nil for none.
  public var biasRegularizer: Regularizer? { options.biasRegularizer }
  /// What the kernel is brought back to after each step of training; nil for nothing.
  public var kernelConstraint: Constraint? { options.kernelConstraint }
  /// What the recurrent kernel is brought back to after each step of training; nil for nothing.
  public var recurrentConstraint: Constraint? { options.recurrentConstraint }
  /// What the bias is brought back to after each step of training; nil for nothing.
  public var biasConstraint: Constraint? { options.biasConstraint }
  /// Fraction of the inputs to drop in training.
  public var dropout: Float { options.dropout }
  /// Fraction of the state to drop in training.
  public var recurrentDropout: Float { options.recurrentDropout }
  /// For dropout; nil draws one.
  public var seed: Int? { options.seed }
}
