/// How Keras spells a layer's call, for the JSON of models.
struct KerasCall {
  /// Whether `call` has the argument `mask`, which Keras fills in.
  var takesMask = false
  /// Whether `call` has the argument `training` with the default false, which Keras writes down.
  var writesTraining = false
  /// Names of the tensors that stand by position.
  var positional = ["inputs"]
  /// The argument that takes the further inputs as a list, where they are not in one list with the first.
  var rest: String?
  /// Whether that argument is one tensor instead of a list.
  var restIsSingle = false
  /// Whether each input is an argument of its own.
  var isSpread = false

  private static let takeMask: Set = [
    "RNN", "SimpleRNN", "LSTM", "GRU", "Bidirectional", "TimeDistributed", "GlobalAveragePooling1D",
    "Softmax",
    "BatchNormalization", "Lambda", "Sequential", "Functional", "ConvLSTM1D",
  ]
  private static let writeTraining: Set = [
    "RNN", "SimpleRNN", "LSTM", "GRU", "Dropout", "SpatialDropout1D", "GaussianNoise", "GaussianDropout",
    "AlphaDropout", "ConvLSTM1D",
  ]

  /// - Parameter names: ``Layer/buildInputNames``: two mean a tensor and a list of further ones, more mean an argument for
  ///   each, of which the first two stand by position.
  init(className: String, names: [String]) {
    takesMask = Self.takeMask.contains(className)
    writesTraining = Self.writeTraining.contains(className)
    if names.count == 2 {
      positional = [names[0]]
      rest = names[1]
      restIsSingle = className == "CategoryEncoding"
    } else if names.count > 2 {
      positional = Array(names.prefix(2))
      isSpread = true
    }
  }
}

extension Layer {
  /// What stands for the further inputs, such as states, nested as Keras nests it.
  func nested(_ further: [ConfigValue]) -> ConfigValue {
    guard let groups = furtherInputGroups, groups.reduce(0, +) == further.count else {
      return .array(further)
    }
    var rest = further[...]
    return .array(
      groups.map { count in
        defer { rest = rest.dropFirst(count) }
        return .array(Array(rest.prefix(count)))
      })
  }

  var kerasCall: KerasCall { KerasCall(className: className, names: buildInputNames) }
}
