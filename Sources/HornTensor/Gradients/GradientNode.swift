import HornKernels

/// One step of a computation that can be followed back: its inputs, and how a gradient flows to them.
package final class GradientNode: @unchecked Sendable {
  // Sendable: nothing changes between creation and the end.
  package typealias Backward = (_ outputs: [Gradient?]) -> [Gradient?]

  /// Grows with creation, so that descending order visits every node after all its users.
  let order: UInt64
  private(set) var inputs: [GradientLink?]
  let outputCount: Int
  let backward: Backward?

  init(inputs: [GradientLink?], outputCount: Int, backward: Backward?) {
    order = horn_next_order()
    self.inputs = inputs
    self.outputCount = outputCount
    self.backward = backward
  }

  // One node after the other: if each released its inputs from within, a long computation would overflow the stack.
  deinit {
    var orphans: [GradientNode] = []
    releaseInputs(into: &orphans)
    while let node = orphans.popLast() { node.releaseInputs(into: &orphans) }
  }

  /// Lets the inputs go; those that nobody else holds and that have inputs themselves are kept among the orphans.
  private func releaseInputs(into orphans: inout [GradientNode]) {
    for index in inputs.indices {
      guard var node = inputs[index]?.node else { continue }
      inputs[index] = nil
      if isKnownUniquelyReferenced(&node), !node.inputs.isEmpty { orphans.append(node) }
    }
  }
}

/// One output of a node.
package struct GradientLink {
  let node: GradientNode
  let output: Int
}
