import HornTensor

extension Model {
  /// Trains the model on a data set of batches.
  ///
  ///     let train = try Dataset(tensorSlices: (x, y)).shuffle(1000).batch(32).prefetch(2)
  ///     try model.fit(train, epochs: 10, validationData: (xVal, yVal))
  ///
  /// The elements are batches `(x, y)` or `(x, y, sampleWeight)`, where each is a tensor, a list, or tensors by name;
  /// batches may differ in their number of samples and steps of time. Their order is the data set's own.
  ///
  /// - Parameters:
  ///   - data: the batches; each epoch is a pass.
  ///   - epochs: the number of the last epoch: with `initialEpoch` 2, `epochs` 5 trains three.
  ///   - verbose: what is printed.
  ///   - validationData: inputs and targets to evaluate after epochs.
  ///   - validationSampleWeight: a weight for each sample of `validationData`.
  ///   - classWeight: the weight of samples by class; 1 for classes that are not named. Validation has none.
  ///   - initialEpoch: the epoch to begin with, counted from 0.
  ///   - stepsPerEpoch: steps in an epoch; nil for a pass. With it the next epoch goes on where the last one ended, and
  ///     ends early where the data end. A data set without end needs it.
  ///   - validationSteps: steps of a validation; nil for all data.
  ///   - validationBatchSize: samples a step of validation; nil for 32, or for what makes `validationSteps` fit the data.
  ///   - validationFreq: validates after every so many epochs, or after those that are listed (counted from 1).
  /// - Throws: `HornError` where a batch does not fit the model, and what the data set throws.
  @discardableResult
  public func fit<
    X: TensorStructure, Y: TensorStructure, each W: TensorStructure, ValidationInputs: TensorStructure,
    ValidationTargets: TensorStructure
  >(
    _ data: Dataset<(X, Y, repeat each W)>, epochs: Int = 1, verbose: Verbosity = .auto,
    callbacks: [Callback] = [],
    validationData: (ValidationInputs, ValidationTargets)? = Optional<(Tensor, Tensor)>.none,
    validationSampleWeight: (any TensorStructure)? = nil, classWeight: [Int: Float]? = nil,
    initialEpoch: Int = 0, stepsPerEpoch: Int? = nil, validationSteps: Int? = nil,
    validationBatchSize: Int? = nil, validationFreq: ValidationFrequency = 1
  ) throws -> History {
    let arguments = FitArguments(
      epochs: epochs, verbose: verbose, callbacks: callbacks, classWeight: classWeight,
      initialEpoch: initialEpoch, stepsPerEpoch: stepsPerEpoch, validationSteps: validationSteps,
      validationFreq: validationFreq)
    try prepareFit(arguments, nil, validationBatchSize)
    var validation: ArrayBatches?
    if let (x, y) = validationData {
      validation = ArrayBatches(
        try trainingData(x, y, sampleWeight: validationSampleWeight, what: "fit: validationData"),
        batchSize: validationBatchSize, steps: validationSteps, shuffle: false)
    } else if validationSampleWeight != nil {
      throw HornError(.configuration, "fit: validationSampleWeight needs validationData, which is missing")
    }
    return try fit(dataset: data, validation: validation, arguments)
  }

  /// Trains the model on a data set of batches, and validates it on another one.
  ///
  /// Each validation begins the data set anew. The other arguments are those of the form with tensors for validation.
  @discardableResult
  public func fit<
    X: TensorStructure, Y: TensorStructure, each W: TensorStructure, ValidationX: TensorStructure,
    ValidationY: TensorStructure, each ValidationW: TensorStructure
  >(
    _ data: Dataset<(X, Y, repeat each W)>, epochs: Int = 1, verbose: Verbosity = .auto,
    callbacks: [Callback] = [],
    validationData: Dataset<(ValidationX, ValidationY, repeat each ValidationW)>?,
    classWeight: [Int: Float]? = nil, initialEpoch: Int = 0, stepsPerEpoch: Int? = nil,
    validationSteps: Int? = nil, validationFreq: ValidationFrequency = 1
  ) throws -> History {
    let arguments = FitArguments(
      epochs: epochs, verbose: verbose, callbacks: callbacks, classWeight: classWeight,
      initialEpoch: initialEpoch, stepsPerEpoch: stepsPerEpoch, validationSteps: validationSteps,
      validationFreq: validationFreq)
    try prepareFit(arguments, nil, nil)
    return try fit(dataset: data, validation: try self.validation(validationData, arguments), arguments)
  }

