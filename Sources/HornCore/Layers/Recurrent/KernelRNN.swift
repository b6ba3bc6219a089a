import HornTensor

/// The base of SimpleRNN, LSTM and GRU: an ``RNN`` that makes its cell itself and takes the cell's arguments.
public class KernelRNN<Cell: KernelCell & KerasSerializable>: RNN, RecurrentOptionsOwner {
  let kernelCell: Cell

  init(
    cell: Cell, returnSequences: Bool, returnState: Bool, goBackwards: Bool, stateful: Bool, unroll: Bool,
    zeroOutputForMask: Bool, activityRegularizer: Regularizer?, name: String?, trainable: Bool,
    dtype: DType
  ) {
    kernelCell = cell
    super.init(
      cell: cell, returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards,
      stateful: stateful, unroll: unroll, zeroOutputForMask: zeroOutputForMask,
      activityRegularizer: activityRegularizer, name: name, trainable: trainable, dtype: dtype)
    inputSpec = InputSpec(ndim: 3)
  }

  public required init(config: ConfigReader) throws {
    kernelCell = try Cell(config: config.inner(name: ObjectNames.snakeCase(Cell.kerasName)))
    // It is the layer's.
    kernelCell.activityRegularizer = nil
    if kernelCell.gates > 1 { try CudnnUse.check(config) }
    try super.init(cell: kernelCell, config: config)
    inputSpec = InputSpec(ndim: 3)
  }

  public var options: RecurrentOptions { kernelCell.options }
  /// The weight `[features, gates · units]`, once the layer is built.
  public var kernel: Variable? { kernelCell.kernel }
  /// The weight `[units, gates · units]`, once the layer is built.
  public var recurrentKernel: Variable? { kernelCell.recurrentKernel }
  /// The bias, once the layer is built, unless it has none.
  public var bias: Variable? { kernelCell.bias }

  override var cellConfig: Config {
    kernelCell.cellConfig.merging(["activity_regularizer": activityRegularizer?.serialized ?? .null]) { $1 }
  }

  /// How a fused operation goes through the sequences.
  var recurrenceOptions: RecurrenceOptions {
    RecurrenceOptions(
      returnSequences: returnSequences, goBackwards: goBackwards, zeroOutputForMask: zeroOutputForMask,
      inTimeOrder: givesTimeOrder)
  }
}
