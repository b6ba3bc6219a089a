import HornTensor

/// Makes the calls of a functional model anew from Keras's form.
struct FunctionalReader {
  private let owner: String
  private var layers: [String: Layer] = [:]
  /// The outputs of each call of each layer, in order; they keep the calls alive.
  private var made: [String: [[SymbolicTensor]]] = [:]

  /// - Throws: `HornError` where layers are unknown, calls go in circles or refer to what is not there.
  static func read(_ reader: ConfigReader, owner: String) throws -> (
    inputs: SymbolicForm, outputs: SymbolicForm
  ) {
    guard case .array(let list)? = reader.value("layers"), let inputs = reader.value("input_layers"),
      let outputs = reader.value("output_layers")
    else {
      throw HornError(
        .configuration, "model \"\(owner)\": layers, input_layers and output_layers must be there")
    }
    var state = FunctionalReader(owner: owner)
    try state.makeCalls(list)
    return (try state.form(inputs), try state.form(outputs))
  }

  private init(owner: String) { self.owner = owner }

  private func fail(_ message: String) -> HornError {
    HornError(.configuration, "model \"\(owner)\": \(message)")
  }

  private mutating func makeCalls(_ list: [ConfigValue]) throws {
    var waiting: [(layer: Layer, calls: ArraySlice<ConfigValue>)] = []
    for (index, value) in list.enumerated() {
      let layer = try ConfigPlace.at("layers[\(index)]") { try Layer.fromConfig(value, building: false) }
      guard layers.updateValue(layer, forKey: layer.name) == nil else {
        throw fail("the name \"\(layer.name)\" is there twice; layers of a model need different names")
      }
      made[layer.name] = []
      if let entry = layer as? InputLayer { made[layer.name] = [[entry.symbol]] }
      guard case .array(let calls)? = value["inbound_nodes"] else {
        throw fail("the layer \"\(layer.name)\" has no list inbound_nodes")
      }
      if !(layer is InputLayer), !calls.isEmpty { waiting.append((layer, calls[...])) }
    }
    // A call may refer to layers that stand later, so calls are made as soon as what they need is there.
    while !waiting.isEmpty {
      var progress = false
      for index in waiting.indices {
        while let value = waiting[index].calls.first,
          let call = try self.call(value, of: waiting[index].layer)
        {
          let layer = waiting[index].layer
          do {
            made[layer.name]?.append(
              try layer.connected(
                to: call.inputs, masks: call.masks, notedMask: call.notedMask, arguments: call.arguments))
          } catch let error as HornError {
            throw fail(error.message)
          }
          waiting[index].calls = waiting[index].calls.dropFirst()
          progress = true
        }
      }
      waiting.removeAll { $0.calls.isEmpty }
      guard progress || waiting.isEmpty else {
        throw fail(
          "the calls of \(waiting.map { "\"\($0.layer.name)\"" }.joined(separator: ", ")) go in a circle, or need layers that are not there"
        )
      }
    }
  }

  private struct Call {
    var inputs: [SymbolicTensor] = []
    var names: [String?] = []
    var operands: [ConfigValue] = []
    var masks: [SymbolicTensor?]?
    var notedMask: SymbolicTensor?
    var arguments: Config = [:]
  }

  /// The call that a value describes; nil where it needs an output that is not there yet.
  private func call(_ value: ConfigValue, of layer: Layer) throws -> Call? {
    guard case .array(let args)? = value["args"], case .object(let kwargs)? = value["kwargs"] else {
      throw fail("a call of \"\(layer.name)\" needs the list args and the object kwargs")
    }
    var call = Call()
    let positional = layer.kerasCall.positional
    for (place, argument) in args.enumerated() {
      let name = layer.kerasCall.isSpread && place < positional.count ? positional[place] : nil
      guard try add(argument, name, to: &call, layer, isOperand: true) else { return nil }
    }
    for (key, argument) in kwargs.sorted(by: { $0.key < $1.key }) {
      switch (key, argument) {
      case ("training", _), (_, .null): continue
      case ("mask", _):
        var mask = Call()
        guard try add(argument, nil, to: &mask, layer, isOperand: false) else { return nil }
        guard mask.inputs.count == 1 else { throw fail("the mask of \"\(layer.name)\" must be one tensor") }
        call.masks = mask.inputs
      default:
        if try !add(argument, key, to: &call, layer, isOperand: false) { return nil }
      }
    }
    guard !call.inputs.isEmpty else { throw fail("a call of \"\(layer.name)\" has no inputs") }
    if layer is OperationLayer {
      call.arguments[OperationLayer.operandsKey] = .array(call.operands)
    } else if call.names.contains(where: { $0 != nil && $0 != layer.kerasCall.rest }) {
      let order = ["query", "value", "key"]
      let sorted = zip(call.names, call.inputs).enumerated().sorted { a, b in
        let (x, y) = (a.element.0.flatMap(order.firstIndex) ?? 9, b.element.0.flatMap(order.firstIndex) ?? 9)
        return x != y ? x < y : a.offset < b.offset
      }
      call.inputs = sorted.map(\.element.1)
      let names = sorted.map { $0.element.0 ?? "inputs" }
      if names != positional { call.arguments["inputs"] = .array(names.map(ConfigValue.string)) }
    }
    if let mask = call.masks?.first ?? nil {
      // A mask that the input carries anyway is not a mask of the call's own.
      if isOwn(mask, of: call.inputs[0]) {
        call.masks = nil
        call.notedMask = mask
      } else {
        call.masks = [mask] + Array(repeating: nil, count: call.inputs.count - 1)
      }
    }
    return call
  }

  private func add(
    _ value: ConfigValue, _ name: String?, to call: inout Call, _ layer: Layer, isOperand: Bool
  ) throws -> Bool {
    switch value {
    case .object where value["class_name"] == "__keras_tensor__":
      guard case .array(let history)? = value["config"]?["keras_history"] else {
        throw fail("a tensor in a call of \"\(layer.name)\" has no keras_history")
      }
      guard let tensor = try tensor(.array(history)) else { return false }
      call.inputs.append(tensor)
      call.names.append(name)
      call.operands.append(.null)
    case .array(let list) where list.contains(where: Self.hasTensor):
      for element in list where try !add(element, name, to: &call, layer, isOperand: isOperand) {
        return false
      }
    default:
      // An operation has its options in its configuration, and other layers have no constants among their tensors.
      guard (name == nil) == (layer is OperationLayer) else {
        throw fail(
          "a call of \"\(layer.name)\" "
            + (name.map { "takes no argument \($0)" } ?? "has \(value.summary) where a tensor must stand"))
      }
      if let name { call.arguments[name] = value } else { call.operands.append(value) }
    }
    return true
  }

  /// Whether the value is a tensor or a list with one somewhere in it, such as the states of a stack of cells.
  private static func hasTensor(_ value: ConfigValue) -> Bool {
    if case .array(let list) = value { return list.contains(where: hasTensor) }
    return value["class_name"] == "__keras_tensor__"
  }

  /// Whether a mask is computed from the values as that of the tensor is.
  private func isOwn(_ mask: SymbolicTensor, of tensor: SymbolicTensor) -> Bool {
    guard let own = tensor.mask.tensor else { return false }
    return isSame(own, mask)
  }

  private func isSame(_ a: SymbolicTensor, _ b: SymbolicTensor) -> Bool {
    // Operands that several operations share are compared once, and without recursion, as chains may be long.
    var seen: Set<[SymbolicKey]> = []
    var waiting = [(a, b)]
    while let (a, b) = waiting.popLast() {
      if a.key == b.key || !seen.insert([a.key, b.key]).inserted { continue }
      guard let first = a.node.layer as? OperationLayer, let second = b.node.layer as? OperationLayer,
        first.className == second.className, first.options == second.options,
        Self.numbers(a.node.arguments) == Self.numbers(b.node.arguments),
        a.node.inputs.count == b.node.inputs.count
      else { return false }
      waiting += zip(a.node.inputs, b.node.inputs)
    }
    return true
  }

  /// The operands with integers as floating point: Keras writes 0 or 0.0.
  private static func numbers(_ arguments: Config) -> [ConfigValue] {
    guard case .array(let list)? = arguments[OperationLayer.operandsKey] else { return [] }
    return list.map { if case .int(let number) = $0 { .double(Double(number)) } else { $0 } }
  }

  /// The tensor that `[layer, call, output]` names; nil where the call is not made yet.
  ///
  /// - Parameter isOfModel: whether it is an input or output of the model itself; there Keras counts the calls of nested
  ///   models from 1 on.
  private func tensor(_ reference: ConfigValue, isOfModel: Bool = false) throws -> SymbolicTensor? {
    guard case .array(let list) = reference, list.count == 3, case .string(let name) = list[0],
      case .int(let call) = list[1], case .int(let output) = list[2]
    else { throw fail("a reference must be [layer, call, output], got \(reference.summary)") }
    guard let calls = made[name] else {
      throw fail("there is no layer \"\(name.prefix(80))\" in its list of layers")
    }
    let first = isOfModel && layers[name]?.className == "Functional" ? 1 : 0
    guard call >= first else { throw fail("\"\(name)\" has no call \(call)") }
    guard call - first < calls.count else { return nil }
    let outputs = calls[call - first]
    guard output >= 0, output < outputs.count else {
      throw fail("\"\(name)\" has \(outputs.count) output(s), so none at \(output)")
    }
    return outputs[output]
  }

  private func form(_ value: ConfigValue) throws -> SymbolicForm {
    func existing(_ value: ConfigValue) throws -> SymbolicTensor {
      guard let tensor = try tensor(value, isOfModel: true) else {
        throw fail("input_layers and output_layers must refer to calls that are there, got \(value.summary)")
      }
      return tensor
    }
    switch value {
    case .array(let list):
      if case .string? = list.first { return .single(try existing(value)) }
      return .list(try list.map(existing))
    case .object(let named):
      return .named(try named.sorted { $0.key < $1.key }.map { ($0.key, try existing($0.value)) })
    default: throw fail("input_layers and output_layers must be lists, got \(value.summary)")
    }
  }
}
