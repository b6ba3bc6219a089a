import HornTensor

/// The order of the calls between inputs and outputs, and of their layers, as Keras's `map_graph` finds it.
struct GraphOrder {
  let nodesByDepth: [[GraphNode]]
  let operations: [Layer]

  init(inputs: [SymbolicTensor], outputs: [SymbolicTensor]) {
    var finished: Set<ObjectIdentifier> = []
    var ordered: [GraphNode] = []
    var traversal: [ObjectIdentifier: Int] = [:]
    // Depth first with a stack of its own: a chain of thousands of calls must not overflow the thread's.
    for output in outputs {
      var stack: [(node: GraphNode, next: Int)] = []
      func enter(_ node: GraphNode) {
        guard finished.insert(ObjectIdentifier(node)).inserted else { return }
        let layer = ObjectIdentifier(node.layer)
        if traversal[layer] == nil { traversal[layer] = traversal.count }
        stack.append((node, 0))
      }
      enter(output.node)
      while let top = stack.last {
        let dependencies = top.node.dependencies
        if top.next < dependencies.count {
          stack[stack.count - 1].next += 1
          enter(dependencies[top.next].node)
        } else {
          ordered.append(top.node)
          stack.removeLast()
        }
      }
    }

    var depths: [ObjectIdentifier: Int] = [:]
    var layerDepths: [ObjectIdentifier: Int] = [:]
    for node in ordered.reversed() {
      let layer = ObjectIdentifier(node.layer)
      let depth = max(depths[ObjectIdentifier(node)] ?? 0, layerDepths[layer] ?? 0)
      layerDepths[layer] = depth
      depths[ObjectIdentifier(node)] = depth
      for parent in node.dependencies {
        let key = ObjectIdentifier(parent.node)
        depths[key] = max(depth + 1, depths[key] ?? 0)
      }
    }
    // Inputs that no output needs.
    for input in inputs where layerDepths[ObjectIdentifier(input.node.layer)] == nil {
      layerDepths[ObjectIdentifier(input.node.layer)] = 0
      traversal[ObjectIdentifier(input.node.layer)] = -1
      depths[ObjectIdentifier(input.node)] = 0
      ordered.append(input.node)
    }

    var found: [Int: [GraphNode]] = [:]
    for node in ordered { found[depths[ObjectIdentifier(node)] ?? 0, default: []].append(node) }
    nodesByDepth = found.keys.sorted(by: >).map { found[$0] ?? [] }
    var layers: [Layer] = []
    var seen: Set<ObjectIdentifier> = []
    for node in ordered where seen.insert(ObjectIdentifier(node.layer)).inserted { layers.append(node.layer) }
    operations = layers.sorted { a, b in
      let (a, b) = (ObjectIdentifier(a), ObjectIdentifier(b))
      let (depthA, depthB) = (layerDepths[a] ?? 0, layerDepths[b] ?? 0)
      return depthA != depthB ? depthA > depthB : (traversal[a] ?? 0) < (traversal[b] ?? 0)
    }
  }

  /// Throws where something is not computed from the inputs, or two layers have one name.
  func check(inputs: [SymbolicTensor], owner: String) throws {
    let given = Set(inputs.map(\.key))
    for node in nodesByDepth.joined() where node.isInput && !given.contains(node.outputs[0].key) {
      throw HornError(
        .configuration,
        "model \"\(owner)\": its outputs depend on the input \"\(node.layer.name)\", which is not among its inputs "
          + "(\(inputs.map(\.name).joined(separator: ", "))); add it there")
    }
    var names: Set<String> = []
    for layer in operations where !names.insert(layer.name).inserted {
      throw HornError(
        .configuration,
        "model \"\(owner)\": the name \"\(layer.name)\" is there twice; layers of a model need different names"
      )
    }
  }
}
