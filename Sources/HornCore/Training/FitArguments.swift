import HornTensor

/// What all forms of `fit` take beside their data.
struct FitArguments {
  let epochs: Int
  let verbose: Verbosity
  let callbacks: [Callback]
  let classWeight: [Int: Float]?
  let initialEpoch: Int
  let stepsPerEpoch: Int?
  let validationSteps: Int?
  let validationFreq: ValidationFrequency

  func validate() throws {
    try Model.check([("stepsPerEpoch", stepsPerEpoch), ("validationSteps", validationSteps)], "fit")
    try Model.check([("epochs", epochs), ("initialEpoch", initialEpoch)], "fit", least: 0)
    try validationFreq.validate()
  }

  /// The epochs to run.
  var range: Range<Int> { initialEpoch..<max(initialEpoch, epochs) }
}
