import HornTensor

/// Ends training when the loss is not a number, or infinite.
public final class TerminateOnNaN: Callback {
  /// Whether `fit` throws at once.
  public let raiseError: Bool

  /// - Parameter raiseError: whether `fit` throws a `HornError` at once; otherwise it ends as usual and returns.
  public init(raiseError: Bool = false) {
    self.raiseError = raiseError
  }

  public override func onTrainBatchEnd(_ batch: Int, logs: Logs) throws {
    guard let loss = logs["loss"], !loss.isFinite else { return }
    guard !raiseError else {
      throw HornError(
        .value,
        "TerminateOnNaN: the loss is \(loss) at step \(batch + 1) of the epoch; lower the learning rate, clip the "
          + "gradients, or look for NaN in the data")
    }
    Console.write("Batch \(batch): Invalid loss, terminating training\n")
    model?.stopTraining = true
  }
}
