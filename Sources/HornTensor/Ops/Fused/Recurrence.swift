import HornKernels

/// The recurrent cells that have fused kernels.
enum RecurrentCellKind: Int32, Sendable {
  case simple, lstm, gru

  var stateCount: Int { self == .lstm ? 2 : 1 }
}

/// A recurrence over whole sequences, kept for its gradient.
struct Recurrence: Sendable {
  let cell: RecurrentCellKind
  let inputs: RecurrenceInputs
  /// `[units, gates · units]`.
  let recurrent: Tensor
  /// `[gates · units]`; GRU only.
  let recurrentBias: Tensor?
  /// `[batch, units]` for each state; empty for zeros.
  let initial: [Tensor]
  /// `[batch, time]`, bool.
  let mask: Tensor?
  let activation, recurrentActivation: FusedActivation
  let options: RecurrenceOptions
  /// GRU only.
  let resetAfter: Bool
  private let plan: Tensor?

  init(
    cell: RecurrentCellKind, inputs: RecurrenceInputs, recurrent: Tensor, recurrentBias: Tensor? = nil,
    initial: [Tensor], mask: Tensor?, activation: FusedActivation,
    recurrentActivation: FusedActivation = .sigmoid,
    options: RecurrenceOptions, resetAfter: Bool = false
  ) {
    self.init(
      cell: cell, inputs: inputs, recurrent: recurrent, recurrentBias: recurrentBias, initial: initial,
      mask: mask,
      activation: activation, recurrentActivation: recurrentActivation, options: options,
      resetAfter: resetAfter,
      plan: nil)
  }

  private init(
    cell: RecurrentCellKind, inputs: RecurrenceInputs, recurrent: Tensor, recurrentBias: Tensor?,
    initial: [Tensor], mask: Tensor?, activation: FusedActivation, recurrentActivation: FusedActivation,
    options: RecurrenceOptions, resetAfter: Bool, plan: Tensor?
  ) {
    self.cell = cell
    self.inputs = inputs
    self.recurrent = recurrent
    self.recurrentBias = recurrentBias
    self.initial = initial
    self.mask = mask
    self.activation = activation
    self.recurrentActivation = recurrentActivation
    self.options = options
    self.resetAfter = resetAfter
    self.plan = plan
  }

  private var units: Int { recurrent.shape[0] }

  /// The outputs (`[batch, time, units]`, or the last one's `[batch, units]`) and the final states.
  func run() -> (output: Tensor, states: [Tensor]) {
    let (batch, time) = (inputs.batch, inputs.time)
    let all =
      [inputs.values, recurrent] + [inputs.kernel, inputs.bias, recurrentBias].compactMap(\.self) + initial
    let tracked = all.contains(where: \.isTracked)
    let fixed = planned()

    let output = Tensor(uninitialized: options.returnSequences ? [batch, time, units] : [batch, units])
    let states = (0..<cell.stateCount).map { _ in Tensor(uninitialized: [batch, units]) }
    let kept = fixed.withKernelArguments { arguments in
      let kept = tracked ? Tensor(uninitialized: [horn_recurrence_kept_size(arguments)]) : nil
      let pointers = states.map { Optional($0.mutableF32) } + [nil]
      horn_recurrence_forward(
        arguments, kept?.mutableF32, options.returnSequences ? output.mutableF32 : nil,
        options.returnSequences ? nil : output.mutableF32, pointers)
      return kept
    }
    guard tracked, let kept else { return (output, states) }
    let needsX = inputs.values.isTracked
    let needsInitial = initial.map(\.isTracked)
    let results = Tensor.derived([output] + states, fromAny: all) {
      fixed.gradients($0, kept: kept, needsX: needsX, needsInitial: needsInitial)
    }
    return (results[0], Array(results.dropFirst()))
  }

