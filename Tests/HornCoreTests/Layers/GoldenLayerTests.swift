import HornTensor
import Testing

@testable import HornCore

/// Every layer computes what real Keras computes.
@Suite(.quiet) struct GoldenLayerTests {
  // Models have files of their own, with inputs and outputs of many forms.
  @Test(arguments: LayerRegistry.names.filter { $0 != "Functional" })
  func everyLayerHasCases(name: String) {
    #expect(GoldenCase.classes.contains(name), "Golden/make_layers.py has no case for \(name)")
  }

  @Test(arguments: GoldenCase.all)
  func outputsAndMasks(golden: GoldenCase) throws {
    let layer = try golden.makeLayer()
    for (number, call) in golden.calls.enumerated() {
      let outputs = try golden.apply(layer, call.inputs, call.masks)
      #expect(outputs.count == call.outputs.count)
      for (index, (found, expected)) in zip(outputs, call.outputs).enumerated() {
        expectClose(found, expected, "output \(index) of call \(number)")
        let (mask, expectedMask) = (found.mask, call.outputMasks[index])
        #expect((mask == nil) == (expectedMask == nil), "mask of output \(index) of call \(number)")
        if let mask, let expectedMask { expectClose(mask, expectedMask, "mask of output \(index)") }
      }
      guard let weights = call.weightsAfter else { continue }
      for (variable, expected) in zip(layer.weights, weights) {
        expectClose(variable.value, expected, "\(variable.path) after call \(number)")
      }
    }
  }

  @Test(arguments: GoldenCase.all.filter { $0.cotangents != nil })
  func gradientsAndLosses(golden: GoldenCase) throws {
    let layer = try golden.makeLayer()
    let result = try GoldenGradients(golden, layer)
    #expect(result.losses.count == golden.losses.count)
    for (index, (found, expected)) in zip(result.losses, golden.losses).enumerated() {
      expectClose(Tensor(found), Tensor(expected), "loss \(index)")
    }
    for (index, (found, expected)) in zip(result.inputs, golden.inputGradients).enumerated() {
      expectClose(found, expected, "gradient of input \(index)")
    }
    #expect(result.weights.count == golden.weightGradients.count)
    for (index, (found, expected)) in zip(result.weights, golden.weightGradients).enumerated() {
      expectClose(found, expected, "gradient of \(layer.trainableWeights[index].path)")
    }
  }
}

/// The gradients of sum(output · cotangent) + losses in the last call.
struct GoldenGradients {
  let losses: [Float]
  let inputs: [Tensor]
  let weights: [Tensor]

  init(_ golden: GoldenCase, _ layer: Layer, inputs values: [Tensor]? = nil, cotangents: [Tensor]? = nil)
    throws
  {
    var inputs = values ?? golden.last.inputs
    for index in golden.differentiableInputs { inputs[index] = inputs[index].tracked() }
    try golden.runEarlierCalls(layer)
    let variables = layer.trainableWeights
    for variable in variables { variable.watch() }
    defer { for variable in variables { variable.unwatch() } }
    let outputs = try golden.apply(layer, inputs, golden.last.masks)
    let losses = layer.losses
    var total = Tensor(0)
    for (output, cotangent) in zip(outputs, cotangents ?? golden.cotangents ?? []) {
      total = total + sum(output * cotangent)
    }
    for loss in losses { total = total + loss }
    let sources = golden.differentiableInputs.map { inputs[$0] } + variables.map(\.value)
    let found = gradients(of: total, withRespectTo: sources)
    self.losses = losses.map(\.item)
    self.inputs = Array(found.prefix(golden.differentiableInputs.count))
    weights = Array(found.dropFirst(golden.differentiableInputs.count))
  }
}
