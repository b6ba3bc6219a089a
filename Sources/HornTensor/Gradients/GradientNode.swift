import HornKernels

/// One step of a computation that can be followed back: its inputs, and how a gradient flows to them.
package final class GradientNode: @unchecked Sendable {
  // Sendable: nothing changes after creation.
  package typealias Backward = (_ outputs: [Gradient?]) -> [Gradient?]

  /// Grows with creation, so that descending order visits every node after all its users.
  let order: UInt64
  let inputs: [GradientLink?]
  let outputCount: Int
  let backward: Backward?

  init(inputs: [GradientLink?], outputCount: Int, backward: Backward?) {
    order = horn_next_order()
    self.inputs = inputs
    self.outputCount = outputCount
    self.backward = backward
  }
}

/// One output of a node.
package struct GradientLink {
  let node: GradientNode
  let output: Int
}
