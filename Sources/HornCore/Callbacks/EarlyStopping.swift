import HornTensor

/// Ends training when a number of the logs no longer gets better.
///
///     EarlyStopping(monitor: "val_loss", patience: 3, restoreBestWeights: true)
public final class EarlyStopping: MonitorCallback {
  /// After how many epochs without getting better training ends; 0 as 1.
  public let patience: Int
  /// What the number must get better than; nil for nothing.
  public let baseline: Float?
  /// Whether the weights of the best epoch are taken at the end.
  public let restoreBestWeights: Bool
  /// The first epoch that counts, counted from 0.
  public let startFromEpoch: Int
  private let verbose: Int
  /// The epoch after which training was stopped, counted from 0; 0 where it was not.
  public private(set) var stoppedEpoch = 0
  /// The best epoch so far, counted from 0; 0 where there was none.
  public private(set) var bestEpoch = 0
  private var wait = 0
  private var bestWeights: [Tensor]?

  /// - Parameters:
  ///   - monitor: the name in the logs.
  ///   - minDelta: what a change must exceed to count.
  ///   - patience: after how many epochs without getting better training ends; 0 as 1.
  ///   - verbose: 1 to print when it ends.
  ///   - mode: which way is better.
  ///   - baseline: only what is better than this too begins the patience anew; nil for none.
  ///   - restoreBestWeights: whether the weights of the best epoch are taken at the end, or the last ones.
  ///   - startFromEpoch: epochs before this one, counted from 0, are left out of account.
  public init(
    monitor: String = "val_loss", minDelta: Float = 0, patience: Int = 0, verbose: Int = 0,
    mode: Mode = .auto,
    baseline: Float? = nil, restoreBestWeights: Bool = false, startFromEpoch: Int = 0
  ) {
    self.patience = patience
    self.verbose = verbose
    self.baseline = baseline
    self.restoreBestWeights = restoreBestWeights
    self.startFromEpoch = startFromEpoch
    super.init(monitor: monitor, mode: mode, minDelta: minDelta)
  }

  public override func onTrainBegin() {
    wait = 0
    stoppedEpoch = 0
    best = nil
    bestWeights = nil
    bestEpoch = 0
  }

  public override func onEpochEnd(_ epoch: Int, logs: inout Logs) throws {
    guard let current = monitored(logs), epoch >= startFromEpoch else { return }
    if restoreBestWeights, bestWeights == nil {
      bestWeights = model?.getWeights()
      bestEpoch = epoch
    }
    wait += 1
    if try isImprovement(current, over: best) {
      best = current
      bestEpoch = epoch
      if restoreBestWeights { bestWeights = model?.getWeights() }
      if try isImprovement(current, over: baseline) { wait = 0 }
      return
    }
    if wait >= patience, epoch > 0 {
      stoppedEpoch = epoch
      model?.stopTraining = true
    }
  }

  public override func onTrainEnd(logs: Logs) throws {
    if stoppedEpoch > 0, verbose > 0 { Console.write("Epoch \(stoppedEpoch + 1): early stopping\n") }
    guard restoreBestWeights, let bestWeights else { return }
    if verbose > 0 {
      Console.write("Restoring model weights from the end of the best epoch: \(bestEpoch + 1).\n")
    }
    try model?.setWeights(bestWeights)
  }
}
