import HornTensor
import Testing

@testable import HornCore

/// What every registered layer does, whatever it computes; configurations and inputs are those of the golden cases.
@Suite(.quiet) struct LayerContractTests {
  @Test(arguments: GoldenCase.all)
  func outputShapes(golden: GoldenCase) throws {
    let layer = try golden.makeLayer()
    for (input, output) in golden.outputShapes {
      let found = try layer.computeOutputShape(input, arguments: golden.arguments)
      #expect(found == output, "for \(input)")
    }
    let real = try golden.run(layer).map { $0.shape.map(Optional.some) }
    let shapes = golden.last.inputs.map { $0.shape.map(Optional.some) }
    #expect(try layer.computeOutputShape(shapes, arguments: golden.arguments) == real)
  }

  @Test(arguments: GoldenCase.all)
  func configuration(golden: GoldenCase) throws {
    let layer = try golden.makeLayer()
    let serialized = layer.serialized
    for key in ["module", "class_name", "config", "registered_name"] {
      let found = differences(serialized[key] ?? "missing", golden.layer[key] ?? "missing", key)
      #expect(found.isEmpty, "\(found.joined(separator: "; "))")
    }
    #expect(try Layer.fromConfig(serialized).serialized == serialized)
    #expect(layer.supportsMasking == golden.supportsMasking)
    // Keras's models are built for any batch.
    if !(layer is Model) { #expect(serialized["build_config"] == golden.layer["build_config"]) }
  }

  @Test(arguments: GoldenCase.all)
  func unknownArgumentsAndWrongTypesAreRefused(golden: GoldenCase) throws {
    registerGoldenFunctions()
    guard case .object(let config)? = golden.layer["config"], case .object(var object) = golden.layer else {
      Issue.record("no configuration")
      return
    }
    object["config"] = .object(config.merging(["surprise": 1]) { $1 })
    #expect(throws: HornError.self) { try Layer.fromConfig(.object(object)) }
    for key in config.keys {
      for wrong: ConfigValue in [["a": 1], [[1], "x"], "?", -7, 1e300, true, nil, .int(.max)] {
        object["config"] = .object(config.merging([key: wrong]) { $1 })
        // Some of these are right; none may do worse than throw.
        do {
          _ = try Layer.fromConfig(.object(object))
        } catch {
          #expect(error is HornError)
        }
      }
    }
  }

  @Test(arguments: GoldenCase.all.filter { !$0.training })
  func rebuiltLayerGivesTheSameBits(golden: GoldenCase) throws {
    let layer = try golden.makeLayer()
    let copy = try Layer.fromConfig(layer.serialized)
    try golden.build(copy)
    try copy.setWeights(layer.getWeights())
    #expect(copy.weights.map(\.path) == layer.weights.map(\.path))
    for (found, expected) in zip(try golden.run(copy), try golden.run(layer)) {
      #expect(found.dtype == expected.dtype && found.hasBits(of: expected))
    }
  }

  @Test(arguments: GoldenCase.all)
  func weightsAreNamedAsInKeras(golden: GoldenCase) throws {
    let layer = try golden.makeLayer()
    for (found, expected) in zip(layer.weights, golden.weights) {
      #expect(expected.path.hasSuffix(found.path), "\(found.path) instead of \(expected.path)")
      #expect(found.trainable == expected.trainable || !layer.trainable)
    }
    layer.setPaths(prefix: layer.name)
    #expect(layer.weights.map(\.path) == golden.weights.map(\.path))
  }

  @Test(arguments: GoldenCase.all)
  func inferenceLeavesNoGradientNode(golden: GoldenCase) throws {
    for output in try golden.run(golden.makeLayer()) { #expect(!output.isTracked) }
  }

  @Test(arguments: GoldenCase.all)
  func zeroRows(golden: GoldenCase) throws {
    let layer = try golden.makeLayer()
    if layer.inputSpec?.axes[0] != nil { return }
    let inputs = golden.last.inputs.map { withoutRows($0) }
    let masks = golden.last.masks.map { $0.map { withoutRows($0) } }
    let outputs = try golden.apply(layer, inputs, masks)
    for (found, expected) in zip(outputs, golden.last.outputs) {
      #expect(found.shape == Shape([0] + expected.shape.dropFirst()) && found.dtype == expected.dtype)
    }
    guard golden.cotangents != nil, golden.calls.count == 1 else { return }
    let call = GoldenCase.Call(inputs: inputs, masks: masks, outputs: outputs, outputMasks: [])
    let zeros = outputs.map { Tensor(zeros: $0.shape) }
    let result = try GoldenGradients(golden.replacing(call: call), layer, cotangents: zeros)
    for (found, variable) in zip(result.weights, layer.trainableWeights) {
      #expect(found.shape == variable.shape)
    }
    for gradient in result.inputs { #expect(gradient.elementCount == 0) }
  }

  private func withoutRows(_ x: Tensor) -> Tensor {
    Tensor(zeros: Shape([0] + x.shape.dropFirst()), dtype: x.dtype)
  }

  @Test(arguments: GoldenCase.all)
  func wrongRanks(golden: GoldenCase) throws {
    let layer = try golden.makeLayer()
    let x = golden.last.inputs[0]
    for rank in 1...5 {
      let inner = Array(x.shape.dropFirst())
      let lengths =
        rank <= x.rank
        ? Array(inner.dropFirst(x.rank - rank)) : Array(repeating: 2, count: rank - x.rank) + inner
      let shape = Shape([x.shape[0]] + lengths)
      let input =
        x.dtype == .string
        ? Tensor(ByteStrings(repeating: "a", count: shape.elementCount), shape: shape)
        : Tensor(ones: shape, dtype: x.dtype)
      do {
        _ = try golden.apply(layer, [input] + golden.last.inputs.dropFirst(), [])
        #expect(!golden.rejectedRanks.contains(rank), "rank \(rank) was taken")
      } catch let error as HornError {
        #expect(error.message.contains(layer.name), "\(error)")
      }
    }
  }

  @Test(
    arguments: GoldenCase.all.filter {
      $0.cotangents != nil && !$0.stopsGradient && $0.last.outputs.allSatisfy(\.isFinite)
    })
  func gradientsAreDifferences(golden: GoldenCase) throws {
    let layer = try golden.makeLayer()
    let result = try GoldenGradients(golden, layer)
    let values = layer.trainableWeights.map(\.value)
    for (place, index) in golden.differentiableInputs.enumerated() {
      try expectSlope(of: result.inputs[place], at: golden.last.inputs[index], "input \(index)") { moved in
        var inputs = golden.last.inputs
        inputs[index] = moved
        return try Self.loss(golden, layer, inputs)
      }
    }
    for (index, variable) in layer.trainableWeights.enumerated() {
      try expectSlope(of: result.weights[index], at: values[index], variable.path) { moved in
        variable.assign(moved)
        defer { variable.assign(values[index]) }
        return try Self.loss(golden, layer, golden.last.inputs)
      }
    }
  }

  private static func loss(_ golden: GoldenCase, _ layer: Layer, _ inputs: [Tensor]) throws -> Double {
    var layer = layer
    if golden.calls.count > 1 {
      // The state that earlier calls leave is a constant for the gradient.
      let weights = layer.getWeights()
      layer = try golden.makeLayer()
      try golden.runEarlierCalls(layer)
      try layer.setWeights(weights)
    }
    let outputs = try golden.apply(layer, inputs, golden.last.masks)
    var total = 0.0
    for (output, cotangent) in zip(outputs, golden.cotangents ?? []) {
      for (y, c) in zip(output.floats, cotangent.floats) { total += Double(y) * Double(c) }
    }
    return layer.losses.reduce(total) { $0 + Double($1.item) }
  }

  /// Compares the gradient with the function's change along a direction, for steps of several lengths,
  /// one of which may cross a kink. Elements without a gradient stay: they may mark absent time steps.
  private func expectSlope(
    of gradient: Tensor, at x: Tensor, _ what: String, _ function: (Tensor) throws -> Double
  ) throws {
    let values = x.floats
    let direction = gradient.floats.enumerated().map { index, slope in
      slope == 0 ? 0 : Float((index * 7 + 3) % 11) / 11 - 0.4
    }
    let slope = zip(gradient.floats, direction).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    var found: [Double] = []
    for step: Float in [1e-3, 3e-4, 1e-4, 3e-3] {
      let ahead = try function(Tensor(zip(values, direction).map { $0 + step * $1 }, shape: x.shape))
      let behind = try function(Tensor(zip(values, direction).map { $0 - step * $1 }, shape: x.shape))
      let difference = (ahead - behind) / Double(2 * step)
      if Swift.abs(difference - slope) <= 2e-2 * (1 + Swift.abs(slope)) { return }
      found.append(difference)
    }
    Issue.record("\(what): slope \(slope), differences \(found)")
  }
}

extension Tensor {
  fileprivate var isFinite: Bool { floats.allSatisfy(\.isFinite) }

  fileprivate func hasBits(of other: Tensor) -> Bool {
    dtype == .string
      ? byteStrings == other.byteStrings
      : floats.map(\.bitPattern) == other.floats.map(\.bitPattern)
  }
}
