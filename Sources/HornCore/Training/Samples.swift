import HornKernels
import HornTensor

/// Inputs, targets and weights of samples: what `fit` was given, or one batch of it.
struct Samples {
  var x: [Tensor]
  var y: [Tensor]
  var sampleWeight: Tensor?

  var count: Int { x.first?.shape.first ?? 0 }

  /// - Throws: `HornError` where lengths differ, or nothing is there.
  init(x: [Tensor], y: [Tensor], sampleWeight: Tensor? = nil, what: String) throws {
    self.x = x.map(Self.standard)
    self.y = y.map(Self.standard)
    self.sampleWeight = sampleWeight.map(Self.standard)
    for (name, tensors) in [
      ("x", self.x), ("y", self.y), ("sampleWeight", self.sampleWeight.map { [$0] } ?? []),
    ] {
      for tensor in tensors {
        guard tensor.rank > 0 else {
          throw HornError(.shape, "\(what): \(name) is a single number; it needs an axis for the samples")
        }
        guard tensor.shape[0] == count else {
          throw HornError(
            .shape,
            "\(what): x has \(count) samples, but \(name) has \(tensor.shape[0]) (shapes \(self.x[0].shape) and "
              + "\(tensor.shape)); they must have as many")
        }
      }
    }
    guard count > 0 else {
      throw HornError(.shape, "\(what): the data are empty (x has the shape \(self.x[0].shape))")
    }
  }

  private init(x: [Tensor], y: [Tensor], sampleWeight: Tensor?) {
    self.x = x
    self.y = y
    self.sampleWeight = sampleWeight
  }

  private static func standard(_ tensor: Tensor) -> Tensor {
    tensor.dtype == .float64 ? cast(tensor.detached, .float32) : tensor.detached
  }

  /// Keras's `class_weight`: a sample's weight by its class, 1 for classes that are not named.
  mutating func apply(_ classWeight: [Int: Float], what: String) throws {
    guard sampleWeight == nil else {
      throw HornError(.configuration, "\(what): give classWeight or sampleWeight, not both")
    }
    guard y.count == 1 else {
      throw HornError(.configuration, "\(what): classWeight needs targets y of one output")
    }
    var labels = y[0]
    guard labels.dtype != .string else {
      throw HornError(.dtype, "\(what): classWeight needs classes as numbers, but y has strings")
    }
    if labels.rank > 1, labels.shape[labels.rank - 1] != 1 { labels = argmax(labels, axis: -1) }
    guard labels.elementCount == count else {
      throw HornError(
        .shape, "\(what): classWeight needs one class a sample, but y has the shape \(y[0].shape)")
    }
    let weights = labels.floats.map { label in
      Int(exactly: label.rounded(.toNearestOrEven)).flatMap { classWeight[$0] } ?? 1
    }
    sampleWeight = Tensor(weights)
  }

  /// The samples from start on, or those that the order names there.
  func batch(from start: Int, count: Int, order: Tensor?) -> Samples {
    let take = { (tensor: Tensor) in Samples.rows(tensor, from: start, count: count, order: order) }
    return Samples(x: x.map(take), y: y.map(take), sampleWeight: sampleWeight.map(take))
  }

  static func rows(_ tensor: Tensor, from start: Int, count: Int, order: Tensor?) -> Tensor {
    let shape = Shape([count] + tensor.shape.dimensions.dropFirst())
    let length = tensor.shape.dimensions.dropFirst().reduce(1, *)
    if tensor.dtype == .string {
      let indices = order.map { Array($0.ints[start..<start + count]) } ?? Array(start..<start + count)
      return Tensor(indices.flatMap { tensor.storage.strings[$0 * length..<($0 + 1) * length] }, shape: shape)
    }
    let result = Tensor(uninitialized: shape, dtype: tensor.dtype)
    let rowBytes = length * tensor.dtype.byteCount
    if let order {
      horn_gather_rows(
        result.storage.pointer, tensor.storage.pointer, order.i32 + start, count, tensor.shape[0], rowBytes)
    } else {
      result.storage.pointer.copyMemory(
        from: tensor.storage.pointer + start * rowBytes, byteCount: count * rowBytes)
    }
    return result
  }

  /// The first samples and the last fraction of them, as Keras's `validation_split`.
  func split(validation fraction: Double) throws -> (training: Samples, validation: Samples) {
    guard fraction > 0, fraction < 1 else {
      throw HornError(.value, "fit: validationSplit must be between 0 and 1, got \(fraction)")
    }
    let at = Int((Double(count) * (1 - fraction)).rounded(.down))
    guard at > 0, at < count else {
      throw HornError(
        .value,
        "fit: validationSplit \(fraction) of \(count) samples leaves none for training or none for validation; give "
          + "more samples or another fraction")
    }
    return (batch(from: 0, count: at, order: nil), batch(from: at, count: count - at, order: nil))
  }
}
