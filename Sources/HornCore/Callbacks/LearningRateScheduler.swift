import HornTensor

/// Sets the learning rate at the beginning of each epoch, and records it as `learning_rate`.
///
/// `fit` throws where the optimizer's learning rate comes from a schedule.
///
///     LearningRateScheduler { epoch, rate in epoch < 10 ? rate : rate * 0.9 }
public final class LearningRateScheduler: Callback {
  private let schedule: (Int, Float) throws -> Float
  private let verbose: Int

  /// - Parameters:
  ///   - schedule: gets the epoch, counted from 0, and the learning rate, and gives the new one.
  ///   - verbose: 1 to print it.
  public init(_ schedule: @escaping (_ epoch: Int, _ learningRate: Float) throws -> Float, verbose: Int = 0) {
    self.schedule = schedule
    self.verbose = verbose
  }

  public override func onEpochBegin(_ epoch: Int) throws {
    guard let optimizer = try settableOptimizer() else { return }
    let rate = try schedule(epoch, optimizer.learningRate)
    optimizer.learningRate = rate
    if verbose > 0 {
      Console.write("\nEpoch \(epoch + 1): LearningRateScheduler setting learning rate to \(rate).\n")
    }
  }

  public override func onEpochEnd(_ epoch: Int, logs: inout Logs) {
    logs["learning_rate"] = model?.optimizer?.learningRate
  }
}

extension Callback {
  /// The model's optimizer.
  ///
  /// - Throws: `HornError` where its learning rate comes from a schedule and so cannot be set.
  func settableOptimizer() throws -> Optimizer? {
    guard let optimizer = model?.optimizer else { return nil }
    guard optimizer.learningRateSchedule == nil else {
      throw HornError(
        .configuration,
        "\(type(of: self)): the learning rate of \(optimizer.name) comes from a schedule; make the optimizer with a "
          + "number")
    }
    return optimizer
  }
}
