import HornKernels
import HornTensor

/// The base of all metrics: what is gathered over the batches of an epoch.
///
///     final class Bias: Metric {
///       private var total = 0.0, count = 0.0
///       override func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) throws {
///         total += Double(sum(yPred - yTrue).item)
///         count += Double(yTrue.elementCount)
///       }
///       override func result() -> Float { count == 0 ? 0 : Float(total / count) }
///       override func resetState() { (total, count) = (0, 0) }
///     }
open class Metric {
  /// How it is shown and found in a `History`.
  public package(set) var name: String
  /// What ``getConfig()`` tells; sums are kept in double precision.
  public let dtype: DType

  /// - Parameters:
  ///   - name: nil makes one up from ``className``: `false_positives`, `false_positives_1`, …
  ///   - dtype: what `getConfig` tells; sums are kept in double precision.
  public init(name: String? = nil, dtype: DType = .float32) {
    self.name = name ?? ""
    self.dtype = dtype
    // Keras's name of the class, which can be asked for only now.
    if name == nil { self.name = ObjectNames.next(for: className) }
    horn_layers_changed()
  }

  /// The class's name in configurations.
  open var className: String { String(describing: type(of: self)) }

  /// Takes in a batch.
  ///
  /// The mask that `yPred` carries leaves values out of means such as ``MeanMetricWrapper`` and the accuracies, and steps
  /// out of a ``SequenceLabeling``; the other metrics pass it over, as in Keras.
  ///
  /// - Parameter sampleWeight: what each sample counts. Default: 1.
  /// - Throws: `HornError` if shapes do not fit.
  open func updateState(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) throws {
    programmingError("\(className) must override updateState(_:_:sampleWeight:)")
  }

  /// The value over all batches since the last reset; the mean of the values where there are several.
  open func result() -> Float {
    programmingError("\(className) must override result()")
  }

  /// The value as a tensor: a scalar, or one value a class or threshold.
  open func resultTensor() -> Tensor { Tensor(result()) }

  /// Forgets all batches.
  open func resetState() {
    programmingError("\(className) must override resetState()")
  }

  /// Takes in a batch and gives the value over all batches since the last reset.
  @discardableResult
  public func callAsFunction(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil) throws -> Float {
    try updateState(yTrue, yPred, sampleWeight: sampleWeight)
    return result()
  }

  /// The arguments that make an equal metric, under Keras's names.
  open func getConfig() -> Config {
    ["name": .string(name), "dtype": .string(dtype.rawValue)]
  }

  /// Keras's serialised form.
  public var serialized: ConfigValue {
    .serialized(module: "keras.metrics", className: className, config: getConfig())
  }
}
