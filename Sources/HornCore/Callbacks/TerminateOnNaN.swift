/// Ends training when the loss is not a number, or infinite.
public final class TerminateOnNaN: Callback {
  public override init() {}

  public override func onTrainBatchEnd(_ batch: Int, logs: Logs) {
    guard let loss = logs["loss"], !loss.isFinite else { return }
    Console.write("Batch \(batch): Invalid loss, terminating training\n")
    model?.stopTraining = true
  }
}
