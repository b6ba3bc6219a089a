import HornCore

/// Weights in the layout of Keras 3: for each layer the arrays `vars/0`, `vars/1`, … where it stands in the model.
enum KerasWeights {
  /// Groups whose arrays belong to no layer's weights.
  private static let others: Set = [
    "optimizer", "seed_generator", "_lookup_layer", "compile_metrics", "_compile_metrics", "metrics",
    "_metrics",
    "loss_tracker", "_loss_tracker",
  ]

  // MARK: - Writing

  /// - Parameter assets: gets the files of layers that have some, under their paths in an archive.
  static func write(
    _ model: Model, to file: HDF5Writer, includeOptimizer: Bool,
    assets: (_ path: String, _ bytes: [UInt8]) throws -> Void = { _, _ in }
  ) throws {
    for saveable in model.saveables {
      let layer = saveable.layer
      var places = [saveable.path]
      // Keras's layer holds its lookup, and both write the same.
      if layer is TextVectorization { places.append(saveable.path + "/_lookup_layer") }
      for (number, place) in places.enumerated() {
        let group = place.isEmpty ? "vars" : "\(place)/vars"
        try file.group(group)
        try file.setAttribute("name", number == 0 ? layer.name : "string_lookup", of: group)
        if let preprocessing = layer as? PreprocessingLayer {
          for (name, value) in preprocessing.saveOwnVariables().sorted(by: { $0.key < $1.key }) {
            try file.write(value, at: "\(group)/\(name)")
          }
          for (name, bytes) in preprocessing.saveAssets().sorted(by: { $0.key < $1.key }) {
            try assets(place.isEmpty ? name : "\(place)/\(name)", bytes)
          }
        }
        guard number == 0 else { continue }
        for (index, variable) in layer.savedWeights.enumerated() {
          try file.write(variable.value.detached, at: "\(group)/\(index)")
        }
      }
    }
    guard includeOptimizer, let optimizer = model.optimizer else { return }
    try file.group("optimizer/vars")
    try file.setAttribute("name", optimizer.name, of: "optimizer/vars")
    for (index, variable) in optimizer.variables.enumerated() {
      try file.write(variable.value.detached, at: "optimizer/vars/\(index)")
    }
  }

  // MARK: - Reading

  /// Sets all weights of a model, or none.
  ///
  /// - Parameters:
  ///   - skipMismatch: whether layers that do not fit the file, and an optimizer that does not, keep what they have, with
  ///     a warning.
  ///   - optimizerToo: whether the state of the model's optimizer is set too, so that training goes on where it stopped.
  ///   - assets: the files of the layer at a path.
  /// - Throws: `HornError` where arrays are missing or left over, or have other shapes or types.
  static func read(
    _ file: HDF5File, into model: Model, skipMismatch: Bool, optimizerToo: Bool = false,
    assets: (_ path: String) throws -> [String: [UInt8]] = { _ in [:] }
  ) throws {
    var plan: [(Variable, Tensor)] = []
    var used: Set<String> = []
    for saveable in model.saveables {
      do {
        try read(saveable, file, &plan, &used)
      } catch let error as HornError where skipMismatch {
        printWarning("\(error.message); the layer keeps its weights")
      }
    }
    if !skipMismatch { try checkNothingLeft(file, used, model) }
    if optimizerToo {
      do {
        plan += try optimizerState(file, of: model)
      } catch let error as HornError where skipMismatch {
        printWarning("\(error.message); the optimizer keeps its state")
      }
    }
    try readOwn(of: model, file, skipMismatch: skipMismatch, assets)
    for (variable, value) in plan { variable.assign(value) }
  }

  /// The group of a layer's arrays: Keras of TensorFlow 2.13 has another name for the layers.
  private static func group(_ path: String, _ file: HDF5File) -> String {
    let group = path.isEmpty ? "vars" : "\(path)/vars"
    guard !file.isGroup(group), file.isGroup("_layer_checkpoint_dependencies") else { return group }
    let parts = group.split(separator: "/").map { $0 == "layers" ? "_layer_checkpoint_dependencies" : $0 }
    return parts.joined(separator: "/")
  }

  private static func read(
    _ saveable: Saveable, _ file: HDF5File, _ plan: inout [(Variable, Tensor)], _ used: inout Set<String>
  ) throws {
    let layer = saveable.layer
    let group = group(saveable.path, file)
    var members = try file.members(of: group)
    if layer is PreprocessingLayer {
      members.removeAll { Int($0) == nil }
      used.insert("\(group)/idf_weights")
    }
    let weights = layer.savedWeights
    for member in members { used.insert("\(group)/\(member)") }
    guard members.count == weights.count else {
      let hint =
        weights.isEmpty && !layer.built
        ? "; the layer has not been built: build the model or call it first" : ""
      throw HornError(
        .format,
        "\(file.name): the layer \"\(layer.name)\" (\(layer.className)) has \(weights.count) weights, but the file has "
          + "\(members.count) at \(group)\(hint)")
    }
    let found = try weights.enumerated().map { index, variable in
      (variable, try value(of: variable, in: file, at: "\(group)/\(index)", of: layer.name))
    }
    plan += found
  }