  /// Trains the model on tensors, and validates it on a data set of batches.
  ///
  /// Each validation begins the data set anew. The other arguments are those of the form with tensors for validation.
  @discardableResult
  public func fit<
    ValidationX: TensorStructure, ValidationY: TensorStructure, each ValidationW: TensorStructure
  >(
    _ x: any TensorStructure, _ y: (any TensorStructure)? = nil, batchSize: Int? = nil, epochs: Int = 1,
    verbose: Verbosity = .auto, callbacks: [Callback] = [],
    validationData: Dataset<(ValidationX, ValidationY, repeat each ValidationW)>?, shuffle: Bool = true,
    classWeight: [Int: Float]? = nil, sampleWeight: (any TensorStructure)? = nil, initialEpoch: Int = 0,
    stepsPerEpoch: Int? = nil, validationSteps: Int? = nil, validationFreq: ValidationFrequency = 1
  ) throws -> History {
    let arguments = FitArguments(
      epochs: epochs, verbose: verbose, callbacks: callbacks, classWeight: classWeight,
      initialEpoch: initialEpoch, stepsPerEpoch: stepsPerEpoch, validationSteps: validationSteps,
      validationFreq: validationFreq)
    try prepareFit(arguments, batchSize, nil)
    return try fit(
      trainingData(x, y, sampleWeight: sampleWeight, what: "fit"), batchSize, shuffle: shuffle,
      validation: validation(validationData, arguments), arguments)
  }

  /// Trains a model whose layers add the losses on a data set of batches of inputs.
  ///
  /// The arguments are those of the form with targets.
  @discardableResult
  public func fit<X: TensorStructure, ValidationX: TensorStructure>(
    _ data: Dataset<X>, epochs: Int = 1, verbose: Verbosity = .auto, callbacks: [Callback] = [],
    validationData: Dataset<ValidationX>? = Optional<Dataset<Tensor>>.none, initialEpoch: Int = 0,
    stepsPerEpoch: Int? = nil, validationSteps: Int? = nil, validationFreq: ValidationFrequency = 1
  ) throws -> History {
    let arguments = FitArguments(
      epochs: epochs, verbose: verbose, callbacks: callbacks, classWeight: nil, initialEpoch: initialEpoch,
      stepsPerEpoch: stepsPerEpoch, validationSteps: validationSteps, validationFreq: validationFreq)
    try prepareFit(arguments, nil, nil)
    let batches = try self.batches(data, "fit", steps: stepsPerEpoch, stepsName: "stepsPerEpoch")
    let validation = try validationData.map {
      try self.batches($0, "fit: validationData", steps: validationSteps, stepsName: "validationSteps")
    }
    return try fit(batches, inputs: batches.first().inputs, validation: validation, arguments)
  }

  private func fit<X: TensorStructure, Y: TensorStructure, each W: TensorStructure>(
    dataset data: Dataset<(X, Y, repeat each W)>, validation: (any TrainingBatches)?,
    _ arguments: FitArguments
  ) throws -> History {
    let batches = try self.batches(
      data, "fit", steps: arguments.stepsPerEpoch, stepsName: "stepsPerEpoch",
      classWeight: arguments.classWeight)
    return try fit(batches, inputs: batches.first().inputs, validation: validation, arguments)
  }

  private func validation<X: TensorStructure, Y: TensorStructure, each W: TensorStructure>(
    _ data: Dataset<(X, Y, repeat each W)>?, _ arguments: FitArguments
  ) throws -> (any TrainingBatches)? {
    guard let data else { return nil }
    return try batches(
      data, "fit: validationData", steps: arguments.validationSteps, stepsName: "validationSteps")
  }
}
