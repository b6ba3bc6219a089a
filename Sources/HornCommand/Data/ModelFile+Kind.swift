import Horn

extension ModelFile {
  /// What a file can be used for.
  enum Kind {
    /// A configuration, with or without weights.
    case model
    /// Weights by their paths in the model.
    case namedWeights
    /// Weights by the order and kind of the layers.
    case layeredWeights
  }

  var kind: Kind {
    switch format {
    case .keras, .json: .model
    case .h5: config == nil ? .layeredWeights : .model
    case .weightsH5: .layeredWeights
    case .safetensors, .npz: .namedWeights
    }
  }
}
