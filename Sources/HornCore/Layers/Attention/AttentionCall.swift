import HornTensor

/// What a call of an attention layer takes besides tensors.
struct AttentionCall {
  var returnsScores = false
  var isCausal = false

  /// - Throws: `HornError` where an argument is not known, or not a truth value.
  init(_ arguments: Config, layer: Layer) throws {
    for (key, value) in arguments.sorted(by: { $0.key < $1.key }) where key != "inputs" {
      guard key == "return_attention_scores" || key == "use_causal_mask" else {
        throw HornError(
          .configuration,
          "Layer \"\(layer.name)\" (\(layer.className)) takes no argument \(key) in a call")
      }
      guard case .bool(let flag) = value else {
        throw HornError(
          .configuration,
          "Layer \"\(layer.name)\" (\(layer.className)): \(key) must be true or false, got \(value.summary)")
      }
      if key == "use_causal_mask" { isCausal = flag } else { returnsScores = flag }
    }
  }

  /// The arguments of a call under Keras's names; those that are as by default are left out.
  static func arguments(returnsScores: Bool, isCausal: Bool, names: [String]? = nil) -> Config {
    var found: Config = [:]
    if returnsScores { found["return_attention_scores"] = true }
    if isCausal { found["use_causal_mask"] = true }
    if let names { found["inputs"] = .array(names.map(ConfigValue.string)) }
    return found
  }
}

/// Which keys each query may attend to when none may look ahead: `[1, rows, columns]`, bool.
func causalMask(rows: Int, columns: Int) -> Tensor {
  reshape(arange(rows), [1, rows, 1]) .>= reshape(arange(columns), [1, 1, columns])
}

/// The mask as bool, of one of these shapes' form.
///
/// - Throws: `HornError` that names the layer, what the mask is for, and both shapes.
func checkedMask(_ mask: Tensor?, _ what: String, shape: Shape, layer: Layer) throws -> Tensor? {
  guard let mask else { return nil }
  guard mask.shape == shape, mask.dtype != .string else {
    throw HornError(
      .shape,
      "Layer \"\(layer.name)\" (\(layer.className)): \(what) needs the shape \(shape), got \(mask.dtype) of shape "
        + "\(mask.shape)")
  }
  return cast(mask.with(mask: nil), .bool)
}
