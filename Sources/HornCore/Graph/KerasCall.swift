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

  init(className: String) {
    takesMask = Self.takeMask.contains(className)
    writesTraining = Self.writeTraining.contains(className)
    switch className {
    case "RNN", "SimpleRNN", "LSTM", "GRU", "Bidirectional":
      positional = ["sequences"]
      rest = "initial_state"
    case "MultiHeadAttention", "GroupQueryAttention":
      positional = ["query", "value"]
      isSpread = true
    default: break
    }
  }
}

extension Layer {
  var kerasCall: KerasCall { KerasCall(className: className) }
}
