import HornKernels
import HornTensor

/// Changes variables so that a loss becomes smaller, given its gradients.
///
/// The numbers are those of Keras's optimizers of the same names, step by step. An optimizer of your own
/// overrides ``build(_:)``, ``updateStep(_:_:learningRate:)`` and ``getConfig()``:
///
///     final class SignSGD: Optimizer {
///       override func updateStep(_ gradient: Tensor, _ variable: Variable, learningRate: Float) {
///         variable.assign(variable.value - sign(gradient) * learningRate)
///       }
///     }
open class Optimizer: OptimizerConvertible {
  /// Keras's name, such as `adam` or `adam_1`: what the paths of its state begin with.
  public let name: String
  /// The arguments that all optimizers share.
  public let options: OptimizerOptions
  /// Whether the state for the variables exists.
  public private(set) var built = false
  /// The variables that the optimizer was built for.
  public private(set) var trainableVariables: [Variable] = []

  /// All state in Keras's order, whatever made it.
  var tracked: [Variable] = []
  let iteration: Variable
  var rateVariable: Variable?
  var schedule: (any LearningRateSchedule)?
  var averages: [Variable] = []
  var accumulators: [Variable] = []
  /// State arrays of the fused rules: `[array][variable]`.
  var states: [[Variable]] = []
  var indexOfVariable: [ObjectIdentifier: Int] = [:]
  var excluded: Set<ObjectIdentifier> = []
  var excludedNames: [String] = []
  /// The arguments that a configuration gave as integers.
  var givenIntegers: Config = [:]
  var decays: [Bool] = []
  var ledgers: [RowLedger?] = []
  var rowGroups: [RowGroups?] = []

  /// For subclasses: the arguments that all optimizers share.
  ///
  /// - Throws: `HornError` where options contradict each other or are out of range.
  public init(options: OptimizerOptions) throws {
    self.options = options
    let className = "\(Self.self)"
    try options.validate(className)
    name = options.name ?? ObjectNames.next(for: className)
    iteration = Variable(Tensor(zeros: [], dtype: .int32), name: "iteration", trainable: false)
    iteration.path = "\(name)/iteration"
    tracked = [iteration]
    switch options.learningRate {
    case .constant(let rate): keepRate(rate)
    case .schedule(let schedule): self.schedule = schedule
    }
  }

  /// Keras's class name.
  open var className: String { "\(type(of: self))" }

  // MARK: - What a subclass overrides

  /// Makes the state for the variables; done by the first ``apply(_:to:)`` where it was not before. Once ``built``, it
  /// changes nothing.
  ///
  /// A subclass returns where it is built already; else it calls `super.build` first, then
  /// ``addOptimizerVariables(for:names:initialValues:)``.
  ///
  /// - Throws: `HornError` for a variable that is not float32.
  open func build(_ variables: [Variable]) throws {
    guard !built else { return }
    for variable in variables where variable.dtype != .float32 {
      throw HornError(
        .dtype,
        "\(className): the variable \(variable.path) is \(variable.dtype); only float32 can be trained")
    }
    if options.useEma {
      averages = addOptimizerVariables(for: variables, names: ["average"])[0]
    }
    if accumulationSteps != nil {
      accumulators = addOptimizerVariables(for: variables, names: ["gradient_accumulator"])[0]
    }
    for (index, variable) in variables.enumerated() { indexOfVariable[ObjectIdentifier(variable)] = index }
    trainableVariables = variables
    ledgers = Array(repeating: nil, count: variables.count)
    rowGroups = Array(repeating: nil, count: variables.count)
    decays = variables.map { variable in
      options.weightDecay != nil && !excluded.contains(ObjectIdentifier(variable))
        && !excludedNames.contains { variable.name.contains($0) }
    }
    built = true
  }

  /// Changes one variable by one step; ``iterations`` does not count this step yet.
  ///
  /// The gradient has the shape of the variable and is clipped already; the weight decay is done.
  open func updateStep(_ gradient: Tensor, _ variable: Variable, learningRate: Float) throws {
    programmingError("\(className): override updateStep(_:_:learningRate:)")
  }

  /// The arguments under Keras's names; a subclass adds its own.
  open func getConfig() -> Config {
    [
      "name": .string(name),
      // Keras writes the float32 in full: 0.0010000000474974513.
      "learning_rate": schedule?.serialized ?? .double(Double(learningRate)),
      "weight_decay": ConfigValue(options.weightDecay),
      "clipnorm": ConfigValue(options.clipnorm),
      "global_clipnorm": ConfigValue(options.globalClipnorm),
      "clipvalue": ConfigValue(options.clipvalue),
      "use_ema": .bool(options.useEma),
      "ema_momentum": .double(options.emaMomentum),
      "ema_overwrite_frequency": ConfigValue(options.emaOverwriteFrequency),
      "loss_scale_factor": ConfigValue(options.lossScaleFactor),
      "gradient_accumulation_steps": ConfigValue(options.gradientAccumulationSteps),
    ]
  }

  /// The fused rule of this step, the same for all variables; nil where ``updateStep(_:_:learningRate:)`` does it.
  func rule(learningRate: Float) -> horn_update? { nil }

