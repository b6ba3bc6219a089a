import HornTensor

/// The base of callbacks that watch one number of the logs getting better.
open class MonitorCallback: Callback {
  /// Which way is better.
  public enum Mode: String, NamedCase {
    /// Down for a loss, up for an accuracy: as the metric of that name says. Where that is not known, `fit` throws.
    case auto
    /// Less, or more, is better.
    case min, max

    public static let kind = "mode"
  }

  /// The name in the logs, `val_loss`.
  public let monitor: String
  /// Which way is better, as it was given.
  public let mode: Mode
  /// What a change must exceed to count; never negative.
  public let minDelta: Float
  /// The best number of this run so far; nil before the first.
  public internal(set) var best: Float?
  private var growsBetter: Bool?

  init(monitor: String, mode: Mode, minDelta: Float) {
    self.monitor = monitor
    self.mode = mode
    self.minDelta = abs(minDelta)
  }

  /// The monitored number; nil, with a warning, where the logs do not have it.
  func monitored(_ logs: Logs) -> Float? {
    if let value = logs[monitor] { return value }
    printWarning(
      "\(type(of: self)) watches \"\(monitor)\", which is not there; there are "
        + logs.keys.sorted().joined(separator: ", "))
    return nil
  }

  /// Whether the value is better than the other; anything is better than nothing.
  func isImprovement(_ value: Float, over other: Float?) throws -> Bool {
    let upwards = try growsBetter ?? direction()
    growsBetter = upwards
    guard let other else { return true }
    return upwards ? value - minDelta > other : value + minDelta < other
  }

  private func direction() throws -> Bool {
    switch mode {
    case .min: return false
    case .max: return true
    case .auto:
      let name = monitor.hasPrefix("val_") ? String(monitor.dropFirst(4)) : monitor
      if name == "loss" { return false }
      if let upwards = model?.growsBetter(name) { return upwards }
      throw HornError(
        .configuration,
        "\(type(of: self)): it is not known whether \"\(monitor)\" is to grow or to shrink; give mode .min or .max"
      )
    }
  }
}

extension Model {
  /// Whether greater is better for what stands under this name in the logs; nil where that is not known.
  func growsBetter(_ name: String) -> Bool? {
    if let metric = compiled?.named.first(where: { $0.name == name })?.metric {
      return compiled?.outputs.contains { $0.lossMean === metric } == true ? false : metric.growsBetter
    }
    return metrics.first { $0.name == name }?.growsBetter
  }
}

extension Metric {
  /// Whether greater is better; nil where that is not known.
  var growsBetter: Bool? {
    let name = className
    for ending in [
      "Accuracy", "AUC", "Precision", "Recall", "Sensitivity", "Specificity", "F1Score", "FBetaScore", "IoU",
      "R2Score", "CosineSimilarity", "SequenceLabeling",
    ]
    where name.hasSuffix(ending) {
      return true
    }
    for ending in ["Error", "Crossentropy", "Hinge", "KLDivergence", "Poisson", "LogCosh"]
    where name.hasSuffix(ending) {
      return false
    }
    return nil
  }
}
