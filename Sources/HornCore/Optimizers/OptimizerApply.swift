import HornKernels
import HornTensor

extension Optimizer {
  /// Takes one step; without variables nothing happens.
  ///
  /// - Parameters:
  ///   - gradients: one a variable; nil leaves the variable as it is.
  ///   - variables: on the first call those that the optimizer is built for, later any of them.
  /// - Throws: `HornError` where the numbers differ, a gradient has not its variable's shape, all gradients are nil,
  ///   a variable is unknown, or is not float32.
  public func apply(_ gradients: [Gradient?], to variables: [Variable]) throws {
    guard gradients.count == variables.count else {
      throw HornError(.shape, "\(name): \(gradients.count) gradients for \(variables.count) variables")
    }
    guard !gradients.isEmpty else { return }
    if !built { try build(variables) }
    var steps: [Step] = []
    steps.reserveCapacity(gradients.count)
    for (position, variable) in variables.enumerated() {
      let known = position < trainableVariables.count && trainableVariables[position] === variable
      let index = known ? position : try index(of: variable)
      guard let gradient = gradients[position] else { continue }
      guard gradient.shape == variable.shape else {
        throw HornError(
          .shape,
          "\(name): the gradient of \(variable.path) has the shape \(gradient.shape), the variable \(variable.shape)"
        )
      }
      steps.append(Step(index: index, variable: variable, gradient: gradient))
    }
    guard !steps.isEmpty else {
      throw HornError(
        .state, "\(name): the loss depends on none of the variables: there is no gradient to apply")
    }
    if steps.count < gradients.count { warnOfMissing(gradients, variables) }
    try take(&steps)
    iteration.updateScalarInt32(by: 1)
  }

  /// Takes one step with dense gradients, one a variable; errors are those of the form with `Gradient`.
  public func apply(_ gradients: [Tensor], to variables: [Variable]) throws {
    try apply(gradients.map { .dense($0) }, to: variables)
  }

  /// The loss times ``OptimizerOptions/lossScaleFactor``, by which the gradients are divided again.
  public func scaleLoss(_ loss: Tensor) -> Tensor {
    guard let factor = options.lossScaleFactor else { return loss }
    return loss.scaled(by: Float(factor)).derived(from: loss) { $0.scaled(by: Float(factor)) }
  }

  /// What one variable has to do with a step.
  struct Step {
    let index: Int
    let variable: Variable
    var gradient: Gradient
  }

  private func warnOfMissing(_ gradients: [Gradient?], _ variables: [Variable]) {
    guard stepCount == 0 else { return }
    let missing = zip(gradients, variables).filter { $0.0 == nil }.map(\.1.path)
    printWarning(
      "\(name): there are no gradients for \(missing.joined(separator: ", ")); the loss does not depend on them"
    )
  }

  private func take(_ steps: inout [Step]) throws {
    if let factor = options.lossScaleFactor {
      for i in steps.indices { steps[i].gradient = steps[i].gradient.scaled(by: 1, over: Float(factor)) }
    }
    if let count = accumulationSteps {
      if (stepCount + 1) % count == 0 {
        for i in steps.indices { averageAccumulated(&steps[i], count) }
        try update(&steps)
      } else {
        for step in steps { accumulate(step) }
      }
    } else {
      try update(&steps)
    }
    if options.useEma { updateAverages() }
    for step in steps {
      if let constraint = step.variable.constraint { step.variable.assign(constraint(step.variable.value)) }
    }
  }

  private func update(_ steps: inout [Step]) throws {
    clip(&steps)
    let rate = learningRate
    if let decay = options.weightDecay {
      for step in steps where decays[step.index] {
        step.variable.update { horn_weight_decay($0.mutableF32, Float(decay), rate, $0.elementCount) }
      }
    }
    beginStep(learningRate: rate)
    if var rule = rule(learningRate: rate) {
      for step in steps { fused(step, &rule) }
    } else {
      for step in steps { try updateStep(step.gradient.tensor, step.variable, learningRate: rate) }
    }
  }