  /// The gradients of values, recurrent, kernel, bias, recurrentBias and initial states, of those that there are.
  private func gradients(
    _ dy: [Tensor?], kept: Tensor, needsX: Bool, needsInitial: [Bool]
  ) -> [Gradient?] {
    withKernelArguments { arguments in
      let live = horn_recurrence_live_steps(arguments)
      let readsTable = inputs.places != nil && inputs.kernel != nil
      let places = inputs.batch * inputs.time
      let dPlaces =
        needsX && readsTable ? Tensor(uninitialized: [live], dtype: .int32, capacity: places) : nil
      let dx =
        needsX || inputs.kernel == nil
        ? readsTable
          ? Tensor(uninitialized: [live, inputs.features], capacity: places * inputs.features)
          : Tensor(uninitialized: inputs.values.shape) : nil
      let dRecurrent = Tensor(uninitialized: recurrent.shape)
      let dKernel = inputs.kernel.map { Tensor(uninitialized: $0.shape) }
      let dBias = inputs.bias.map { Tensor(uninitialized: $0.shape) }
      let dRecurrentBias = recurrentBias.map { Tensor(uninitialized: $0.shape) }
      let dInitial = needsInitial.map { $0 ? Tensor(uninitialized: [inputs.batch, units]) : nil }
      var gradients = horn_recurrence_gradients(
        d_sequence: options.returnSequences ? dy[0]?.f32 : nil,
        d_last: options.returnSequences ? nil : dy[0]?.f32,
        d_final: (dy[1]?.f32, dy.count > 2 ? dy[2]?.f32 : nil),
        d_x: dx?.mutableF32, d_places: dPlaces?.mutableI32, d_kernel: dKernel?.mutableF32,
        d_recurrent: dRecurrent.mutableF32, d_bias: dBias?.mutableF32,
        d_recurrent_bias: dRecurrentBias?.mutableF32,
        d_initial: (dInitial.first??.mutableF32, dInitial.count > 1 ? dInitial[1]?.mutableF32 : nil))
      horn_recurrence_backward(arguments, kept.f32, &gradients)
      withExtendedLifetime(dy) {}
      let first: Gradient? = dx.map {
        guard let dPlaces else { return .dense($0) }
        return .rows(RowGradient(indices: dPlaces, values: $0, shape: inputs.values.shape))
      }
      return [first, .dense(dRecurrent)]
        + [dKernel, dBias, dRecurrentBias].compactMap { $0.map { .dense($0) } }
        + dInitial.map { $0.map { .dense($0) } }
    }
  }

  /// The same without ties to the gradient graph, and with the order of the work laid down.
  private func planned() -> Recurrence {
    let plan = withKernelArguments { arguments in
      let plan = Tensor(uninitialized: [horn_recurrence_plan_size(arguments)], dtype: .int32)
      horn_recurrence_make_plan(arguments, plan.mutableI32)
      return plan
    }
    return Recurrence(
      cell: cell, inputs: inputs.detached, recurrent: recurrent.detached,
      recurrentBias: recurrentBias?.detached,
      initial: initial.map(\.detached), mask: mask, activation: activation,
      recurrentActivation: recurrentActivation, options: options, resetAfter: resetAfter, plan: plan)
  }

  private func withKernelArguments<Result>(_ body: (UnsafePointer<horn_recurrence>) -> Result) -> Result {
    var arguments = horn_recurrence(
      cell: cell.rawValue, activation: activation.rawValue,
      recurrent_activation: recurrentActivation.rawValue,
      go_backwards: options.goBackwards ? 1 : 0, zero_output_for_mask: options.zeroOutputForMask ? 1 : 0,
      time_order: options.inTimeOrder ? 1 : 0, reset_after: resetAfter ? 1 : 0,
      batch: inputs.batch, time: inputs.time, features: inputs.features, units: units,
      x: inputs.values.f32, places: inputs.places?.i32,
      rows: inputs.places == nil ? 0 : inputs.values.shape[0],
      kernel: inputs.kernel?.f32, recurrent: recurrent.f32, bias: inputs.bias?.f32,
      recurrent_bias: recurrentBias?.f32,
      initial: (initial.first?.f32, initial.count > 1 ? initial[1].f32 : nil), mask: mask?.u8, plan: plan?.i32
    )
    return withExtendedLifetime(self) { body(&arguments) }
  }
}
