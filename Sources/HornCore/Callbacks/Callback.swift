/// Something that is told of training's progress and may change it. The methods do nothing by default.
///
///     final class StopAtTarget: Callback {
///       override func onEpochEnd(_ epoch: Int, logs: inout Logs) throws {
///         if logs["val_accuracy", default: 0] > 0.8 { model?.stopTraining = true }
///       }
///     }
///
/// The logs of a batch are the means since the epoch began. What a method throws ends the run.
open class Callback {
  /// The model that is trained, set before training begins.
  public package(set) weak var model: Model?
  /// The run's epochs and steps; nil before the first run.
  public package(set) var params: CallbackParameters?

  public init() {}

  open func onTrainBegin() throws {}
  open func onTrainEnd(logs: Logs) throws {}
  open func onEpochBegin(_ epoch: Int) throws {}
  /// An epoch is over, validation included; what is put into the logs is shown and stands in the history.
  open func onEpochEnd(_ epoch: Int, logs: inout Logs) throws {}
  open func onTrainBatchBegin(_ batch: Int) throws {}
  open func onTrainBatchEnd(_ batch: Int, logs: Logs) throws {}
  open func onTestBegin() throws {}
  open func onTestEnd(logs: Logs) throws {}
  open func onTestBatchBegin(_ batch: Int) throws {}
  open func onTestBatchEnd(_ batch: Int, logs: Logs) throws {}
  open func onPredictBegin() throws {}
  open func onPredictEnd() throws {}
  open func onPredictBatchBegin(_ batch: Int) throws {}
  open func onPredictBatchEnd(_ batch: Int) throws {}
}
