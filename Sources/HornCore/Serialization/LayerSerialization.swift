import HornTensor

extension Layer {
  /// The layer that a configuration describes, in Keras's form: module, class_name, config, registered_name.
  ///
  /// A layer that was built when it was written is built again (build_config), with new weights. One that stands at
  /// several places with one shared_object_id is one layer.
  ///
  /// - Throws: `HornError` where the class or an argument is not known, or a value does not fit.
  public static func fromConfig(_ value: ConfigValue) throws -> Layer {
    try SharedLayers.reading { try fromConfig(value, building: true) }
  }

  /// - Parameter building: whether a layer that was built when it was written is built too.
  static func fromConfig(_ value: ConfigValue, building: Bool) throws -> Layer {
    if let shared = SharedLayers.layer(for: value) { return shared }
    if case .string(let module)? = value["module"], module.hasPrefix("keras.src.ops") {
      return try OperationLayer(serialized: value)
    }
    let (className, config) = try value.classAndConfig("a layer's configuration")
    var registeredName: String?
    if case .string(let name)? = value["registered_name"] { registeredName = name }
    let type = try ConfigPlace.at("class_name") {
      try LayerRegistry.type(className: className, registeredName: registeredName)
    }
    let layer = try ConfigPlace.at("config") {
      let reader = ConfigReader(config, owner: className)
      let layer = try type.init(config: reader)
      try reader.finish()
      return layer
    }
    if case .string(let module)? = value["module"] { layer.pythonModule = module }
    layer.givenIntegers = config.integers
    SharedLayers.note(layer, for: value)
    let (shapes, arguments) = buildShapes(in: value, names: layer.buildInputNames)
    // What was adapted was built for the data, whatever it is called with.
    if building || layer is PreprocessingLayer, !shapes.isEmpty, !layer.built {
      try layer.ensureBuilt(inputShapes: shapes, arguments: arguments)
      layer.setPaths(prefix: layer.name)
    }
    if let model = layer as? Model, case .object(let config)? = value["compile_config"], !config.isEmpty {
      try ConfigPlace.at("compile_config") { try model.compile(config: config) }
    }
    return layer
  }

  /// The layer in Keras's form, from which ``fromConfig(_:)`` makes an equal one.
  public var serialized: ConfigValue {
    let type = Swift.type(of: self)
    var object: Config = [
      "module": ConfigValue(serializedModule), "class_name": .string(className),
      "config": .object(getConfig().keepingIntegers(of: givenIntegers)),
      "registered_name": ConfigValue(
        serializedModule?.hasPrefix("keras.src") == true ? className : LayerRegistry.registeredName(of: type)),
    ]
    if let buildConfig { object["build_config"] = buildConfig }
    if let number = SharedLayers.number(of: self) { object["shared_object_id"] = .int(number) }
    if let model = self as? Model { object["compile_config"] = .object(model.getCompileConfig()) }
    return .object(object)
  }

  /// The module of the class in Keras.
  private var serializedModule: String? {
    if self is OperationLayer { return "keras.src.ops.numpy" }
    if className == "Functional", self is Model { return "keras.src.models.functional" }
    guard LayerRegistry.isBuiltIn(Swift.type(of: self)) else { return pythonModule }
    return self is Model ? "keras" : "keras.layers"
  }

  /// The shapes that the layer was built for, as Keras writes them; nil where nothing waits for them.
  private var buildConfig: ConfigValue? {
    if className == "Functional", self is Model { return ["input_shape": nil] }
    if self is IndexLookup { return .object([:]) }
    guard let builtShape, !isBuiltFromStart, !(self is OperationLayer) else { return nil }
    let shapes = builtShapes.map { ConfigValue(shape: $0) }
    let names = buildInputNames
    if names.count == 1 { return ["input_shape": .array(shapes)] }
    if shapes.count == 1 || self is any RecurrentCell {
      return ["input_shape": ConfigValue(shape: builtShape)]
    }
    if names.isEmpty { return ["input_shape": .array(shapes)] }
    var named: Config = [:]
    for (index, shape) in shapes.enumerated() {
      if builtInputNames.isEmpty && index >= names.count - 1 && shapes.count > names.count {
        named["\(names[names.count - 1])_shape"] = nested(Array(shapes[index...]))
        break
      }
      let name = builtInputNames.isEmpty ? names[index] : builtInputNames[index]
      if names.contains(name) { named["\(name)_shape"] = shape }
    }
    return ["shapes_dict": .object(named)]
  }

  /// The input shapes that a layer was built for, and the arguments that say which they are where some are left out;
  /// empty where there are none, or of another form.
  private static func buildShapes(in value: ConfigValue, names: [String]) -> ([[Int?]], Config) {
    guard let config = value["build_config"] else { return ([], [:]) }
    if let shape = config["input_shape"] { return (shapes(in: shape), [:]) }
    let given = names.filter {
      if let shape = config["shapes_dict"]?["\($0)_shape"] { shape != .null } else { false }
    }
    let found = given.map { shapes(in: config["shapes_dict"]?["\($0)_shape"]) }
    guard found.allSatisfy({ !$0.isEmpty }) else { return ([], [:]) }
    let isComplete = given == Array(names.prefix(given.count))
    return (found.flatMap { $0 }, isComplete ? [:] : ["inputs": .array(given.map(ConfigValue.string))])
  }

  /// The shape, or the shapes in a list or in lists, that a value is; empty for anything else.
  private static func shapes(in value: ConfigValue?, depth: Int = 0) -> [[Int?]] {
    guard case .array(let list)? = value, depth < 8 else { return [] }
    if case .array? = list.first {
      let shapes = list.map { Layer.shapes(in: $0, depth: depth + 1) }
      return shapes.contains([]) ? [] : shapes.flatMap { $0 }
    }
    var shape: [Int?] = []
    for element in list {
      switch element {
      case .null: shape.append(nil)
      case .int(let length) where length >= 0: shape.append(length)
      default: return []
      }
    }
    return [shape]
  }

  /// Layers that Keras counts as built before they know their input.
  private static let builtFromStart: Set = [
    "Activation", "ActivityRegularization", "AlphaDropout", "AveragePooling1D", "Dropout", "ELU",
    "GaussianDropout", "GaussianNoise", "GlobalAveragePooling1D", "GlobalMaxPooling1D", "Identity",
    "InputLayer", "LeakyReLU", "Masking", "MaxPooling1D", "ReLU", "Reshape", "Softmax", "SpatialDropout1D",
    "UnitNormalization",
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
  ///
  /// - Throws: `HornError` where it is absent or null, or cannot be made.
  public func layer(_ key: String) throws -> Layer {
    guard let layer = try optionalLayer(key) else {
      throw HornError(.configuration, "\(owner): the layer \(key) is missing")
    }
    return layer
  }

  /// The layer under the key; nil where it is absent or null.
  public func optionalLayer(_ key: String) throws -> Layer? {
    guard let value = value(key) else { return nil }
    return try ConfigPlace.at(key) { try Layer.fromConfig(value) }
  }
}
