/// What `fit` returns: the metrics of each epoch.
public struct History: Hashable, Sendable {
  /// The epochs that were run, counted from 0.
  public package(set) var epoch: [Int] = []
  /// The metrics by name (`loss`, `accuracy`, `val_loss`, …), a value for each epoch.
  public package(set) var history: [String: [Float]] = [:]

  /// The values of one metric; empty where there is none of this name.
  public subscript(name: String) -> [Float] { history[name] ?? [] }

  mutating func append(epoch: Int, logs: Logs) {
    self.epoch.append(epoch)
    for (name, value) in logs { history[name, default: []].append(value) }
  }
}

/// Metrics by name.
public typealias Logs = [String: Float]
