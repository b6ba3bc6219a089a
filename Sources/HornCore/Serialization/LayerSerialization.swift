import HornTensor

extension Layer {
  /// The layer that a configuration describes, in Keras's form: module, class_name, config, registered_name.
  ///
  /// A layer that was built when it was written is built again (build_config), with new weights.
  ///
  /// - Throws: `HornError` where the class or an argument is not known, or a value does not fit.
  public static func fromConfig(_ value: ConfigValue) throws -> Layer {
    let (className, config) = try value.classAndConfig("a layer's configuration")
    var registeredName: String?
    if case .string(let name)? = value["registered_name"] { registeredName = name }
    let type = try LayerRegistry.type(className: className, registeredName: registeredName)
    let reader = ConfigReader(config, owner: className)
    let layer = try type.init(config: reader)
    try reader.finish()
    if let shape = buildShape(in: value) { try layer.ensureBuilt(inputShape: shape) }
    if let model = layer as? Model, case .object(let config)? = value["compile_config"], !config.isEmpty {
      try model.compile(config: config)
    }
    return layer
  }

  /// The layer in Keras's form, from which ``fromConfig(_:)`` makes an equal one.
  public var serialized: ConfigValue {
    let type = Swift.type(of: self)
    let module = LayerRegistry.isBuiltIn(type) ? (self is Model ? "keras" : "keras.layers") : nil
    var object: Config = [
      "module": ConfigValue(module), "class_name": .string(className), "config": .object(getConfig()),
      "registered_name": ConfigValue(LayerRegistry.registeredName(of: type)),
    ]
    if let builtShape, !isBuiltFromStart {
      object["build_config"] = ["input_shape": ConfigValue(shape: builtShape)]
    }
    if let model = self as? Model { object["compile_config"] = .object(model.getCompileConfig()) }
    return .object(object)
  }

  /// The single input shape that a layer was built for; nil where there is none, or a form of several inputs.
  private static func buildShape(in value: ConfigValue) -> [Int?]? {
    guard case .array(let list)? = value["build_config"]?["input_shape"] else { return nil }
    var shape: [Int?] = []
    for element in list {
      switch element {
      case .null: shape.append(nil)
      case .int(let length) where length >= 0: shape.append(length)
      default: return nil
      }
    }
    return shape
  }

  /// Layers that Keras counts as built before they know their input.
  private static let builtFromStart: Set = [
    "Activation", "Dropout", "GaussianNoise", "GlobalAveragePooling1D", "GlobalMaxPooling1D", "Identity",
    "InputLayer", "Masking", "MaxPooling1D", "ReLU", "Reshape", "Softmax", "SpatialDropout1D",
  ]

  /// Whether Keras writes no build_config for the layer, because nothing waits for its input's shape.
  var isBuiltFromStart: Bool { Layer.builtFromStart.contains(className) }

  /// The name of a class in configurations.
  static func kerasName(of type: Layer.Type) -> String {
    (type as? any KerasSerializable.Type)?.kerasName ?? String(describing: type)
  }
}

extension ConfigReader {
  /// The layer under the key, such as the cell of an RNN.
  public func layer(_ key: String) throws -> Layer {
    guard let layer = try optionalLayer(key) else {
      throw HornError(.configuration, "\(owner): the layer \(key) is missing")
    }
    return layer
  }

  /// The layer under the key; nil where it is absent or null.
  public func optionalLayer(_ key: String) throws -> Layer? { try value(key).map(Layer.fromConfig) }
}
