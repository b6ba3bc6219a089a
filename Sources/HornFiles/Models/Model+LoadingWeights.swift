import HornCore

extension Model {
  /// Sets the weights from a file.
  ///
  /// The model must be built. A `.weights.h5`, `.keras` or `.h5` file is matched by the order and kind of the layers, whatever
  /// their names; `.safetensors` and `.npz` by the names that ``saveWeights(to:overwrite:)`` writes. Vocabularies come with
  /// a `.keras` file, and the optimizer's state of a compiled model with a `.keras` or `.weights.h5` file.
  ///
  /// - Parameters:
  ///   - path: a file of weights or a whole model; what it is shows in its first bytes, or in the end of its name for
  ///     `.safetensors` and `.npz`.
  ///   - skipMismatch: whether layers whose weights differ in number or shape keep theirs, with a warning; so does an
  ///     optimizer with its state.
  ///   - byName: whether layers are matched by their names; in `.h5` files of the older layout only.
  /// - Throws: `HornError` where weights are missing or left over or have other shapes; then nothing is changed.
  public func loadWeights(from path: String, skipMismatch: Bool = false, byName: Bool = false) throws {
    let format = try? ModelFormat(path: path)
    guard !byName || format != .safetensors && format != .npz else {
      throw HornError(
        .configuration, "\(path): weights in such files are found by name anyway; leave byName out")
    }
    if format == .safetensors {
      let file = try Safetensors(path: path)
      return try set(file.names, skipMismatch: skipMismatch, file: path) { try file.tensor($0) }
    }
    if format == .npz {
      let file = try NpzArchive(path: path)
      return try set(file.names, skipMismatch: skipMismatch, file: path) { try file.tensor($0) }
    }
    switch try ModelLoading.start(of: path) {
    case .keras:
      try refuse(byName, path)
      let archive = try KerasArchive(path: path)
      try KerasWeights.read(
        archive.weights(), into: self, skipMismatch: skipMismatch, optimizerToo: true
      ) {
        try archive.assets(of: $0)
      }
    case .h5:
      let file = try HDF5File(path: path)
      if try LegacyReader.group(file) != nil {
        try LegacyReader.readWeights(file, into: self, skipMismatch: skipMismatch, byName: byName)
      } else {
        try refuse(byName, path)
        try KerasWeights.read(file, into: self, skipMismatch: skipMismatch, optimizerToo: true)
      }
    }
  }

  private func refuse(_ byName: Bool, _ path: String) throws {
    guard byName else { return }
    throw HornError(
      .configuration,
      "\(path): byName is for .h5 files of the older layout; this one goes by the layers' order")
  }

  /// Sets the weights from named tensors.
  private func set(
    _ names: [String], skipMismatch: Bool, file: String, _ tensor: (String) throws -> Tensor
  ) throws {
    let known = Set(names)
    let wanted = weightNames
    var plan: [(Variable, Tensor)] = []
    for (name, variable) in zip(wanted, weights) {
      do {
        guard known.contains(name) else {
          throw HornError(
            .format,
            "\(file): there is no tensor \"\(name)\"; the file has \(names.sorted().prefix(8).joined(separator: ", "))"
          )
        }
        plan.append((variable, try KerasWeights.fitting(tensor(name), variable, "\(file): \(name)")))
      } catch let error as HornError where skipMismatch {
        printWarning("\(error.message); the weight stays as it is")
      }
    }
    let left = known.subtracting(wanted)
    guard skipMismatch || left.isEmpty else {
      throw HornError(
        .format,
        "\(file): model \"\(self.name)\" has no weights \(left.sorted().prefix(8).joined(separator: ", "))")
    }
    for (variable, value) in plan { variable.assign(value) }
  }
}
