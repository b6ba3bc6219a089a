import HornTensor

extension Model {
  /// Trains the model.
  ///
  ///     let history = try model.fit(x, y, batchSize: 32, epochs: 10, validationData: (xVal, yVal))
  ///
  /// Calling it again goes on from where the last call ended. What is trainable is looked up when training begins, and
  /// again when it changes.
  ///
  /// - Parameters:
  ///   - x: the inputs, `[samples, …]`: a tensor, a list, or tensors by the inputs' names.
  ///   - y: the targets, in the same forms by output; nil where the layers add the losses. Outputs without a loss may
  ///     go without.
  ///   - batchSize: samples a step; nil for 32, or for what makes `stepsPerEpoch` fit the data.
  ///   - epochs: the number of the last epoch: with `initialEpoch` 2, `epochs` 5 trains three.
  ///   - verbose: what is printed.
  ///   - validationSplit: the fraction at the end of the data that is kept for validation.
  ///   - validationData: inputs and targets to evaluate after epochs; it goes before `validationSplit`.
  ///   - validationSampleWeight: a weight for each sample of `validationData`.
  ///   - shuffle: whether each epoch takes the samples in a new order.
  ///   - classWeight: the weight of samples by class; 1 for classes that are not named. Validation has none.
  ///   - sampleWeight: a weight a sample, `[samples]`, or a step, `[samples, time]`; for all outputs or for each.
  ///   - initialEpoch: the epoch to begin with, counted from 0.
  ///   - stepsPerEpoch: steps in an epoch; nil for as many as the data have. The next epoch goes on from there, and
  ///     ends early where the data end.
  ///   - validationSteps: steps of a validation; nil for all data.
  ///   - validationBatchSize: samples a step of validation; nil for `batchSize`, and where that is nil too, for 32 or what
  ///     makes `validationSteps` fit the data.
  ///   - validationFreq: validates after every so many epochs, or after those that are listed (counted from 1).
  /// - Throws: `HornError` where the data do not fit the model or each other.
  @discardableResult
  public func fit<ValidationInputs: TensorStructure, ValidationTargets: TensorStructure>(
    _ x: any TensorStructure, _ y: (any TensorStructure)? = nil, batchSize: Int? = nil, epochs: Int = 1,
    verbose: Verbosity = .auto, callbacks: [Callback] = [], validationSplit: Double = 0,
    validationData: (ValidationInputs, ValidationTargets)? = Optional<(Tensor, Tensor)>.none,
    validationSampleWeight: (any TensorStructure)? = nil, shuffle: Bool = true,
    classWeight: [Int: Float]? = nil, sampleWeight: (any TensorStructure)? = nil, initialEpoch: Int = 0,
    stepsPerEpoch: Int? = nil, validationSteps: Int? = nil, validationBatchSize: Int? = nil,
    validationFreq: ValidationFrequency = 1
  ) throws -> History {
    let arguments = FitArguments(
      epochs: epochs, verbose: verbose, callbacks: callbacks, classWeight: classWeight,
      initialEpoch: initialEpoch, stepsPerEpoch: stepsPerEpoch, validationSteps: validationSteps,
      validationFreq: validationFreq)
    try prepareFit(arguments, batchSize, validationBatchSize)
    var data = try trainingData(x, y, sampleWeight: sampleWeight, what: "fit")
    var validation: TrainingBatch?
    if let (x, y) = validationData {
      validation = try trainingData(x, y, sampleWeight: validationSampleWeight, what: "fit: validationData")
    } else if validationSampleWeight != nil {
      throw HornError(.configuration, "fit: validationSampleWeight needs validationData, which is missing")
    } else if validationSplit != 0 {
      let (first, last) = try data.split(validation: validationSplit)
      (data, validation) = (first, last)
    }
    return try fit(
      data, batchSize, shuffle: shuffle,
      validation: validation.map {
        ArrayBatches($0, batchSize: validationBatchSize ?? batchSize, steps: validationSteps, shuffle: false)
      }, arguments)
  }

  /// Throws where numbers that were given make no sense, or the model is not compiled.
  func prepareFit(_ arguments: FitArguments, _ batchSize: Int?, _ validationBatchSize: Int?) throws {
    _ = try compiledState(for: "fit")
    try Self.check([("batchSize", batchSize), ("validationBatchSize", validationBatchSize)], "fit")
    try arguments.validate()
  }

  /// Trains on tensors.
  func fit(
    _ data: TrainingBatch, _ batchSize: Int?, shuffle: Bool, validation: (any TrainingBatches)?,
    _ arguments: FitArguments
  ) throws -> History {
    var data = data
    if let classWeight = arguments.classWeight { try data.apply(classWeight, what: "fit") }
    return try fit(
      ArrayBatches(data, batchSize: batchSize, steps: arguments.stepsPerEpoch, shuffle: shuffle),
      inputs: data.inputs, validation: validation, arguments)
  }

  /// Trains on batches, of which the inputs of some samples are known.
  func fit(
    _ batches: any TrainingBatches, inputs: [Tensor], validation: (any TrainingBatches)?,
    _ arguments: FitArguments
  ) throws -> History {
    let state = try compiledState(for: "fit")
    let loop = FitLoop(
      model: self, state: state, step: try currentStep(for: "fit", inputs), validation: validation,
      arguments: arguments)
    return try loop.run(batches)
  }

  /// Throws unless the numbers that are given are at least so large.
  static func check(_ numbers: [(name: String, value: Int?)], _ what: String, least: Int = 1) throws {
    for case (let name, let value?) in numbers where value < least {
      throw HornError(.value, "\(what): \(name) must be at least \(least), got \(value)")
    }
  }

  /// One step of training on one batch; returns the loss and the metrics of this batch alone.
  ///
  /// - Throws: `HornError` where the data do not fit the model or each other.
  @discardableResult
  public func trainOnBatch(
    _ x: any TensorStructure, _ y: (any TensorStructure)? = nil, sampleWeight: (any TensorStructure)? = nil,
    classWeight: [Int: Float]? = nil
  ) throws -> Evaluation {
    _ = try compiledState(for: "trainOnBatch")
    var batch = try trainingData(x, y, sampleWeight: sampleWeight, what: "trainOnBatch")
    if let classWeight { try batch.apply(classWeight, what: "trainOnBatch") }
    let step = try currentStep(for: "trainOnBatch", batch.inputs)
    step.reset()
    try step.train(batch)
    return step.evaluation
  }
}