  private func fused(_ step: Step, _ rule: inout horn_update) {
    if case .rows(let gradient) = step.gradient, let ledger = ledger(for: step, rule) {
      ledger.apply(gradient, rule: &rule)
      return
    }
    let gradient = step.gradient.tensor
    withStates(step.index) { states in
      step.variable.update { x in
        horn_update_dense(&rule, x.mutableF32, states, gradient.f32, x.elementCount)
      }
    }
  }

  /// The account of a table whose rows can be updated by themselves; nil where the whole table must be passed over.
  private func ledger(for step: Step, _ rule: horn_update) -> RowLedger? {
    guard !options.useEma, !decays[step.index], step.variable.constraint == nil else { return nil }
    if let ledger = ledgers[step.index] { return ledger }
    let ledger = RowLedger(
      step.variable, states: states.map { $0[step.index] }, groups: groups(of: step), rule: rule)
    ledgers[step.index] = ledger
    return ledger
  }

  /// Calls the body with the addresses of a variable's state arrays, which it may write.
  private func withStates(_ index: Int, _ body: (UnsafePointer<UnsafeMutablePointer<Float>?>) -> Void) {
    withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<Float>?.self, capacity: 3) { pointers in
      for k in 0..<3 {
        pointers[k] = k < states.count ? states[k][index].update { $0.mutableF32 } : nil
      }
      if let base = pointers.baseAddress { body(UnsafePointer(base)) }
    }
  }

  // MARK: - Clipping

  private func clip(_ steps: inout [Step]) {
    if let limit = options.clipnorm, limit > 0 {
      for i in steps.indices {
        let gradient = combined(steps[i])
        let norm = Float(gradient.squareSum.squareRoot())
        steps[i].gradient = gradient.scaled(by: Float(limit), over: max(norm, Float(limit), keepingNaN: true))
      }
    } else if let limit = options.globalClipnorm, limit > 0 {
      var sum = 0.0
      for i in steps.indices {
        steps[i].gradient = combined(steps[i])
        sum += steps[i].gradient.squareSum
      }
      let norm = Float(sum.squareRoot())
      // An infinite or undefined norm makes all gradients NaN, as in Keras.
      let factor = Float(limit) * min(1 / norm, 1 / Float(limit)) + (norm - norm)
      for i in steps.indices { steps[i].gradient = steps[i].gradient.scaled(by: factor) }
    } else if let limit = options.clipvalue, limit > 0 {
      for i in steps.indices { steps[i].gradient = combined(steps[i]).clipped(to: Float(limit)) }
    }
  }

  /// The gradient of a step with each row at most once.
  private func combined(_ step: Step) -> Gradient {
    guard case .rows(let rows) = step.gradient else { return step.gradient }
    return .rows(rows.combined(with: groups(of: step)))
  }

  private func groups(of step: Step) -> RowGroups {
    if let groups = rowGroups[step.index] { return groups }
    let groups = RowGroups(rows: step.variable.shape.first ?? 0)
    rowGroups[step.index] = groups
    return groups
  }

  private func max(_ a: Float, _ b: Float, keepingNaN: Bool) -> Float { a.isNaN ? a : Swift.max(a, b) }

  // MARK: - Accumulation and averages

  private func accumulate(_ step: Step) {
    let gradient = step.gradient.tensor
    accumulators[step.index].update {
      horn_add_f32($0.mutableF32, $0.f32, gradient.f32, $0.elementCount)
    }
  }

  private func averageAccumulated(_ step: inout Step, _ count: Int) {
    let gradient = step.gradient.tensor
    let sum = Tensor(uninitialized: gradient.shape)
    accumulators[step.index].update {
      horn_add_f32(sum.mutableF32, gradient.f32, $0.f32, sum.elementCount)
      horn_fill_f32($0.mutableF32, 0, $0.elementCount)
    }
    horn_scale_f32(sum.mutableF32, sum.f32, 1, Float(count), sum.elementCount)
    step.gradient = .dense(sum)
  }

  private func updateAverages() {
    let momentum = iterations == 0 ? 0 : Float(options.emaMomentum)
    let overwrites = options.emaOverwriteFrequency.map { (iterations + 1) % $0 == 0 } ?? false
    for (variable, average) in zip(trainableVariables, averages) {
      let value = variable.value
      average.update { horn_moving_average($0.mutableF32, value.f32, momentum, $0.elementCount) }
      if overwrites { variable.copy(from: average) }
    }
  }
}
