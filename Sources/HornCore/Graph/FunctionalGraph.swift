import HornTensor

/// The calls that lead from a model's inputs to its outputs.
final class FunctionalGraph {
  let inputForm: SymbolicForm
  let outputForm: SymbolicForm
  /// The calls in the order in which they run.
  let nodes: [GraphNode]
  /// The layers and operations in Keras's order: the farther from the outputs, the earlier.
  let operations: [Layer]
  /// The calls by their distance from the outputs, the farthest first.
  let nodesByDepth: [[GraphNode]]
  private let steps: [Step]
  private let slotCount: Int
  private let inputSlots: [Int]
  private let outputSlots: [Int]

  /// One call as it runs: values stand in slots.
  private struct Step {
    let layer: Layer
    let inputs: [Int]
    let masks: [Int?]?
    let arguments: Config
    let outputs: Range<Int>
    /// Slots that nothing needs any more after the call.
    let release: [Int]
  }

  var inputs: [SymbolicTensor] { inputForm.tensors }
  var outputs: [SymbolicTensor] { outputForm.tensors }
  /// The layers without the operations between them.
  var layers: [Layer] { operations.filter { !($0 is OperationLayer) } }

  /// - Throws: `HornError` where an output depends on something that no input gives, or a name is there twice.
  init(inputs: SymbolicForm, outputs: SymbolicForm, owner: String) throws {
    guard !inputs.tensors.isEmpty, !outputs.tensors.isEmpty else {
      throw HornError(.configuration, "model \"\(owner)\" needs at least one input and one output")
    }
    let cut = inputs.tensors.contains { !$0.node.isInput }
    let (inputForm, outputForm) = cut ? try GraphCopy(from: inputs).copied(outputs) : (inputs, outputs)
    guard Set(inputForm.tensors.map(\.key)).count == inputForm.tensors.count else {
      throw HornError(.configuration, "model \"\(owner)\": an input is given twice")
    }
    self.inputForm = inputForm
    self.outputForm = outputForm
    let order = GraphOrder(inputs: inputForm.tensors, outputs: outputForm.tensors)
    try order.check(inputs: inputForm.tensors, owner: owner)
    nodes = order.nodesByDepth.flatMap(\.self)
    nodesByDepth = order.nodesByDepth
    operations = order.operations

    var slots: [SymbolicKey: Int] = [:]
    for node in nodes { for output in node.outputs { slots[output.key] = slots.count } }
    slotCount = slots.count
    inputSlots = inputForm.tensors.map { slots[$0.key] ?? 0 }
    outputSlots = outputForm.tensors.map { slots[$0.key] ?? 0 }
    steps = Self.plan(nodes, slots, outputs: outputForm.tensors)
  }

  private static func plan(
    _ nodes: [GraphNode], _ slots: [SymbolicKey: Int], outputs: [SymbolicTensor]
  ) -> [Step] {
    // Keras also has operations for masks in the graph; values carry their masks here, so these need not run.
    var needed = Set(outputs.map(\.key))
    for node in nodes.reversed() where node.outputs.contains(where: { needed.contains($0.key) }) {
      for tensor in node.inputs + (node.masks?.compactMap(\.self) ?? []) { needed.insert(tensor.key) }
    }
    let running = nodes.filter { node in
      !node.isInput && node.outputs.contains { needed.contains($0.key) }
    }
    var lastUse: [Int: Int] = [:]
    for (index, node) in running.enumerated() {
      for tensor in node.inputs + (node.masks?.compactMap(\.self) ?? []) {
        if let slot = slots[tensor.key] { lastUse[slot] = index }
      }
    }
    for tensor in outputs { if let slot = slots[tensor.key] { lastUse[slot] = running.count } }
    return running.enumerated().map { index, node in
      let first = slots[SymbolicTensor(node: node, index: 0).key] ?? 0
      return Step(
        layer: node.layer, inputs: node.inputs.map { slots[$0.key] ?? 0 },
        masks: node.masks.map { $0.map { $0.flatMap { slots[$0.key] } } }, arguments: node.arguments,
        outputs: first..<first + node.outputShapes.count,
        release: lastUse.filter { $0.value == index }.map(\.key))
    }
  }

