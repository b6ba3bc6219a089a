import HornTensor

extension Model {
  /// Trains the model.
  ///
  ///     let history = try model.fit(x, y, batchSize: 32, epochs: 10, validationData: (xVal, yVal))
  ///
  /// Calling it again goes on from where the last call ended.
  ///
  /// - Parameters:
  ///   - x: the inputs, `[samples, …]`.
  ///   - y: the targets, `[samples, …]`; nil where the layers add the losses.
  ///   - batchSize: samples a step; nil for 32.
  ///   - epochs: the number of the last epoch: with `initialEpoch` 2, `epochs` 5 trains three.
  ///   - verbose: what is printed.
  ///   - validationSplit: the fraction at the end of the data that is kept for validation.
  ///   - validationData: inputs and targets to evaluate after epochs; it goes before `validationSplit`.
  ///   - validationSampleWeight: a weight for each sample of `validationData`.
  ///   - shuffle: whether each epoch takes the samples in a new order.
  ///   - classWeight: the weight of samples by class; 1 for classes that are not named.
  ///   - sampleWeight: a weight a sample, `[samples]`, or a step, `[samples, time]`.
  ///   - stepsPerEpoch: steps in an epoch; nil for as many as the data have. The next epoch goes on from there.
  ///   - validationSteps: steps of a validation; nil for all data.
  ///   - validationBatchSize: samples a step of validation; nil for `batchSize`.
  ///   - validationFreq: validates after every so many epochs, or after those that are listed (counted from 1).
  /// - Throws: `HornError` where the data do not fit the model or each other.
  @discardableResult
  public func fit(
    _ x: Tensor, _ y: Tensor? = nil, batchSize: Int? = nil, epochs: Int = 1, verbose: Verbosity = .auto,
    callbacks: [Callback] = [], validationSplit: Float = 0, validationData: (Tensor, Tensor)? = nil,
    validationSampleWeight: Tensor? = nil, shuffle: Bool = true, classWeight: [Int: Float]? = nil,
    sampleWeight: Tensor? = nil, initialEpoch: Int = 0, stepsPerEpoch: Int? = nil,
    validationSteps: Int? = nil,
    validationBatchSize: Int? = nil, validationFreq: ValidationFrequency = 1
  ) throws -> History {
    let state = try compiledState(for: "fit")
    let batchSize = try Self.positive(batchSize ?? 32, "batchSize")
    if let stepsPerEpoch { _ = try Self.positive(stepsPerEpoch, "stepsPerEpoch") }
    var data = try Samples(
      x: [x], y: y.map { [$0] } ?? [], sampleWeight: sampleWeight, classWeight: classWeight, what: "fit")
    var validation: Samples?
    if let (x, y) = validationData {
      validation = try Samples(
        x: [x], y: [y], sampleWeight: validationSampleWeight, what: "fit: validationData")
    } else if validationSplit != 0 {
      let (first, last) = try data.split(validation: validationSplit)
      (data, validation) = (first, last)
    }
    try ensureBuilt(batchOf: data.x[0])
    let step = TrainStep(self, state)
    return try FitLoop(
      model: self, state: state, step: step, data: data, validation: validation, batchSize: batchSize,
      epochs: initialEpoch..<max(initialEpoch, epochs), verbose: verbose, callbacks: callbacks,
      shuffle: shuffle,
      stepsPerEpoch: stepsPerEpoch, validationSteps: validationSteps,
      validationBatchSize: try Self.positive(validationBatchSize ?? batchSize, "validationBatchSize"),
      validationFrequency: validationFreq
    ).run()
  }

  static func positive(_ value: Int, _ name: String) throws -> Int {
    guard value > 0 else { throw HornError(.value, "\(name) must be at least 1, got \(value)") }
    return value
  }

  /// One step of training on one batch; returns its loss and metrics.
  ///
  /// - Throws: `HornError` where the data do not fit the model or each other.
  @discardableResult
  public func trainOnBatch(
    _ x: Tensor, _ y: Tensor? = nil, sampleWeight: Tensor? = nil, classWeight: [Int: Float]? = nil
  ) throws -> Evaluation {
    let state = try compiledState(for: "trainOnBatch")
    let batch = try Samples(
      x: [x], y: y.map { [$0] } ?? [], sampleWeight: sampleWeight, classWeight: classWeight,
      what: "trainOnBatch")
    try ensureBuilt(batchOf: x)
    state.resetMetrics()
    try TrainStep(self, state).train(batch)
    return state.results
  }
}

/// After which epochs `fit` validates: every n-th, or those of a list (counted from 1).
public enum ValidationFrequency: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  case every(Int)
  case epochs([Int])

  public init(integerLiteral value: Int) { self = .every(value) }
  public init(arrayLiteral elements: Int...) { self = .epochs(elements) }

  func includes(_ epoch: Int) -> Bool {
    switch self {
    case .every(let interval): interval > 0 && (epoch + 1) % interval == 0
    case .epochs(let list): list.contains(epoch + 1)
    }
  }
}