  /// Called once before the variables of a step change.
  func beginStep(learningRate: Float) {}

  // MARK: - Progress

  /// How many steps have changed the variables.
  public var iterations: Int { stepCount / (accumulationSteps ?? 1) }

  /// Over how many steps gradients are averaged; nil for each step, which 0 means, too.
  var accumulationSteps: Int? { options.gradientAccumulationSteps.flatMap { $0 == 0 ? nil : $0 } }

  /// How often ``apply(_:to:)`` was called.
  var stepCount: Int { Int(iteration.scalarInt32) }

  /// The learning rate of the next step.
  ///
  /// Setting it stops the program where a schedule gives it; see ``learningRateSchedule``.
  public var learningRate: Float {
    get { schedule.map { $0(stepCount) } ?? rateVariable?.scalarFloat ?? 0 }
    set {
      require(
        schedule == nil,
        "\(name): the learning rate comes from a schedule and cannot be set; set learningRateSchedule, or make the "
          + "optimizer with a number")
      rateVariable?.assign(Tensor(newValue))
    }
  }

  /// The schedule that gives the learning rate; nil where it is a number.
  ///
  /// Setting nil makes the learning rate of that moment a number.
  public var learningRateSchedule: (any LearningRateSchedule)? {
    get { schedule }
    set {
      let now = learningRate
      schedule = newValue
      if newValue != nil {
        tracked.removeAll { $0 === rateVariable }
        rateVariable = nil
      } else if rateVariable == nil {
        keepRate(now)
      }
    }
  }

  private func keepRate(_ rate: Float) {
    let variable = Variable(Tensor(rate), name: "learning_rate", trainable: false)
    variable.path = "\(name)/learning_rate"
    rateVariable = variable
    tracked.insert(variable, at: 1)
  }

  // MARK: - State

  /// The state, with Keras's names and in its order: iteration, learning rate, then the class's own.
  public var variables: [Variable] { tracked }

  /// The state that each variable has, kind by kind: `[kind][variable]`.
  package var slotVariables: [[Variable]] { states }

  /// Adds a state variable.
  @discardableResult
  public func addVariable(shape: Shape, initialValue: Double = 0, dtype: DType = .float32, name: String)
    -> Variable
  {
    let variable = Variable(
      Tensor(full: shape, initialValue, dtype: dtype), name: name, trainable: false)
    variable.path = "\(self.name)/\(name)"
    tracked.append(variable)
    return variable
  }

  /// Adds state variables of the shapes of the given ones; several names alternate, variable by variable.
  ///
  /// - Parameter initialValues: what the elements start from, a number for each name; nil for 0.
  /// - Returns: for each name, one state variable a variable.
  public func addOptimizerVariables(
    for variables: [Variable], names: [String], initialValues: [Double]? = nil
  ) -> [[Variable]] {
    require(
      initialValues.map { $0.count == names.count } ?? true,
      "\(name): there are \(initialValues?.count ?? 0) initial values for the \(names.count) names "
        + names.joined(separator: ", "))
    var added: [[Variable]] = names.map { _ in [] }
    for variable in variables {
      let prefix = String(variable.path.map { $0 == "/" ? "_" : $0 })
      for (k, name) in names.enumerated() {
        added[k].append(
          addVariable(
            shape: variable.shape, initialValue: initialValues?[k] ?? 0, name: "\(prefix)_\(name)"))
      }
    }
    return added
  }

  /// The place of a variable among those that the optimizer was built for.
  ///
  /// - Throws: `HornError` where it is none of them.
  public func index(of variable: Variable) throws -> Int {
    guard let index = indexOfVariable[ObjectIdentifier(variable)] else {
      throw HornError(
        .state,
        "\(name): the variable \(variable.path) is not one of those that the optimizer was built for; make a new "
          + "optimizer for other variables")
    }
    return index
  }

  /// Leaves variables out of weight decay; to be called before the optimizer is built, later it stops the program.
  ///
  /// Another call replaces what the one before left out.
  ///
  /// - Parameters:
  ///   - variables: these variables.
  ///   - names: and those whose name contains one of these texts (in Keras they are regular expressions).
  public func excludeFromWeightDecay(variables: [Variable] = [], names: [String] = []) {
    require(!built, "\(name): excludeFromWeightDecay must be called before the optimizer is built")
    excluded = Set(variables.map(ObjectIdentifier.init))
    excludedNames = names
  }

  /// Sets the variables to their moving averages where these are kept; `fit` does it after the last epoch.
  ///
  /// - Parameter variables: those that the optimizer was built for, in that order.
  /// - Throws: `HornError` where their number is another.
  public func finalizeVariableValues(_ variables: [Variable]) throws {
    guard options.useEma else { return }
    guard variables.count == averages.count else {
      throw HornError(
        .state,
        "\(name): \(variables.count) variables to set to their averages, but there are \(averages.count) averages"
      )
    }
    for (variable, average) in zip(variables, averages) { variable.assign(average.value) }
  }

  public func makeOptimizer() -> Optimizer { self }
}
