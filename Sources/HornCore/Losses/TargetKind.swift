import HornTensor

/// What targets look like beside the predictions, by Keras's rule for `"accuracy"` and `"crossentropy"`.
enum TargetKind {
  case binary, sparse, categorical

  init(yTrue: Shape, yPred: Shape) {
    if yPred.last == 1 {
      self = .binary
    } else if yTrue.rank < yPred.rank || (yTrue.last == 1 && (yPred.last ?? 1) > 1) {
      self = .sparse
    } else {
      self = .categorical
    }
  }
}

extension ConfigValue {
  /// The shortest decimal number that means this float: 0.1, not 0.10000000149.
  static func shortest(_ value: Float) -> ConfigValue {
    .double(Double(value.description) ?? Double(value))
  }
}
