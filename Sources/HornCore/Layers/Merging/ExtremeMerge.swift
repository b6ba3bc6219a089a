import HornTensor

/// The base of ``Maximum`` and ``Minimum``, which have no neutral element for masked steps.
public class ExtremeMerge: Merge {
  func joined(_ a: Tensor, _ b: Tensor) -> Tensor {
    programmingError("\(className) must override joined(_:_:)")
  }

  final override func merged(_ inputs: [Tensor], masks: [Tensor?]) throws -> Tensor {
    var output = inputs[0]
    var outputMask = try masks[0].map { try spread($0, over: inputs[0]) }
    for (input, mask) in zip(inputs, masks).dropFirst() {
      let mask = try mask.map { try spread($0, over: input) }
      var x = input
      // Where one side is masked, the other stands for it.
      if let mask { x = `where`(mask, x, output) }
      if let outputMask { output = `where`(outputMask, output, x) }
      if let known = outputMask, let mask { outputMask = logicalOr(known, mask) } else { outputMask = nil }
      output = joined(output, x)
    }
    output = output.with(mask: nil)
    return outputMask.map { output.with(mask: any($0, axis: -1)) } ?? output
  }
}
