extension Tensor {
  /// Whether a gradient can flow back through this tensor.
  public var isTracked: Bool { annex?.link != nil }

  /// The same values as a new origin of gradients.
  ///
  ///     let x = Tensor([1, 2]).tracked()
  ///     let y = sum(x * x)
  ///     gradients(of: y, withRespectTo: [x])  // [[2, 4]]
  public func tracked() -> Tensor {
    with(link: GradientLink(node: GradientNode(inputs: [], outputCount: 1, backward: nil), output: 0))
  }

  /// The same values, from which no gradient flows back (Keras's `stop_gradient`); the mask stays.
  public var detached: Tensor {
    guard isTracked || annex?.chain?.isTracked == true else { return self }
    return with(link: nil)
  }

  func with(link: GradientLink?) -> Tensor {
    var copy = self
    let mask = annex?.mask
    let lookup = annex?.lookup
    let chain = link == nil ? annex?.chain.map(\.detached) : annex?.chain
    copy.annex =
      link == nil && mask == nil && lookup == nil && chain == nil
      ? nil : Annex(link: link, mask: mask, lookup: lookup, chain: chain)
    return copy
  }

  /// This tensor as the result of an operation on `x`, with the way a gradient flows back.
  ///
  /// The closure gets the gradient of the result and gives that of `x`. It is called only where `x` is tracked.
  public func derived(from x: Tensor, _ gradient: @escaping (Tensor) -> Tensor) -> Tensor {
    guard x.isTracked else { return self }
    return derived(fromAny: [x]) { dy in [.dense(gradient(dy))] }
  }

  /// This tensor as the result of an operation on `a` and `b`; each closure gives one gradient.
  public func derived(
    from a: Tensor, _ gradientA: @escaping (Tensor) -> Tensor,
    _ b: Tensor, _ gradientB: @escaping (Tensor) -> Tensor
  ) -> Tensor {
    // A closure that is not needed must not live on: it may hold a large tensor.
    let flowA = a.isTracked ? gradientA : nil
    let flowB = b.isTracked ? gradientB : nil
    guard flowA != nil || flowB != nil else { return self }
    return derived(fromAny: [a, b]) { dy in [flowA.map { .dense($0(dy)) }, flowB.map { .dense($0(dy)) }] }
  }

  /// This tensor as the result of an operation on several tensors, of which those with gradients count.
  package func derived(fromAny inputs: [Tensor], _ backward: @escaping (Tensor) -> [Gradient?]) -> Tensor {
    guard inputs.contains(where: \.isTracked) else { return self }
    let node = GradientNode(inputs: inputs.map { $0.annex?.link }, outputCount: 1) { outputs in
      guard let dy = outputs[0] else { return [] }
      return backward(dy.tensor)
    }
    return with(link: GradientLink(node: node, output: 0))
  }

  /// Several tensors as the results of one operation; a result without a gradient comes as nil.
  package static func derived(
    _ outputs: [Tensor], fromAny inputs: [Tensor], _ backward: @escaping ([Tensor?]) -> [Gradient?]
  ) -> [Tensor] {
    guard inputs.contains(where: \.isTracked) else { return outputs }
    let node = GradientNode(inputs: inputs.map { $0.annex?.link }, outputCount: outputs.count) {
      backward($0.map { $0?.tensor })
    }
    return outputs.enumerated().map { $1.with(link: GradientLink(node: node, output: $0)) }
  }
}

/// The gradients of a scalar with respect to tensors that it was computed from.
///
/// - Parameters:
///   - target: one element; a tensor of another shape counts as its sum.
///   - sources: tracked tensors; one that `target` does not depend on gets zeros.
/// - Returns: one tensor a source, of its shape.
public func gradients(of target: Tensor, withRespectTo sources: [Tensor]) -> [Tensor] {
  let found = sparseGradients(of: target, withRespectTo: sources)
  return zip(found, sources).map { $0?.tensor ?? Tensor(zeros: $1.shape, dtype: $1.dtype) }
}

/// As ``gradients(of:withRespectTo:)``, with embeddings' gradients as rows, and nil for no dependence.
package func sparseGradients(of target: Tensor, withRespectTo sources: [Tensor]) -> [Gradient?] {
  let links = sources.map { source in
    guard let link = source.annex?.link else {
      programmingError("gradients: a source is not tracked; take x.tracked() and compute from that")
    }
    return link
  }
  guard let start = target.annex?.link else { return sources.map { _ in nil } }
  let nodes = nodesReachable(from: start.node)
  // Nodes stand in descending order, so a node's place is found by bisection: cheaper than hashing.
  var arrived: [[Gradient?]] = Array(repeating: [], count: nodes.count)

  func place(of node: GradientNode) -> Int? {
    var (low, high) = (0, nodes.count)
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle].order > node.order { low = middle + 1 } else { high = middle }
    }
    return low < nodes.count && nodes[low] === node ? low : nil
  }

  func add(_ gradient: Gradient, to link: GradientLink) {
    guard let place = place(of: link.node) else { return }
    if arrived[place].isEmpty { arrived[place] = Array(repeating: nil, count: link.node.outputCount) }
    arrived[place][link.output] = arrived[place][link.output]?.adding(gradient) ?? gradient
  }

  let kept = links.map { place(of: $0.node) }
  add(.dense(Tensor(ones: target.shape, dtype: target.dtype)), to: start)
  for (index, node) in nodes.enumerated() {
    guard let backward = node.backward, !arrived[index].isEmpty else { continue }
    let outputs = arrived[index]
    if !kept.contains(index) { arrived[index] = [] }
    for (input, gradient) in zip(node.inputs, backward(outputs)) {
      if let input, let gradient { add(gradient, to: input) }
    }
  }
  return zip(links, kept).map { link, place in
    guard let place, !arrived[place].isEmpty else { return nil }
    return arrived[place][link.output]
  }
}

/// All nodes that the start depends on, itself included, users before what they use.
private func nodesReachable(from start: GradientNode) -> [GradientNode] {
  var found = [start]
  // Few nodes are compared one by one, many are hashed.
  var seen: Set<ObjectIdentifier> = []
  func isNew(_ node: GradientNode) -> Bool {
    if found.count <= 24 { return !found.contains { $0 === node } }
    if seen.isEmpty { seen = Set(found.map(ObjectIdentifier.init)) }
    return seen.insert(ObjectIdentifier(node)).inserted
  }
  var next = 0
  while next < found.count {
    for input in found[next].inputs {
      if let node = input?.node, isNew(node) { found.append(node) }
    }
    next += 1
  }
  return found.sorted { $0.order > $1.order }
}
