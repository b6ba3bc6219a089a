import HornTensor

extension Model {
  /// The data in the order of inputs and outputs.
  ///
  /// - Throws: `HornError` that names the input or output where names are unknown or missing, numbers or lengths
  ///   differ, or nothing is there.
  func trainingData(
    _ x: any TensorStructure, _ y: (any TensorStructure)? = nil, sampleWeight: (any TensorStructure)? = nil,
    what: String
  ) throws -> TrainingBatch {
    let inputs = try self.inputs(from: x, what)
    let (targets, places) = try y.map { try self.targets(from: $0, what) } ?? ([], [])
    let weights = try sampleWeight.map { try self.weights(from: $0, targets, places, what) } ?? []
    let data = TrainingBatch(
      inputs: inputs.map { Self.standard($0.1) }, targets: targets.map { Self.standard($0.1) },
      sampleWeights: weights.map { $0.1.map(Self.standard) })
    guard let (firstLabel, first) = inputs.first else {
      throw HornError(.shape, "\(what): x is empty; model \"\(name)\" needs at least one input")
    }
    let count = first.shape.first ?? 0
    for (label, tensor) in inputs + targets
      + weights.compactMap({ (label, weight) in weight.map { (label, $0) } })
    {
      guard tensor.rank > 0 else {
        throw HornError(.shape, "\(what): \(label) is a single number; it needs an axis for the samples")
      }
      guard tensor.shape[0] == count else {
        throw HornError(
          .shape,
          "\(what): \(firstLabel) has \(count) samples, but \(label) has \(tensor.shape[0]) (shapes \(first.shape) and "
            + "\(tensor.shape)); they must have as many")
      }
    }
    guard count > 0 else {
      throw HornError(.shape, "\(what): the data are empty (\(firstLabel) has the shape \(first.shape))")
    }
    return data
  }

  private static func standard(_ tensor: Tensor) -> Tensor {
    tensor.dtype == .float64 ? cast(tensor.detached, .float32) : tensor.detached
  }

  /// The inputs in the model's order, each with how to call it in errors.
  private func inputs(from x: any TensorStructure, _ what: String) throws -> [(String, Tensor)] {
    let names = inputNames
    let found: [(String, Tensor)]
    switch x.tensorForm {
    case .single(let tensor): found = [("x", tensor)]
    case .list(let list): found = list.enumerated().map { (list.count == 1 ? "x" : "x[\($0)]", $1) }
    case .named(let tensors):
      guard !names.isEmpty else {
        throw HornError(
          .configuration,
          "\(what): x is given by name, but the inputs of model \"\(name)\" have no names; give a list")
      }
      if let unknown = tensors.keys.sorted().first(where: { !names.contains($0) }) {
        throw HornError(
          .configuration,
          "\(what): x has \"\(unknown)\", but model \"\(name)\" has no such input; its inputs are "
            + names.joined(separator: ", "))
      }
      found = try names.map { name in
        guard let tensor = tensors[name] else {
          throw HornError(
            .configuration, "\(what): x has nothing for the input \"\(name)\" of model \"\(self.name)\"")
        }
        return ("x[\"\(name)\"]", tensor)
      }
    }
    guard names.isEmpty || names.count == found.count else {
      throw HornError(
        .shape,
        "\(what): model \"\(name)\" takes \(names.count) input(s)\(OutputNames.listed(names)), but x has \(found.count)"
      )
    }
    return found.count == 1 ? [(found[0].0, fitting(found[0].1))] : found
  }

  /// The targets in the order of the outputs with the places of their outputs; where some outputs have none, of those
  /// with a loss only.
  private func targets(from y: any TensorStructure, _ what: String) throws -> ([(String, Tensor)], [Int]) {
    let names = outputNames
    switch y.tensorForm {
    case .single(let tensor): return ([("y", tensor)], [0])
    case .list(let list):
      let places = list.count == names.count ? nil : compiled?.loss.presence(names)?.indices(of: true)
      return (
        list.enumerated().map { (list.count == 1 ? "y" : "y[\($0)]", $1) },
        places?.count == list.count ? places ?? [] : Array(list.indices)
      )
    case .named(let tensors):
      guard !names.isEmpty else {
        throw HornError(
          .configuration,
          "\(what): y is given by name, but the outputs of model \"\(name)\" have no names; give a list")
      }
      if let unknown = tensors.keys.sorted().first(where: { !names.contains($0) }) {
        throw HornError(
          .configuration,
          "\(what): y has \"\(unknown)\", but model \"\(name)\" has no such output; its outputs are "
            + names.joined(separator: ", "))
      }
      var places = Array(names.indices)
      if tensors.count < names.count {
        places = compiled?.loss.presence(names)?.indices(of: true) ?? places
      }
      return (
        try places.map { place in
          guard let tensor = tensors[names[place]] else {
            throw HornError(
              .configuration, "\(what): y has nothing for the output \"\(names[place])\" of model \"\(name)\""
            )
          }
          return ("y[\"\(names[place])\"]", tensor)
        }, places
      )
    }
  }

  /// A weight, or nil, for each target.
  private func weights(
    from weights: any TensorStructure, _ targets: [(String, Tensor)], _ places: [Int], _ what: String
  ) throws -> [(String, Tensor?)] {
    switch weights.tensorForm {
    case .single(let tensor):
      guard targets.count > 1 else { return [("sampleWeight", tensor)] }
      guard tensor.rank == 1 || (tensor.rank == 2 && tensor.shape[1] == 1) else {
        throw HornError(
          .shape,
          "\(what): one sampleWeight for \(targets.count) outputs must have the shape [samples], got \(tensor.shape); "
            + "give one for each output")
      }
      return targets.map { _ in ("sampleWeight", tensor) }
    case .list(let list):
      guard list.count == targets.count else {
        throw HornError(
          .shape,
          "\(what): \(list.count) sampleWeights were given for \(targets.count) targets; give one for each")
      }
      return list.enumerated().map { (list.count == 1 ? "sampleWeight" : "sampleWeight[\($0)]", $1) }
    case .named(let tensors):
      let names = outputNames
      let known = places.compactMap { names.indices.contains($0) ? names[$0] : nil }
      if let unknown = tensors.keys.sorted().first(where: { !known.contains($0) }) {
        throw HornError(
          .configuration,
          "\(what): sampleWeight has \"\(unknown)\", but model \"\(name)\" has no target of that name"
            + OutputNames.listed(known))
      }
      return known.map { ("sampleWeight[\"\($0)\"]", tensors[$0]) }
    }
  }
}

extension [Bool] {
  fileprivate func indices(of value: Bool) -> [Int] { indices.filter { self[$0] == value } }
}
