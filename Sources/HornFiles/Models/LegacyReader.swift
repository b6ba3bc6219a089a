import HornCore

/// Whole models in one HDF5 file, as Keras 1 and 2 wrote them and Keras 3 still does: JSON in attributes, the weights of
/// each layer under its name.
enum LegacyReader {
  /// The group whose attributes list the layers, in a file of a whole model or of weights; nil in another file.
  static func group(_ file: HDF5File) throws -> String? {
    for group in ["model_weights", ""] where try !names("layer_names", of: group, file).isEmpty {
      return group
    }
    return file.isGroup("model_weights") ? "model_weights" : nil
  }

  static func model(_ file: HDF5File, compile: Bool) throws -> Model {
    guard let text = try file.text("model_config") else {
      throw HornError(
        .format,
        "\(file.name): the file has no model_config, so it holds weights only; make the model in the program and call "
          + "loadWeights")
    }
    let config = try JSONReader.parse(text.utf8, name: "\(file.name): model_config")
    let model = try ModelLoading.model(LegacyConfig.modern(config), file.name, weights: file)
    try readWeights(file, into: model, skipMismatch: false, byName: false)
    guard compile, let training = try file.text("training_config") else { return model }
    let options = try JSONReader.parse(training.utf8, name: "\(file.name): training_config")
    do {
      try ConfigPlace.at("training_config") {
        try model.compile(config: LegacyConfig.compileConfig(options))
      }
    } catch let error as HornError {
      throw HornError(error.kind, "\(file.name): \(error.message)", place: error.place)
    }
    try readOptimizer(file, into: model)
    return model
  }

  /// A list of names in an attribute, or in several where it is long.
  private static func names(_ attribute: String, of group: String, _ file: HDF5File) throws -> [String] {
    if let names = try file.texts(attribute, of: group) { return names }
    var names: [String] = []
    var part = 0
    while let more = try file.texts("\(attribute)\(part)", of: group) {
      names += more
      part += 1
    }
    return names
  }

  private static func values(of group: String, _ file: HDF5File) throws -> [Tensor] {
    try names("weight_names", of: group, file).map { try file.tensor("\(group)/\($0)") }
  }

  // MARK: - Weights

  /// Where the weights stand that are a model's own and no layer's.
  static let ownWeightsName = "top_level_model_weights"

  /// The weights that are a model's own and no layer's, in Keras's order.
  static func ownWeights(of model: Model) -> [Variable] {
    let found = Set(model.layers.flatMap(\.weights).map(ObjectIdentifier.init))
    return model.weights.filter { !found.contains(ObjectIdentifier($0)) }
  }

  static func readWeights(
    _ file: HDF5File, into model: Model, skipMismatch: Bool, byName: Bool
  ) throws {
    guard let root = try group(file) else {
      throw HornError(.format, "\(file.name): there are no layer_names")
    }
    let isFirst = try file.text("keras_version", of: root).map { $0.hasPrefix("1.") } ?? true
    var stored: [(name: String, values: [Tensor])] = []
    for name in try names("layer_names", of: root, file) {
      let values = try values(of: root.isEmpty ? name : "\(root)/\(name)", file)
      if !values.isEmpty { stored.append((name, values)) }
    }
    let layers = model.layers.filter { !$0.weights.isEmpty }
    let own = ownWeights(of: model)
    let ownGroup = root.isEmpty ? ownWeightsName : "\(root)/\(ownWeightsName)"
    var plan: [(Variable, Tensor)] = []
    var pairs: [(Layer, String, [Tensor])] = []
    if byName {
      for (name, values) in stored {
        for layer in layers where layer.name == name { pairs.append((layer, name, values)) }
      }
    } else {
      guard stored.count == layers.count else {
        throw HornError(
          .format,
          "\(file.name): the file has weights for \(stored.count) layers, but model \"\(model.name)\" has "
            + "\(layers.count) layers with weights")
      }
      pairs = zip(layers, stored).map { ($0, $1.name, $1.values) }
    }
    for (layer, name, values) in pairs {
      do {
        let values = isFirst ? LegacyWeights.converted(values, for: layer) : values
        plan += try assignments(
          values, to: layer.trainableWeights + layer.nonTrainableWeights, of: layer, from: name, file)
      } catch let error as HornError where skipMismatch {
        printWarning("\(error.message); the layer keeps its weights")
      }
    }
    do {
      if file.isGroup(ownGroup) || !own.isEmpty && !byName {
        plan += try assignments(values(of: ownGroup, file), to: own, of: model, from: ownWeightsName, file)
      }
    } catch let error as HornError where skipMismatch {
      printWarning("\(error.message); the model keeps its own weights")
    }
    for (variable, value) in plan { variable.assign(value) }
  }

  private static func assignments(
    _ values: [Tensor], to weights: [Variable], of layer: Layer, from name: String, _ file: HDF5File
  ) throws -> [(Variable, Tensor)] {
    guard values.count == weights.count else {
      let owner =
        name == ownWeightsName
        ? "the model \"\(layer.name)\" itself" : "the layer \"\(layer.name)\" (\(layer.className))"
      throw HornError(
        .format,
        "\(file.name): \(owner) has \(weights.count) weights, but \"\(name)\" in the "
          + "file has \(values.count)")
    }
    return try zip(weights, values).map { ($0, try KerasWeights.fitting($1, $0, "\(file.name): \(name)")) }
  }

  // MARK: - The optimizer

  /// A state that Keras 3 would keep in other variables is left out with a warning.
  private static func readOptimizer(_ file: HDF5File, into model: Model) throws {
    guard let optimizer = model.optimizer, file.isGroup("optimizer_weights") else { return }
    let values = try values(of: "optimizer_weights", file)
    guard try file.text("keras_version").map({ $0.hasPrefix("3.") }) ?? false else {
      let names = try names("weight_names", of: "optimizer_weights", file)
      if try !LegacyOptimizer.set(optimizer, of: model, names: names, values: values) {
        printWarning(
          "\(file.name): the state of the optimizer \(optimizer.className) is of an older Keras, and is not that of today's; "
            + "it starts afresh")
      }
      return
    }
    let state = try KerasWeights.state(of: optimizer, in: model, count: values.count, file: file.name) {
      variable, index in
      try KerasWeights.fitting(values[index], variable, "\(file.name): optimizer_weights")
    }
    for (variable, value) in state { variable.assign(value) }
  }
}
