import HornTensor

/// Inputs, targets and weights of samples: one batch of what `fit` was given.
///
/// ``Model/trainStep(_:)`` gets one. With one input and one output, ``x``, ``y`` and ``sampleWeight`` are all there is;
/// with several, take ``inputs``, ``targets`` and ``sampleWeights``.
public struct TrainingBatch: Sendable {
  /// The inputs in the order in which the model takes them, each `[batch, …]`.
  public internal(set) var inputs: [Tensor]
  /// The targets in the order of the outputs, each `[batch, …]`; empty where none were given.
  public internal(set) var targets: [Tensor]
  /// A weight for each target, or nil; empty where none were given.
  public internal(set) var sampleWeights: [Tensor?]

  /// A batch as a step gets it; whether the lengths fit each other is not looked at.
  public init(inputs: [Tensor], targets: [Tensor] = [], sampleWeights: [Tensor?] = []) {
    self.inputs = inputs
    self.targets = targets
    self.sampleWeights = sampleWeights
  }

  /// How many samples there are.
  public var count: Int { inputs.first?.shape.first ?? 0 }

  /// The one input.
  ///
  /// - Throws: `HornError` where there are several.
  public var x: Tensor { get throws { try single(inputs, "inputs", "x") } }

  /// The targets of the one output.
  ///
  /// - Throws: `HornError` where there are none or several.
  public var y: Tensor { get throws { try single(targets, "targets", "y") } }

  /// The weights for the one output; nil for none.
  public var sampleWeight: Tensor? { sampleWeights.first ?? nil }

  private func single(_ tensors: [Tensor], _ list: String, _ name: String) throws -> Tensor {
    guard tensors.count == 1 else {
      throw HornError(.state, "the batch has \(tensors.count) \(list); \(name) is for one: take \(list)")
    }
    return tensors[0]
  }

  /// Keras's `class_weight`: a sample's weight by its class, 1 for classes that are not named.
  mutating func apply(_ classWeight: [Int: Float], what: String) throws {
    guard sampleWeights.isEmpty else {
      throw HornError(.configuration, "\(what): give classWeight or sampleWeight, not both")
    }
    guard targets.count == 1 else {
      throw HornError(.configuration, "\(what): classWeight needs targets y of one output")
    }
    var labels = targets[0]
    guard labels.dtype != .string else {
      throw HornError(.dtype, "\(what): classWeight needs classes as numbers, but y has strings")
    }
    if labels.rank > 1, labels.shape[labels.rank - 1] != 1 { labels = argmax(labels, axis: -1) }
    guard labels.elementCount == count else {
      throw HornError(
        .shape, "\(what): classWeight needs one class a sample, but y has the shape \(targets[0].shape)")
    }
    let weights = labels.floats.map { label in
      Int(exactly: label.rounded(.toNearestOrEven)).flatMap { classWeight[$0] } ?? 1
    }
    sampleWeights = [Tensor(weights)]
  }
}
