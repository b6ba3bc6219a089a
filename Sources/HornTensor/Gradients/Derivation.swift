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
    guard isTracked else { return self }
    return with(link: nil)
  }

  func with(link: GradientLink?) -> Tensor {
    var copy = self
    let mask = annex?.mask
    copy.annex = link == nil && mask == nil ? nil : Annex(link: link, mask: mask)
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
  var arrived: [ObjectIdentifier: [Gradient?]] = [:]
  let kept = Set(links.map { ObjectIdentifier($0.node) })

  func add(_ gradient: Gradient, to link: GradientLink) {
    let key = ObjectIdentifier(link.node)
    var slots = arrived[key] ?? Array(repeating: nil, count: link.node.outputCount)
    slots[link.output] = slots[link.output]?.adding(gradient) ?? gradient
    arrived[key] = slots
  }

  add(.dense(Tensor(ones: target.shape, dtype: target.dtype)), to: start)
  for node in nodesReachable(from: start.node) {
    let key = ObjectIdentifier(node)
    guard let backward = node.backward, let outputs = arrived[key] else { continue }
    if !kept.contains(key) { arrived[key] = nil }
    for (input, gradient) in zip(node.inputs, backward(outputs)) {
      if let input, let gradient { add(gradient, to: input) }
    }
  }
  return links.map { arrived[ObjectIdentifier($0.node)]?[$0.output] }
}

/// All nodes that the start depends on, itself included, users before what they use.
private func nodesReachable(from start: GradientNode) -> [GradientNode] {
  var seen: Set<ObjectIdentifier> = [ObjectIdentifier(start)]
  var found = [start]
  var next = 0
  while next < found.count {
    for input in found[next].inputs {
      if let node = input?.node, seen.insert(ObjectIdentifier(node)).inserted { found.append(node) }
    }
    next += 1
  }
  return found.sorted { $0.order > $1.order }
}
