import Horn

/// Texts from the command line as the input of a model.
enum TextInput {
  /// - Throws: `HornError` where the model takes anything but one text a sample.
  static func tensor(_ texts: [String], for model: Model) throws -> Tensor {
    let inputs = ModelInput.all(of: model)
    guard inputs.count == 1, inputs[0].dtype ?? .string == .string else {
      throw HornError(
        .dtype,
        "--text needs a model that takes one text a sample, but this one takes "
          + inputs.map(\.description).joined(separator: ", "))
    }
    let rank = inputs[0].shape?.count ?? 1
    return try inputs[0].fitted(
      Tensor(texts, shape: rank == 2 ? [texts.count, 1] : [texts.count]), "--text")
  }
}