  /// The array for a variable, in its type.
  static func value(
    of variable: Variable, in file: HDF5File, at path: String, of layer: String
  ) throws -> Tensor {
    let array = try file.dataset(path)
    guard array.shape == variable.shape.dimensions else {
      throw HornError(
        .shape,
        "\(file.name): \(path) has the shape \(Shape(array.shape)), but the weight \(variable.name) of layer \"\(layer)\" "
          + "has \(variable.shape)")
    }
    return try fitting(
      file.tensor(path, float64: variable.dtype == .float64), variable, "\(file.name): \(path)")
  }

  /// The value in the variable's type, where that changes no number beyond rounding.
  static func fitting(_ value: Tensor, _ variable: Variable, _ what: String) throws -> Tensor {
    guard value.shape == variable.shape else {
      throw HornError(
        .shape, "\(what) has the shape \(value.shape), but the weight \(variable.path) has \(variable.shape)")
    }
    if value.dtype == variable.dtype { return value }
    guard
      value.dtype.isFloatingPoint && variable.dtype.isFloatingPoint
        || value.dtype == .int32 && variable.dtype.isFloatingPoint && variable.shape.rank == 0
    else {
      throw HornError(
        .dtype, "\(what) is \(value.dtype), but the weight \(variable.path) is \(variable.dtype)")
    }
    return cast(value, variable.dtype)
  }

  private static func checkNothingLeft(_ file: HDF5File, _ used: Set<String>, _ model: Model) throws {
    let left = try file.datasets().map(\.path).filter { path in
      !used.contains(path) && !path.split(separator: "/").contains { others.contains(String($0)) }
    }
    guard let first = left.first else { return }
    throw HornError(
      .format,
      "\(file.name): model \"\(model.name)\" has no layer for \(left.count) of the file's arrays, the first of which is "
        + "\(first); is the file another model's? skipMismatch leaves them out")
  }

  /// Sets what the layers before the model have learnt, of all layers or of none.
  private static func readOwn(
    of model: Model, _ file: HDF5File, skipMismatch: Bool, _ assets: (String) throws -> [String: [UInt8]]
  ) throws {
    var undo: [() -> Void] = []
    for saveable in model.saveables {
      guard let layer = saveable.layer as? PreprocessingLayer else { continue }
      undo.append(layer.wayBack())
      do {
        try readOwn(layer, at: saveable.path, file, assets)
      } catch let error as HornError where skipMismatch {
        undo.removeLast()()
        printWarning("\(error.message); the layer keeps what it has")
      } catch {
        for restore in undo.reversed() { restore() }
        throw error
      }
    }
  }

  private static func readOwn(
    _ layer: PreprocessingLayer, at path: String, _ file: HDF5File,
    _ assets: (String) throws -> [String: [UInt8]]
  ) throws {
    let group = group(path, file)
    var own: [String: Tensor] = [:]
    for name in try file.members(of: group) where Int(name) == nil {
      own[name] = try file.tensor("\(group)/\(name)")
    }
    if !own.isEmpty { try layer.loadOwnVariables(own) }
    let files = try assets(path)
    if !files.isEmpty { try layer.loadAssets(files) }
  }

  // MARK: - The optimizer

  private static func optimizerState(_ file: HDF5File, of model: Model) throws -> [(Variable, Tensor)] {
    guard let optimizer = model.optimizer else { return [] }
    let group = "optimizer/vars"
    let count = try file.members(of: group).count
    guard count > 0 else { return [] }
    return try state(of: optimizer, in: model, count: count, file: file.name) { variable, index in
      try value(of: variable, in: file, at: "\(group)/\(index)", of: optimizer.name)
    }
  }

  /// The values of an optimizer's variables in a file that has so many.
  ///
  /// As in Keras, a state of another number is left out with a warning.
  static func state(
    of optimizer: Optimizer, in model: Model, count: Int, file: String,
    _ value: (_ variable: Variable, _ index: Int) throws -> Tensor
  ) throws -> [(Variable, Tensor)] {
    if count > optimizer.variables.count, !optimizer.built { try optimizer.build(model.trainableVariables) }
    guard count == optimizer.variables.count else {
      printWarning(
        "\(file): the optimizer \(optimizer.name) has \(optimizer.variables.count) variables, but the file has \(count); "
          + "it starts afresh")
      return []
    }
    return try optimizer.variables.enumerated().map { ($1, try value($1, $0)) }
  }
}