  /// The values of the outputs for those of the inputs.
  ///
  /// - Parameter observe: gets what each call gives, as it runs.
  func run(
    _ values: [Tensor], training: Bool, masks: [Tensor?], owner: String,
    observe: ((Layer, [Tensor]) throws -> Void)? = nil
  ) throws -> [Tensor] {
    guard values.count == inputSlots.count else {
      throw HornError(
        .shape,
        "model \"\(owner)\" takes \(inputSlots.count) input(s) (\(inputs.map(\.name).joined(separator: ", "))), but "
          + "\(values.count) were given")
    }
    var slots = [Tensor?](repeating: nil, count: slotCount)
    for (index, value) in values.enumerated() {
      let fitted = try fit(value, to: inputs[index], owner)
      let mask = index < masks.count ? masks[index] : nil
      slots[inputSlots[index]] = mask == nil ? fitted : fitted.with(mask: mask)
    }
    for step in steps {
      if step.inputs.count == 1, step.outputs.count == 1, step.masks == nil, step.arguments.isEmpty,
        let x = slots[step.inputs[0]]
      {
        slots[step.outputs.lowerBound] = try step.layer(x, training: training)
      } else {
        let masks = step.masks.map { $0.map { $0.flatMap { slots[$0] } } }
        let results: [Tensor] = try step.layer(
          step.inputs.compactMap { slots[$0] }, training: training, masks: masks, arguments: step.arguments)
        guard results.count == step.outputs.count else {
          throw HornError(
            .shape,
            "Layer \"\(step.layer.name)\" gave \(results.count) outputs where its description has \(step.outputs.count)"
          )
        }
        for (slot, result) in zip(step.outputs, results) { slots[slot] = result }
      }
      if let observe { try observe(step.layer, step.outputs.compactMap { slots[$0] }) }
      for slot in step.release { slots[slot] = nil }
    }
    return outputSlots.compactMap { slots[$0] }
  }

  /// The value in the type of the input, with an axis of length 1 at the end added or taken away, as in Keras.
  private func fit(_ value: Tensor, to input: SymbolicTensor, _ owner: String) throws -> Tensor {
    var value = value
    let shape = input.shape
    if shape.count == value.rank + 1, shape.last == 1 {
      value = reshape(value, Shape(value.shape.dimensions + [1]))
    } else if shape.count == value.rank - 1, value.shape.last == 1 {
      value = reshape(value, Shape(value.shape.dimensions.dropLast()))
    }
    let fits = zip(shape, value.shape).dropFirst().allSatisfy { $0 == nil || $0 == $1 }
    guard shape.count == value.rank, fits else {
      throw HornError(
        .shape,
        "model \"\(owner)\": the input \"\(input.name)\" needs the shape \(formatShape(shape)), got \(value.shape)"
      )
    }
    guard value.dtype != input.dtype else { return value }
    guard value.dtype != .string, input.dtype != .string else {
      throw HornError(
        .dtype,
        "model \"\(owner)\": the input \"\(input.name)\" needs \(input.dtype) values, got \(value.dtype)")
    }
    return cast(value, input.dtype)
  }

  /// The shapes of the outputs for other shapes of the inputs.
  func outputShapes(for shapes: [[Int?]]) throws -> [[Int?]] {
    if shapes == inputs.map(\.shape) { return outputs.map(\.shape) }
    var known: [SymbolicKey: [Int?]] = [:]
    for (input, shape) in zip(inputs, shapes) { known[input.key] = shape }
    for node in nodes where !node.isInput {
      let inputs = node.inputs.map { known[$0.key] ?? $0.shape }
      let found = try node.layer.inferOutputs(inputs, node.inputs.map(\.dtype), arguments: node.arguments)
      for (output, shape) in zip(node.outputs, found.shapes) { known[output.key] = shape }
    }
    return outputs.map { known[$0.key] ?? $0.shape }
  }
}
