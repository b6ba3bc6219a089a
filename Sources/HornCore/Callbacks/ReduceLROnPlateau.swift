import HornTensor

/// Lowers the learning rate when a number of the logs no longer gets better, and records it as `learning_rate`.
///
/// `fit` throws where the optimizer's learning rate comes from a schedule.
public final class ReduceLROnPlateau: MonitorCallback {
  /// What the learning rate is multiplied by.
  public let factor: Float
  /// After how many epochs without getting better it is lowered.
  public let patience: Int
  /// With which epoch after that counting begins again; 0 and 1 mean the next.
  public let cooldown: Int
  /// The lowest learning rate.
  public let minLearningRate: Float
  private let verbose: Int
  private var wait = 0
  private var cooldownLeft = 0

  /// - Parameters:
  ///   - monitor: the name in the logs.
  ///   - factor: what the learning rate is multiplied by, below 1; else the program stops.
  ///   - patience: after how many epochs without getting better it is lowered.
  ///   - verbose: 1 to print it.
  ///   - mode: which way is better.
  ///   - minDelta: what a change must exceed to count.
  ///   - cooldown: with which epoch after that counting begins again; 0 and 1 mean the next, as in Keras.
  ///   - minLr: the lowest learning rate.
  public init(
    monitor: String = "val_loss", factor: Float = 0.1, patience: Int = 10, verbose: Int = 0,
    mode: Mode = .auto,
    minDelta: Float = 1e-4, cooldown: Int = 0, minLr: Float = 0, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    require(
      factor < 1, "ReduceLROnPlateau: factor must be below 1, got \(factor)", file: file, line: line)
    self.factor = factor
    self.patience = patience
    self.verbose = verbose
    self.cooldown = cooldown
    minLearningRate = minLr
    super.init(monitor: monitor, mode: mode, minDelta: minDelta)
  }

  public override func onTrainBegin() {
    best = nil
    wait = 0
    cooldownLeft = 0
  }

  public override func onEpochEnd(_ epoch: Int, logs: inout Logs) throws {
    guard let optimizer = try settableOptimizer() else { return }
    logs["learning_rate"] = optimizer.learningRate
    guard let current = monitored(logs) else { return }
    if cooldownLeft > 0 {
      cooldownLeft -= 1
      wait = 0
    }
    if try isImprovement(current, over: best) {
      best = current
      wait = 0
    } else if cooldownLeft == 0 {
      wait += 1
      if wait >= patience, optimizer.learningRate > minLearningRate { lower(optimizer, epoch) }
    }
  }

  private func lower(_ optimizer: Optimizer, _ epoch: Int) {
    let rate = max(optimizer.learningRate * factor, minLearningRate)
    optimizer.learningRate = rate
    if verbose > 0 {
      Console.write("\nEpoch \(epoch + 1): ReduceLROnPlateau reducing learning rate to \(rate).\n")
    }
    cooldownLeft = cooldown
    wait = 0
  }
}
