/// Something that is told of training's progress and may change it. The methods do nothing by default.
///
///     final class StopAtTarget: Callback {
///       override func onEpochEnd(_ epoch: Int, logs: inout Logs) throws {
///         if logs["val_accuracy", default: 0] > 0.8 { model?.stopTraining = true }
///       }
///     }
///
/// Epochs and steps count from 0. The logs of a step are the means since the epoch began. What a method throws ends the
/// run, and is what `fit`, `evaluate` or `predict` throws.
open class Callback {
  /// The model that is trained, evaluated or asked for predictions; set before the run begins.
  public package(set) weak var model: Model?
  /// The run's epochs and steps; nil before the first run.
  public package(set) var params: CallbackParameters?

  /// A callback that does nothing.
  public init() {}

  /// `fit` begins, before its first epoch.
  open func onTrainBegin() throws {}
  /// `fit` ends; the logs are those of its last epoch, and moving averages are in the weights. Not after an error.
  open func onTrainEnd(logs: Logs) throws {}
  /// An epoch begins.
  open func onEpochBegin(_ epoch: Int) throws {}
  /// An epoch is over, validation included; what is put into the logs is shown and stands in the history.
  open func onEpochEnd(_ epoch: Int, logs: inout Logs) throws {}
  /// A step of training begins; steps count from 0 in each epoch.
  open func onTrainBatchBegin(_ batch: Int) throws {}
  /// A step of training is done; the weights are changed.
  open func onTrainBatchEnd(_ batch: Int, logs: Logs) throws {}
  /// `evaluate`, or a validation in `fit`, begins.
  open func onTestBegin() throws {}
  /// It is over; in the logs of a validation too, names have no `val_`.
  open func onTestEnd(logs: Logs) throws {}
  /// A step of evaluation begins.
  open func onTestBatchBegin(_ batch: Int) throws {}
  /// A step of evaluation is done; the logs are the means so far.
  open func onTestBatchEnd(_ batch: Int, logs: Logs) throws {}
  /// `predict` begins.
  open func onPredictBegin() throws {}
  /// `predict` ends.
  open func onPredictEnd() throws {}
  /// A step of prediction begins.
  open func onPredictBatchBegin(_ batch: Int) throws {}
  /// A step of prediction is done.
  open func onPredictBatchEnd(_ batch: Int) throws {}
}
