import HornTensor

/// What a preprocessing layer gives for categories.
public enum OutputMode: String, NamedCase {
  /// The integers themselves.
  case int
  /// For each element a vector with a one at its integer.
  case oneHot = "one_hot"
  /// For each sample a vector with ones at the integers that come in it.
  case multiHot = "multi_hot"
  /// For each sample a vector with how often each integer comes in it.
  case count
  /// The counts times the weight of each term.
  case tfIdf = "tf_idf"

  public static let kind = "output mode"
}

extension ConfigReader {
  /// The output mode under `output_mode`, which must be one of those that the layer has.
  func outputMode(default fallback: OutputMode, of modes: [OutputMode]) throws -> OutputMode {
    guard let text = try optionalString("output_mode") else { return fallback }
    // Names of older Keras.
    let name = ["binary": "multi_hot", "tf-idf": "tf_idf"][text] ?? text
    guard let mode = OutputMode(rawValue: name), modes.contains(mode) else {
      throw HornError(
        .configuration,
        "\(owner): output_mode must be one of \(modes.map(\.rawValue).joined(separator: ", ")), got "
          + "\"\(text.prefix(80))\"")
    }
    return mode
  }

  /// Throws if sparse tensors are asked for.
  func refuseSparse() throws {
    if try bool("sparse", default: false) {
      throw HornError(.configuration, "\(owner): \(OutputMode.noSparse)")
    }
  }

  /// The same arguments with the type int64, which Keras's layers that give integers have, as int32.
  func int64AsInt32() -> ConfigReader {
    var name = config["dtype"]
    if let policy = name?["config"] { name = policy["name"] }
    return name == "int64" ? replacing("dtype", "int32") : self
  }
}

extension OutputMode {
  static let noSparse =
    "sparse is true, but Horn has no sparse tensors; the dense rows of sparse: false have the same numbers"
}
