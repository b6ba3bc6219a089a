import HornTensor

/// The layers that a configuration can name.
public enum LayerRegistry {
  /// One line a layer; the strings are further names that Keras has for it.
  private static let builtIn: [(type: any KerasSerializable.Type, aliases: [String])] = [
    (Activation.self, []),
    (ActivityRegularization.self, []),
    (Add.self, []),
    (AdditiveAttention.self, []),
    (AlphaDropout.self, []),
    (Attention.self, []),
    (Average.self, []),
    (AveragePooling1D.self, ["AvgPool1D"]),
    (BatchNormalization.self, []),
    (Bidirectional.self, []),
    (CategoryEncoding.self, []),
    (Concatenate.self, []),
    (Conv1D.self, ["Convolution1D"]),
    (CRF.self, []),
    (Cropping1D.self, []),
    (Dense.self, []),
    (Discretization.self, []),
    (Dot.self, []),
    (Dropout.self, []),
    (EinsumDense.self, []),
    (ELU.self, []),
    (Embedding.self, []),
    (Flatten.self, []),
    (Functional.self, ["Model"]),
    (GaussianDropout.self, []),
    (GaussianNoise.self, []),
    (GlobalAveragePooling1D.self, ["GlobalAvgPool1D"]),
    (GlobalMaxPooling1D.self, ["GlobalMaxPool1D"]),
    (GroupNormalization.self, []),
    (GRU.self, []),
    (GRUCell.self, []),
    (HashedCrossing.self, []),
    (Hashing.self, []),
    (Identity.self, []),
    (InputLayer.self, []),
    (IntegerLookup.self, []),
    (Lambda.self, []),
    (LayerNormalization.self, []),
    (LeakyReLU.self, []),
    (LSTM.self, []),
    (LSTMCell.self, []),
    (Masking.self, []),
    (Maximum.self, []),
    (MaxPooling1D.self, ["MaxPool1D"]),
    (Minimum.self, []),
    (MultiHeadAttention.self, []),
    (Multiply.self, []),
    (Normalization.self, []),
    (Permute.self, []),
    (PReLU.self, []),
    (ReLU.self, []),
    (RepeatVector.self, []),
    (Rescaling.self, []),
    (Reshape.self, []),
    (RMSNormalization.self, []),
    (RNN.self, []),
    (Sequential.self, []),
    (SimpleRNN.self, []),
    (SimpleRNNCell.self, []),
    (Softmax.self, []),
    (SpatialDropout1D.self, []),
    (StackedRNNCells.self, []),
    (StringLookup.self, []),
    (Subtract.self, []),
    (TextVectorization.self, []),
    (TimeDistributed.self, []),
    (UnitNormalization.self, []),
    (UpSampling1D.self, []),
    (ZeroPadding1D.self, []),
  ]

  /// Keras's names of Horn's own layers, without aliases.
  public static let names = builtIn.map { $0.type.kerasName }.sorted()

  private static let builtInByName: [String: any KerasSerializable.Type] = {
    var types: [String: any KerasSerializable.Type] = [:]
    for (type, aliases) in builtIn {
      for name in [type.kerasName] + aliases { types[name] = type }
    }
    return types
  }()

  private static let builtInTypes = Set(builtIn.map { ObjectIdentifier($0.type) })

  nonisolated(unsafe) private static var registered: [String: any KerasSerializable.Type] = [:]
  private static let lock = Lock()

  /// Classes that are known under these names while one file is read.
  @TaskLocal package static var customObjects: [String: any KerasSerializable.Type] = [:]

  static func register(_ type: any KerasSerializable.Type, as name: String) {
    lock.withLock { registered[name] = type }
  }

  /// The name under which a class is registered, `Custom>Scale`; nil for Horn's own.
  static func registeredName(of type: Layer.Type) -> String? {
    if isBuiltIn(type) { return nil }
    let found = lock.withLock { registered.first { $0.value == type }?.key }
    return found ?? Layer.kerasName(of: type)
  }

  /// All layers that a configuration can name: Horn's own by name, then those that the program registered.
  static var descriptions: [ClassDescription] {
    let own = lock.withLock { registered }.sorted { $0.key < $1.key }
    return builtIn.sorted { $0.type.kerasName < $1.type.kerasName }
      .map { description($0.type, registeredName: nil, aliases: $0.aliases) }
      + own.map { description($0.value, registeredName: $0.key, aliases: []) }
  }

  private static func description(
    _ type: any KerasSerializable.Type, registeredName: String?, aliases: [String]
  ) -> ClassDescription {
    let name = type.kerasName
    let search = ArgumentSearch(name, given: type == Functional.self ? smallGraph : [:]) {
      (name, try type.init(config: $0).getConfig())
    }
    return ClassDescription(
      .layer, name, registeredName: registeredName, aliases: aliases, arguments: search.arguments)
  }

  /// A graph of one call.
  private static let smallGraph: Config = {
    let input = InputLayer(shape: [1], name: "input").symbol
    return Model(inputs: input, outputs: Identity(name: "identity")(input), name: "graph").getConfig()
      .filter { ["layers", "input_layers", "output_layers"].contains($0.key) }
  }()

  static func isBuiltIn(_ type: Layer.Type) -> Bool { builtInTypes.contains(ObjectIdentifier(type)) }

  /// The class of this name: one that the program registered, one of Horn's, or a registered one's bare name.
  ///
  /// - Throws: `HornError` that lists the known names.
  static func type(className: String, registeredName: String?) throws -> any KerasSerializable.Type {
    let own = lock.withLock { registered }.merging(customObjects) { $1 }
    if let registeredName, let found = own[registeredName] { return found }
    if let found = builtInByName[className] ?? own[className] { return found }
    if let found = own.first(where: { $0.value.kerasName == className }) { return found.value }
    let known = (names + own.keys).sorted().joined(separator: ", ")
    throw HornError(
      .configuration,
      "unknown layer \"\(className.prefix(80))\"; known are \(known). Make a layer of your own known with "
        + "registerKerasSerializable(\(className.prefix(80)).self)")
  }
}

/// Makes a layer of one's own known to configurations and model files, as Keras's decorator of this name does.
///
/// - Parameters:
///   - package: what the name starts with, so that two packages may have layers of one name.
///   - name: nil takes the name of the class.
public func registerKerasSerializable(
  _ type: any KerasSerializable.Type, package: String = "Custom", name: String? = nil
) {
  LayerRegistry.register(type, as: "\(package)>\(name ?? type.kerasName)")
}
