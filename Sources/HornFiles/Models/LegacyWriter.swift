import HornCore

/// Writes the HDF5 form of whole models that Keras 1 and 2 had and Keras 3 still reads.
enum LegacyWriter {
  static func write(_ model: Model, to path: String, includeOptimizer: Bool) throws {
    let file = try HDF5Writer(name: path)
    try file.setAttribute("keras_version", KerasVersion.written)
    try file.setAttribute("backend", "horn")
    try file.setAttribute(
      "model_config", JSONWriter.text(LegacyConfig.written(try model.fileConfig(includeOptimizer: false))))
    try writeWeights(model, to: file, group: "model_weights")
    if includeOptimizer, let optimizer = model.optimizer {
      try file.setAttribute(
        "training_config", JSONWriter.text(.object(LegacyConfig.trainingConfig(model.getCompileConfig()))))
      try write(optimizer.variables, to: file, group: "optimizer_weights")
    }
    try file.bytes().write(to: path)
  }

  static func writeWeights(_ model: Model, to path: String) throws {
    let file = try HDF5Writer(name: path)
    try writeWeights(model, to: file, group: "")
    try file.bytes().write(to: path)
  }

  private static func writeWeights(_ model: Model, to file: HDF5Writer, group: String) throws {
    if !group.isEmpty { try file.group(group) }
    try file.setAttribute("layer_names", model.layers.map(\.name), of: group)
    try file.setAttribute("backend", "horn", of: group)
    try file.setAttribute("keras_version", KerasVersion.written, of: group)
    let prefix = group.isEmpty ? "" : group + "/"
    for layer in model.layers {
      let weights = layer.trainableWeights + layer.nonTrainableWeights
      try write(weights, to: file, group: prefix + layer.name)
    }
    try write(
      LegacyReader.ownWeights(of: model), to: file, group: prefix + LegacyReader.ownWeightsName)
  }

  private static func write(_ variables: [Variable], to file: HDF5Writer, group: String) throws {
    var used: [String: Int] = [:]
    let names = variables.map { variable in
      let number = used[variable.path, default: 0]
      used[variable.path] = number + 1
      return number == 0 ? variable.path : "\(variable.path)_\(number)"
    }
    try file.group(group)
    try file.setAttribute("weight_names", names, of: group)
    for (name, variable) in zip(names, variables) {
      try file.write(variable.value.detached, at: "\(group)/\(name)")
    }
  }
}
