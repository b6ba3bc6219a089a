import HornTensor

/// How far predictions are from targets: `.binaryCrossentropy`, `"mse"`, or a loss of one's own.
///
///     let loss = Loss.categoricalCrossentropy(fromLogits: true, labelSmoothing: 0.1)
///     let value = try loss(yTrue, model(x))
///
///     let quantile = Loss("quantile") { yTrue, yPred in
///       let error = yTrue - yPred
///       return mean(maximum(0.9 * error, -0.1 * error), axis: -1)
///     }
public struct Loss: NamedChoice, ConfigHolder {
  public static let kind = "loss"

  /// How the losses of the samples become one number.
  public enum Reduction: String, NamedCase {
    /// The sum divided by the number of losses; a mask divides by the number of those that count.
    case sumOverBatchSize = "sum_over_batch_size"
    /// The sum.
    case sum
    /// The same as ``sumOverBatchSize``.
    case mean
    /// The sum divided by the sum of the sample weights; without weights and mask the mean.
    case meanWithSampleWeight = "mean_with_sample_weight"
    /// No reduction: one loss a sample.
    case none

    public static let kind = "reduction"
  }

  /// Keras's name of the instance, `binary_crossentropy`.
  public let name: String
  /// Keras's name of the class, `BinaryCrossentropy`; the name of a loss of one's own.
  public let className: String
  /// All arguments of the class, `name` and `reduction` among them; empty for a loss of one's own.
  public package(set) var config: Config
  /// How the losses of the samples become one number.
  public let reduction: Reduction
  /// Under which name a function stands in a configuration; nil for a class.
  let functionName: String?
  /// Whether the loss of a sample already leaves out what the predictions' mask leaves out.
  let readsMask: Bool
  let compute: @Sendable (Tensor, Tensor) throws -> SampleLosses

  init(
    className: String, name: String, reduction: Reduction, config: Config = [:], readsMask: Bool = false,
    _ compute: @escaping @Sendable (Tensor, Tensor) throws -> SampleLosses
  ) {
    self.className = className
    self.name = name
    self.reduction = reduction
    var config = config
    config["name"] = .string(name)
    config["reduction"] = .string(reduction.rawValue)
    self.config = config
    functionName = nil
    self.readsMask = readsMask
    self.compute = compute
  }

  /// A loss of one's own.
  ///
  /// - Parameters:
  ///   - name: what messages and configurations call it; a file keeps the name only.
  ///   - reduction: how the losses of the samples become one number.
  ///   - function: gets the targets and the predictions as float32, one of them with an axis of length 1 added or
  ///     removed where only that keeps the ranks apart; gives one loss a sample, and is made of Horn's operations.
  public init(
    _ name: String, reduction: Reduction = .sumOverBatchSize,
    _ function: @escaping @Sendable (_ yTrue: Tensor, _ yPred: Tensor) throws -> Tensor
  ) {
    self.init(name: name, className: name, config: [:], reduction: reduction, functionName: name) {
      yTrue, yPred in
      let (target, prediction) = try LossInputs.aligned(yTrue, yPred, name)
      return SampleLosses(try function(target, prediction))
    }
  }

  private init(
    name: String, className: String, config: Config, reduction: Reduction, functionName: String?,
    readsMask: Bool = false, _ compute: @escaping @Sendable (Tensor, Tensor) throws -> SampleLosses
  ) {
    self.name = name
    self.className = className
    self.config = config
    self.reduction = reduction
    self.functionName = functionName
    self.readsMask = readsMask
    self.compute = compute
  }

  /// The same loss as the function that Keras knows under this name.
  func asFunction(named function: String) -> Loss {
    Loss(
      name: function, className: className, config: config, reduction: reduction, functionName: function,
      readsMask: readsMask, compute)
  }

  /// The loss of a batch.
  ///
  /// - Parameters:
  ///   - yTrue: the targets, of the predictions' shape; class indices without the last axis for
  ///     ``sparseCategoricalCrossentropy``.
  ///   - yPred: the predictions, `[batch, …]`.
  ///   - sampleWeight: what each sample counts: `[batch]`, of the losses' leading axes, or of their shape. Default: 1.
  ///   - mask: which losses count, in the same shapes; for ``crf`` which steps, `[batch, time]`. Default: the mask that
  ///     `yPred` carries.
  /// - Returns: a scalar; with the reduction ``Reduction/none`` one loss a sample.
  /// - Throws: `HornError` if shapes do not fit, or a class index is out of range.
  public func callAsFunction(
    _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor? = nil, mask: Tensor? = nil
  ) throws -> Tensor {
    let yPred = mask.map { yPred.with(mask: $0) } ?? yPred
    return try compute(yTrue, yPred)
      .reduced(
        by: reduction, sampleWeight: sampleWeight, mask: readsMask ? nil : yPred.mask, owner: name)
  }

  /// One loss a sample, without weights, mask and reduction.
  package func unreduced(_ yTrue: Tensor, _ yPred: Tensor) throws -> Tensor {
    try compute(yTrue, yPred).tensor
  }

  /// Keras's form: the bare name of a function, an object for a class.
  public var serialized: ConfigValue {
    functionName.map(ConfigValue.string)
      ?? .serialized(module: "keras.losses", className: className, config: config)
  }
}
