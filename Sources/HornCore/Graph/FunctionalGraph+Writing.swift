import HornTensor

extension FunctionalGraph {
  /// Keras's form: the layers with their calls, and which tensors are inputs and outputs.
  func config() -> Config {
    let indices = nodeIndices
    // Keras counts the outputs of nested models from 1 on here, and only here.
    let references = indices.merging(
      nodes.filter { $0.layer.className == "Functional" && $0.layer is Model }
        .map { (ObjectIdentifier($0), (indices[ObjectIdentifier($0)] ?? 0) + 1) }
    ) { $1 }
    let own = Set(nodes.map(ObjectIdentifier.init))
    let list = operations.map { layer -> ConfigValue in
      guard case .object(var object) = layer.serialized else { return .null }
      object["name"] = .string(layer.name)
      object["inbound_nodes"] = .array(
        layer.liveCalls.filter { own.contains(ObjectIdentifier($0)) && !$0.isInput }
          .map { Self.serialized($0, indices) })
      return .object(object)
    }
    return [
      "layers": .array(list), "input_layers": Self.references(inputForm, references),
      "output_layers": Self.references(outputForm, references),
    ]
  }

  /// Which call of its layer, among those of this model, each call is.
  private var nodeIndices: [ObjectIdentifier: Int] {
    let own = Set(nodes.map(ObjectIdentifier.init))
    var indices: [ObjectIdentifier: Int] = [:]
    for layer in operations {
      var index = 0
      for node in layer.liveCalls where own.contains(ObjectIdentifier(node)) {
        indices[ObjectIdentifier(node)] = index
        index += 1
      }
    }
    return indices
  }

  private static func reference(_ tensor: SymbolicTensor, _ indices: [ObjectIdentifier: Int]) -> ConfigValue {
    [.string(tensor.name), .int(indices[ObjectIdentifier(tensor.node)] ?? 0), .int(tensor.index)]
  }

  private static func references(_ form: SymbolicForm, _ indices: [ObjectIdentifier: Int]) -> ConfigValue {
    switch form {
    case .single(let tensor): reference(tensor, indices)
    case .list(let list): .array(list.map { reference($0, indices) })
    case .named(let list):
      .object(Dictionary(uniqueKeysWithValues: list.map { ($0.name, reference($0.tensor, indices)) }))
    }
  }

  private static func serialized(_ node: GraphNode, _ indices: [ObjectIdentifier: Int]) -> ConfigValue {
    let tensors = node.inputs.map { serialized($0, indices) }
    var arguments = node.arguments
    let names = arguments.removeValue(forKey: "inputs")
    let operands = arguments.removeValue(forKey: OperationLayer.operandsKey)
    var positional: [ConfigValue] = []
    var keywords = arguments
    let call = node.layer.kerasCall
    if case .array(let places)? = operands {
      var rest = tensors[...]
      positional = places.map { $0 == .null ? rest.popFirst() ?? .null : $0 }
    } else if case .array(let names)? = names {
      for (name, tensor) in zip(names, tensors) {
        guard case .string(let name) = name else { continue }
        if call.positional.contains(name) { positional.append(tensor) } else { keywords[name] = tensor }
      }
    } else if let rest = call.rest, tensors.count > 1 {
      positional = [tensors[0]]
      let others = Array(tensors.dropFirst())
      keywords[rest] = call.restIsSingle ? others[0] : node.layer.nested(others)
    } else if tensors.count == 1 || call.isSpread {
      positional = tensors
    } else {
      positional = [.array(tensors)]
    }
    if let mask = node.masks?.first ?? nil { keywords["mask"] = serialized(mask, indices) }
    if node.recordsDefaults {
      if call.writesTraining { keywords["training"] = false }
      if call.takesMask { keywords["mask"] = node.firstMask.map { serialized($0, indices) } ?? .null }
    }
    return ["args": .array(positional), "kwargs": .object(keywords)]
  }

  private static func serialized(_ tensor: SymbolicTensor, _ indices: [ObjectIdentifier: Int]) -> ConfigValue
  {
    [
      "class_name": "__keras_tensor__",
      "config": [
        "shape": ConfigValue(shape: tensor.shape),
        "dtype": .string(tensor.standsForInt64 ? "int64" : tensor.dtype.rawValue),
        "keras_history": reference(tensor, indices),
      ],
    ]
  }
}
